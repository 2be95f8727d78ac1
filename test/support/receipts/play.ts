import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Incoming } from '../../../bot/channel.ts'
import { days, instantOf, minutes } from '../../../flows/engine/calendar.ts'
import { loadWords } from '../../../locales/index.ts'
import { stoppedClock } from '../../../server/clock.ts'
import { converse } from '../../../server/conversation/converse.ts'
import { isEcho } from '../../../server/conversation/echo.ts'
import { openReceiver } from '../../../server/conversation/receive.ts'
import { inScope, type Pool, type Tx } from '../../../server/db/scope.ts'
import { lots } from '../../../server/demo/draw.ts'
import { audienceOf, peopleOf, standingOf } from '../../../server/notices/audience.ts'
import { insertNotice, release } from '../../../server/notices/release.ts'
import { changeUnsent, pauseNotice, resumeNotice, stopNotice } from '../../../server/notices/steer.ts'
import { withhold } from '../../../server/notices/withhold.ts'
import type { Keys } from '../../../server/privacy/seal.ts'
import { type Adult, COUNTY, loadAdults } from './families.ts'
import type { Seen } from './gateway.ts'

/** Whoever sends for the accounts. One piece of work ends when nothing more leaves now, or with the sender's death. */
export type Sender = {
  work(given: { now: number; step: number; dies: boolean }): Promise<'done' | 'died'>
  /** What the gateway has seen so far. */
  seen(): Seen[]
}

/** A notice as it was played; steps in which something was done to it, and people in hand at that moment. */
export type Notice = {
  no: number
  id: string
  version: number
  households: Set<string>
  stopped: { step: number; at: number; inHand: Set<string> } | null
  /** Steps from which, and to which, it stood still. */
  pauses: { from: number; to: number }[]
  changes: { step: number; version: number }[]
}

export type Played = {
  notices: Notice[]
  adults: Adult[]
  /** `notice person`, heard to confirm it. */
  confirmed: Set<string>
  /** When (step) somebody left, and how. */
  gone: Map<string, { step: number; how: 'refused' | 'unbound' }>
  steps: number
  /** Steps in which a sender died. */
  deaths: Set<number>
  said: number
  delivered: number
  strangers: number
}

const START = instantOf('2026-11-20', '08:00')
export const textOf = (no: number, version: number) =>
  `第${no}号通知（第${version}版）：明天上午九点在村部体检。`

/**
 * Releases so many notices to everybody and lets all sorts of things happen to them until nothing is under way, `meanwhile`
 * while they leave, or between two pieces of work, which falls the same way for the same seed.
 */
