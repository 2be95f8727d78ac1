import type pg from 'pg'
import { type Clock, movableClock } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './db/database.ts'
import { openPool } from './db/pool.ts'
import { AppError } from './errors.ts'
import { checkKeys } from './privacy/check-keys.ts'
import { loadKeys } from './privacy/keys.ts'
import type { Keys } from './privacy/seal.ts'

/** What every command and the server stand on. */
export type House = { config: Config; pool: pg.Pool; keys: Keys; clock: Clock; embedded: boolean }

/**
 * Runs a command in the house: joins a running instance's database, or starts the embedded one and stops it again
 * when nobody else is using it.
 */
export async function withHouse<T>(work: (house: House) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const database = await openDatabase(config)
  const pool = openPool(database.url)
  try {
    const keys = loadKeys(config.keyFile, { create: config.ownKeyFile })
    await checkKeys(pool, keys)
    const clock = movableClock(await clockOffset(pool))
    return await work({ config, pool, keys, clock, embedded: database.embedded })
  } finally {
    await pool.end()
    await database.stop()
  }
}

/** How far the simulator has moved the clock forward (ms). */
export async function clockOffset(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query('select offset_ms from clock')
  return rows[0].offset_ms
}

/**
 * A command's main: prints one line and exits 1 on an expected error; with `--json` the last line on stdout is one
 * JSON value also then.
 */
export async function runCommand(work: (house: House) => Promise<void>): Promise<void> {
  try {
    await withHouse(work)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.message)
    if (process.argv.includes('--json'))
      console.log(JSON.stringify({ error: error.code, message: error.text() }))
    process.exitCode = 1
  }
}
