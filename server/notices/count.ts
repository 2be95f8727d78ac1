import { plannedFor } from '../db/planned.ts'
import type { Tx } from '../db/scope.ts'
import { type Receipt, type ReceiptRow, receiptRows, rowOf } from './receipts.ts'

/** Households of a notice by where they stand; they add up to the frozen audience, `total`. */
export type HouseholdCounts = Record<ReceiptRow | 'total', number>

export function countsOf(receipts: readonly Receipt[]): HouseholdCounts {
  const counts = nobody()
  for (const receipt of receipts) counts[rowOf(receipt)] += 1
  return { ...counts, total: receipts.length }
}

/**
 * What `countsOf` counts of the list, counted in the database: for pages that look again and again, and for notices too
 * large to be listed. Runs under the county's scope.
 */
export async function countReceipts(tx: Tx, notice: string, place = ''): Promise<HouseholdCounts> {
  const { rows } = await plannedFor(tx, COUNT, [notice, place])
  const counts = nobody()
  for (const row of rows) {
    counts[receiptRows[row.state]!] = row.households
    counts.total += row.households
  }
  return counts
}

const nobody = (): HouseholdCounts =>
  Object.fromEntries([...receiptRows, 'total'].map(row => [row, 0])) as HouseholdCounts

const rank = (row: ReceiptRow): number => receiptRows.indexOf(row)

// How far each round has come, and whether it goes on, as arrays by its number: a join would look it up once for everybody.
const COUNT = `
  with far as materialized (
    select array_agg(r.reached order by n) as reached, array_agg(r.state = 'open' order by n) as open
    from generate_series(1, (select max(round) from notice_rounds where notice_id = $1)) n
    left join notice_rounds r on r.notice_id = $1 and r.round = n)
  select state, count(*) as households from (
    select min(case
      when d.confirmed_at is not null then ${rank('confirmed')}
      when d.excluded is not null then case d.excluded when 'unbound' then ${rank('unbound')}
        when 'no-smartphone' then ${rank('no-smartphone')} when 'refused' then ${rank('refused')} else ${rank('excluded')} end
      when d.outbox_id is null then case when d.person_id <= far.reached[d.round] then ${rank('sent')}
        when far.open[d.round] then ${rank('queued')} else ${rank('undelivered')} end
      when o.state in ('sent', 'echoed') then ${rank('sent')}
      when o.state in ('queued', 'claimed') then ${rank('queued')}
      when o.state = 'cancelled' and o.reason = 'held' then ${rank('excluded')}
      else ${rank('undelivered')} end) as state
    from far cross join deliveries d
    left join outbox o on o.id = d.outbox_id
    where d.notice_id = $1 and ($2 = '' or starts_with(d.place, $2))
    group by d.household_id) h
  group by state`
