import { randomUUID } from 'node:crypto'
import type { Channel, Incoming } from '../bot/channel.ts'
import { dayOf } from '../flows/engine/calendar.ts'
import { causeOf } from './cause.ts'
import { converse, LANES, takeOver } from './conversation/converse.ts'
import { deliver } from './conversation/deliver.ts'
import { isEcho } from './conversation/echo.ts'
import { heardAgain, stillHeard } from './conversation/heard.ts'
import { openLanes, openLoop } from './conversation/loop.ts'
import type { Pace } from './conversation/pace.ts'
import { inboxKey, NOWHERE, openReceiver } from './conversation/receive.ts'
import { keepVoice } from './conversation/voices.ts'
import { wake } from './conversation/wake.ts'
import { inScope } from './db/scope.ts'
import { sweep } from './due.ts'
import type { Parts } from './parts.ts'
import { ensurePlan } from './plan.ts'
import { works } from './works.ts'

export type Engine = {
  /** Connects to WeChat and begins to work. */
  start(): Promise<void>
  /** Looks for what has come due. node-cron calls it; so does the moved clock. */
  tick(): Promise<void>
  /** Resolves when everything heard and everything due has been handled and sent. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** A message's way through the house: receive, converse, deliver; and what is due, woken by a tick. */
export function openEngine(parts: Parts & { channel: Channel; pace: Pace }): Engine {
  const { log, channel } = parts
  const workers = Array.from({ length: LANES }, () => randomUUID())
  const sender = randomUUID()
  const counties = new Map<string, string>() // account -> county
  const planned = new Map<string, string>() // county -> the day whose plan is written down
  let done = 0
  let entering: Promise<void> = Promise.resolve()
  const counted = (count: number): boolean => {
    done += count
    return count > 0
  }
  const failed = (part: string) => (error: unknown) =>
    log.error({ part, ...causeOf(error) }, 'will try again')
  const placeOf = (account: string) => counties.get(account) ?? NOWHERE

  const talking = openLanes(
    workers.map(worker => async () => {
      let more = false
      for (const place of new Set(counties.values())) {
        const turns = await converse(parts, place, worker)
        more ||= turns.more
        if (counted(turns.handled)) sending.ring()
      }
      return more
    }),
    failed('converse'),
  )
  const sending = openLoop(async () => {
    counted(await sum([...counties].map(([account, place]) => deliver(parts, place, account, sender))))
    return false // each account goes on by itself until it owes nothing more
  }, failed('deliver'))
  const due = openLoop(async () => {
    await stillHeard(parts)
    let found = false
    for (const place of await countiesOf(parts.pool)) found = counted(await duties(place)) || found
    if (found) for (const loop of [talking, sending]) loop.ring()
    return false // both go on by themselves until nothing more is due
  }, failed('due'))
  const receiver = openReceiver({ ...parts, placeOf, received: () => talking.ring() })

  async function duties(place: string): Promise<number> {
    const today = dayOf(parts.clock.now())
    if (planned.get(place) !== today) await ensurePlan(parts, place)
    planned.set(place, today)
    return (await wake(parts, place)) + (await sweep(parts, place, works))
  }

  /** Never rejects and never gives up: the database may be away for a while, WeChat will not say it again. */
  async function message(incoming: Incoming): Promise<void> {
    if (!counties.has(incoming.account)) await patiently(() => enter(incoming.account))
    if (incoming.self && (await ownLetter(incoming))) return
    await patiently(() => receiver.receive(incoming))
    if (incoming.kind === 'voice' && !incoming.self)
      void keepVoice(parts, placeOf(incoming.account), incoming).then(sending.ring, failed('voice'))
    log.info({ key: inboxKey(incoming), kind: incoming.kind }, 'received')
  }

  /** What comes back to us, or takes back what did, is nobody's message. */
  async function ownLetter(incoming: Incoming): Promise<boolean> {
    let ours = incoming.kind === 'recall'
    if (!ours)
      await patiently(async () => {
        ours = await isEcho(parts, placeOf(incoming.account), incoming)
      })
    return ours
  }

  async function patiently(work: () => Promise<void>): Promise<void> {
    for (let pause = 100; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        return await work()
      } catch (error) {
        failed('receive')(error)
        await new Promise(done => setTimeout(done, pause))
      }
    }
  }

  async function enter(account: string): Promise<void> {
    const place = await adopt(parts, account)
    counties.set(account, place)
    await heardAgain(parts, place, account)
    await takeOver(parts, place, workers)
    ringAll()
  }
  const ringAll = () => {
    for (const loop of [talking, sending, due]) loop.ring()
  }

  return {
    start: () =>
      channel.start({
        message,
        login: account => {
          entering = entering.then(() => enter(account)).catch(failed('login'))
          return entering
        },
        gap: gap => recordGap(parts, placeOf(gap.account ?? ''), gap).catch(failed('gap')),
      }),
    tick: async () => {
      await refresh(parts, counties)
      ringAll()
    },
    settle: async () => {
      for (let before = -1; before !== done; ) {
        ringAll()
        before = done
        for (const loop of [due, talking, sending]) await loop.idle()
      }
    },
    stop: async () => {
      await channel.stop()
      await entering
      await Promise.all([due.stop(), talking.stop(), sending.stop()])
    },
  }
}

/** What is due happens also while no account is logged in. */
async function countiesOf(pool: Parts['pool']): Promise<string[]> {
  const { rows } = await pool.query('select code from places where length(code) = 6 order by code')
  return rows.map(row => row.code)
}

/** The county an account serves: the one it served before, else the only one loaded. */
async function adopt({ pool, clock }: Parts, account: string): Promise<string> {
  const first = (await countiesOf(pool))[0] ?? NOWHERE
  const { rows } = await pool.query(
    `insert into accounts (id, county, logged_in_at) values ($1, $2, $3)
     on conflict (id) do update set logged_in_at = excluded.logged_in_at,
       county = case when accounts.county = $4 then excluded.county else accounts.county end
     returning county`,
    [account, first, new Date(clock.now()), NOWHERE],
  )
  return rows[0].county
}

/** A roster may have been loaded since an account logged in. */
async function refresh(parts: Parts, counties: Map<string, string>): Promise<void> {
  for (const [account, place] of counties)
    if (place === NOWHERE) counties.set(account, await adopt(parts, account))
}

async function recordGap(
  { pool }: Parts,
  place: string,
  gap: { account: string | null; from: number; to: number; cause: string },
) {
  await inScope(pool, { place }, tx =>
    tx.query(
      `insert into channel_gaps (account, place, from_at, to_at, cause) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [gap.account ?? '', place, new Date(gap.from), new Date(gap.to), gap.cause],
    ),
  )
}

const sum = async (counts: Promise<number>[]) =>
  (await Promise.all(counts)).reduce((total, count) => total + count, 0)
