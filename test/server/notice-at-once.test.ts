import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Channel, SendResult } from '../../bot/channel.ts'
import { days, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { deliver } from '../../server/conversation/deliver.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { countReceipts } from '../../server/notices/count.ts'
import { insertNotice, release } from '../../server/notices/release.ts'
import { stopNotice } from '../../server/notices/steer.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

// A channel that answers at once: while some are written to the next are taken already.
const FAMILIES = 1_000
const db = await testDatabase(instantOf('2026-11-20', '10:00'))
const { pool, keys, clock } = db
const county = openCounty(db, '341226')
const account = 'bot-341226'
const director = await county.officer('341226101201')
const words = loadWords()
const parts = { pool, keys, clock, words, log: { info: () => {}, warn: () => {}, error: () => {} } }

await county.write(tx =>
  tx.query(
    `with family as materialized (
       select n, gen_random_uuid() as person, gen_random_uuid() as household, gen_random_uuid() as child,
              '341226101' || 201 + n % 3 as place, timestamptz '2026-01-01' as at
       from generate_series(1, $1::int) n),
     people as (insert into people (id, place, sealed, device, consent, consent_at, created_at)
       select person, place, '\\x00', 'smartphone', 'agreed', at, at from family),
     households as (insert into households (id, place, number, sealed)
       select household, place, n::text, '\\x00' from family),
     children as (insert into children (id, place, household_id, key_index, sealed, state, created_at, changed_at)
       select child, place, household, uuid_send(child), '\\x00', 'listed', at, at from family),
     relations as (insert into relations (id, place, child_id, person_id, role, kin, since)
       select gen_random_uuid(), place, child, person, 'carer', '奶奶', at from family)
     insert into contacts (id, place, account, wechat_id, person_id, first_heard_at)
     select gen_random_uuid(), '341226', $2, 'wx-' || n, person, at from family`,
    [FAMILIES, account],
  ),
)

/** Everybody to whom it was said, in order. */
function gateway(
  say: (nth: number) => SendResult | Promise<SendResult> = () => ({ result: 'sent', id: null }),
) {
  const said: string[] = []
  let tried = 0
  const channel: Channel = {
    start: async () => {},
    stop: async () => {},
    fetch: async () => null,
    health: () => ({ account, state: 'ready', lastEventAt: null }),
    send: async contact => {
      tried += 1
      const result = await say(tried)
      if (result.result !== 'failed') said.push(contact)
      return result
    },
  }
  return { said, channel, tried: () => tried }
}

const send = ({ channel }: ReturnType<typeof gateway>) =>
  deliver({ ...parts, channel, pace: unpaced }, county.county, account, randomUUID())

const notify = (text: string) =>
  county.write(async tx => {
    const ink = { keys, words, now: clock.now() }
    const given = {
      place: county.county,
      key: text,
      kind: 'director' as const,
      author: null,
      content: { text },
    }
    const id = (await insertNotice(tx, ink, [], given))!
    const said = { text: () => text, voice: null, notBefore: ink.now, expiresAt: ink.now + days(2) }
    await release(tx, ink, { id, audience: { place: county.county }, ...said })
    return id
  })

const counts = (notice: string) => county.write(tx => countReceipts(tx, notice))
const people = async (notice: string) =>
  (
    await county.write(tx =>
      tx.query('select sum(people)::int as people from notice_stretches where notice_id = $1', [notice]),
    )
  ).rows[0].people

it('everybody is written to once, also where sending suddenly takes long and those taken ahead go back', async () => {
  const notice = await notify('明天停水')
  const wechat = gateway(async nth => {
    if (nth >= 500 && nth < 520) await pause(60)
    return { result: 'sent', id: `p${nth}` }
  })
  expect(await send(wechat)).toBe(FAMILIES)
  expect(new Set(wechat.said).size).toBe(FAMILIES)
  expect(wechat.said).toHaveLength(FAMILIES)
  expect(await counts(notice)).toMatchObject({ sent: FAMILIES })
  expect(await people(notice)).toBe(FAMILIES)
})

it('a process that dies with some on their way and more taken has each of them written to twice at the most', async () => {
  const notice = await notify('后天停水')
  const never = Promise.withResolvers<SendResult>()
  const first = gateway(nth => (nth > 500 ? never.promise : { result: 'sent', id: null }))
  const dying = send(first)
  await expect.poll(first.tried).toBe(520)
  later(minutes(2) + 1)
  const next = gateway()
  await send(next)
  later(20_000)
  await send(next)
  const copies = Object.values(Object.groupBy([...first.said, ...next.said], one => one)).map(
    all => all!.length,
  )
  expect(copies).toHaveLength(FAMILIES)
  expect(Math.max(...copies)).toBeLessThanOrEqual(2)
  never.resolve({ result: 'sent', id: null })
  await dying
  expect(await counts(notice)).toMatchObject({ sent: FAMILIES })
})

it('once a notice is stopped only what was in hand still leaves, and it is counted', async () => {
  later(minutes(2) + 1)
  const notice = await notify('停水取消')
  let stopped: Promise<unknown> = Promise.resolve()
  const stop = () =>
    county.write(tx => stopNotice(tx, { now: clock.now() }, { acts: [], notice, staff: director.staff }))
  const wechat = gateway(async nth => {
    if (nth === 200) {
      stopped = stop()
      await stopped
    }
    return { result: 'sent', id: null }
  })
  await send(wechat)
  await stopped
  expect(wechat.said.length).toBeGreaterThanOrEqual(200)
  expect(wechat.said.length).toBeLessThan(FAMILIES)
  expect(await counts(notice)).toMatchObject({
    sent: wechat.said.length,
    undelivered: FAMILIES - wechat.said.length,
  })
})

const later = (ms: number) => clock.moveTo(clock.now() + ms)
