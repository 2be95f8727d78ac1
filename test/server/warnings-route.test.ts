import type { InjectOptions } from 'fastify'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { instantOf, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { addRoutes, buildApp } from '../../server/app.ts'
import { poolOptions } from '../../server/db/pool.ts'
import { addSender, changeSecret, dropOld, endSender, type Issued } from '../../server/weather/senders.ts'
import { signatureOf } from '../../server/weather/signature.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'
import { cap, warningJson } from '../support/warnings.ts'

const COUNTY = '341226'
const VILLAGE = `${COUNTY}001001`
const db = await testDatabase(instantOf('2026-07-01', '14:31'))
const { clock } = db
const log = pino({ level: 'silent' })
const county = openCounty(db, COUNTY)
const app = await buildApp({ log, database: poolOptions(db.url) })
let feed: Issued
let other: Issued
let addresses = 0
let address = '10.0.0.1'

beforeAll(async () => {
  await addRoutes(app, {
    clock,
    console: { ...db, pool: app.pg.pool, words: loadWords(), log },
    health: { pool: app.pg.pool, working: () => true, channel: () => ({ state: 'starting' }) as never },
    simulator: null,
  })
  await county.place(COUNTY, '阜南县')
  await county.place('341999', '别的县')
  await county.household(VILLAGE, ['李小雨'], [{ person: await county.adult({ place: VILLAGE }) }])
  await county.officer(COUNTY)
  feed = await addSender(db, COUNTY, '县气象台')
  other = await addSender(db, '341999', '别的台')
})
afterAll(() => app.close())
beforeEach(() => {
  clock.advance(minutes(2))
  addresses += 1
  address = `10.0.0.${addresses}`
})

type Sent = {
  by?: Issued
  type?: string
  headers?: Record<string, string | undefined>
  time?: string
  address?: string
}

async function send(body: string | Buffer, { by = feed, type = 'application/xml', ...given }: Sent = {}) {
  const time = given.time ?? String(Math.floor(clock.now() / 1_000))
  const bytes = Buffer.from(body as string)
  const headers = Object.fromEntries(
    Object.entries({
      'content-type': type,
      'x-warning-sender': by.code,
      'x-warning-time': time,
      'x-warning-signature': signatureOf(by.secret, time, bytes),
      ...given.headers,
    }).filter(([, value]) => value !== undefined),
  )
  const request = {
    method: 'POST',
    url: '/api/v1/warnings',
    payload: bytes,
    headers,
    remoteAddress: given.address ?? address,
  }
  const answer = await app.inject(request as InjectOptions)
  return { status: answer.statusCode, is: answer.json(), text: answer.body }
}
const notices = async () =>
  (await county.write(tx => tx.query('select count(*) as n from notices'))).rows[0].n
const kept = async () => (await county.write(tx => tx.query('select count(*) as n from warnings'))).rows[0].n

describe('a feed', () => {
  test('sends CAP and JSON; the same again changes nothing, with other words it is a conflict', async () => {
    const before = await notices()
    const first = cap({ identifier: 'feed-1' })
    expect((await send(first)).is).toEqual({ identifier: 'feed-1', outcome: 'given' })
    expect((await send(first, { type: 'text/xml; charset=utf-8' })).is.outcome).toBe('known')
    expect((await send(first, { type: 'application/cap+xml' })).is.outcome).toBe('known')
    const json = JSON.stringify(warningJson({ id: 'feed-2', areaCodes: [VILLAGE] }))
    expect((await send(json, { type: 'application/json' })).is.outcome).toBe('given')
    const changed = await send(cap({ identifier: 'feed-1', description: '没有事' }))
    expect([changed.status, changed.is.error]).toEqual([409, 'E-WARN-CONFLICT'])
    expect(await notices()).toBe(before + 2)
  })

  test('says Test and nobody hears', async () => {
    const before = await notices()
    expect((await send(cap({ identifier: 'feed-3', status: 'Test' }))).is.outcome).toBe('kept')
    expect(await notices()).toBe(before)
  })

  test('changes its secret without a gap, and is refused when it is ended', async () => {
    const newer = await changeSecret(db, feed.code)
    const signed = async (by: Issued, id: string) =>
      (await send(cap({ identifier: id, status: 'Test' }), { by })).status
    expect([await signed(feed, 'feed-4'), await signed(newer, 'feed-5')]).toEqual([200, 200])
    clock.advance(1)
    await dropOld(db, feed.code)
    expect([await signed(feed, 'feed-6'), await signed(newer, 'feed-7')]).toEqual([401, 200])
    feed = newer
    const short = await addSender(db, COUNTY, '临时')
    await endSender(db, short.code)
    expect(await signed(short, 'feed-8')).toBe(401)
  })

  test('gets no further than its own county', async () => {
    expect((await send(cap({ identifier: 'feed-9' }), { by: other })).is.outcome).toBe('elsewhere')
    const before = await notices()
    const forged = { code: feed.code.replace(COUNTY, '341999'), secret: other.secret }
    expect((await send(cap({ identifier: 'feed-10' }), { by: forged })).status).toBe(401)
    expect(await notices()).toBe(before)
  })
})

describe('refused', () => {
  test('without a right signature everything answers alike, whatever the body, and leaves nothing', async () => {
    const before = await kept()
    const body = cap({ identifier: 'forged' })
    const time = String(Math.floor(clock.now() / 1_000))
    const right = signatureOf(feed.secret, time, Buffer.from(body))
    const tries: [string, Sent][] = [
      [body, { headers: { 'x-warning-signature': undefined } }],
      [body, { headers: { 'x-warning-signature': 'x'.repeat(10_000) } }],
      [body, { headers: { 'x-warning-signature': right.toUpperCase() } }],
      [body, { headers: { 'x-warning-sender': `${COUNTY}-00000000` } }],
      [body, { headers: { 'x-warning-sender': `999999-00000000` } }],
      [body, { by: { ...feed, secret: 'x' } }],
      [body, { time: String(Number(time) - 301) }],
      [body, { time: String(Number(time) + 302) }],
      [`${body} `, { headers: { 'x-warning-signature': right } }],
      ['<!DOCTYPE x>', { by: { ...feed, secret: 'x' } }],
      ['', { by: { ...feed, secret: 'x' } }],
      ['{a', { by: { ...feed, secret: 'x' }, type: 'application/json' }],
    ]
    const answers = []
    for (const [given, how] of tries) answers.push(await send(given, how))
    expect(answers.map(one => one.status)).toEqual(tries.map(() => 401))
    expect(new Set(answers.map(one => one.text)).size).toBe(1)
    expect(answers[0]!.is).toEqual({ error: 'E-WARN-SIGNATURE', message: '签名不对或已过时' })
    expect(await kept()).toBe(before)
  })

  test('what is signed and wrong says one code each, and leaves nothing', async () => {
    const before = await kept()
    const tries: [number, string, string | Buffer, Sent?][] = [
      [400, 'E-XML-DTD', cap().replace('?>', '?><!DOCTYPE a>')],
      [400, 'E-XML', cap().slice(0, -9)],
      [400, 'E-WARN-ENCODING', Buffer.from(cap(), 'latin1')],
      [400, 'E-WARN-TIME', cap({ sent: '2026-07-01T08:00:00' })],
      [400, 'E-WARN-FORM', cap({ status: 'real' })],
      [400, 'E-WARN-FORM', JSON.stringify(warningJson({ role: 'admin' })), { type: 'application/json' }],
      [400, 'E-WARN-FORM', '{a', { type: 'application/json' }],
      [413, 'E-TOO-LARGE', cap({ description: '雨'.repeat(25_000) })],
      [415, 'E-MEDIA-TYPE', cap(), { type: 'text/plain' }],
      [415, 'E-MEDIA-TYPE', cap(), { type: 'application/x-www-form-urlencoded' }],
      [415, 'E-MEDIA-TYPE', cap(), { headers: { 'content-type': undefined } }],
    ]
    for (const [status, code, body, how] of tries) {
      const answer = await send(body, how)
      expect([code, answer.status, answer.is.error]).toEqual([code, status, code])
      expect(answer.text).not.toMatch(/\bat |select |node_modules|李小雨/)
    }
    expect(await kept()).toBe(before)
    const counted = await app.metrics.client.register.metrics()
    expect(counted).toMatch(/xiangban_warnings_refused_total\{code="E-XML-DTD"\} 1/)
    expect(counted).toMatch(/xiangban_warnings_refused_total\{code="E-WARN-SIGNATURE"\} \d+/)
  })

  test('more than a county takes in a minute is put off with 429, by sender and by address', async () => {
    const answers = []
    for (let n = 0; n < 62; n++)
      answers.push((await send(cap({ identifier: `many-${n}`, status: 'Test' }))).status)
    expect(answers.filter(status => status === 200)).toHaveLength(60)
    expect(answers.slice(60)).toEqual([429, 429])
    const noise = { address: '10.9.9.9', headers: { 'x-warning-time': 'x' } }
    const refused = []
    for (let n = 0; n < 245; n++) refused.push((await send('x', noise)).status)
    expect(refused.filter(status => status === 429)).toHaveLength(5)
    clock.advance(minutes(2))
    expect((await send(cap({ identifier: 'again', status: 'Test' }), { address: '10.9.9.10' })).status).toBe(
      200,
    )
  })

  test('two hundred forged and replayed messages send nothing', async () => {
    const [before, known] = [await notices(), await kept()]
    const replayed = cap({ identifier: 'feed-1' })
    for (let n = 0; n < 100; n++) {
      await send(replayed, { address: `10.1.0.${n}` })
      await send(cap({ identifier: `forged-${n}`, severity: 'Extreme' }), {
        by: { ...feed, secret: `${n}` },
        address: `10.2.0.${n}`,
      })
    }
    expect([await notices(), await kept()]).toEqual([before, known])
  })

  test('other methods and paths do not exist', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const)
      expect((await app.inject({ method, url: '/api/v1/warnings' })).statusCode).toBe(404)
  })
})
