import { addDays, dayOf, instantOf, weekday } from '../../flows/engine/calendar.ts'
import { plannedFor } from '../db/planned.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'

/**
 * How many more routine messages each person may get this week (Monday to Sunday). A notice leaves room for a
 * check-in that is still to come; a check-in uses what is there.
 */
export async function budgetLeft(
  tx: Tx,
  policy: Policy,
  now: number,
  people: readonly string[],
  use: 'check-in' | 'notice',
): Promise<Map<string, number>> {
  const today = dayOf(now)
  const monday = addDays(today, 1 - weekday(today))
  const from = new Date(instantOf(monday, '00:00'))
  const to = new Date(instantOf(addDays(monday, 7), '00:00'))
  const summer = ['07', '08'].includes(today.slice(5, 7))
  const most = summer ? policy.budget.summer : policy.budget.perWeek
  const { rows } = await plannedFor(tx, USED, [people, from, to])
  const used = new Map(rows.map(row => [row.person_id, row.used + (use === 'notice' ? row.kept : 0)]))
  return new Map(people.map(person => [person, most - (used.get(person) ?? 0)]))
}

// Counted side by side, not joined to the people: of a county's that would be each with each.
const USED = `
  select person_id, sum(used) as used, sum(kept) as kept from (
    select person_id, 1 as used, 0 as kept from outbox
    where person_id = any($1::uuid[]) and routine and kind = 'text' -- a voice note or a picture comes with its line of text
      and greatest(created_at, not_before) >= $2 and greatest(created_at, not_before) < $3
      and state not in ('cancelled', 'expired', 'failed')
    union all
    select person_id, 1, 0 from (
      select distinct d.person_id, d.notice_id
      from notice_rounds r join deliveries d on d.notice_id = r.notice_id and d.round = r.round
      where r.routine and r.not_before >= $2 and r.not_before < $3 and d.person_id = any($1)
        and d.excluded is null and d.outbox_id is null and (r.state in ('open', 'done') or d.person_id <= r.reached)) n
    union all
    select person_id, 0, 1 from due_items
    where person_id = any($1) and kind = 'check-in' and state = 'open' and due_at >= $2 and due_at < $3) s
  group by person_id`