export async function playNotices(
  { pool, keys }: { pool: Pool; keys: Keys },
  sender: Sender,
  {
    notices: most,
    people,
    seed,
    meanwhile,
  }: { notices: number; people: number; seed: number; meanwhile: boolean },
): Promise<Played> {
  const draw = lots(seed)
  const clock = stoppedClock(START)
  const errors: string[] = []
  const log = {
    info: () => {},
    warn: () => {},
    error: (what: object) => void errors.push(JSON.stringify(what)),
  }
  const parts = { pool, keys, words: loadWords(), clock, log }
  const { adults, staff } = await loadAdults(pool, keys, people, START)
  const byWechat = new Map(adults.map(adult => [adult.wechatId, adult]))
  const receiver = openReceiver({ ...parts, placeOf: () => COUNTY, received: () => {} })
  const worker = randomUUID()
  const notices: Notice[] = []
  const played: Played = {
    ...{ notices, adults, confirmed: new Set(), gone: new Map(), steps: 0, deaths: new Set() },
    ...{ said: 0, delivered: 0, strangers: 0 },
  }
  const write = <T>(work: (tx: Tx) => Promise<T>) => inScope(pool, { place: COUNTY }, work)
  const ink = () => ({ ...parts, now: clock.now() })
  let heardUpTo = 0
  const again: Incoming[] = []

  async function releaseOne() {
    const no = notices.length + 1
    const text = textOf(no, 1)
    const now = clock.now()
    await write(async tx => {
      const found = await audienceOf(tx, COUNTY)
      const standing = await standingOf(tx, peopleOf(found), { automatic: false })
      const row = { place: COUNTY, key: `drill:${no}`, kind: 'director' as const, author: null }
      const id = (await insertNotice(tx, ink(), [], { ...row, content: { text } }))!
      const expiresAt = now + (draw.chance(5) ? minutes(2) : days(2))
      await release(tx, ink(), {
        id,
        adults: found,
        standing,
        text: () => text,
        voice: null,
        notBefore: now,
        expiresAt,
      })
      const households = new Set(adults.flatMap(adult => adult.households))
      notices.push({ no, id, version: 1, households, stopped: null, pauses: [], changes: [] })
    })
  }

  const given = (notice: Notice) => ({ acts: [], notice: notice.id, staff })
  const paused = (notice: Notice) => notice.pauses.at(-1)?.to === Infinity

  async function steer(step: number) {
    const open = notices.slice(-3).filter(notice => !notice.stopped)
    if (open.length === 0) return
    const notice = draw.one(open)
    const kind = draw.one(['pause', 'change', 'stop'] as const)
    const still = paused(notice)
    await write(async tx => {
      if (still) {
        if (await resumeNotice(tx, ink(), given(notice))) notice.pauses.at(-1)!.to = step
      } else if (kind === 'pause') {
        if (await pauseNotice(tx, ink(), given(notice))) notice.pauses.push({ from: step, to: Infinity })
      } else if (kind === 'change') {
        const text = textOf(notice.no, notice.version + 1)
        const changed = { ...given(notice), content: { text }, text: () => text }
        const version = await changeUnsent(tx, ink(), changed)
        if (version !== null) notice.changes.push({ step, version })
        notice.version = version ?? notice.version
      } else {
        await stopNotice(tx, ink(), given(notice))
        notice.stopped = { step, at: 0, inHand: await inHand(tx, notice.id) }
      }
    })
    if (notice.stopped) notice.stopped.at ||= Date.now()
  }

  async function inHand(tx: Tx, notice: string): Promise<Set<string>> {
    const { rows } = await tx.query(
      `select person_id from outbox where state = 'claimed' and starts_with(dedupe_key, 'notice:' || $1)
       union all
       select d.person_id from account_hands h join notice_rounds r on r.notice_id = h.notice_id and r.round = h.round
       join deliveries d on d.notice_id = r.notice_id and d.round = r.round
       where h.notice_id = $1::uuid and d.person_id <= h.to_person and (r.reached is null or d.person_id > r.reached)`,
      [notice],
    )
    return new Set(rows.map(row => row.person_id))
  }

  async function leave(step: number) {
    const adult = draw.one(adults.slice(1))
    if (adult.wechatId === null || played.gone.has(adult.person)) return
    const how = draw.one(['refused', 'unbound'] as const)
    played.gone.set(adult.person, { step, how })
    await write(async tx => {
      if (how === 'unbound') {
        await tx.query('update contacts set person_id = null where person_id = $1', [adult.person])
        return
      }
      await tx.query(`update people set consent = 'refused' where id = $1`, [adult.person])
      await withhold(tx, [adult.person], 'refused')
    })
  }

  /** Some who got one of the latest notices answer it, quoting it; the gateway says many things twice, and late. */
  async function answer(more: number) {
    const late = again.splice(0)
    const latest = new Map(notices.slice(-8).map(notice => [notice.no, notice]))
    const got = sender.seen().filter(one => one.arrived && latest.has(numberOf(one.text)))
    const some = draw.shuffled(got).slice(0, draw.between(0, more))
    const said = some.flatMap(({ to, text }): Incoming[] => {
      const adult = byWechat.get(to)!
      if (adult === adults[0] || played.gone.has(adult.person)) return []
      played.said++
      played.confirmed.add(`${latest.get(numberOf(text))!.id} ${adult.person}`)
      const words = `「村里：${text}」\n- - - - - - - - - - - - - - -\n收到`
      const id = randomUUID()
      return [
        { account: adult.account, contact: to, id, kind: 'text', text: words, sentAt: null, self: false },
      ]
    })
    for (const one of said) for (let n = draw.between(0, 2); n > 0; n--) again.push(one)
    const all = draw.shuffled([...said, ...late, ...said.filter(() => draw.chance(20))])
    played.delivered += all.length
    await Promise.all(all.map(one => receiver.receive(one)))
    for (let left = true; left; ) left = (await converse(parts, COUNTY, worker)).more
  }

  /** What the accounts have said comes back to them, for half of it. */
  async function echo() {
    const seen = sender.seen()
    const fresh = seen.slice(heardUpTo).filter(one => one.arrived && draw.chance(50))
    heardUpTo = seen.length
    for (const { account, to, id, text } of fresh.slice(0, 40)) {
      const back = { account, contact: to, id, kind: 'text' as const, text, sentAt: null, self: true }
      if (!(await isEcho(parts, COUNTY, back))) played.strangers++
    }
  }

  const soon = async (work: () => Promise<void>) => {
    if (meanwhile) await pause(draw.between(0, 30))
    await work()
  }
  const underWay = () =>
    write(async tx => {
      const { rows } = await tx.query(
        `select (select count(*) from notice_rounds r where state = 'open')
              + (select count(*) from outbox where state in ('queued', 'claimed')) as n`,
      )
      return rows[0].n > 0
    })

  for (let step = 1; notices.length < most || (await underWay()); step++) {
    played.steps = step
    const busy = notices.length < most
    clock.moveTo(clock.now() + (draw.chance(25) ? minutes(2) + 1_000 : draw.between(1, 25) * 1_000))
    if (busy) await releaseOne()
    const dies = busy && draw.chance(35)
    const acts = [
      ...(busy && draw.chance(80) ? [() => soon(() => steer(step))] : []),
      ...(busy && draw.chance(25) ? [() => soon(() => leave(step))] : []),
    ]
    if (!meanwhile) for (const act of acts) await act()
    const [how] = await Promise.all([
      sender.work({ now: clock.now(), step, dies }),
      ...(meanwhile ? acts.map(act => act()) : []),
    ])
    if (how === 'died') played.deaths.add(step)
    await answer(busy ? 12 : 0)
    await echo()
    if (!busy)
      for (const notice of notices.filter(paused))
        await write(async tx => {
          await resumeNotice(tx, ink(), given(notice))
          notice.pauses.at(-1)!.to = step
        })
    if (step > most * 4 + 60) throw new Error('still under way')
  }
  if (errors.length > 0) throw new Error(errors.slice(0, 3).join('\n'))
  return played
}

/** 0: not a notice of ours. */
export const numberOf = (text: string): number => Number(/^第(\d+)号通知/u.exec(text)?.[1] ?? 0)
