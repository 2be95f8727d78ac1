import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Channel } from '../../bot/channel.ts'
import { days, instantOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { stoppedClock } from '../../server/clock.ts'
import { deliver } from '../../server/conversation/deliver.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { inScope, type Pool, type Tx } from '../../server/db/scope.ts'
import { appendEvidence } from '../../server/evidence/append.ts'
import { countReceipts } from '../../server/notices/count.ts'
import { findPrepared, keepPrepared } from '../../server/notices/prepared.ts'
import { insertNotice, release } from '../../server/notices/release.ts'
import { sendPrepared, villagesFor } from '../../server/notices/send-prepared.ts'
import { pauseNotice, resumeNotice, stopNotice } from '../../server/notices/steer.ts'
import { Policy } from '../../server/policy.ts'
import { benchKeys } from '../keys.ts'
import { ACCOUNT, COUNTY, OFFICER } from './people.ts'

/** By day: nothing routine leaves at night. */
const NOON = instantOf('2026-11-20', '12:00')

const log = { info: () => {}, warn: () => {}, error: (details: object) => console.error(details) }

/** Answers at once with an id as long as WeChat's own. */
export function instantChannel(): Channel & { sent: number } {
  const channel = {
    sent: 0,
    start: async () => {},
    stop: async () => {},
    fetch: async () => null,
    health: () => ({ account: ACCOUNT, state: 'ready' as const, lastEventAt: null }),
    send: async () => ({ result: 'sent' as const, id: `7${String(++channel.sent).padStart(18, '0')}` }),
  }
  return channel
}

export type Phases = { release: number; send: number; count: number }

/** The product's own path for one notice to everybody: release, rounds, receipts counted. Milliseconds by phase. */
export async function sendNotice(pool: Pool, people: number): Promise<Phases> {
  const clock = stoppedClock(NOON)
  const parts = { pool, keys: benchKeys, words: loadWords(), clock, log }
  const channel = instantChannel()
  const at = [performance.now()]
  const notice = await releaseOne(pool, clock.now())
  at.push(performance.now())
  await deliver({ ...parts, channel, pace: unpaced }, COUNTY, ACCOUNT, randomUUID())
  at.push(performance.now())
  const counts = await inScope(pool, { place: COUNTY }, tx => countReceipts(tx, notice))
  at.push(performance.now())
  if (channel.sent !== people || counts.sent !== people)
    throw new Error(`${channel.sent} sent, ${JSON.stringify(counts)}`)
  const [began, released, sent, counted] = at as [number, number, number, number]
  return { release: released - began, send: sent - released, count: counted - sent }
}

async function releaseOne(pool: Pool, now: number): Promise<string> {
  return await inScope(pool, { place: COUNTY }, async tx => {
    const ink = { keys: benchKeys, words: loadWords(), now }
    const text = '明天上午九点在村部打疫苗，请带本子。\n收到请回「收到」'
    const notice = await insertNotice(tx, ink, [], {
      ...{ place: COUNTY, key: randomUUID(), kind: 'director', author: null, content: { text } },
    })
    const shown = { text: () => text, voice: null, notBefore: now, expiresAt: now + days(2) }
    await release(tx, ink, { id: notice!, audience: { place: COUNTY }, ...shown })
    return notice!
  })
}

export type Steered = { handDown: number; pause: number; stop: number }

/** How long (ms) handing down, a pause and a stop take, the latter on a notice to everybody that has not begun. */
export async function steerNotice(pool: Pool): Promise<Steered> {
  const now = NOON
  const notice = await releaseOne(pool, now)
  const given = { acts: [], notice, staff: randomUUID() }
  const timed = async (work: (tx: Tx) => Promise<unknown>) => {
    const began = performance.now()
    await inScope(pool, { place: COUNTY }, work)
    return performance.now() - began
  }
  const pause = await timed(tx => pauseNotice(tx, { now }, given))
  await timed(tx => resumeNotice(tx, { now }, given))
  return { handDown: await handDown(pool), pause, stop: await timed(tx => stopNotice(tx, { now }, given)) }
}

/** How long (ms) the page's last button takes where the county gives a notice to all its villages: each gets a draft. */
async function handDown(pool: Pool): Promise<number> {
  const who = { id: OFFICER, place: COUNTY, county: COUNTY, role: 'county' as const }
  const ink = { keys: benchKeys, words: loadWords(), now: NOON }
  return await inScope(pool, { place: COUNTY }, async tx => {
    const desk = { ...ink, tx, who, policy: Policy.parse({}), acts: [] }
    const writing = {
      ...{ whom: {}, soon: 'urgent' as const, leavesAt: null, file: null },
      content: { text: '明天上午九点在村部打疫苗，请带本子。' },
    }
    const id = await keepPrepared(tx, desk, who, writing, null)
    const began = performance.now()
    const prepared = await findPrepared(tx, benchKeys, who, id!, { locked: true })
    const villages = await villagesFor(desk, writing.whom)
    await sendPrepared(desk, prepared!, { villages: villages! })
    await appendEvidence(tx, ink, desk.acts)
    return performance.now() - began
  })
}

/** A bare `insert … select` of the same rows into the same table, under the application's role. Milliseconds. */
export async function insertBare(pool: Pool): Promise<number> {
  const began = performance.now()
  await inScope(pool, { place: COUNTY }, async tx => {
    const id = randomUUID()
    await tx.query(
      `insert into notices (id, place, key, kind, sealed, created_at, released_at) values ($1, $2, $3, 'director', '\\x00', $4, $4)`,
      [id, COUNTY, id, new Date(0)],
    )
    await tx.query(
      `insert into deliveries (notice_id, round, place, household_id, person_id)
       select $1, 1, h.place, h.id, r.person_id from relations r join children c on c.id = r.child_id
       join households h on h.id = c.household_id order by r.person_id`,
      [id],
    )
  })
  return performance.now() - began
}

/** Nothing of the rounds before is left over. */
export const clear = (owner: pg.Client) =>
  owner.query(
    'truncate notices, notice_words, notice_rounds, notice_stretches, account_hands, deliveries, outbox, announcements cascade',
  )
