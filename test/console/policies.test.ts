import { beforeAll, describe, expect, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { testBrowser } from '../support/browser.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

type Village = Awaited<ReturnType<typeof openVillage>>
let village: Village
let session: string
beforeAll(async () => {
  village = await openVillage()
  session = await login(village, 'county')
}, 60_000)

const page = (path: string) => open(village, path, session)
const write = async (key: string, fields: Record<string, string>, path = `/console/policies/${key}`) => {
  const { body } = await page(path)
  const token = /name="token" value="([^"]+)"/.exec(body)![1]!
  return await village.app.inject({
    method: 'POST',
    url: path,
    payload: new URLSearchParams({ token, ...fields }).toString(),
    cookies: { xiangban: session },
    headers: { ...ours, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
  })
}
const rows = async (key: string) =>
  (
    await inScope(village.pool, { place: '341226' }, tx =>
      tx.query(
        `select value, source, valid_from, valid_to from policies where key = $1 order by recorded_at`,
        [key],
      ),
    )
  ).rows

const weekly = {
  'v.perWeek': '1',
  'v.summer': '2',
  source: '县民政〔2026〕12号',
  from: '2026-11-21',
  until: '',
}

describe('a county officer opens what the county decides', () => {
  test('and reads what holds, since when and by which paper; of the rest that the default holds', async () => {
    const { body } = await page('/console/policies')
    expect(body).toContain('值班电话')
    expect(body).toMatch(/从 2026-11-21 起 · 依据 演示/)
    expect(body).toContain('还没有定过，按默认办')
  })

  test('writes a new row, and the one before stays to be read', async () => {
    expect((await write('budget', weekly)).statusCode).toBe(303)
    village.clock.moveTo(village.clock.now() + 60_000)
    expect(
      (await write('budget', { ...weekly, 'v.perWeek': '3', source: '县民政〔2026〕13号' })).statusCode,
    ).toBe(303)
    expect((await rows('budget')).map(row => row.value.perWeek)).toEqual([1, 3])
    const { body } = await page('/console/policies/budget')
    expect(body).toContain('依据 县民政〔2026〕13号')
    expect(body).toMatch(/以前 · 从 2026-11-21 起 · 依据 县民政〔2026〕12号/)
  })

  test('plans for a later day, and sees that it will change', async () => {
    await write('duty', {
      'v.phone': '0558-7654321',
      source: '值班表',
      from: '2027-01-01',
      until: '2027-12-31',
    })
    const { body } = await page('/console/policies')
    expect(body).toContain('2027-01-01 起改')
    expect((await page('/console/policies/duty')).body).toMatch(/以后 · 2027-01-01 到 2027-12-31/)
  })

  test('is told in Chinese, beside the field, what is wrong; nothing typed is lost and nothing is written', async () => {
    const before = await rows('budget')
    const answer = await write('budget', {
      ...{ 'v.perWeek': '两条', 'v.summer': '-1', source: '', from: '2026-11-20', until: '' },
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toMatch(/value="两条"[\s\S]*?期望 数字，实际接收 string/)
    expect(answer.body).toMatch(/value="-1"[\s\S]*?数值过小/)
    expect(answer.body).toContain('请写依据')
    expect(answer.body).toContain('最早是今天')
    expect(await rows('budget')).toEqual(before)
  })

  test('every kind of figure comes back as it was when nothing is changed', async () => {
    for (const key of ['season', 'hotlines', 'entrustment', 'part-of-day', 'weekly-nudge']) {
      const { body } = await page(`/console/policies/${key}`)
      const fields = fieldsIn(body)
      expect((await write(key, { ...fields, source: '照旧', from: '2026-11-21' })).statusCode, key).toBe(303)
      expect((await page(`/console/policies/${key}`)).body).toContain('依据 照旧')
    }
    const [season] = await rows('season')
    expect(season.value).toMatchObject({ region: 'huang-huai', weekdays: [5], peak: { weekdays: [3, 5] } })
  })

  test('of choices several, one or none are ticked', async () => {
    const ticked = async (fields: string) => {
      const { body } = await page('/console/policies/exits')
      const token = /name="token" value="([^"]+)"/.exec(body)![1]!
      village.clock.moveTo(village.clock.now() + 60_000)
      await village.app.inject({
        ...{ method: 'POST', url: '/console/policies/exits', cookies: { xiangban: session } },
        payload: `token=${token}&v.undoDays=90&v.alone=${fields}&source=试&from=2026-11-21`,
        headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded' },
      })
      return (await rows('exits')).at(-1)?.value.alone
    }
    expect(await ticked('&v.alone=sixteen&v.alone=moved')).toEqual(['sixteen', 'moved'])
    expect(await ticked('&v.alone=moved')).toEqual(['moved'])
    expect(await ticked('')).toEqual([])
  })

  test('what was decided counts from then on, and stands in the record with who decided it', async () => {
    const { rows: acts } = await inScope(village.pool, { place: '341226' }, tx =>
      tx.query(`select count(*) from evidence where kind = 'policy-written'`),
    )
    expect(acts[0].count).toBe(11)
  })
})

