import { randomUUID } from 'node:crypto'
import { inScope, type Pool, type Tx } from '../../server/db/scope.ts'
import { type Keys, seal } from '../../server/privacy/seal.ts'

/** Something that waits for an answer, and who gives it. */
export type Chain = {
  kind: 'check-in' | 'request' | 'lost' | 'red'
  id: string
  no: number
  carer: string
  child: string
}

/** Writes down so many of each kind in one village: families with a mother, their check-ins, requests and cases. */
export async function writeChains(
  { pool, keys }: { pool: Pool; keys: Keys },
  village: string,
  director: string,
  at: number,
  many: Record<Chain['kind'], number>,
): Promise<Chain[]> {
  const county = village.slice(0, 6)
  const chains = (Object.keys(many) as Chain['kind'][]).flatMap(kind =>
    Array.from({ length: many[kind] }, (_, n): Chain => {
      return { kind, id: randomUUID(), no: n + 1, carer: randomUUID(), child: randomUUID() }
    }),
  )
  // Cases of both kinds count in one row of numbers.
  for (const [n, one] of chains.filter(chain => chain.kind === 'lost' || chain.kind === 'red').entries())
    one.no = n + 1
  const when = new Date(at)
  const of = (kind: Chain['kind']) => chains.filter(chain => chain.kind === kind)
  const write = async (tx: Tx, sql: string, rows: readonly (readonly unknown[])[]) => {
    const columns = (rows[0] ?? []).map((_, n) => rows.map(row => row[n]))
    if (rows.length > 0) await tx.query(sql, [when, ...columns])
  }
  await inScope(pool, { place: county }, async tx => {
    const families = chains.map(chain => ({ ...chain, mother: randomUUID(), household: randomUUID() }))
    await write(
      tx,
      `insert into people (id, place, sealed, device, consent, consent_at, created_at)
       select id, '${village}', '\\x00', 'smartphone', 'agreed', $1, $1 from unnest($2::uuid[]) id`,
      families.flatMap(({ carer, mother }) => [[carer], [mother]]),
    )
    await write(
      tx,
      `insert into contacts (id, place, account, wechat_id, person_id, first_heard_at)
       select id, '${county}', 'bot', id::text, id, $1 from unnest($2::uuid[]) id`,
      families.flatMap(({ carer, mother }) => [[carer], [mother]]),
    )
    await write(
      tx,
      `insert into households (id, place, number, sealed) select id, '${village}', id::text, '\\x00'
       from unnest($2::uuid[]) id where $1::timestamptz is not null`,
      families.map(({ household }) => [household]),
    )
    await write(
      tx,
      `insert into children (id, place, household_id, key_index, sealed, state, created_at, changed_at)
       select id, '${village}', home, uuid_send(id), '\\x00', 'listed', $1, $1
       from unnest($2::uuid[], $3::uuid[]) c(id, home)`,
      families.map(({ child, household }) => [child, household]),
    )
    await write(
      tx,
      `insert into relations (id, place, child_id, person_id, role, since)
       select gen_random_uuid(), '${village}', child, person, role, '1970-01-02'
       from unnest($2::uuid[], $3::uuid[], $4::text[]) r(child, person, role) where $1::timestamptz is not null`,
      families.flatMap(({ child, carer, mother }) => [
        [child, carer, 'carer'],
        [child, mother, 'mother'],
      ]),
    )
    await write(
      tx,
      `insert into check_ins (id, place, person_id, week, children, asked_at)
       select id, '${village}', carer, '2026-W47', array[child], $1 from unnest($2::uuid[], $3::uuid[], $4::uuid[]) i(id, carer, child)`,
      of('check-in').map(({ id, carer, child }) => [id, carer, child]),
    )
    await write(
      tx,
      `insert into requests (id, place, no, person_id, contact_id, holder_id, opened_at, promised_at)
       select id, '${village}', no, null, contact, '${director}', $1, $1 from unnest($2::uuid[], $3::int[], $4::uuid[]) r(id, no, contact)`,
      of('request').map(({ id, no, carer }) => [id, no, carer]),
    )
    await write(
      tx,
      `insert into cases (id, place, no, level, class, contact_id, sealed, opened_at)
       select id, '${village}', no, 'red', class, contact, sealed, $1
       from unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::bytea[]) c(id, no, class, contact, sealed)`,
      [...of('lost'), ...of('red')].map(({ id, no, kind, carer }) => [
        id,
        no,
        kind === 'lost' ? 'missing' : 'violence',
        carer,
        seal(keys, `cases:${id}`, { words: '快来' }),
      ]),
    )
  })
  return chains
}
