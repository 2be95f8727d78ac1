import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { actOn } from '../../server/entrustment/act.ts'
import type { Act, Party } from '../../server/entrustment/chain.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { Policy } from '../../server/policy.ts'
import { testBrowser } from '../support/browser.ts'
import { readPdf } from '../support/papers.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
let house: Awaited<ReturnType<typeof openVillage>>
/** The director's village, a village of somebody else's, and the entrustments opened there. */
let village = ''
let elsewhere = ''
const opened: { id: string; place: string; confirmed: boolean }[] = []

const asCounty = (sql: string, values: unknown[] = []) =>
  inScope(house.pool, { place: county }, tx => tx.query(sql, values))

beforeAll(async () => {
  house = await openVillage()
  const { rows } = await asCounty(
    `select c.id as child, c.place, r.person_id as carer,
       (select person_id from relations where child_id = c.id and role in ('father', 'mother') and until is null limit 1) as parent
     from children c join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     where c.state = 'listed' order by c.place, c.id`,
  )
  village = (await asCounty(`select place from staff where role = 'director' and until is null limit 1`))
    .rows[0].place
  elsewhere = rows.find(row => row.place !== village).place
  for (const row of rows) {
    const one = await inScope(house.pool, { place: county }, tx =>
      openEntrustment(
        tx,
        { keys: house.keys, now: house.clock.now(), policy: Policy.parse({}) },
        { child: row.child, carer: row.carer, staff: null },
      ),
    )
    if ('id' in one) opened.push({ id: one.id, place: row.place, confirmed: await confirmed(one.id, row) })
  }
}, 120_000)

const none = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const

/** Everything both sides and the village do until it is confirmed, as far as the kind of carer allows. */
async function confirmed(id: string, { parent, carer }: { parent: string; carer: string }): Promise<boolean> {
  const { rows } = await asCounty(`select id from staff where role = 'director' and until is null limit 1`)
  const acts: [Party, Act][] = [
    ['parent', { act: 'exclusions', declared: none }],
    ['parent', { act: 'child-view', view: 'willing' }],
    ['parent', { act: 'agrees' }],
    ['carer', { act: 'exclusions', declared: none }],
    ['carer', { act: 'agrees' }],
    ['director', { act: 'kind', kind: 'grandparent', needs: [] }],
    ['director', { act: 'carer-adult' }],
    ['director', { act: 'exclusions', declared: none }],
    ['director', { act: 'witnesses' }],
  ]
  return await inScope(house.pool, { place: county }, async tx => {
    let done = false
    for (const [party, act] of acts) {
      const person = party === 'parent' ? parent : party === 'carer' ? carer : null
      const by = {
        party,
        person,
        staff: party === 'director' ? rows[0].id : null,
        how: 'wechat',
        contact: null,
      } as const
      const outcome = await actOn(
        tx,
        { keys: house.keys, now: house.clock.now(), acts: [] },
        ...([id, act, { ...by, key: `${party}:${act.act}` }, { more: { way: '问过派出所' } }] as const),
      )
      done = 'change' in outcome
    }
    return done
  })
}

const get = (url: string, session: string) => open(house, url, session)

async function press(url: string, on: string, session: string) {
  const token = /name="token" value="([^"]+)"/.exec((await get(on, session)).body)![1]!
  return await house.app.inject({
    ...{ method: 'POST', url, cookies: { xiangban: session }, payload: `token=${token}` },
    headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded' },
  })
}

const recorded = async (kind: string) =>
  (await asCounty('select place, subjects from evidence where kind = $1 order by n', [kind])).rows

