import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { type Actor, actOn } from '../../server/entrustment/act.ts'
import type { Act } from '../../server/entrustment/chain.ts'
import { readEntrustmentForm } from '../../server/entrustment/form.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { verifyEvidence } from '../../server/evidence/verify.ts'
import { Policy } from '../../server/policy.ts'
import { testBrowser } from '../support/browser.ts'
import { inChinese } from '../support/texts.ts'
import { login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
const policy = Policy.parse({})
let village: Awaited<ReturnType<typeof openVillage>>
let sessions: { director: string; supervisor: string }
/** Children with grandparents who look after them, of the director's village and of another. */
let pairs: { here: Pair[]; elsewhere: Pair[] }
type Pair = { child: string; carer: string; parent: string; place: string }

beforeAll(async () => {
  village = await openVillage()
  sessions = { director: await login(village, 'director'), supervisor: await login(village, 'supervisor') }
  const [{ place }] = (
    await asCounty(
      `select s.place from staff s join contacts k on k.person_id = s.person_id where s.role = 'director' and k.wechat_id = $1`,
      [(await officer(village, 'director')).id],
    )
  ).rows
  const { rows } = await asCounty(
    `select c.id as child, r.person_id as carer, c.place,
       (select person_id from relations p where p.child_id = c.id and p.role in ('father', 'mother') and p.until is null limit 1) as parent
     from children c
     join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     where c.state = 'listed' and r.kin in ('祖母', '祖父', '奶奶', '爷爷') and c.birth_date > '2012-01-01' order by c.id`,
  )
  pairs = {
    here: rows.filter(row => row.place === place),
    elsewhere: rows.filter(row => row.place !== place),
  }
}, 60_000)

const asCounty = (sql: string, values: unknown[] = []) =>
  inScope(village.pool, { place: county }, tx => tx.query(sql, values))

const house = () => ({ keys: village.keys, now: village.clock.now(), policy, acts: [] })

async function act(id: string, party: Actor['party'], what: Act, person: string | null = null) {
  const by = { party, person, staff: null, how: 'wechat', contact: null, key: randomUUID() } as const
  return await inScope(village.pool, { place: county }, tx => actOn(tx, house(), id, what, by))
}

const NONE = { offences: 'no', addiction: 'no', neglect: 'no', unsuitable: 'no' } as const

/** One that both sides have agreed to, and nobody has looked at. */
async function agreedByBoth(pair: Pair): Promise<string> {
  const opened = await inScope(village.pool, { place: county }, tx =>
    openEntrustment(tx, house(), { ...pair, staff: null }),
  )
  if (!('id' in opened)) throw new Error(JSON.stringify(opened))
  for (const party of ['parent', 'carer'] as const) {
    await act(opened.id, party, { act: 'exclusions', declared: NONE })
    await act(opened.id, party, { act: 'agrees' }, pair[party])
  }
  return opened.id
}

let id: string
beforeEach(async () => {
  id = await agreedByBoth(pairs.here[0]!)
})
afterEach(async () => {
  await act(id, 'house', { act: 'ends', reason: 'wrong-entry' })
})

const pathOf = (entrustment: string) => `/console/entrustments/${entrustment}/witness`

async function post(
  fields: Record<string, string>,
  { session = sessions.director, form = randomUUID() as string, at = id } = {},
) {
  const { body } = await open(village, '/console', session)
  const token = /name="token" value="([^"]+)"/.exec(body)![1]!
  return await village.app.inject({
    method: 'POST',
    url: pathOf(at),
    cookies: { xiangban: session },
    headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: new URLSearchParams({ token, form, ...fields }).toString(),
  })
}

const state = async () => (await asCounty('select state from entrustments where id = $1', [id])).rows[0].state

const heard: Record<string, string> = {
  act: 'child-view',
  view: 'willing',
  asked: '在院子里单独问',
  said: '跟奶奶住好',
}
const SIGNED: Record<string, string> = { act: 'signed', signatures: 'yes', seal: 'yes' }
const adult: Record<string, string> = { act: 'carer-adult', seen: 'yes' }
const check: Record<string, string> = { act: 'exclusions', ...NONE, way: '问了村民组长和派出所' }
const witnesses = (): Record<string, string> => ({
  ...{ act: 'witnesses', visitedOn: dayOf(village.clock.now()), sawCarer: 'yes', sawChild: 'yes' },
  ...{ identity: 'yes', homeSafe: 'yes', calledParents: 'yes', help: '' },
})

