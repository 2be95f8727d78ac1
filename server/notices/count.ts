import type { Tx } from '../db/scope.ts'
import { type Receipt, receiptStates } from './receipts.ts'

/** Households of a notice by where they stand; they add up to the frozen audience. */
export type HouseholdCounts = Record<Receipt['state'], number>

/**
 * What `receiptsOf` lists, counted in the database: for notices too large to be listed. Runs under the county's scope.
 */
export async function countReceipts(tx: Tx, notice: string, place = ''): Promise<HouseholdCounts> {
  const { rows } = await tx.query(
    {
      name: 'count-receipts',
      text: `select state, count(*) as households from (
         select min(array_position($3::text[], case
           when d.confirmed_at is not null then 'confirmed'
           when d.excluded in ('held', 'budget') then 'excluded'
           when d.excluded is not null then d.excluded
           when o.id is not null then case when o.state in ('sent', 'echoed') then 'sent'
                                           when o.state = 'cancelled' and o.reason = 'held' then 'excluded'
                                           else 'undelivered' end
           when d.person_id <= r.reached then 'sent' else 'undelivered' end)) as state
         from deliveries d
         left join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
         left join outbox o on o.id = d.outbox_id
         where d.notice_id = $1 and starts_with(d.place, $2)
         group by d.household_id) h
       group by state`,
    },
    [notice, place, receiptStates],
  )
  const none = Object.fromEntries(receiptStates.map(state => [state, 0])) as HouseholdCounts
  for (const row of rows) none[receiptStates[row.state - 1]!] = row.households
  return none
}
