import { Writable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Health } from '../../bot/channel.ts'
import { loadWords } from '../../locales/index.ts'
import { addRoutes, buildApp } from '../../server/app.ts'
import { poolOptions } from '../../server/db/pool.ts'
import { openVillage } from '../console/village.ts'
import { testDatabase } from '../support/database.ts'

type App = Awaited<ReturnType<typeof buildApp>>
const NOT_FOUND = { error: 'E-NOT-FOUND', message: '没有找到' }
/** What an answer may never show: code, SQL, places in the file system. */
const INSIDES =
  /\bat \w+|node_modules|\.ts\b|\/tmp|\/root|\/home|select |insert |relation |syntax|stack|Error:/i

/** The web side of a county on WeChat, behind a proxy of its own: no simulator. */
async function openWeb() {
  const database = await testDatabase()
  const lines: string[] = []
  const log = pino(
    { level: 'debug' },
    new Writable({ write: (line, _, done) => done(void lines.push(String(line))) }),
  )
  const house = {
    working: true,
    health: { account: 'a', state: 'ready', lastEventAt: 1_800_000_000_000 } as Health,
  }
  const app = await buildApp({
    log,
    database: poolOptions(database.url),
    trustedProxies: ['127.0.0.1'],
  })
  await addRoutes(app, {
    clock: database.clock,
    console: { ...database, pool: app.pg.pool, words: loadWords(), log },
    health: { pool: app.pg.pool, working: () => house.working, channel: () => house.health },
    simulator: null,
  })
  app.post('/breaks', () => {
    throw new Error('select * from people at /srv/xiangban/server/secret.ts:1')
  })
  app.get('/visitor', async request => ({ ip: request.ip }))
  app.get('/breaks-in-sql', () => app.pg.pool.query('select names from people where'))
  await app.ready()
  return { app, house, lines }
}

describe('a county on WeChat', () => {
  let web: Awaited<ReturnType<typeof openWeb>>
  beforeAll(async () => {
    web = await openWeb()
  })
  afterAll(async () => {
    await web.app.close()
    web.app.metrics.client.register.clear() // a process has one set of metrics
  })

  it.each([
    ['127.0.0.1', '203.0.113.9'],
    ['198.51.100.7', '198.51.100.7'],
  ])('its proxy may say who is visiting, nobody else: from %s comes %s', async (remoteAddress, ip) => {
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    expect((await web.app.inject({ url: '/visitor', remoteAddress, headers })).json()).toEqual({ ip })
  })
  const get = (url: string) => web.app.inject({ method: 'GET', url })

  it('an orchestrator asks whether the process lives', async () => {
    expect((await get('/livez')).json()).toEqual({ ok: true })
  })

  it('it is ready once conversations are processed, whatever WeChat does', async () => {
    web.house.working = false
    const starting = await get('/readyz')
    expect([starting.statusCode, starting.json()]).toEqual([
      503,
      { ok: false, database: true, conversations: false },
    ])
    web.house.working = true
    web.house.health = { account: null, state: 'deaf', lastEventAt: null }
    const ready = await get('/readyz')
    expect([ready.statusCode, ready.json()]).toEqual([200, { ok: true, database: true, conversations: true }])
  })

  it.each(['starting', 'deaf', 'stopped'] as const)('WeChat %s is told at /botz only', async state => {
    web.house.health = { account: 'wxid_secret', state, lastEventAt: 1_800_000_000_000 }
    const answer = await get('/botz')
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      { state, lastEventAt: '2027-01-15T08:00:00.000Z' },
    ])
    expect((await get('/livez')).statusCode).toBe(200)
    web.house.health = { account: 'wxid_secret', state: 'ready', lastEventAt: null }
    expect((await get('/botz')).json()).toEqual({ state: 'ready', lastEventAt: null })
  })

  it('metrics are numbers: no names, no ids, no addresses of this machine', async () => {
    await get('/no-such-page/6f1d1c1e-0000-4000-8000-000000000000')
    const answer = await get('/metrics')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('text/plain')
    expect(answer.body).toContain('process_cpu_seconds_total')
    expect(answer.body).not.toMatch(/6f1d1c1e|wxid|\p{Script=Han}/u)
    expect(answer.body).not.toMatch(/\/root|\/home|node_modules/)
  })

  it('the simulator is not there at all: its addresses answer like any other that does not exist', async () => {
    for (const [method, url] of [
      ['GET', '/'],
      ['GET', '/simulator/contacts'],
      ['POST', '/simulator/contacts'],
      ['GET', '/simulator/people'],
      ['POST', '/simulator/say'],
      ['POST', '/simulator/send'],
      ['GET', '/simulator/sent'],
      ['GET', '/simulator/messages'],
      ['GET', '/simulator/media/1'],
      ['GET', '/simulator/clock'],
      ['POST', '/simulator/clock'],
      ['GET', '/simulator/records'],
      ['GET', '/simulator/events'],
    ] as const) {
      const answer = await web.app.inject({ method, url, ...(method === 'POST' && { payload: {} }) })
      expect([url, answer.statusCode, answer.json()]).toEqual([url, 404, NOT_FOUND])
    }
  })

  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/livez/..%2f..%2fetc',
    '/.git/config',
    '/package.json',
    '/livez;x=1',
    `/${'x'.repeat(20_000)}`,
  ])('%s is not found, or no address', async url => {
    const answer = await get(url)
    expect([400, 404, 414]).toContain(answer.statusCode)
    expect(answer.body).not.toMatch(INSIDES)
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST'] as const)(
    '%s where only reading is offered is not found',
    async method => {
      const answer = await web.app.inject({ method, url: '/livez' })
      expect([answer.statusCode, answer.json()]).toEqual([404, NOT_FOUND])
    },
  )

  it('an error shows a code and one sentence, and the log neither words nor names', async () => {
    web.lines.length = 0
    for (const [method, url] of [
      ['POST', '/breaks'],
      ['GET', '/breaks-in-sql'],
    ] as const) {
      const answer = await web.app.inject({ method, url })
      expect([answer.statusCode, answer.json()]).toEqual([
        500,
        { error: 'E-INTERNAL', message: '系统出错,已记录' },
      ])
    }
    expect(web.lines.join()).toContain('E-INTERNAL')
    expect(web.lines.join()).not.toMatch(/select|secret\.ts/)
  })

  it('answers carry the headers that browsers ask for, and not what we are made of', async () => {
    const { headers } = await get('/livez')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers.server).toBeUndefined()
  })

  it('a database that is away makes the house not ready, and nothing worse', async () => {
    const away = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    web.app.pg.pool.query = away as typeof web.app.pg.pool.query
    const answer = await get('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      { ok: false, database: false, conversations: true },
    ])
    expect((await get('/livez')).statusCode).toBe(200)
    const busy = await get('/breaks-in-sql')
    expect([busy.statusCode, busy.json()]).toEqual([503, { error: 'E-BUSY', message: '系统正忙,请稍后再试' }])
  })
})

