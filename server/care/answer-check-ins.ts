import { dayOf, days, isoWeek } from '../../flows/engine/calendar.ts'
import type { House } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { settle } from './check-ins.ts'

/** An answer given by telephone or at the door, and who wrote it down. */
type Told = { people: readonly string[]; answer: 'well' | 'trouble'; how: 'phone' | 'visit'; staff: string }

/**
 * What one of these people said by telephone or at the door answers their open question of the week, and one that had
 * been given up as silent. It counts like a reply: the ladder ends, and nobody is asked any more. Returns how many.
 */
export async function answerCheckIns(tx: Tx, house: House, told: Told): Promise<number> {
  const { rows } = await tx.query(
    `with answered as (
       update check_ins set state = 'answered', answer = $2, answered_by = person_id, how = $3, answered_at = $4, recorded_by = $5
       where person_id = any($1) and state in ('asked', 'silent') and asked_at > $6
       returning id, place, children
     ), kept as (
       insert into check_in_answers (check_in_id, child_id, place, answer, at)
       select a.id, c.child, a.place, $2, $4 from answered a cross join unnest(a.children) as c(child)
       on conflict (check_in_id, child_id) do nothing
     )
     select id from answered`,
    [told.people, told.answer, told.how, new Date(house.now), told.staff, new Date(house.now - days(7))],
  )
  if (rows.length === 0) return 0
  await settle(tx, house, { asked: rows.map(row => row.id), own: [], week: isoWeek(dayOf(house.now)) })
  return rows.length
}
