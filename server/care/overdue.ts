import type { Tx } from '../db/scope.ts'
import type { DutyProfile } from './duties.ts'

/**
 * How many families of each place (its first `digits` digits) below `place` are a gap of their village on a day: those
 * of `dutiesDue` whose rung is `digest`. Only what was done so lately that it counts is read, so that a county takes no
 * longer than its last weeks.
 */
export async function overdueBelow(
  tx: Tx,
  profile: DutyProfile,
  place: string,
  digits: 9 | 12,
  today: string,
): Promise<Map<string, number>> {
  const { rows } = await tx.query(
    `with since as materialized (
       select $5::date - $6::int as last_day,
         ($5::date - $6::int - make_interval(months => $3))::timestamp at time zone 'Asia/Shanghai' as contact,
         ($5::date - $6::int - make_interval(months => $4))::date as visit
     ), family as (
       select household_id as id, min(place) as place, (min(created_at) at time zone 'Asia/Shanghai')::date as listed
       from children where state in ('listed', 'doubtful') and place between $1 and $2 group by household_id
     ), met as (
       select c.household_id as id, (max(k.at) at time zone 'Asia/Shanghai')::date as day
       from (select person_id, max(at) as at from care_contacts where at >= (select contact from since) and place between $1 and $2
             group by person_id) k
       join relations r on r.person_id = k.person_id and r.until is null
       join children c on c.id = r.child_id
       group by 1
     ), visited as (
       select household_id as id, max(day) as day from visits
       where seen <> 'nobody' and place between $1 and $2 and day >= (select least(visit, contact::date) from since)
       group by 1
     )
     select left(f.place, $7) as place, count(*) as count
     from family f left join met m using (id) left join visited v using (id)
     where least(greatest(m.day, v.day, f.listed) + make_interval(months => $3),
                 greatest(v.day, f.listed) + make_interval(months => $4)) < (select last_day from since)
     group by 1`,
    [
      ...[place, `${place}999999`, profile.contactEvery, profile.visitEvery],
      ...[today, profile.digestAfterDays, digits],
    ],
  )
  return new Map(rows.map(row => [row.place, row.count]))
}
