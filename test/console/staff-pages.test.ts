import type { InjectOptions } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { newToken } from '../../server/privacy/token.ts'
import { useLink } from '../../server/staff/login.ts'
import { testBrowser } from '../support/browser.ts'
import {
  cookieOf,
  enter as enterAs,
  login as loginAs,
  officer as officerOf,
  open as openAs,
  ours,
} from './log-in.ts'
import { openVillage } from './village.ts'

type Village = Awaited<ReturnType<typeof openVillage>>
let village: Village
beforeAll(async () => {
  village = await openVillage()
}, 60_000)

const county = '341226'
const officer = (role: 'director' | 'supervisor') => officerOf(village, role)
const enter = (link: string) => enterAs(village, link)
const login = (role: 'director' | 'supervisor') => loginAs(village, role)
const open = (path: string, session: string) => openAs(village, path, session)

const asCounty = (sql: string, values: unknown[] = []) =>
  inScope(village.pool, { place: county }, tx => tx.query(sql, values))

describe('a member of staff types 登录', () => {
  test('the link is shown by GET as often as robots like, and opens by POST, once', async () => {
    const link = await (await officer('director')).link()
    expect(link).toMatch(/\/in\/[\w-]{32}\.\d{6}$/)
    const looks = await Promise.all(Array.from({ length: 20 }, () => village.app.inject(link)))
    expect(new Set(looks.map(look => look.body)).size).toBe(1)
    expect(looks[0]!.body).toContain('<button')
    const { rows } = await asCounty('select count(*) from login_links where ended_at is not null')
    expect(rows[0].count).toBe(0)
    const entered = await enter(link)
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/console'])
    expect((await open('/console', cookieOf(entered))).body).toContain('今天要办')
    expect(await enter(link)).toMatchObject({ statusCode: 404 })
    expect((await enter(link)).json()).toMatchObject({ error: 'E-LINK' })
  })

  test('that a link was given, that it was used, and each look at a page stand in the county’s record', async () => {
    const session = await login('director')
    await open('/console', session)
    await open('/console', session)
    const { rows } = await asCounty(
      `select kind from evidence where kind <> 'notice-released' order by n desc limit 4`,
    )
    expect(rows.map(row => row.kind)).toEqual(['read', 'read', 'logged-in', 'link-issued'])
  })

  test('of 200 who post the same link at once, one gets in', async () => {
    const link = await (await officer('director')).link()
    const before = (await asCounty('select count(*) from staff_sessions')).rows[0].count
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        village.app.inject({
          method: 'POST',
          url: link,
          headers: ours,
          remoteAddress: `10.0.${n % 8}.${n % 200}`,
        }),
      ),
    )
    expect(answers.filter(answer => answer.statusCode === 303)).toHaveLength(1)
    expect((await asCounty('select count(*) from staff_sessions')).rows[0].count).toBe(before + 1)
  })

  test('a wrong, a used, a replaced and an expired link answer alike', async () => {
    const director = await officer('director')
    const replaced = await director.link()
    const used = await director.link()
    await enter(used)
    const expired = await director.link()
    village.clock.moveTo(village.clock.now() + minutes(11))
    const wrong = `/console/in/${'A'.repeat(32)}.${county}`
    const bodies = await Promise.all(
      [replaced, used, expired, wrong, '/console/in/x'].map(async link => (await enter(link)).body),
    )
    expect(new Set(bodies).size).toBe(1)
  })

  test('whoever is inside already and touches the old message again goes on', async () => {
    const link = await (await officer('director')).link()
    const session = cookieOf(await enter(link))
    const again = await village.app.inject({
      method: 'POST',
      url: link,
      headers: ours,
      cookies: { xiangban: session },
    })
    expect([again.statusCode, again.headers.location]).toEqual([303, '/console'])
  })

  test('too many tries of one address are put off, in Chinese', async () => {
    const answers = []
    for (let n = 0; n < 70; n++)
      answers.push(
        await village.app.inject({
          method: 'POST',
          url: '/console/in/x',
          headers: ours,
          remoteAddress: '10.9.9.9',
        }),
      )
    const put = answers.filter(answer => answer.statusCode === 429)
    expect(put.length).toBe(10)
    expect(put[0]!.json()).toMatchObject({
      error: 'E-TOO-MANY',
      message: expect.stringContaining('试得太快'),
    })
  })
})

