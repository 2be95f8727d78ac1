import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Channel, Outgoing } from '../../bot/channel.ts'
import { fakeChannel } from '../../bot/fake.ts'
import { dayOf, hours, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { addRoutes, buildApp } from '../../server/app.ts'
import { stoppedClock } from '../../server/clock.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { prepare } from '../../server/db/database.ts'
import { clusterUrl, openCluster } from '../../server/db/embedded.ts'
import { openPool, poolOptions } from '../../server/db/pool.ts'
import { inScope } from '../../server/db/scope.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { type Engine, openEngine } from '../../server/engine.ts'
import { seedHolidays } from '../../server/notices/seed.ts'
import { advanceTo } from '../../server/time-travel.ts'
import { benchKeys } from '../keys.ts'
import { seasonCounty } from './county.ts'

export const COUNTY = '341226'
const ACCOUNT = 'season'
const SHORTEST = minutes(30)
const LONGEST = hours(2)

/** What a phone got; `at` in ms. `reply`: at the moment in which it had said something itself. */
export type Got = { wechatId: string; text: string; at: number; reply: boolean }
/** Whoever lives in the county: when somebody wants to say something next (ms), and them saying it. */
export type People = { next(): number; live(): Promise<void> }
export type House = Awaited<ReturnType<typeof openHouse>>

/**
 * The whole house around the county of the season, on a PostgreSQL of its own, with WeChat played in memory and a clock
 * that is moved. Everybody with a smartphone has joined and agreed. `got` is what reached the phones, kept apart from the
 * house's own books.
 */
export async function openHouse(at: number) {
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-season-'))
  const cluster = await openCluster({ dataDir, fsync: false })
  await prepare(cluster, 'season')
  const url = clusterUrl(cluster, 'xiangban_app', 'season')
  const pool = openPool(url, 8)
  const clock = stoppedClock(at)
  await seedHolidays(pool)
  const phones = (await loadDemo(
    { pool, keys: benchKeys },
    ACCOUNT,
    person => `phone-${person}`,
    dayOf(at),
    at,
    seasonCounty(dayOf(at)),
  ))!
  await inScope(pool, { place: COUNTY }, tx => tx.query(`update children set consent = 'agreed'`))

  const errors: string[] = []
  const log = {
    info: () => {},
    warn: () => {},
    error: (what: object, said: string) => void errors.push(`${said} ${JSON.stringify(what)}`),
  }
  const words = loadWords()
  const got: Got[] = []
  const said = new Map<string, number>() // phone -> when it last said something
  const books = { pool, keys: benchKeys, clock, log, words }
  let running: { engine: Engine; channel: ReturnType<typeof fakeChannel> }
  async function run() {
    const channel = fakeChannel(clock, ACCOUNT)
    const engine = openEngine({
      ...books,
      channel: remembering(channel, clock, { got, said }),
      pace: unpaced,
    })
    await engine.start()
    await engine.tick()
    await engine.settle()
    running = { engine, channel }
  }
  await run()
  const app = await buildApp({ log: pino({ level: 'silent' }), database: poolOptions(url, 2) })
  await addRoutes(app, {
    clock,
    console: books,
    health: { pool, working: () => true, channel: () => running.channel.health() },
    simulator: null,
  })

  return {
    ...books,
    phones,
    got,
    errors,
    /** What comes by the web, such as a warning, is taken and worked off. Throws unless it is answered by 200. */
    async post(path: string, payload: Buffer, headers: Record<string, string>): Promise<void> {
      const { statusCode, body } = await app.inject({ method: 'POST', url: path, payload, headers })
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${body}`)
      await running.engine.settle()
    },
    /** A phone says something; the house has answered when this resolves. */
    async says(wechatId: string, text: string): Promise<void> {
      await this.say([{ wechatId, text }])
    },
    /** Several phones at the same moment. */
    async say(all: readonly { wechatId: string; text: string }[]): Promise<void> {
      for (const { wechatId } of all) said.set(wechatId, clock.now())
      await Promise.all(all.map(({ wechatId, text }) => running.channel.hear(wechatId, text)))
      await running.engine.settle()
    },
    /** Time goes on, everything due happening in order; in between `people` do what they do, at most every half hour. */
    async until(target: number, people: People): Promise<void> {
      while (clock.now() < target) {
        const soonest = Math.max(people.next(), clock.now() + SHORTEST)
        const next = Math.min(target, soonest, clock.now() + LONGEST)
        await advanceTo({ pool, county: COUNTY, clock, engine: running.engine }, next)
        await people.live()
      }
    },
    /** The process is away: nobody hears, nothing is due; then it starts anew. */
    async awayUntil(target: number): Promise<void> {
      await running.engine.stop()
      clock.moveTo(target)
      await run()
    },
    rows: async (sql: string, values: unknown[] = []) =>
      (await inScope(pool, { place: COUNTY }, tx => tx.query(sql, values))).rows,
    async close() {
      await running.engine.stop()
      await app.close()
      await pool.end()
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const textOf = (outgoing: Outgoing): string => ('text' in outgoing ? outgoing.text : `[${outgoing.kind}]`)

type Phones = { got: Got[]; said: ReadonlyMap<string, number> }

function remembering(channel: Channel, clock: { now(): number }, { got, said }: Phones): Channel {
  return {
    ...channel,
    async send(contact, outgoing) {
      const at = clock.now()
      const result = await channel.send(contact, outgoing)
      const reply = said.get(contact) === at
      if (result.result === 'sent') got.push({ wechatId: contact, text: textOf(outgoing), at, reply })
      return result
    },
  }
}
