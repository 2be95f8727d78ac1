import { dayOf, days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork } from '../due.ts'
import { policyOn } from '../policy.ts'
import { type Found, findGaps } from './find.ts'

/** Once a day: what is missing gets its row, once, and what is missing no more is closed. */
export const lookForGaps: DueWork = async (tx, { county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  await keepGaps(tx, county, await findGaps(tx, policy, county, now), policy.gaps.quietDays, now)
  return items.map(() => 'done')
}

// `not in` looks into a table made once; `not exists` may go through all of them for each.
async function keepGaps(
  tx: Tx,
  county: string,
  found: readonly Found[],
  quietDays: number,
  now: number,
): Promise<void> {
  const arrays = [found.map(one => one.child), found.map(one => one.kind)]
  await tx.query(
    `update gaps g set closed_at = $2, closed_as = 'gone'
     where g.closed_at is null and g.place between $1 and $1 || '999999'
       and (g.child_id, g.kind) not in (select * from unnest($3::uuid[], $4::text[]))`,
    [county, new Date(now), ...arrays],
  )
  await tx.query(
    `insert into gaps (id, place, child_id, kind, person_id, found_at)
     select gen_random_uuid(), f.place, f.child, f.kind, f.person, $1
     from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[]) as f(child, kind, place, person)
     where (f.child, f.kind) not in (select child_id, kind from gaps where closed_by is not null and closed_at > $2)
     on conflict (child_id, kind) where closed_at is null do nothing`,
    [
      new Date(now),
      new Date(now - days(quietDays)),
      ...arrays,
      found.map(one => one.place),
      found.map(one => one.person),
    ],
  )
}
