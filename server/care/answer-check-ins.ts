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

/** 代填: the carer's own report by telephone or at the door. Where nothing is open, it stands as the week's. */
export async function reportForCarer(
  tx: Tx,
  house: House,
  told: Omit<Told, 'people'> & { household: string; place: string },
): Promise<void> {
  const { rows } = await tx.query(
    `select r.person_id as person, array_agg(c.id order by c.birth_date, c.id) as children from children c
     join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     where c.household_id = $1 and c.state <> 'left' group by 1`,
    [told.household],
  )
  const people = rows.map(row => row.person)
  if (people.length === 0 || (await answerCheckIns(tx, house, { ...told, people })) > 0) return
  await tx.query(
    `with own as (
       insert into check_ins (id, place, person_id, week, children, asked_at, state, answer, answered_by, how, answered_at, recorded_by)
       select gen_random_uuid(), $1, $2, $3, $4, $5, 'answered', $6, $2, $7, $5, $8
       on conflict (person_id, week) do nothing returning id, children
     )
     insert into check_in_answers (check_in_id, child_id, place, answer, at)
     select own.id, c.child, $1, $6, $5 from own cross join unnest(own.children) as c(child)`,
    [
      ...[told.place, people[0], isoWeek(dayOf(house.now)), rows[0].children, new Date(house.now)],
      ...[told.answer, told.how, told.staff],
    ],
  )
}
