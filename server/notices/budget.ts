import { addDays, dayOf, instantOf, weekday } from '../../flows/engine/calendar.ts'
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
  const { rows } = await tx.query(
    `select p.id, coalesce(o.used, 0) + coalesce(n.used, 0) as used, coalesce(d.kept, 0) as kept
     from unnest($1::uuid[]) as p(id)
     left join (
       select person_id, count(*) as used from outbox
       where person_id = any($1) and routine and kind = 'text' -- a voice note or a picture comes with its line of text
         and greatest(created_at, not_before) >= $2 and greatest(created_at, not_before) < $3
         and state not in ('cancelled', 'expired', 'failed')
       group by person_id) o on o.person_id = p.id
     left join (
       select d.person_id, count(distinct d.notice_id) as used
       from notice_rounds r join deliveries d on d.notice_id = r.notice_id and d.round = r.round
       where r.routine and r.not_before >= $2 and r.not_before < $3 and d.person_id = any($1)
         and d.excluded is null and d.outbox_id is null and (r.state in ('open', 'done') or d.person_id <= r.reached)
       group by d.person_id) n on n.person_id = p.id
     left join (
       select person_id, count(*) as kept from due_items
       where person_id = any($1) and kind = 'check-in' and state = 'open' and due_at >= $2 and due_at < $3
       group by person_id) d on d.person_id = p.id`,
    [people, from, to],
  )
  return new Map(rows.map(row => [row.id, most - row.used - (use === 'notice' ? row.kept : 0)]))
}