describe('a county officer opens the rows of the calendar', () => {
  const rule = {
    when: { at: { on: 'solar', date: '06-01' } },
    ...{ topic: 'weekend', rhythm: 'line', hour: '10:00', until: '18:00' },
  }
  const put = (value: string, source: string) =>
    write(
      '',
      { key: 'first-of-june', value, source, from: '2026-11-21', until: '' },
      '/console/calendar-rows',
    )

  test('writes a rule, silences it later, and still reads both with their papers', async () => {
    expect((await put(JSON.stringify(rule), '县民政〔2026〕15号')).statusCode).toBe(303)
    village.clock.moveTo(village.clock.now() + 60_000)
    expect((await put('', '县民政〔2026〕16号')).statusCode).toBe(303)
    const { body } = await page('/console/calendar-rows')
    expect(body).toMatch(/现在 · 从 2026-11-21 起 · 依据 县民政〔2026〕16号[\s\S]*?这一条不再提醒/)
    expect(body).toMatch(/以前 · 从 2026-11-21 起 · 依据 县民政〔2026〕15号/)
  })

  test('reads what each rule says the next time, and silences one with its paper alone', async () => {
    const before = (await page('/console/calendar-rows')).body
    expect(before).toMatch(/2026-12-\d\d 天冷了[\s\S]*?stove-2[\s\S]*?停掉这一条/)
    const silent = { key: 'stove-2', source: '县民政〔2026〕17号', from: '2026-11-21', until: '' }
    expect((await write('', silent, '/console/calendar-rows')).statusCode).toBe(303)
    const after = (await page('/console/calendar-rows')).body
    expect(after).not.toMatch(/2026-12-\d\d 天冷了/)
    expect(after).toMatch(/stove-2 · 现在 · 从 2026-11-21 起 · 依据 县民政〔2026〕17号[\s\S]*?这一条不再提醒/)
  })

  test('is told in Chinese what is no rule, and nothing typed is lost', async () => {
    const answer = await put('{"topic": 1}', '')
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toMatch(/topic&quot;: 1\}[\s\S]*?topic 无效输入/)
    expect(answer.body).toContain('请写依据')
  })
})

test('an officer who reads English finds every page, in English', async () => {
  const speak = (language: string) =>
    inScope(village.pool, { place: '341226' }, tx =>
      tx.query(
        `update people set language = $1 where id in (select person_id from staff where role = 'county')`,
        [language],
      ),
    )
  await speak('en')
  const listed = [...(await page('/console/policies')).body.matchAll(/"(\/console\/policies\/[^"]+)"/g)]
  const menu = [...(await page('/console')).body.matchAll(/"(\/console\/[a-z-]+)"/g)]
  const more = ['/console/notices/write/blank', '/console/notices/report', '/console/calendar/2027-07']
  for (const path of [...listed, ...menu].map(([, path]) => path!).concat(more)) {
    const { statusCode, body } = await page(path)
    if (path !== '/console/out')
      expect([path, statusCode, /<html lang="en">/.test(body)]).toEqual([path, 200, true])
  }
  await speak('zh-CN')
})

/** What a browser would send back of the form as it stands. */
function fieldsIn(body: string): Record<string, string> {
  const plain = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
  return Object.fromEntries([
    ...[...body.matchAll(/<input id="(v\.[^"]+)"[^>]*? value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      plain(value!),
    ]),
    ...[...body.matchAll(/<textarea id="(v\.[^"]+)"[^>]*>([^<]*)</g)].map(([, name, value]) => [
      name,
      plain(value!),
    ]),
    ...[...body.matchAll(/<select id="(v\.[^"]+)"[\s\S]*?<option value="([^"]*)" selected/g)].map(
      ([, name, value]) => [name, value],
    ),
  ])
}

describe('in a browser', () => {
  const browser = testBrowser()

  test('on a phone a row is written with the fields as they stand, without a script', async () => {
    const link = await (await officer(village, 'county')).link()
    const tab = await browser.open(`${village.address}${link}`, {
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
    })
    await tab.getByRole('button', { name: '进入' }).click()
    await tab.getByRole('link', { name: '县里定的规矩' }).click()
    await tab.getByRole('link', { name: '每周报平安' }).click()
    await tab.getByLabel('星期几问（1 到 7）').fill('6')
    await tab.getByLabel('依据（文件名、文号）').fill('县民政〔2026〕14号')
    if (process.env.SHOTS) await tab.screenshot({ path: `${process.env.SHOTS}/policy.png`, fullPage: true })
    await tab.getByRole('button', { name: '写下这一行' }).click()
    await tab.getByText('依据 县民政〔2026〕14号').waitFor()
    const wide = await tab.locator('html').evaluate(html => html.scrollWidth)
    expect(wide).toBeLessThanOrEqual(360)
    expect(tab.errors).toEqual([])
  })

  test('the document of the API opens, loads nothing from elsewhere and breaks no rule of ours', async () => {
    const tab = await browser.open(`${village.address}/api/docs`)
    const asked: string[] = []
    tab.on('request', request => void asked.push(request.url()))
    await tab.reload()
    await tab.getByText('送一批孩子的资料').first().waitFor()
    if (process.env.SHOTS) await tab.screenshot({ path: `${process.env.SHOTS}/docs.png`, fullPage: true })
    expect(asked.filter(url => !url.startsWith(village.address) && !url.startsWith('data:'))).toEqual([])
    expect(tab.errors).toEqual([])
  })
})