describe('a session', () => {
  test('is a new secret at login, whatever the browser had before', async () => {
    const link = await (await officer('director')).link()
    const preset = `${'B'.repeat(32)}.${county}`
    const entered = await village.app.inject({
      method: 'POST',
      url: link,
      headers: ours,
      cookies: { xiangban: preset },
    })
    const session = cookieOf(entered)
    expect(session).not.toBe(preset)
    expect((await open('/console', preset)).statusCode).toBe(401)
    expect((await open('/console', session)).statusCode).toBe(200)
    const [cookie] = entered.cookies
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(cookie!.secure).toBeUndefined()
    const { rows } = await asCounty('select token_hash from staff_sessions')
    expect(rows.some(row => session.includes(row.token_hash.toString('base64url')))).toBe(false)
    expect((await village.app.inject(`/console?xiangban=${session}`)).statusCode).toBe(401)
  })

  test('ends by the button, and what was logged out stays out', async () => {
    const session = await login('director')
    const token = /name="token" value="([^"]+)"/.exec((await open('/console', session)).body)![1]!
    const out = (fields: string, headers: Record<string, string>) =>
      village.app.inject({
        method: 'POST',
        url: '/console/out',
        payload: fields,
        cookies: { xiangban: session },
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    expect((await out('', ours)).statusCode).toBe(403)
    expect((await out(`token=${token}`, ours)).statusCode).toBe(200)
    expect((await open('/console', session)).statusCode).toBe(401)
  })

  test('ends when nobody is there for an hour, and after twelve hours whoever is', async () => {
    const session = await login('director')
    const on = async (hours: number) => {
      await asCounty(
        `update staff_sessions set started_at = started_at - $1 * interval '1 hour', idle_until = idle_until - $1 * interval '1 hour',
           expires_at = expires_at - $1 * interval '1 hour'`,
        [hours],
      )
      return (await open('/console', session)).statusCode
    }
    expect([await on(0.9), await on(0.9), await on(0.9)]).toEqual([200, 200, 200])
    expect(await on(1.1)).toBe(401)
    const long = await login('director')
    await asCounty(
      `update staff_sessions set started_at = started_at - interval '12 hours', expires_at = expires_at - interval '12 hours'`,
    )
    expect((await open('/console', long)).statusCode).toBe(401)
  })

  test('ends in the second in which the person is removed, moved or bound elsewhere', async () => {
    const session = await login('director')
    const { rows } = await asCounty(
      `select s.id, s.person_id, s.place from staff s join staff_sessions x on x.staff_id = s.id where x.ended_at is null limit 1`,
    )
    const [{ id, person_id, place }] = rows
    for (const [out, back, values] of [
      [
        "update staff set until = since + interval '1 second' where id = $1",
        'update staff set until = null where id = $1',
        [id],
      ],
      [
        `update staff set place = '341226997999' where id = $1`,
        `update staff set place = '${place}' where id = $1`,
        [id],
      ],
      [
        'update bindings set ended_at = bound_at where person_id = $1 and ended_at is null',
        'update bindings set ended_at = null where person_id = $1',
        [person_id],
      ],
    ] as const) {
      expect((await open('/console', session)).statusCode).toBe(200)
      await asCounty(out, [...values])
      const shut = await open('/console', session)
      expect(shut.statusCode).toBe(401)
      expect(shut.body).toContain('在微信里给相伴发「登录」')
      await asCounty(back, [...values])
    }
  })
})

describe('another site', () => {
  test('cannot post in the name of whoever is logged in, nor be told who that is', async () => {
    const session = await login('director')
    const token = /name="token" value="([^"]+)"/.exec((await open('/console', session)).body)![1]!
    const post = (headers: Record<string, string>, payload = `token=${token}`) =>
      village.app.inject({
        method: 'POST',
        url: '/console/out',
        payload,
        cookies: { xiangban: session },
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      {},
      { 'sec-fetch-site': 'cross-site', origin: village.address },
      { 'sec-fetch-site': 'same-site', origin: village.address },
    ] as Record<string, string>[])
      expect((await post(headers)).json()).toMatchObject({ error: 'E-ORIGIN' })
    const other = await login('supervisor')
    const foreign = /name="token" value="([^"]+)"/.exec((await open('/console', other)).body)![1]!
    expect((await post(ours, `token=${foreign}`)).statusCode).toBe(403)
    expect((await post(ours, `token=${token}&token=${token}`)).statusCode).toBe(403)
    expect((await post({ ...ours, 'content-type': 'application/json' }, '{}')).statusCode).toBe(415)
    expect((await open('/console', session)).statusCode).toBe(200)
    expect((await post({ origin: village.address })).statusCode).toBe(200)
  })

  test('finds strict headers on every answer', async () => {
    for (const path of ['/console', '/console/in/x', '/console/nothing']) {
      const { headers } = await village.app.inject(path)
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['referrer-policy']).toBe('strict-origin')
    }
  })
})

