import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Postmaster } from './postmaster.ts'

/**
 * Everyone who uses a cluster keeps one idle session open holding this lock shared. Who can take it alone is the
 * last, and whoever arrives while the last one switches off waits for the lock instead of slipping in between.
 */
const presenceLock = 0x7862_6462

/** One user's session. It keeps no process alive by itself. */
export type Presence = { client: pg.Client; broken(): boolean }

/** `later`: starting or stopping. `absent`: nobody listens at the socket. `silent`: somebody listens, nobody answers. */
export type Entry = { presence: Presence } | 'later' | 'absent' | 'silent'

/** Enters a running cluster. Throws what the server answers beyond "not now". */
export async function enter(postmaster: Postmaster): Promise<Entry> {
  const client = new pg.Client({
    host: postmaster.socketDir,
    port: postmaster.port,
    user: 'postgres',
    database: 'postgres',
    application_name: 'xiangban-presence',
    connectionTimeoutMillis: 5_000,
    ssl: false,
  })
  let broken = false
  const broke = () => {
    broken = true
  }
  client.on('error', broke).on('end', broke)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [presenceLock])
    holdProcess(client, false)
    return { presence: { client, broken: () => broken } }
  } catch (error) {
    await client.end().catch(() => {})
    const { code } = error as { code?: string }
    // 57P01-57P03: shutting down, crashed, starting up.
    if (code?.startsWith('57P0')) return 'later'
    if (error instanceof pg.DatabaseError) throw error
    return code === 'ENOENT' || code === 'ECONNREFUSED' ? 'absent' : 'silent'
  }
}

/** Whether nobody else uses the cluster. If so the lock is held alone: stop it now. Sessions just closed get 500 ms. */
export async function isLast({ client }: Presence): Promise<boolean> {
  holdProcess(client, true)
  await client.query('select pg_advisory_unlock_shared($1)', [presenceLock])
  for (let tries = 0; tries < 10; tries++) {
    const { rows } = await client.query(
      `select pg_try_advisory_lock($1) as alone,
              not exists (select from pg_stat_activity
                           where backend_type = 'client backend' and pid <> pg_backend_pid()) as last`,
      [presenceLock],
    )
    if (rows[0].alone && rows[0].last) return true
    if (rows[0].alone) await client.query('select pg_advisory_unlock($1)', [presenceLock])
    await pause(50)
  }
  return false
}

// pg has both, its types lack them.
function holdProcess(client: pg.Client & { ref?(): void; unref?(): void }, hold: boolean) {
  if (hold) client.ref?.()
  else client.unref?.()
}
