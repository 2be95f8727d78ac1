import pg from 'pg'
import { AppError } from '../errors.ts'
import { poolOptions } from './pool.ts'

const RUNNING_LOCK = 7_426_002

/**
 * Holds the database for one running instance, on a connection of its own, so that the lock ends with the process
 * however it ends. Throws E-RUNNING when another holds it.
 */
export async function holdAlone(url: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ ...poolOptions(url), idle_in_transaction_session_timeout: 0 })
  client.on('error', () => {}) // the database went away: so did the lock, and every query says so
  await client.connect()
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [RUNNING_LOCK])
  if (!rows[0].mine) {
    await client.end()
    throw new AppError('E-RUNNING')
  }
  return { release: () => client.end() }
}
