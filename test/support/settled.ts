import { randomUUID } from 'node:crypto'
import { inScope } from '../../server/db/scope.ts'
import { seal } from '../../server/privacy/seal.ts'
import { COUNTY, openWorld } from './world.ts'

export type World = Awaited<ReturnType<typeof openWorld>>
export type Phone = ReturnType<World['phone']>

/** A world in which everybody has long said who looks after the children, so that no such question is under way. */
export async function settledWorld(at: string): Promise<World> {
  const world = await openWorld(at)
  await inScope(world.pool, { place: COUNTY }, async tx => {
    const { rows } = await tx.query(
      `select distinct c.place, c.id as child, r.person_id as person, k.person_id as carer,
              case r.role when 'carer' then 'carer' else 'parent' end as party
       from relations r join children c on c.id = r.child_id
       left join lateral (select person_id from relations where child_id = c.id and role = 'carer') k on true
       where r.role = 'carer' or k.person_id is distinct from r.person_id`,
    )
    const answers = rows.map(row => ({ ...row, id: randomUUID() }))
    await tx.query(
      `insert into care_answers (id, place, child_id, person_id, party, carer_id, answer, sealed, wording, at)
       select a.*, 'earlier', $1::timestamptz from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[],
         $7::uuid[], $8::text[], $9::bytea[]) a`,
      [
        new Date(world.clock.now()),
        answers.map(one => one.id),
        answers.map(one => one.place),
        answers.map(one => one.child),
        answers.map(one => one.person),
        answers.map(one => one.party),
        answers.map(one => one.carer),
        answers.map(() => 'yes'),
        answers.map(one => seal(world.keys, `care_answers:${one.id}`, { words: '1' })),
      ],
    )
  })
  return world
}

/** Several phones at once: `const [carer, director] = phones(world, 'h01-carer', 'director-1')`. */
export const phones = <K extends string[]>(world: World, ...keys: K) =>
  keys.map(key => world.phone(key)) as { [N in keyof K]: Phone }

/** The county decides something: one row of `policies`, valid from the first day of the year. */
export async function decide(world: World, key: string, value: object): Promise<void> {
  await world.pool.query(
    `insert into policies (county, key, value, source, valid_from) values ($1, $2, $3, 'test', '2026-01-01')`,
    [COUNTY, key, value],
  )
}
