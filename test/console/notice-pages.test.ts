import { beforeAll, describe, expect, test } from 'vitest'
import { days, hours } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { testBrowser } from '../support/browser.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
let village: Awaited<ReturnType<typeof openVillage>>
let sessions: { director: string; supervisor: string }
beforeAll(async () => {
  village = await openVillage()
  sessions = { director: await login(village, 'director'), supervisor: await login(village, 'supervisor') }
}, 60_000)

const asCounty = async (sql: string, values: unknown[] = []) =>
  (await inScope(village.pool, { place: county }, tx => tx.query(sql, values))).rows

type Field = string | string[] | { type: string; body: Buffer }
function multipart(fields: Record<string, Field>) {
  const edge = 'edge-of-a-part'
  const part = (name: string, value: string | { type: string; body: Buffer }) =>
    typeof value === 'string'
      ? Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      : Buffer.concat([
          Buffer.from(
            `--${edge}\r\ncontent-disposition: form-data; name="${name}"; filename="../名单.xlsx.exe"\r\ncontent-type: ${value.type}\r\n\r\n`,
          ),
          value.body,
          Buffer.from('\r\n'),
        ])
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(one => part(name, one)),
  )
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${edge}--\r\n`)]),
    type: `multipart/form-data; boundary=${edge}`,
  }
}

const as = (who: keyof typeof sessions) => {
  const session = sessions[who]
  const token = async () =>
    /name="token" value="([^"]+)"/.exec((await open(village, '/console', session)).body)![1]!
  return {
    see: (path: string) => open(village, path, session),
    async write(fields: Record<string, Field>, what = 'blank') {
      const { payload, type } = multipart({ token: await token(), ...fields })
      const url = `/console/notices/write/${what}`
      const headers = { ...ours, 'content-type': type, accept: 'text/html' }
      return await village.app.inject({
        method: 'POST',
        url,
        payload,
        headers,
        cookies: { xiangban: session },
      })
    },
    async post(url: string, fields: Record<string, string>) {
      const payload = new URLSearchParams({ token: await token(), ...fields }).toString()
      const headers = { ...ours, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
      return await village.app.inject({
        method: 'POST',
        url,
        payload,
        headers,
        cookies: { xiangban: session },
      })
    },
  }
}

/** Writes, looks, and sends what was seen. Returns where that leads. */
async function release(who: keyof typeof sessions, fields: Record<string, Field>): Promise<string> {
  const to = String((await as(who).write(fields)).headers.location)
  const seen = /name="seen" value="([^"]+)"/.exec((await as(who).see(to)).body)![1]!
  return String((await as(who).post(to, { do: 'send', seen })).headers.location)
}
const settle = async () => {
  await village.engine.tick()
  await village.engine.settle()
}
/** On how many phones something of this kind came right before these words. */
async function arrived(words: RegExp, kind: string): Promise<number> {
  const contacts: { id: string }[] = (await village.app.inject('/simulator/contacts')).json()
  const phones = await Promise.all(
    contacts.map(async ({ id }) => {
      const got: { kind: string; text: string }[] = (
        await village.app.inject(`/simulator/sent?contact=${id}`)
      ).json()
      return got.some((one, n) => words.test(one.text) && got[n - 1]?.kind === kind)
    }),
  )
  return phones.filter(Boolean).length
}
const counted = (body: string, of: string) => Number(new RegExp(`data-of="${of}">(\\d+)<`).exec(body)![1])
const JPEG = Buffer.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 1, 0, 1, 0, 3, 0, 0, 0, 0,
])

describe('a notice of a village', () => {
  test('says what is wrong with it and keeps what was typed', async () => {
    const wrong = await as('director').write({
      ...{ text: '', ageFrom: '9', ageTo: '3', day: '2020-01-01', time: '08:00', linkUrl: 'http://x' },
      upload: { type: 'image/jpeg', body: Buffer.from('<svg>') },
    })
    expect(wrong.statusCode).toBe(422)
    for (const said of ['还没写', '先小后大', '已经过了', '用https开头', '只收JPG'])
      expect(wrong.body).toContain(said)
    expect(wrong.body).toContain('value="2020-01-01"')
    const child = await as('director').write({ text: '看图', upload: { type: 'x', body: JPEG } })
    expect(child.body).toContain('图里没有孩子才能发')
    const both = { text: '看图', noChild: 'yes', linkTitle: '网页', linkUrl: 'https://example.gov.cn' }
    const two = await as('director').write({ ...both, upload: { type: 'x', body: JPEG } })
    expect(two.body).toContain('只能带一样')
  })

  test('shows what goes to how many, and sends nothing when that has changed since', async () => {
    const to = String(
      (await as('director').write({ text: '{村}明天开会，问{主任}', soon: 'urgent' })).headers.location,
    )
    const look = (await as('director').see(to)).body
    const [{ name }] = await asCounty(
      'select name from places where code = (select place from prepared_notices limit 1)',
    )
    expect(look).toContain(`${name}明天开会`)
    expect(look).toMatch(/共\d+户/)
    const stale = await as('director').post(to, { do: 'send', seen: 'something else' })
    expect([stale.statusCode, stale.body.includes('刚才户数或内容有变')]).toEqual([422, true])
    expect((await as('supervisor').see(to)).statusCode).toBe(404)
    expect((await as('director').post(to, { do: 'drop' })).headers.location).toBe('/console/notices')
    expect((await as('director').see(to)).headers.location).toBe('/console/notices')
    expect(await asCounty(`select 1 from notices where kind = 'director'`)).toEqual([])
  })

  test('goes out once with its picture however often the button is touched, and its receipts add up to the audience, by telephone too', async () => {
    const to = String(
      (
        await as('director').write({
          ...{ text: '天冷，烤火留条窗缝', soon: 'urgent', noChild: 'yes', stages: ['primary', 'middle'] },
          upload: { type: 'text/plain', body: JPEG },
        })
      ).headers.location,
    )
    const look = (await as('director').see(to)).body
    const picture = /\/console\/notices\/files\/[\w-]+/.exec(look)![0]
    const file = await as('director').see(picture)
    expect([file.headers['content-type'], file.rawPayload.equals(JPEG)]).toEqual(['image/jpeg', true])
    expect((await asCounty('select sealed from notice_files'))[0]!.sealed.includes(JPEG)).toBe(false)
    const seen = /name="seen" value="([^"]+)"/.exec(look)![1]!
    const [first, second] = await Promise.all([1, 2].map(() => as('director').post(to, { do: 'send', seen })))
    await settle()
    const sent = String(first!.headers.location)
    expect(sent).toMatch(/^\/console\/notices\/sent\//)
    const backAgain = [to, to.replace('prepared', 'write')].map(path => as('director').see(path))
    for (const answer of [second!, ...(await Promise.all(backAgain))])
      expect(answer.headers.location).toBe(sent)
    const released = await asCounty(`select 1 from notices where kind = 'director' and stopped_at is null`)
    expect(released).toHaveLength(1)
    expect(await arrived(/烤火留条窗缝/, 'image')).toBeGreaterThan(3) // each right before its line of text
    const page = (await as('director').see(sent)).body
    const states = [
      'confirmed',
      'sent',
      'queued',
      'undelivered',
      'unbound',
      'no-smartphone',
      'refused',
      'excluded',
    ]
    const sum = (body: string) => states.reduce((all, of) => all + counted(body, of), 0)
    expect(sum(page)).toBe(counted(page, 'total'))
    expect(counted(page, 'sent')).toBeGreaterThan(1)
    const [one, two] = [...page.matchAll(/name="household" value="([^"]+)"/g)].map(([, id]) => id!)
    await as('director').post(sent, { do: 'phone', household: one! })
    await as('director').post(sent, { do: 'visit', household: two! })
    await as('director').post(sent, { do: 'visit', household: two! })
    const after = (await as('director').see(sent)).body
    expect([counted(after, 'confirmed'), sum(after)]).toEqual([2, counted(page, 'total')])
    expect(after).toContain('代填·电话')
    expect(after).toContain('不说明孩子平安')
    expect((await as('supervisor').post(sent, { do: 'phone', household: 'x' })).statusCode).toBe(400)
    const contacts = await asCounty(`select distinct how from care_contacts order by how`)
    expect(contacts.map(row => row.how)).toEqual(expect.arrayContaining(['phone', 'visit']))

    await as('director').post(sent, { do: 'chase' })
    await as('director').post(sent, { do: 'chase' })
    const reminders = await asCounty(`select person_id from outbox where dedupe_key like 'notice-reminder:%'`)
    expect(reminders.length).toBeGreaterThan(0)
    expect(new Set(reminders.map(row => row.person_id)).size).toBe(reminders.length)
    const calls = (await as('director').see(`${sent}/calls`)).body
    expect(calls).toMatch(/1\d{10}/)
    const called = /name="household" value="([^"]+)"/.exec(calls)![1]!
    const told = await as('director').post(`${sent}/calls`, { do: 'phone', household: called })
    expect(told.headers.location).toBe(`${sent}/calls`) // whoever works down the list stays on it
    expect((await as('director').see(`${sent}/calls`)).body).not.toContain(called)
    expect((await as('director').see('/console/notices/report')).body).toContain('天冷，烤火留条窗缝')
    const kindsOfRecord = await asCounty(`select distinct kind from evidence`)
    for (const kind of ['notice-released', 'answered-for', 'notice-chased', 'read'])
      expect(kindsOfRecord.map(row => row.kind)).toContain(kind)
  })

  test('plain keeps somebody’s own hour and says until when; later leaves later', async () => {
    await asCounty(`update people set part_of_day = 'evening' where id in (select person_id from contacts)`)
    const to = String((await as('director').write({ text: '周三量身高' })).headers.location)
    expect((await as('director').see(to)).body).toContain('按自己的时候收，最晚18:00')
    await asCounty(`update people set part_of_day = null`)
    const sent = await release('director', {
      ...{ text: '后天体检', day: '2026-11-23', time: '14:00' },
      ...{ linkTitle: '体检要带什么', linkUrl: 'https://example.gov.cn/check' },
    })
    const before = (await as('director').see(sent)).body
    for (const what of ['pause', 'resume']) await as('director').post(sent, { do: what })
    await as('director').post(sent, { do: 'change', text: '后天体检，先别吃早饭' })
    expect((await as('director').see(sent)).body).toContain('后来改成：后天体检，先别吃早饭')
    const past = await as('director').post(sent, { do: 'put-off', day: '2020-01-01', time: '08:00' })
    expect([
      past.statusCode,
      past.body.includes('已经过了'),
      past.body.includes('value="2020-01-01"'),
    ]).toEqual([422, true, true])
    const silent = await as('director').post(sent, { do: 'change', text: ' ' })
    expect([silent.statusCode, silent.body.includes('还没写')]).toEqual([422, true])
    expect(before).toContain('还没有发出去')
    await as('director').post(sent, { do: 'put-off', day: '2026-11-23', time: '15:00' })
    village.clock.moveTo(Date.parse('2026-11-23T15:01:00+08:00'))
    await settle()
    sessions = { director: await login(village, 'director'), supervisor: await login(village, 'supervisor') }
    const after = (await as('director').see(sent)).body
    expect([counted(before, 'sent'), counted(after, 'sent')]).toEqual([0, counted(before, 'queued')])
    expect(await arrived(/先别吃早饭/, 'link')).toBeGreaterThan(3)
  })

  test('can be paused, and stopped for good, while it has not left', async () => {
    const sent = await release('director', {
      text: '明天停水',
      soon: 'urgent',
      day: '2026-11-24',
      time: '09:00',
    })
    await as('director').post(sent, { do: 'pause' })
    expect((await as('director').see(sent)).body).toContain('停着')
    await as('director').post(sent, { do: 'stop' })
    const page = (await as('director').see(sent)).body
    expect([counted(page, 'queued'), counted(page, 'undelivered') > 3]).toEqual([0, true])
    expect((await as('director').post(sent, { do: 'resume' })).statusCode).toBe(404)
    const kinds = (await asCounty(`select distinct kind from evidence`)).map(row => row.kind)
    for (const kind of ['paused', 'resumed', 'changed', 'put-off', 'stopped'])
      expect(kinds).toContain(`notice-${kind}`)
  })

  test('for homes near water goes where the director says the water is', async () => {
    const page = (await as('director').see('/console/notices/waters')).body
    expect(page).toContain('还没说，按近水算')
    const place = /name="place" value="(\d{12})"/.exec(page)![1]!
    const home = /name="household" value="([^"]+)"/.exec(page)![1]!
    await as('director').post('/console/notices/waters', { place, near: 'no' })
    await as('director').post('/console/notices/waters', { place, household: home, near: 'yes' })
    await as('director').post('/console/notices/waters', { place, household: home, near: 'yes' })
    const to = String(
      (await as('director').write({ text: '别下水', soon: 'urgent', nearWater: 'yes' })).headers.location,
    )
    expect((await as('director').see(to)).body).toContain('共1户')
    const elsewhere = await as('director').post('/console/notices/waters', {
      place: '341226999999',
      near: 'no',
    })
    expect(elsewhere.statusCode).toBe(404)
  })
})

test('what the township writes lies with the villages chosen: changed by one, and out by itself where nobody decides', async () => {
  const [mine] = await asCounty(
    `select s.place from staff s join contacts k on k.person_id = s.person_id where s.role = 'director' and k.wechat_id = $1`,
    [(await officer(village, 'director')).id],
  )
  const others = await asCounty(
    `select code from places where length(code) = 12 and code <> $1 order by code`,
    [mine!.place],
  )
  const [last] = others.slice(-1)
  await asCounty(`update staff set until = $2 where place = $1 and role = 'director'`, [
    last!.code,
    new Date(village.clock.now()),
  ])
  const toNobody = String(
    (await as('supervisor').write({ text: '来开会', places: [last!.code] })).headers.location,
  )
  expect((await as('supervisor').see(toNobody)).body).toContain('1个村还没有主任，没有人来发')
  const nowhere = String(
    (await as('supervisor').write({ text: '来开会', ageFrom: '0', ageTo: '0', stages: ['high'] })).headers
      .location,
  )
  expect((await as('supervisor').see(nowhere)).body).not.toContain('交给')
  const announced = await release('supervisor', {
    ...{ text: '{村}各家：明天大风，别出门', soon: 'urgent', who: 'home' },
    places: [mine!.place, others[0]!.code],
  })
  const before = (await as('supervisor').see(announced)).body
  expect([...before.matchAll(/还没定/g)]).toHaveLength(2)
  const list = (await as('director').see('/console/notices')).body
  const draft = /\/console\/notices\/drafts\/[\w-]+/.exec(list)![0]
  expect((await as('supervisor').see(draft)).statusCode).toBe(404)
  const look = await as('director').post(draft, { do: 'look', text: '{村}：风大，看好娃' })
  expect([look.statusCode, look.body.includes('{村}')]).toEqual([422, false])
  const went = (await as('director').post(draft, { do: 'send', text: '风大，看好娃' })).headers.location
  expect(went).toMatch(/^\/console\/notices\/sent\//)
  expect((await as('director').post(draft, { do: 'decline' })).headers.location).toBe(went) // too late: it is out
  village.clock.moveTo(village.clock.now() + hours(2))
  await settle()
  sessions.supervisor = await login(village, 'supervisor') // nobody was there for an hour
  const after = (await as('supervisor').see(announced)).body
  expect([/到时自动发出/.test(after), /还没定/.test(after)]).toEqual([true, false])
  const sent = [...after.matchAll(/\/console\/notices\/sent\/[\w-]+/g)].map(([path]) => path)
  expect(sent).toHaveLength(2)
  expect((await as('supervisor').see(sent[0]!)).body).toContain('data-of="total"')
  const [whom] = await asCounty(`select whom from announcements order by created_at desc limit 1`)
  expect(whom!.whom).toEqual({ who: 'home' })
})

describe('in a browser', () => {
  const browser = testBrowser()

  test.each([
    ['phone', 360, 740, false],
    ['desk', 1280, 800, true],
  ])(
    'a director on a %s writes from a template, looks, sends, and sees the numbers',
    async (name, width, height, scripts) => {
      village.clock.moveTo(village.clock.now() + days(1))
      const link = await (await officer(village, 'director')).link()
      const page = await browser.open(`${village.address}${link}`, {
        viewport: { width, height },
        javaScriptEnabled: scripts,
      })
      const shot = async (of: string) => {
        expect(await page.locator('html').evaluate(html => html.scrollWidth)).toBeLessThanOrEqual(width)
        if (process.env.SHOTS)
          await page.screenshot({ path: `${process.env.SHOTS}/notice-${of}-${name}.png`, fullPage: true })
      }
      await page.getByRole('button', { name: '进入' }).click()
      await page.getByRole('link', { name: '通知', exact: true }).click()
      await shot('list')
      await page.getByRole('link', { name: '写通知' }).click()
      await page.getByRole('link', { name: '取暖用火' }).click()
      await page.getByText('急', { exact: true }).click()
      await shot('write')
      await page.getByRole('button', { name: '看样子' }).click()
      await page.getByRole('heading', { name: '发出前再看一眼' }).waitFor()
      await shot('look')
      await page.getByRole('button', { name: /发给\d+户/ }).click()
      await page.getByText(/共\d+户/).waitFor()
      await settle()
      if (scripts)
        await page.waitForFunction(() => document.querySelector('[data-of=queued]')?.textContent === '0')
      else await page.reload()
      await shot('sent')
      await page.getByRole('link', { name: /要打电话的/ }).click()
      await shot('calls')
      expect(page.errors).toEqual([])
    },
  )
})
