import { plannedFor } from '../db/planned.ts'
import type { Tx } from '../db/scope.ts'
import { type Receipt, receiptStates } from './receipts.ts'

/** Households of a notice by where they stand; they add up to the frozen audience. */
export type HouseholdCounts = Record<Receipt['state'], number>

const rank = (state: Receipt['state']): number => receiptStates.indexOf(state)

/**
 * What `receiptsOf` lists, counted in the database: for notices too large to be listed. Runs under the county's scope.
 */
export async function countReceipts(tx: Tx, notice: string, place = ''): Promise<HouseholdCounts> {
  const { rows } = await plannedFor(
    tx,
    // How far each round has come as an array by its number: a join would look it up once for everybody.
    `with far as materialized (
       select array(select r.reached from generate_series(1, (select max(round) from notice_rounds where notice_id = $1)) n
                    left join notice_rounds r on r.notice_id = $1 and r.round = n order by n) as reached)
     select state, count(*) as households from (
       select min(case
         when d.confirmed_at is not null then ${rank('confirmed')}
         when d.excluded is not null then case d.excluded when 'unbound' then ${rank('unbound')}
           when 'no-smartphone' then ${rank('no-smartphone')} when 'refused' then ${rank('refused')} else ${rank('excluded')} end
         when d.outbox_id is null then case when d.person_id <= far.reached[d.round] then ${rank('sent')} else ${rank('undelivered')} end
         when o.state in ('sent', 'echoed') then ${rank('sent')}
         when o.state = 'cancelled' and o.reason = 'held' then ${rank('excluded')}
         else ${rank('undelivered')} end) as state
       from far cross join deliveries d
       left join outbox o on o.id = d.outbox_id
       where d.notice_id = $1 and ($2 = '' or starts_with(d.place, $2))
       group by d.household_id) h
     group by state`,
    [notice, place],
  )
  const none = Object.fromEntries(receiptStates.map(state => [state, 0])) as HouseholdCounts
  for (const row of rows) none[receiptStates[row.state]!] = row.households
  return none
}
