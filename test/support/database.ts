import { createSecretKey, randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { stoppedClock } from '../../server/clock.ts'
import { clusterUrl } from '../../server/db/embedded.ts'
import { openPool } from '../../server/db/pool.ts'
import type { Keys } from '../../server/privacy/seal.ts'

const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte))
export const testKeys: Keys = { version: 1, sealing: new Map([[1, key(7)]]), index: key(9) }

/**
 * A database of this test file's own, cloned from the migrated template. `pool` connects as the application's role,
 * which row-level security binds; `asOwner` runs SQL as the superuser, to look behind the policies.
 */
export async function testDatabase(now: string | number = '2026-11-21T02:00:00Z') {
  const host = inject('databaseHost')
  const name = `t_${randomBytes(6).toString('hex')}`
  await once(clusterUrl({ host }, 'postgres', 'postgres'), client =>
    client.query(`create database ${name} template template owner xiangban_owner`),
  )
  const url = clusterUrl({ host }, 'xiangban_app', name)
  const pool = openPool(url, 8)
  afterAll(async () => {
    if (!pool.ending) await pool.end()
    await once(clusterUrl({ host }, 'postgres', 'postgres'), client =>
      client.query(`drop database ${name} with (force)`),
    )
  })
  const asOwner = <T>(work: (client: pg.Client) => Promise<T>) =>
    once(clusterUrl({ host }, 'postgres', name), work)
  return { pool, url, keys: testKeys, clock: stoppedClock(now), asOwner }
}

async function once<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // `drop database … with (force)` ends connections
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
