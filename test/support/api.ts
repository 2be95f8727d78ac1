import pino from 'pino'
import { afterAll } from 'vitest'
import { dayOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { RIGHTS, type Right } from '../../server/api/rights.ts'
import { issueToken } from '../../server/api/tokens.ts'
import { addRoutes, buildApp } from '../../server/app.ts'
import { poolOptions } from '../../server/db/pool.ts'
import { inScope } from '../../server/db/scope.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { addStaff } from '../../server/staff/add-staff.ts'
import { officersOf } from '../../server/staff/staff.ts'
import { testDatabase } from './database.ts'

export const COUNTY = '341226'
/** The county next door, which has nothing but its name. */
export const NEXT_DOOR = '341227'

/** The web side of the invented township on a morning, with a clock that stands until moved, and tokens for the asking. */
export async function openApi(at = '2026-11-21T10:05:00+08:00') {
  const database = await testDatabase(at)
  const { pool, keys, clock } = database
  await loadDemo({ pool, keys }, 'fake', person => `phone-${person}`, dayOf(clock.now()), clock.now())
  await pool.query(`insert into places (code, name) values ($1, '邻县')`, [NEXT_DOOR])
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const app = await buildApp({ log, database: poolOptions(database.url) })
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url}`)
  })
  const parts = { pool, keys, clock, log, words: loadWords() }
  await addRoutes(app, {
    clock,
    console: parts,
    health: {
      pool,
      working: () => true,
      channel: () => ({ account: null, state: 'ready', lastEventAt: null }),
    },
    simulator: null,
  })
  await app.ready()
  afterAll(() => app.close())

  await addStaff({ pool, keys, clock }, { role: 'county', name: '邻县干部', place: NEXT_DOOR, phone: null })
  const token = async (place: string, may: readonly Right[] = RIGHTS, until = '2027-06-30') => {
    const officers = await inScope(pool, { place: place.slice(0, 6) }, tx =>
      officersOf(tx, keys, place, clock.now()),
    )
    const as = officers.find(officer => officer.place === place)?.name
    return await issueToken({ pool, keys, clock }, { place, name: '县政务平台', may, until, as })
  }

  let writes = 0
  /** Calls as a program does; a write gets a key of its own unless one is named. */
  const call = async (
    secret: string,
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
    key = `write-number-${++writes}`,
  ) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(method === 'POST' && { 'idempotency-key': key }),
      },
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, is: answer.json(), headers: answer.headers }
  }
  const rows = async (sql: string, values: unknown[] = []) =>
    (await inScope(pool, { place: COUNTY }, tx => tx.query(sql, values))).rows
  const villages: string[] = (
    await rows(`select code from places where length(code) = 12 and starts_with(code, $1) order by code`, [
      COUNTY,
    ])
  ).map(row => row.code)
  return { ...database, app, routes, token, call, rows, villages }
}
