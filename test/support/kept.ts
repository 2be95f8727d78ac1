import { unseal } from '../../server/privacy/seal.ts'
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
      for (const { whole, sealed, ...row } of rows) {
        found.push(whole)
        const owner = { inbox: row.key, outbox: row.dedupe_key }[name as string] ?? row.id
        if (sealed) found.push(JSON.stringify(unseal(world.keys, `${name}:${owner}`, sealed)))
      }
    }
    return found.join('\n')
  })
}
