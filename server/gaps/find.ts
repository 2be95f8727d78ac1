import { addDays, dayOf, days } from '../../flows/engine/calendar.ts'
import { assessmentsDue } from '../assessments/due.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import type { GapKind } from './kinds.ts'

/** A gap as it stands at this moment; `person` is the carer it is about. */
export type Found = { child: string; place: string; kind: GapKind; person: string | null }

/**
 * Everything that is missing below a place now (ms), one row for each child and kind, as far as the scope sees. A case or
 * a line that is hidden from somebody makes no gap: its existence would tell them.
 */
export async function findGaps(
  tx: Tx,
  { gaps, assessments }: Pick<Policy, 'gaps' | 'assessments'>,
  place: string,
  now: number,
): Promise<Found[]> {
  const today = dayOf(now)
  const { rows } = await tx.query(
    `with child as materialized (
       select id, place from children where state in ('listed', 'doubtful') and place between $1 and $1 || '999999'
     ), care as materialized (
       select c.id, c.place, r.person_id as carer from child c
       join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     ), found as (
       select c.id, c.place, 'no-carer' as kind, null::uuid as carer from child c
       where not exists (select 1 from care where care.id = c.id)
         and not exists (select 1 from relations r where r.child_id = c.id and r.until is null and r.lives_with
                           and r.role in ('father', 'mother'))
       union all
       -- a parent says that it is somebody else by now, and whoever is on record has said nothing since
       select k.id, k.place, 'carer-changed', k.carer from care k
       join lateral (select answer, at from care_answers a where a.child_id = k.id and a.party = 'parent'
                     order by at desc limit 1) p on p.answer = 'changed'
       where not exists (select 1 from care_answers a where a.child_id = k.id and a.party = 'carer' and a.at > p.at)
         and not exists (select 1 from check_ins i where i.person_id = k.carer and i.answered_at > p.at)
       union all
       select k.id, k.place, 'two-places', k.carer from care k
       where k.carer in (select carer from care group by carer having count(distinct left(place, 9)) > 1)
       union all
       select k.id, k.place, 'many-children', k.carer from care k
       where k.carer in (select carer from care group by carer having count(distinct id) >= $2)
       union all
       select k.id, k.place, 'carer-unable', k.carer from care k
       where exists (select 1 from tasks t where t.child_id = k.id and t.done_at is null and t.hidden_from = '{}'
                       and t.kind in ('carer-strained', 'carer-unwilling'))
          or exists (select 1 from cases s where s.closed_at is null and s.hidden_from = '{}' and s.place = k.place
                       and s.class in ('unattended', 'carer-in-need')
                       and s.person_id in (select person_id from relations r where r.child_id = k.id and r.until is null))
       union all
       select c.id, c.place, 'entrustment-over', e.carer_id from child c
       join lateral (select carer_id, ended_at, end_reason, until_day, witnessed_at from entrustments e
                     where e.child_id = c.id order by ended_at desc nulls first, opened_at desc limit 1) e
         on e.end_reason = 'expired' or (e.ended_at is null and e.witnessed_at is not null and e.until_day <= $3)
       union all
       select c.id, c.place, 'parent-back', e.carer_id from child c
       join entrustments e on e.child_id = c.id and e.ended_at is null and e.witnessed_at is not null
       join exits x on x.child_id = c.id and x.reason = 'parents-back' and x.state in ('asked', 'director-agreed')
       union all
       select c.id, c.place, 'entrustment-stuck', e.carer_id from child c
       join entrustments e on e.child_id = c.id and e.ended_at is null and e.filed_at is null and e.opened_at < $4
     )
     select distinct on (id, kind) id, place, kind, carer from found order by id, kind, carer`,
    [place, gaps.manyChildren, addDays(today, gaps.soonDays), new Date(now - days(gaps.stuckDays))],
  )
  const late = (await assessmentsDue(tx, assessments, place, today)).filter(due => due.by < today)
  return [
    ...rows.map((row): Found => ({ child: row.id, place: row.place, kind: row.kind, person: row.carer })),
    ...[...new Map(late.map(due => [due.child, due])).values()].map(
      (due): Found => ({
        child: due.child,
        place: due.place,
        kind: 'assessment-overdue',
        person: due.carer,
      }),
    ),
  ]
}