describe('the director witnesses at the carer’s home', () => {
  test('thing by thing, in as many visits to the page as it takes, until the township has filed it', async () => {
    const page = async () => (await open(village, pathOf(id), sessions.director)).body
    expect(await page()).toMatch(/缺[23]项/)
    expect(await page()).not.toContain('我见证')
    expect((await post(heard)).statusCode).toBe(303)
    if ((await page()).includes('核对照看人满18岁')) await post(adult)
    await post(check)
    expect(await page()).toContain('我见证')
    await post(witnesses())
    expect(await state()).toBe('confirmed')
    await post({ act: 'prints' })
    await post(SIGNED)
    expect(await state()).toBe('signed')
    expect(await page()).not.toContain('备案号')
    expect(
      (await post({ act: 'files', number: '2026-17' }, { session: sessions.supervisor })).statusCode,
    ).toBe(303)
    expect(await state()).toBe('filed')
    const form = await inScope(village.pool, { place: county }, tx =>
      readEntrustmentForm(tx, village.keys, id, inChinese),
    )
    expect(form).toMatchObject({
      exclusions: { director: NONE, checkedHow: check.way },
      childView: { how: heard.asked, view: heard.said },
      filing: { number: '2026-17' },
    })
    const { rows } = await asCounty(
      `select count(*) from evidence where kind = 'entrustment' and $1 = any (subjects)`,
      [id],
    )
    expect(rows[0].count).toBeGreaterThanOrEqual(6)
    // What both sides said was put there by this test, behind the record's back; of the rest nothing differs.
    const { broken } = await verifyEvidence(village, [])
    expect(broken.map(one => one.what)).toEqual(Array(4).fill('unrecorded'))
  })

  test('the same form posted twice counts once', async () => {
    const form = randomUUID()
    for (const _ of [1, 2]) expect((await post(check, { form })).statusCode).toBe(303)
    const { rows } = await asCounty(
      `select count(*) from entrustment_acts where entrustment_id = $1 and act = 'exclusions' and party = 'director'`,
      [id],
    )
    expect(rows[0].count).toBe(1)
  })

  test('nothing is witnessed while something is missing, and what was typed stands there again', async () => {
    const refused = await post({ ...witnesses(), help: '要一张 <床>' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('还不到这一步')
    expect(await state()).toBe('waiting-village')
    const half = await post({ ...heard, asked: '' })
    expect(half.statusCode).toBe(422)
    expect(half.body).toContain('请填这一项')
    expect(half.body).toContain(heard.said)
  })

  test.each<[string, Record<string, string>]>([
    ['without having met the carer', { sawCarer: '' }],
    ['without the identity card', { identity: '' }],
    ['without saying whether the home is safe', { homeSafe: '' }],
    ['on a day that has not come', { visitedOn: '2031-01-01' }],
    ['on the 31st of November', { visitedOn: '2026-11-31' }],
  ])('nobody witnesses %s', async (_, missing) => {
    for (const fields of [heard, adult, check]) await post(fields)
    expect((await post({ ...witnesses(), ...missing })).statusCode).toBe(422)
    expect(await state()).toBe('waiting-village')
  })

  test('an exclusion that was found stops it, whatever both sides have said', async () => {
    for (const fields of [heard, adult]) await post(fields)
    await post({ ...check, addiction: 'yes' })
    expect(await state()).toBe('stopped')
    const { body } = await open(village, pathOf(id), sessions.director)
    expect(body).toContain('已停办')
    expect(await (await officer(village, 'director')).says('今天')).toContain('停办')
    expect((await post(witnesses())).statusCode).toBe(422)
  })

  test('a director neither files for the township nor opens what is another village’s', async () => {
    for (const fields of [heard, adult, check, witnesses(), { act: 'prints' }, SIGNED]) await post(fields)
    const refused = await post({ act: 'files', number: '1' })
    expect([refused.statusCode, await state()]).toEqual([422, 'signed'])
    const foreign = await agreedByBoth(pairs.elsewhere[0]!)
    const answers = [
      await open(village, pathOf(foreign), sessions.director),
      await open(village, pathOf(randomUUID()), sessions.director),
      await post(heard, { at: foreign }),
    ]
    expect(answers.map(answer => answer.statusCode)).toEqual([404, 404, 404])
    expect(new Set(answers.map(answer => answer.body)).size).toBe(1)
  })

  describe('on a phone', () => {
    const browser = testBrowser()
    test('without a script, one thing after the other', async () => {
      const page = await browser.open(
        `${village.address}${await (await officer(village, 'director')).link()}`,
        {
          viewport: { width: 360, height: 740 },
          javaScriptEnabled: false,
        },
      )
      await page.getByRole('button', { name: '进入' }).click()
      await page.goto(`${village.address}${pathOf(id)}`)
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/witness.png`, fullPage: true })
      expect(await page.locator('html').evaluate(html => html.scrollWidth)).toBeLessThanOrEqual(360)
      await page.getByText('愿意', { exact: true }).click()
      await page.getByLabel('怎么问的').fill('在门口单独问')
      await page.getByRole('button', { name: '记下孩子的意见' }).click()
      await page.waitForURL(/witness$/)
      expect(await page.getByRole('heading', { name: '孩子的意见' }).count()).toBe(0)
      const other = await page.context().newPage()
      await other.goto(`${village.address}${pathOf(id)}`)
      expect(await other.getByRole('heading', { name: '孩子的意见' }).count()).toBe(0)
      expect(page.errors).toEqual([])
    })
  })
})
