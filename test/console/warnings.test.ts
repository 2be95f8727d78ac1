import { describe, expect, test } from 'vitest'
import { hours, minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { inScope } from '../../server/db/scope.ts'
import { appendEvidence } from '../../server/evidence/append.ts'
import { receiptsOf } from '../../server/notices/receipts.ts'
import { Policy } from '../../server/policy.ts'
import { acceptWarning } from '../../server/weather/accept.ts'
import { readCap } from '../../server/weather/cap.ts'
import { addSender } from '../../server/weather/senders.ts'
import { testBrowser } from '../support/browser.ts'
import { cap } from '../support/warnings.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
const village = await openVillage('2026-07-01T14:31:00+08:00')
const session = await login(village, 'county')
const TEXT =
  '阜南县气象台2026年7月1日14时30分发布暴雨橙色预警信号：预计未来3小时我县有50毫米以上降雨，请注意防范。'

const rows = async (sql: string, values: unknown[] = []) =>
  (await inScope(village.pool, { place: county }, tx => tx.query(sql, values))).rows
const token = async () =>
  /name="token" value="([^"]+)"/.exec((await open(village, '/console/warnings/paste', session)).body)![1]!
async function post(path: string, fields: [string, string][]) {
  return await village.app.inject({
    method: 'POST',
    url: `/console/warnings/${path}`,
    payload: new URLSearchParams([['token', await token()], ...fields]).toString(),
    cookies: { xiangban: session },
    headers: { ...ours, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
  })
}
const filled: [string, string][] = [
  ['text', TEXT],
  ['station', '阜南县气象台'],
  ...([
    ['day', '2026-07-01'],
    ['time', '14:30'],
    ['untilDay', ''],
    ['untilTime', ''],
  ] as [string, string][]),
  ...([
    ['level', 'orange'],
    ['kind', 'rainstorm'],
  ] as [string, string][]),
]
const weatherNotices = async () => (await rows(`select id from notices where kind = 'weather'`)).length

/** A message of the county's feed. */
let feed: string | undefined
async function arrives(message: Parameters<typeof cap>[0]): Promise<{ id: string; outcome: string }> {
  const { pool, keys, clock } = village
  if (!feed) {
    const { code } = await addSender({ pool, keys, clock }, county, '县气象台')
    feed = (await rows('select id from warning_senders where code = $1', [code]))[0].id as string
  }
  const text = cap({ expires: '2026-07-02T12:00:00+08:00', ...message })
  return await inScope(pool, { place: county }, async tx => {
    const ink = { keys, words: loadWords(), now: clock.now() }
    const desk = { ...ink, county, policy: Policy.parse({}), acts: [] }
    const done = await acceptWarning(tx, desk, { warning: readCap(text), raw: text, from: { sender: feed! } })
    await appendEvidence(tx, ink, desk.acts)
    return done
  })
}

describe('a county without a feed', () => {
  test('pastes the text; the page reads what it can and asks for the rest; nothing leaves', async () => {
    const read = await post('paste', [
      ['text', TEXT],
      ['do', 'read'],
    ])
    expect(read.statusCode).toBe(422)
    expect(read.body).toContain('value="阜南县气象台"')
    expect(read.body).toContain('value="2026-07-01"')
    expect(read.body).toContain('value="14:30"')
    expect(read.body).toMatch(/value="orange" checked/)
    expect(read.body).toMatch(/<option selected value="rainstorm"|value="rainstorm" selected/)
    const shown = await post('paste', [...filled, ['do', 'show']])
    expect(shown.body).toContain('请选发到哪里')
    expect(shown.body).not.toContain('value="release"')
    for (const [field, value, wrong] of [
      ['station', '', '请写哪个台发的'],
      ['time', '25:00', '时间不对'],
      ['untilDay', '2026-06-01', '截止时间不对'],
      ['level', '', '请选级别'],
      ['kind', '', '请选什么天气'],
    ] as const) {
      const given = filled.map(([name, old]): [string, string] => [name, name === field ? value : old])
      const answer = await post('paste', [...given, ['places', county], ['do', 'release']])
      expect([answer.statusCode, answer.body.includes(wrong)]).toEqual([422, true])
    }
    expect(await weatherNotices()).toBe(0)
  })

  test('sees what families would read and how many, gives it once, and sees it on the list', async () => {
    const shown = await post('paste', [...filled, ['places', county], ['do', 'show']])
    expect(shown.body).toContain('别让孩子过河沟、走山边，请您听村里安排。')
    expect(shown.body).toMatch(/马上发，夜里也发.*共26户，微信能收到\d+户/)
    const seen = ['seen', /name="seen" value="([^"]+)"/.exec(shown.body)![1]!] as [string, string]
    const give = (more: [string, string][]) =>
      post('paste', [...filled, ['places', county], ['do', 'release'], ...more])
    // What nobody has looked at is shown once more.
    expect([(await give([])).statusCode, (await give([['seen', 'pasted-x']])).statusCode]).toEqual([422, 422])
    const released = await give([seen])
    expect(released.statusCode).toBe(303)
    expect((await give([seen])).headers.location).toBe(released.headers.location)
    expect(await weatherNotices()).toBe(1)
    const list = await open(village, '/console/warnings', session)
    expect(list.body).toContain('已发给各家 · 橙色 · 暴雨 · 阜南县气象台 · 14:30')
    const [{ author_id }] = await rows('select author_id from warnings')
    expect(author_id).toBeTruthy()
    await village.engine.tick()
    await village.engine.settle()
    const [{ id }] = await rows(`select id from notices where kind = 'weather'`)
    const receipts = await inScope(village.pool, { place: county }, tx => receiptsOf(tx, id, county))
    const sent = receipts.filter(one => one.state === 'sent').length
    expect(sent).toBeGreaterThan(10)
  })

  test('says that the station has ended it, and whoever had heard hears that', async () => {
    const [{ id }] = await rows(`select id from warnings where state = 'given'`)
    expect(
      (
        await post(id, [
          ['do', 'lift'],
          ['text', '阜南县气象台15时解除暴雨橙色预警信号'],
        ])
      ).statusCode,
    ).toBe(303)
    expect(await rows('select state from warnings where id = $1', [id])).toEqual([{ state: 'cancelled' }])
    expect(await weatherNotices()).toBe(2)
    expect((await open(village, `/console/warnings/${id}`, session)).body).toContain('已解除')
  })
})

