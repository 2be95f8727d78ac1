import cron from 'node-cron'
import pino from 'pino'
import { dayOf, outOfQuiet, zone } from '../flows/engine/calendar.ts'
import { loadWords } from '../locales/index.ts'
import { addRoutes, buildApp } from './app.ts'
import { openBot, simulatorAccount } from './bot.ts'
import { movableClock, systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { paced, unpaced } from './conversation/pace.ts'
import { holdAlone } from './db/alone.ts'
import { openDatabase } from './db/database.ts'
import { poolOptions } from './db/pool.ts'
import { inScope, type Pool } from './db/scope.ts'
import { loadDemo } from './demo/load.ts'
import { openEngine } from './engine.ts'
import { AppError } from './errors.ts'
import { issueCodes } from './families/codes.ts'
import { stopGracefully } from './graceful.ts'
import { clockOffset } from './house.ts'
import { seedHolidays } from './notices/seed.ts'
import { policyOn } from './policy.ts'
import { checkKeys } from './privacy/check-keys.ts'
import { loadKeys } from './privacy/keys.ts'
import type { Keys } from './privacy/seal.ts'
import { phoneOf } from './simulator/contacts.ts'
import type { SimulatorParts } from './simulator/parts.ts'
import { advanceTo, nextDue } from './time-travel.ts'

/** Looks for what has come due this often; what is due waits in rows, so a missed tick loses nothing. */
const TICK = '*/10 * * * * *'

/** Starts everything and says where it is; returns how to stop it, in the reverse order. */
async function start(): Promise<() => Promise<void>> {
  const config = readConfig(process.env)
  // The one line on stdout is the address.
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    const database = await openDatabase(config)
    stops.push(() => database.stop())
    if (database.embedded) {
      const alone = await holdAlone(database.url)
      stops.push(() => alone.release())
    }
    const app = await buildApp({
      log,
      database: poolOptions(database.url),
      trustedProxies: config.trustedProxies,
    })
    stops.push(() => app.close())
    const { pool } = app.pg
    const keys = loadKeys(config.keyFile, { create: config.ownKeyFile })
    await checkKeys(pool, keys)
    const onSimulator = config.puppet === 'simulator'
    const moved = movableClock(onSimulator ? await clockOffset(pool) : 0)
    const clock = onSimulator ? moved : systemClock
    await seedHolidays(pool)
    if (onSimulator) {
      const now = clock.now()
      const loaded = await loadDemo({ pool, keys }, simulatorAccount, phoneOf, dayOf(now), now)
      if (loaded) await beginByDay(pool, moved)
    }

    const { channel, simulator } = await openBot(config, clock, log)
    const sends = onSimulator ? null : config.sends
    const pace = sends ? paced(sends) : unpaced
    let listening = `http://${config.host}:${config.port}`
    const { anchorFile } = config
    const address = () => config.address ?? listening
    const parts = { pool, keys, clock, log, words: loadWords(), address, anchorFile, sends }
    const engine = openEngine({ ...parts, channel, pace })
    let working = false
    const travel = { pool, county: await firstCounty(pool), clock: moved, engine }
    await addRoutes(app, {
      clock,
      console: parts,
      health: { pool, working: () => working, channel: () => channel.health() },
      simulator: simulator && {
        ...travel,
        puppet: simulator,
        keys,
        settle: engine.settle,
        ...simulated(travel, keys),
      },
    })
    await engine.start()
    stops.push(() => engine.stop())
    await engine.tick()
    working = true
    const task = cron.schedule(TICK, () => engine.tick().catch(() => {}), { timezone: zone, noOverlap: true })
    stops.push(async () => task.stop())
    listening = await listen(app, config)
    process.stdout.write(`相伴 Xiangban  ${listening}\n`)
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}

/** A newcomer who first starts at night begins the next morning: nothing routine leaves while the village sleeps. */
async function beginByDay(pool: Pool, clock: ReturnType<typeof movableClock>): Promise<void> {
  const morning = outOfQuiet(clock.now(), { from: '20:00', to: '09:00' })
  if (morning > clock.now()) await moveClock(pool, clock, morning)
}

async function moveClock(pool: Pool, clock: ReturnType<typeof movableClock>, to: number): Promise<void> {
  clock.moveTo(to)
  await pool.query('update clock set offset_ms = $1', [clock.offset()])
}

type Travel = Parameters<typeof advanceTo>[0] & { clock: ReturnType<typeof movableClock> }

/** What the simulator's page may do with the house. */
function simulated(travel: Travel, keys: Keys): Pick<SimulatorParts, 'advanceTo' | 'nextDue' | 'issueCode'> {
  const { pool, county, clock } = travel
  return {
    advanceTo: async ms => {
      await advanceTo(travel, ms)
      await moveClock(pool, clock, ms)
    },
    nextDue: () => nextDue(travel),
    issueCode: person =>
      inScope(pool, { place: county }, async tx => {
        const policy = await policyOn(tx, county, dayOf(clock.now()))
        const { rows } = await tx.query(
          `select p.id, p.place, (select c.household_id from relations r join children c on c.id = r.child_id
                                  where r.person_id = p.id and r.until is null limit 1) as household
           from people p where p.id = $1`,
          [person],
        )
        if (!rows[0]) throw new AppError('E-NOT-FOUND')
        const card = { person: rows[0].id, place: rows[0].place, household: rows[0].household }
        const [issued] = await issueCodes(tx, keys, policy, clock.now(), [card])
        return { code: issued!.code, expires: issued!.expires }
      }),
  }
}

async function firstCounty(pool: Pool): Promise<string> {
  const { rows } = await pool.query('select code from places where length(code) = 6 order by code limit 1')
  return rows[0]?.code ?? '000000'
}

async function listen(
  app: Awaited<ReturnType<typeof buildApp>>,
  { port, host }: { port: number; host: string },
): Promise<string> {
  try {
    return await app.listen({ port, host })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new AppError('E-PORT', { port })
    throw error
  }
}

try {
  stopGracefully(await start())
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