describe('the simulator', () => {
  let app: App
  let phone: string
  beforeAll(async () => {
    const village = await openVillage()
    app = village.app
    phone = village.puppet.contacts()[0]!.id
  })
  const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url,
      payload: payload as object,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const refused = async (asked: Promise<{ statusCode: number; body: string }>, status = 400) => {
    const { statusCode, body } = await asked
    expect(statusCode).toBe(status)
    expect(Object.keys(JSON.parse(body))).toEqual(['error', 'message'])
    expect(body).not.toMatch(INSIDES)
  }

  it('is there while it is the puppet', async () => {
    expect((await post('/simulator/say', { contact: phone, text: '你好' })).statusCode).toBe(200)
    expect((await app.inject({ method: 'GET', url: '/simulator/clock' })).statusCode).toBe(200)
  })

  it.each<[string, object]>([
    ['/simulator/say', { text: '你好', role: 'admin' }],
    ['/simulator/say', { text: 1 }],
    ['/simulator/say', { text: ['你好'] }],
    ['/simulator/say', { text: '' }],
    ['/simulator/say', {}],
    ['/simulator/say', { text: null }],
    ['/simulator/send', { kind: 'dance' }],
    ['/simulator/send', { kind: 'image', data: 7 }],
    ['/simulator/send', { kind: 'image', data: '不是' }],
    ['/simulator/send', { kind: 'recall' }],
    ['/simulator/send', { kind: 'recall', message: '1', also: true }],
  ])('%s with %j is refused, never coerced', async (url, body) => {
    await refused(post(url, { contact: phone, ...body }))
  })

  it.each<[object]>([
    [{}],
    [{ advance: 1 }],
    [{ advance: 'tomorrow' }],
    [{ advance: '-P1D' }],
    [{ advance: 'P100Y' }],
    [{ advance: 'P1D', to: 'x' }],
    [{ advance: '' }],
  ])('the clock does not move by %j', async body => {
    const before = (await app.inject({ method: 'GET', url: '/simulator/clock' })).json().next
    await refused(post('/simulator/clock', body))
    expect((await app.inject({ method: 'GET', url: '/simulator/clock' })).json().next).toEqual(before)
  })

  it.each([
    '?contact=a&contact=b',
    '?since=x',
    '?since=1&page=-1',
    '?contact[]=a',
    '?contact[$gt]=',
    '?limit=5',
  ])('what was sent cannot be asked for with %s', async query => {
    await refused(app.inject({ method: 'GET', url: `/simulator/sent${query}` }))
  })

  it.each([
    ['half a line', '{"contact":', 400],
    ['nothing', '', 400],
    ['no object', '"你好"', 400],
    ['a list', '[]', 400],
    ['a prototype', '{"contact":"x","text":"y","__proto__":{"admin":true}}', 400],
    ['a constructor', '{"contact":"x","text":"y","constructor":{"prototype":{"admin":true}}}', 400],
    ['ten thousand brackets', '['.repeat(10_000), 400],
    ['far too much', JSON.stringify({ contact: 'x', text: '很'.repeat(2_000_000) }), 413],
  ])('a body of %s is refused', async (_, body, status) => {
    await refused(post('/simulator/say', body), status)
  })

  it.each([
    ['text/plain', 400],
    ['application/xml', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('a body of type %s is refused', async (type, status) => {
    await refused(post('/simulator/say', 'contact=x&text=y', { 'content-type': type }), status)
  })

  it('a phone, a message or a picture that does not exist is not found, always with the same body', async () => {
    for (const answer of [
      await post('/simulator/say', { contact: 'nobody', text: '你好' }),
      await post('/simulator/send', { contact: phone, kind: 'recall', message: 'none' }),
      await post('/simulator/contacts', { person: '6f1d1c1e-0000-4000-8000-000000000000' }),
      await app.inject({ method: 'GET', url: '/simulator/media/none' }),
      await app.inject({ method: 'GET', url: '/simulator/sent?contact=nobody' }),
      await app.inject({ method: 'GET', url: '/no-such-page' }),
    ]) {
      expect([answer.statusCode, answer.json()]).toEqual([404, NOT_FOUND])
    }
  })
})