describe('a warning in doubt', () => {
  test('is a line of 今天 for the county alone, which leads to it; there it is decided', async () => {
    const { id, outcome } = await arrives({
      identifier: 'doubt-1',
      areas: [],
      sent: '2026-07-01T14:31:00+08:00',
    })
    expect(outcome).toBe('waiting')
    const said = await (await officer(village, 'county')).says('今天')
    expect(said).toContain('天气预警要定：阜南县气象台发布暴雨橙色预警')
    expect(await (await officer(village, 'director')).says('今天')).not.toContain('天气预警要定')
    expect((await open(village, '/console', session)).body).toContain(`/console/warnings/${id}`)
    const page = (await open(village, `/console/warnings/${id}`, session)).body
    expect(page).toContain('地方不明')
    expect(page).toMatch(/value="orange" checked/)
    expect(
      (
        await post(id, [
          ['do', 'give'],
          ['level', 'orange'],
        ])
      ).statusCode,
    ).toBe(422)
    expect(
      (
        await post(id, [
          ['do', 'give'],
          ['level', 'orange'],
          ['places', `${county}999`],
        ])
      ).statusCode,
    ).toBe(422)
    const before = await weatherNotices()
    expect(
      (
        await post(id, [
          ['do', 'give'],
          ['level', 'orange'],
          ['places', `${county}191201`],
        ])
      ).statusCode,
    ).toBe(303)
    expect(await weatherNotices()).toBe(before + 1)
    expect(await rows(`select kind from evidence where kind = 'warning-decided'`)).toHaveLength(1)
  })

  test('without the station’s own words it can only be dropped', async () => {
    const { id } = await arrives({
      identifier: 'doubt-2',
      headline: '',
      description: '',
      sent: '2026-07-01T14:31:00+08:00',
    })
    const page = (await open(village, `/console/warnings/${id}`, session)).body
    expect(page).toContain('缺气象台的原话')
    expect(page).not.toContain('value="give"')
    expect((await post(id, [['do', 'drop']])).statusCode).toBe(303)
    expect((await open(village, `/console/warnings/${id}`, session)).body).toContain('定了不发')
  })

  test('that takes back what another said needs neither level nor place, only a yes', async () => {
    await arrives({ identifier: 'said', areas: [county], sent: '2026-07-01T14:31:00+08:00' })
    const references = 'qxt@funan.example,said,2026-07-01T14:31:00+08:00'
    const other = {
      sender: 'other@example',
      msgType: 'Cancel',
      references,
      sent: '2026-07-01T14:31:00+08:00',
    }
    const { id, outcome } = await arrives({ identifier: 'unsaid', ...other })
    expect(outcome).toBe('waiting')
    expect((await open(village, `/console/warnings/${id}`, session)).body).not.toContain('name="level"')
    expect((await post(id, [['do', 'give']])).statusCode).toBe(303)
    expect(await rows(`select state from warnings where identifier = 'said'`)).toEqual([
      { state: 'cancelled' },
    ])
  })

  test('is of the county only: a director and a supervisor find nothing there', async () => {
    const [{ id }] = await rows(`select id from warnings limit 1`)
    for (const role of ['director', 'supervisor'] as const) {
      const theirs = await login(village, role)
      for (const path of ['', '/paste', `/${id}`])
        expect((await open(village, `/console/warnings${path}`, theirs)).statusCode).toBe(404)
    }
  })
})

describe('in a browser', () => {
  const browser = testBrowser()

  test.each([
    ['a phone', 360, 740],
    ['a desk', 1280, 800],
  ])('on %s a warning is pasted, looked at and given, without a script', async (name, width, height) => {
    village.clock.moveTo(village.clock.now() + hours(1) + minutes(1))
    const link = await (await officer(village, 'county')).link()
    const page = await browser.open(`${village.address}${link}`, {
      viewport: { width, height },
      javaScriptEnabled: false,
    })
    const shot = async (what: string) => {
      const wide = await page.locator('html').evaluate(html => html.scrollWidth)
      expect(wide).toBeLessThanOrEqual(width)
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/warning-${what}-${name}.png`, fullPage: true })
    }
    await page.getByRole('button', { name: '进入' }).click()
    await page.getByRole('link', { name: '天气预警', exact: true }).click()
    await page.getByRole('link', { name: '贴一条预警' }).click()
    await page.getByLabel('气象台原文').fill(`${TEXT}（${name}）`)
    await page.getByRole('button', { name: '认一认' }).click()
    await page.getByLabel('全县').check()
    await shot('read')
    await page.getByRole('button', { name: '看看样子' }).click()
    await page.getByText('各家会看到').waitFor()
    await shot('preview')
    await page.getByRole('button', { name: '发给各家' }).click()
    await page.getByText('已发给各家').waitFor()
    await shot('given')
    await page.getByRole('link', { name: '天气预警' }).click()
    await page.getByRole('heading', { name: '天气预警' }).waitFor()
    await shot('list')
    // A form that comes back to be completed is an answer 422.
    expect(page.errors.filter(error => !error.includes('422'))).toEqual([])
  })
})