describe('what no browser of ours sends', () => {
  test('is refused with a code, changes nothing and shows nothing', async () => {
    const session = await login('director')
    const before = await asCounty('select count(*) from login_links where ended_at is null')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const link = await (await officer('director')).link()
    for (const [wanted, request] of [
      [401, { url: '/console', headers: { cookie: `xiangban=${'A'.repeat(8_000)}` } }],
      [401, { url: '/console', headers: { cookie: 'xiangban=%00' } }],
      [401, { url: '/console', headers: { authorization: `Bearer ${session}` } }],
      [404, { url: '/console/%2e%2e/%2e%2e/etc/passwd' }],
      [404, { url: '/console/assessment/%00', cookies: { xiangban: session } }],
      [404, { url: '/console/assessment/..%2f..%2fx', cookies: { xiangban: session } }],
      [404, { url: '/console/assets/../server/main.ts' }],
      [404, { method: 'PUT', url: '/console', headers: ours }],
      [404, { method: 'DELETE', url: link, headers: ours }],
      [200, { method: 'HEAD', url: link }],
      [200, { url: link, headers: { purpose: 'prefetch', 'sec-fetch-site': 'cross-site' } }],
      [
        415,
        {
          method: 'POST',
          url: link,
          headers: { ...ours, 'content-type': 'application/json' },
          payload: '{}',
        },
      ],
      [
        413,
        { method: 'POST', url: link, headers: { ...ours, ...form }, payload: `a=${'b'.repeat(300_000)}` },
      ],
      [403, { method: 'POST', url: link, headers: { ...form, origin: 'null' }, payload: 'a=b' }],
      [403, { method: 'POST', url: link, headers: { origin: 'not an address' } }],
    ] as const) {
      const answer = await village.app.inject(request as InjectOptions)
      expect([request.url, answer.statusCode]).toEqual([request.url, wanted])
      expect(answer.body).not.toMatch(/\bat |select |node_modules|\/work\//)
    }
    expect((await enter(link)).statusCode).toBe(303)
    expect(before.rows[0].count).toBeLessThanOrEqual(1)
  })

  test('five hundred guesses at forty live links open none', async () => {
    const staff = (await asCounty(`select id from staff where until is null limit 1`)).rows[0].id
    await asCounty(
      `insert into login_links (id, place, staff_id, contact_id, token_hash, issued_at, expires_at)
       select gen_random_uuid(), $1, $2, (select id from contacts limit 1), sha256(n::text::bytea), $3, $3::timestamptz + interval '10 minutes'
       from generate_series(1, 40) n`,
      [county, staff, new Date(village.clock.now())],
    )
    const hits = await inScope(village.pool, { place: county }, async tx => {
      let count = 0
      for (let n = 0; n < 500; n++) if (await useLink(tx, newToken(county), village.clock.now())) count++
      return count
    })
    expect(hits).toBe(0)
  })
})

/** Who may open what: 200 or 404. A route that is not here fails the test below. */
const MATRIX: Record<string, { director: number; supervisor: number; nobody: number }> = {
  'GET /console': { director: 200, supervisor: 200, nobody: 401 },
  'GET /console/in/:link': { director: 200, supervisor: 200, nobody: 200 },
  'POST /console/in/:link': { director: 303, supervisor: 303, nobody: 404 },
  'POST /console/out': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/assessments': { director: 200, supervisor: 404, nobody: 401 },
  'GET /console/assess/:child/:carer': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/assess/:child/:carer': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/entrustments/:id/witness': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/entrustments/:id/witness': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/entrustments/:id/sheet': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/entrustments/:id/sheet': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/sheets/:id': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/assessment/:id': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/assessment/:id/paper': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/blank/:form': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/papers': { director: 200, supervisor: 200, nobody: 401 },
  'GET /console/papers/:place': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/papers/:place': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/papers/:place/:batch': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/entrustments/:id': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/entrustments/:id/:kind': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/calendar': { director: 200, supervisor: 200, nobody: 401 },
  'GET /console/calendar/:month': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/wordings': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/wordings/:key': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/wordings/:key': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/calendar/enter/:row': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/calendar/enter/:row': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/exits': { director: 200, supervisor: 200, nobody: 401 },
  'POST /console/exits': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/gaps': { director: 200, supervisor: 200, nobody: 401 },
  'GET /console/gaps/:id': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/gaps/:id': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices': { director: 200, supervisor: 200, nobody: 401 },
  'GET /console/notices/write/:what': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/write/:what': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/prepared/:id': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/prepared/:id': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/files/:id': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/notices/drafts/:id': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/drafts/:id': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/announced/:id': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/notices/sent/:id': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/sent/:id': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/sent/:id/in/:place': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/sent/:id/in/:place': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/sent/:id/live/:place': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/notices/sent/:id/calls': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/sent/:id/calls': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/report': { director: 200, supervisor: 200, nobody: 401 },
  'POST /console/notices/report': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/report/:from/:to': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/notices/report/:from/:to': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/notices/waters': { director: 200, supervisor: 200, nobody: 401 },
  'POST /console/notices/waters': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/accounts': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/calendar-rows': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/calendar-rows': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/policies': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/policies/:key': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/policies/:key': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/warnings': { director: 404, supervisor: 404, nobody: 401 },
  'GET /console/warnings/paste': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/warnings/paste': { director: 403, supervisor: 403, nobody: 401 },
  'GET /console/warnings/:id': { director: 404, supervisor: 404, nobody: 401 },
  'POST /console/warnings/:id': { director: 403, supervisor: 403, nobody: 401 },
  'POST /console/ledger/:place': { director: 403, supervisor: 403, nobody: 401 },
}

describe('who may open what', () => {
  const routes = () =>
    village.routes.filter(route => route.includes(' /console') && !/^(HEAD|OPTIONS)|\/assets\//.test(route))

  test('every route has a row in the matrix', () => {
    expect(routes().filter(route => !MATRIX[route])).toEqual([])
    expect(Object.keys(MATRIX).filter(route => !routes().includes(route))).toEqual([])
  })

  test('and answers each role as the matrix says', async () => {
    const sessions = { director: await login('director'), supervisor: await login('supervisor'), nobody: '' }
    for (const [route, wanted] of Object.entries(MATRIX)) {
      const [method, path] = route.split(' ') as ['GET' | 'POST', string]
      const url = path.replace(':link', 'x').replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
      for (const role of ['director', 'supervisor', 'nobody'] as const) {
        const { statusCode } = await village.app.inject({
          method,
          url,
          headers: ours,
          cookies: { xiangban: sessions[role] },
          remoteAddress: '10.8.8.8',
        })
        expect([route, role, statusCode]).toEqual([route, role, wanted[role]])
      }
    }
  })
})

describe('in a browser', () => {
  const browser = testBrowser()

  test.each([
    ['a phone', 360, 740],
    ['a desk', 1280, 800],
  ])('on %s one touch leads from the link to what waits, without a script', async (name, width, height) => {
    const link = await (await officer('director')).link()
    const page = await browser.open(`${village.address}${link}`, {
      viewport: { width, height },
      javaScriptEnabled: false,
    })
    await page.getByRole('button', { name: '进入' }).click()
    await page.getByRole('heading', { name: '今天要办' }).waitFor()
    expect(page.url()).toBe(`${village.address}/console`)
    const wide = await page.locator('html').evaluate(html => html.scrollWidth)
    expect(wide).toBeLessThanOrEqual(width)
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/home-${name}.png`, fullPage: true })
    await page.getByRole('button', { name: '退出' }).click()
    await page.getByRole('heading', { name: '已退出' }).waitFor()
    await page.goto(`${village.address}/console`)
    await page.getByText('在微信里给相伴发「登录」').waitFor()
    expect(page.errors.filter(error => !error.includes('401'))).toEqual([])
  })
})
