import type pg from 'pg'
import { ownerOf } from '../../server/evidence/chain.ts'
import { type Keys, unseal, unsealBytes } from '../../server/privacy/seal.ts'
import type { World } from './settled.ts'

/** Everything the database holds, as text: every column as it lies there, and everything sealed, opened. */
export async function everythingKept(world: World): Promise<string> {
  return await world.asOwner(async client => {
    const { rows: tables } = await client.query(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query(`select t.*, t::text as whole from "${name}" t`)
      if (name === 'evidence') {
        for (const { body, whole } of await bodiesKept(client, world.keys)) found.push(whole, body)
        continue
      }
      for (const { whole, sealed, ...row } of rows) {
        found.push(whole)
        const owner = { inbox: row.key, outbox: row.dedupe_key }[name as string] ?? row.id
        if (sealed) found.push(JSON.stringify(unseal(world.keys, `${name}:${owner}`, sealed)))
      }
    }
    return found.join('\n')
  })
}

/** The record, opened. */
async function bodiesKept(client: pg.ClientBase, keys: Keys): Promise<{ whole: string; body: string }[]> {
  const { rows } = await client.query(
    `select e::text as whole, place, (extract(epoch from at) * 1000000)::bigint::text as at, kind, array_to_string(subjects, ',') as subjects,
            encode(digest, 'hex') as digest, sealed from evidence e`,
  )
  return rows.map(row => ({
    whole: row.whole,
    body: row.sealed ? unsealBytes(keys, ownerOf(row), row.sealed).toString() : '',
  }))
}