describe('papers for the staff', () => {
  test('a director prints one confirmation: named plainly, with the code of its record, and it stands in the record', async () => {
    const session = await login(house, 'director')
    const { id } = opened.find(one => one.place === village)!
    const page = await get(`/console/entrustments/${id}`, session)
    expect(page.body).toContain(`/console/entrustments/${id}/confirmation`)
    const before = (await recorded('paper')).length
    const answer = await get(`/console/entrustments/${id}/confirmation`, session)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="confirmation-${id.slice(0, 8)}.pdf"`,
      'cache-control': 'no-store',
    })
    const [first] = await readPdf(answer.rawPayload)
    expect(first!.text).toContain('委托照护确认书')
    expect(first!.text).not.toMatch(/\d{15}/)
    // Whoever witnessed it has a name.
    expect(first!.text).not.toContain('见证人')
    const papers = await recorded('paper')
    expect(papers.length).toBe(before + 1)
    expect(papers.at(-1)).toMatchObject({ place: village, subjects: expect.arrayContaining([id]) })
  })

  test('the notices to school and village come with it', async () => {
    const session = await login(house, 'director')
    const { id } = opened.find(one => one.place === village)!
    for (const [kind, says] of [
      ['school', '与老师保持沟通'],
      ['village', '协助监督'],
    ] as const) {
      const read = await readPdf((await get(`/console/entrustments/${id}/${kind}`, session)).rawPayload)
      expect(
        read
          .map(page => page.text)
          .join('')
          .replace(/\s/g, ''),
      ).toContain(says)
    }
  })

  test('a village’s batch is one file; after the button everything confirmed in it is printed, once', async () => {
    const session = await login(house, 'director')
    const here = opened.filter(one => one.place === village && one.confirmed)
    const page = `/console/papers/${village}`
    expect(here.length).toBeGreaterThan(0)
    const read = await readPdf((await get(`${page}/to-sign`, session)).rawPayload)
    const firsts = read.filter(one => /第\s*1\s*页/.test(one.text))
    expect(firsts).toHaveLength(here.length)
    expect((await get(page, session)).body).toContain(`登记这 ${here.length} 份`)
    const pressed = await Promise.all([1, 2].map(() => press(page, page, session)))
    expect(pressed.map(one => one.statusCode)).toEqual([303, 303])
    const { rows } = await asCounty(
      `select state, (select count(*)::int from entrustment_acts where entrustment_id = e.id and act = 'prints') as prints
       from entrustments e where id = any($1)`,
      [here.map(one => one.id)],
    )
    for (const row of rows) expect(row).toEqual({ state: 'printed', prints: 1 })
    expect((await get(page, session)).body).not.toContain('登记这')
  })

  test('blank forms are there for whoever has no phone', async () => {
    const session = await login(house, 'director')
    expect((await get('/console/papers', session)).body).toContain('空白表格')
    for (const [form, title] of [
      ['confirmation', '委托照护确认书'],
      ['assessment', '照护能力评估表'],
      ['school', '学校（幼儿园）：'],
      ['village', '村（居）民委员会：'],
    ] as const) {
      const read = await readPdf((await get(`/console/blank/${form}`, session)).rawPayload)
      expect(read.map(page => page.text).join('')).toContain(title)
    }
  })

  test('a director finds nothing of another village, a supervisor both', async () => {
    const other = opened.find(one => one.place === elsewhere)!
    const director = await login(house, 'director')
    const supervisor = await login(house, 'supervisor')
    const nothing = (await get('/console/nothing', director)).body
    for (const url of [
      `/console/papers/${elsewhere}`,
      `/console/papers/${elsewhere}/all`,
      `/console/entrustments/${other.id}`,
      `/console/entrustments/${other.id}/confirmation`,
    ]) {
      const denied = await get(url, director)
      expect([denied.statusCode, denied.body]).toEqual([404, nothing])
      if (elsewhere.startsWith(village.slice(0, 9))) expect((await get(url, supervisor)).statusCode).toBe(200)
    }
    expect((await press(`/console/ledger/${elsewhere}`, '/console/papers', director)).statusCode).toBe(404)
    expect((await get('/console/papers', director)).body).not.toContain(elsewhere)
  })

  test('the ledger leaves by the button alone, and says who took it', async () => {
    const session = await login(house, 'supervisor')
    const township = village.slice(0, 9)
    expect((await get(`/console/ledger/${township}`, session)).statusCode).toBe(404)
    const answer = await press(`/console/ledger/${township}`, '/console/papers', session)
    expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="ledger-${township}-2026-11-21.xlsx"`,
    )
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(answer.rawPayload as unknown as ArrayBuffer)
    const sheet = book.getWorksheet('台账')!
    expect(sheet.getCell('A2').text).toMatch(/导出人：\S+/)
    expect(sheet.getColumn(51).values).toContain('已打印')
    const [last] = (await recorded('exported')).slice(-1)
    expect(last).toMatchObject({ place: township })
    expect(last.subjects).toHaveLength(sheet.rowCount - 4)
  })
})

describe('in a browser', () => {
  const browser = testBrowser()

  test.each([
    ['a phone', 360, 740],
    ['a desk', 1280, 800],
  ])('on %s a director goes from the list to one record without a script', async (name, width, height) => {
    const link = await (await officer(house, 'director')).link()
    const page = await browser.open(`${house.address}${link}`, {
      viewport: { width, height },
      javaScriptEnabled: false,
    })
    await page.getByRole('button', { name: '进入' }).click()
    await page.goto(`${house.address}/console/papers/${village}`)
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/papers-${name}.png`, fullPage: true })
    await page.locator('a[href*="/console/entrustments/"]').first().click()
    await page.getByText('委托照护确认书').waitFor()
    await page.waitForLoadState('load') // the style sheet breaks the long hash
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/record-${name}.png`, fullPage: true })
    const wide = await page.locator('html').evaluate(html => html.scrollWidth)
    expect(wide).toBeLessThanOrEqual(width)
    expect(page.errors).toEqual([])
  })
})
