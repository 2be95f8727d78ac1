import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays, addMonths, dayOf } from '../../flows/engine/calendar.ts'
import { FIELDS, type Typed } from '../../server/assessments/fields.ts'
import { readAssessment } from '../../server/assessments/read.ts'
import { inScope } from '../../server/db/scope.ts'
import { verifyEvidence } from '../../server/evidence/verify.ts'
import { AssessmentForm } from '../../server/paper/forms.ts'
import { missingInAssessment } from '../../server/paper/missing.ts'
import { testBrowser } from '../support/browser.ts'
import { readPdf } from '../support/papers.ts'
import { enter, login, officer, open, ours } from './log-in.ts'
import { openVillage } from './village.ts'

const county = '341226'
let village: Awaited<ReturnType<typeof openVillage>>
/** A child of the director's village and of the next one, each with its carer. */
let here: { child: string; carer: string; place: string; household: string }
let elsewhere: typeof here
beforeAll(async () => {
  village = await openVillage()
  const { rows } = await asCounty(
    `select c.id as child, r.person_id as carer, c.place, c.household_id as household from children c
     join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
     where c.state = 'listed' and (select count(*) from children o where o.household_id = c.household_id) = 1
     order by c.place, c.id`,
  )
  const [{ place }] = (
    await asCounty(
      `select s.place from staff s join contacts k on k.person_id = s.person_id where s.id is not null and s.role = 'director'
       and k.wechat_id = $1`,
      [(await officer(village, 'director')).id],
    )
  ).rows
  here = rows.find(row => row.place === place)
  elsewhere = rows.find(row => row.place !== place)
}, 60_000)
beforeEach(async () => {
  await asCounty('delete from assessment_drafts')
  await asCounty('delete from capacity_assessments')
})

const asCounty = (sql: string, values: unknown[] = []) =>
  inScope(village.pool, { place: county }, tx => tx.query(sql, values))

const pathOf = ({ child, carer }: typeof here) => `/console/assess/${child}/${carer}`

/** A form on which nothing is missing. */
function filledIn(more: Typed = {}): Record<string, string> {
  const answers: Record<string, string> = Object.fromEntries(
    FIELDS.map(({ name, kind, set }) => [
      name,
      kind === 'choice'
        ? set === 'grade'
          ? 'good'
          : set === 'found'
            ? 'no'
            : 'yes'
        : kind === 'count'
          ? '2'
          : kind === 'day'
            ? dayOf(village.clock.now())
            : `${name}：都好`,
    ]),
  )
  return { ...answers, carerAge: '66', nextOn: '', whyNot: '', ...more }
}

/** Posts the form as the page stands before this session. */
async function post(session: string, fields: Record<string, string>, path = pathOf(here)) {
  const { body } = await open(village, path, session)
  const hidden = (name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(body.slice(body.indexOf('<main')))?.[1] ?? ''
  return await village.app.inject({
    method: 'POST',
    url: path,
    cookies: { xiangban: session },
    headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: new URLSearchParams({ token: hidden('token'), form: hidden('form'), ...fields }).toString(),
  })
}

describe('a director fills in the assessment', () => {
  test('a complete form is recorded once, however often it is posted, with the next day by the policy', async () => {
    const session = await login(village, 'director')
    const form = '11111111-1111-4111-8111-111111111111'
    const first = await post(session, { ...filledIn(), form, do: 'finish' })
    expect([first.statusCode, first.headers.location]).toEqual([303, `/console/assessment/${form}`])
    const again = await post(session, { ...filledIn(), form, do: 'finish' })
    expect(again.headers.location).toBe(first.headers.location)
    const late = await post(session, { ...filledIn(), form, do: 'keep' })
    expect(late.statusCode).toBe(303)
    const { rows } = await asCounty(
      'select id, grade, visited_on, next_on, (select count(*) from assessment_drafts) as drafts from capacity_assessments',
    )
    const today = dayOf(village.clock.now())
    expect(rows).toEqual([
      { id: form, grade: 'good', visited_on: today, next_on: addMonths(today, 6), drafts: 0 },
    ])
    const page = await open(village, first.headers.location as string, session)
    expect(page.body).toContain('较好')
    const visits = await asCounty('select seen from visits where household_id = $1 and day = $2', [
      here.household,
      today,
    ])
    expect(visits.rows).toEqual([{ seen: 'both' }])
    const record = await asCounty(
      `select count(*) from evidence where kind = 'assessment' and $1 = any (subjects)`,
      [form],
    )
    expect(record.rows[0].count).toBe(1)
    // The visit it counts as is in the record too, and what the record says of both is what the tables say.
    expect((await verifyEvidence(village, [])).broken).toEqual([])
  })

  test('what is missing is counted and linked, and everything typed stands there again', async () => {
    const session = await login(village, 'director')
    const refused = await post(session, {
      ...filledIn({ grade: '', body: '', measures: '', bond: '常一起 <b>下棋</b> & 种菜' }),
      do: 'finish',
    })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('缺3项')
    for (const field of ['body', 'grade', 'measures']) expect(refused.body).toContain(`href="#f-${field}"`)
    expect(refused.body).toContain('常一起 &lt;b>下棋&lt;/b> &amp; 种菜')
    expect((await asCounty('select count(*) from capacity_assessments')).rows[0].count).toBe(0)
    expect((await open(village, pathOf(here), session)).body).toContain('常一起 &lt;b>下棋&lt;/b> &amp; 种菜')
  })

  test('no grade is ever chosen beforehand, not even for a second child in the same home', async () => {
    const session = await login(village, 'director')
    expect((await open(village, pathOf(here), session)).body).not.toMatch(/name="grade"[^>]*checked/)
    await post(session, {
      ...filledIn({ economy: '种地，够用' }),
      form: '22222222-2222-4222-8222-222222222222',
      do: 'finish',
    })
    const brother = (
      await asCounty(
        `insert into children (id, place, household_id, key_index, sealed, birth_date, state, created_at, changed_at)
         select gen_random_uuid(), place, household_id, 'x', sealed, birth_date, 'left', created_at, changed_at from children where id = $1 returning id`,
        [here.child],
      )
    ).rows[0].id
    expect(brother).toBeTruthy()
    const other = (
      await asCounty(
        `select c.id as child, $2::uuid as carer from children c where c.place = $1 and c.id <> $3 and c.state = 'listed' limit 1`,
        [here.place, here.carer, here.child],
      )
    ).rows[0]
    await asCounty(
      `insert into relations (id, place, child_id, person_id, role, since) values (gen_random_uuid(), $1, $2, $3, 'carer', $4)`,
      [here.place, other.child, here.carer, new Date(village.clock.now())],
    )
    const { body } = await open(village, pathOf({ ...here, ...other }), session)
    expect(body).toContain('种地，够用')
    expect(body).not.toMatch(/name="grade"[^>]*checked/)
    await asCounty('delete from relations where child_id = $1 and person_id = $2', [other.child, here.carer])
    await asCounty('delete from children where id = $1', [brother])
  })

  test.each<[string, Typed, string]>([
    ['a visit tomorrow', { visitedOn: '+1' }, '这一天还没到'],
    ['the 30th of February', { visitedOn: '2026-02-30' }, '请填日期'],
    ['a next time after two years', { nextOn: '+700' }, '要在入户之后'],
    ['a next time before the visit', { nextOn: '-1' }, '要在入户之后'],
    ['an age in words', { carerAge: '六十六' }, '请填数字'],
    ['one person twice', { assessor2: 'assessor1：都好' }, '要两位不同的人'],
    ['a novel', { economy: '苦'.repeat(2_001) }, '太长了'],
    ['a grade nobody offered', { grade: 'excellent' }, '请选一个'],
  ])('%s is shown beside its field and recorded nowhere', async (_, more, told) => {
    const session = await login(village, 'director')
    const typed = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [
        name,
        /^[+-]\d+$/.test(value) ? addDays(dayOf(village.clock.now()), Number(value)) : value,
      ]),
    )
    const refused = await post(session, { ...filledIn(typed), do: 'finish' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain(told)
    expect((await asCounty('select count(*) from capacity_assessments')).rows[0].count).toBe(0)
  })

  test('it is printed as the form it is, with its grade and a code, and that stands in the record', async () => {
    const session = await login(village, 'director')
    const form = '44444444-4444-4444-8444-444444444444'
    const paper = `/console/assessment/${form}/paper`
    await post(session, { ...filledIn(), form, do: 'finish' })
    expect((await open(village, `/console/assessment/${form}`, session)).body).toContain(paper)
    const { headers, rawPayload } = await open(village, paper, session)
    expect(headers['content-disposition']).toBe('inline; filename="assessment-44444444.pdf"')
    const text = (await readPdf(rawPayload)).map(page => page.text.replace(/\s/g, '')).join('')
    expect(text).toContain('照护能力评估表')
    expect(text).toContain('√较好')
    const { rows } = await asCounty(
      `select place from evidence where kind = 'paper' and $1 = any (subjects)`,
      [form],
    )
    expect(rows).toEqual([{ place: here.place }])
  })

  test('fields that no form has are refused', async () => {
    const session = await login(village, 'director')
    expect((await post(session, { do: 'keep', role: 'county' })).statusCode).toBe(400)
    expect((await post(session, { do: 'keep', form: 'x' })).statusCode).toBe(400)
  })

  test('it becomes the paper’s form with nothing missing but what the ledger never had', async () => {
    const session = await login(village, 'director')
    const form = '33333333-3333-4333-8333-333333333333'
    await post(session, {
      ...filledIn({ 'home-fire': 'no', 'home-fire-note': '灶边堆柴' }),
      form,
      do: 'finish',
    })
    const found = await inScope(village.pool, { place: here.place }, tx =>
      readAssessment(tx, village.keys, form),
    )
    const paper = AssessmentForm.parse({
      ...found!.form,
      number: '1',
      version: '1',
      place: { village: '柳湾村' },
    })
    expect(paper).toMatchObject({ grade: 'good', home: { fire: { safe: false, note: '灶边堆柴' } } })
    expect(JSON.stringify(paper)).not.toMatch(/\d{15}/)
    expect(missingInAssessment(paper).filter(one => !/carerId|childBirth/.test(one))).toEqual([])
    expect(
      await inScope(village.pool, { place: elsewhere.place }, tx => readAssessment(tx, village.keys, form)),
    ).toBeNull()
  })

  test('a child of another village, its assessment and one that does not exist are the same 404', async () => {
    const session = await login(village, 'director')
    const id = '44444444-4444-4444-8444-444444444444'
    await asCounty(
      `insert into capacity_assessments (id, place, child_id, carer_id, staff_id, grade, excluded, visited_on, next_on, sealed, wording, recorded_at)
       select $1, $2, $3, $4, (select id from staff limit 1), 'good', false, '2026-11-01', '2027-05-01', '\\x00', 'x', now from (select $5::timestamptz as now) n`,
      [id, elsewhere.place, elsewhere.child, elsewhere.carer, new Date(village.clock.now())],
    )
    const answers = await Promise.all(
      [
        pathOf(elsewhere),
        pathOf({ ...here, carer: elsewhere.carer }),
        pathOf({ ...here, child: id }),
        `/console/assessment/${id}`,
        `/console/assessment/${here.child}`,
        '/console/assessment/x',
        '/console/nothing',
      ].map(path => open(village, path, session)),
    )
    expect(answers.map(answer => answer.statusCode)).toEqual(answers.map(() => 404))
    expect(new Set(answers.map(answer => answer.body)).size).toBe(1)
    expect((await post(session, { ...filledIn(), do: 'keep' }, pathOf(elsewhere))).statusCode).not.toBe(303)
    expect((await asCounty('select count(*) from assessment_drafts')).rows[0].count).toBe(0)
  })
})

test('the list shows what was begun, what is due, and when the others are', async () => {
  const session = await login(village, 'director')
  await post(session, { body: '腰不好', do: 'keep' })
  const { body } = await open(village, '/console/assessments', session)
  expect(body).toContain('没写完')
  expect(body).toContain('头一次')
  expect(body).toContain(pathOf(here))
  expect(body).not.toContain(elsewhere.child)
  expect((await open(village, '/console', session)).body).toContain('href="/console/assessments"')
})

describe('a poor result', () => {
  test.each<[string, Typed]>([
    ['the grade 差', { grade: 'poor' }],
    ['one of the exclusions', { grade: 'fair', 'excluded-addiction': 'yes' }],
  ])(
    '%s is told to the supervisor and stays a line of both until there is another carer',
    async (_, typed) => {
      const session = await login(village, 'director')
      const [director, supervisor] = [
        await officer(village, 'director'),
        await officer(village, 'supervisor'),
      ]
      const before = (await asCounty(`select count(*) from outbox where dedupe_key like 'assessment-poor:%'`))
        .rows[0].count
      await post(session, { ...filledIn(typed), do: 'finish' })
      const told = await asCounty(`select count(*) from outbox where dedupe_key like 'assessment-poor:%'`)
      expect(told.rows[0].count).toBe(before + 1)
      expect(await director.says('今天')).toContain('要换人照看')
      const list = await supervisor.says('今天')
      const [, no] = /(\d+) \S+ \S+家：照看人不合适/.exec(list)!
      const link = await supervisor.link(no)
      const entered = await enter(village, link)
      expect(entered.headers.location).toMatch(/^\/console\/assessment\//)
      await asCounty(
        `update relations set until = $3 where child_id = $1 and person_id = $2 and role = 'carer'`,
        [here.child, here.carer, new Date(village.clock.now())],
      )
      expect(await director.says('今天')).not.toContain('要换人照看')
      await asCounty(`update relations set until = null where child_id = $1 and person_id = $2`, [
        here.child,
        here.carer,
      ])
    },
  )
})

describe('on a phone', () => {
  const browser = testBrowser()
  const shot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }

  async function atTheDoor(options: { width?: number; javaScriptEnabled?: boolean } = {}) {
    const director = await officer(village, 'director')
    const page = await browser.open(`${village.address}${await director.link()}`, {
      viewport: { width: options.width ?? 360, height: 740 },
      javaScriptEnabled: options.javaScriptEnabled ?? true,
    })
    await page.getByRole('button', { name: '进入' }).click()
    await page.getByRole('heading', { name: '今天要办' }).waitFor()
    await page.goto(`${village.address}${pathOf(here)}`)
    return { director, page }
  }

  test.each([360, 1280])('the form fits a screen of %i pixels and needs no script', async width => {
    const { page } = await atTheDoor({ width, javaScriptEnabled: false })
    expect(await page.locator('html').evaluate(html => html.scrollWidth)).toBeLessThanOrEqual(width)
    await shot(page, `assess-${width}`)
    await page.getByLabel('身体怎么样').fill('腰不好，能走')
    await page.getByRole('button', { name: '先存着' }).first().click()
    await page.getByText('存好了').waitFor()
    await page.getByRole('button', { name: '写完了，记下' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('身体怎么样').inputValue()).toBe('腰不好，能走')
    await shot(page, `assess-missing-${width}`)
    await page.getByRole('alert').getByRole('link', { name: '照护能力' }).click()
    expect(page.url()).toContain('#f-grade')
  })

  test('what is typed is kept by itself, through a session that ends and a login from another window', async () => {
    const { director, page } = await atTheDoor()
    await page.getByLabel('身体怎么样').fill('血压高，每天吃药')
    await page.getByText('刚存好了').waitFor()
    await asCounty('update staff_sessions set ended_at = $1 where ended_at is null', [
      new Date(village.clock.now()),
    ])
    await page.getByLabel('精神怎么样').fill('有精神，爱说话')
    await page.getByText('没存上').waitFor()
    expect(await page.getByLabel('精神怎么样').inputValue()).toBe('有精神，爱说话')
    const again = await page.context().newPage()
    await again.goto(`${village.address}${await director.link()}`)
    await again.getByRole('button', { name: '进入' }).click()
    await page.getByText('刚存好了').waitFor({ timeout: 40_000 })
    await again.goto(`${village.address}${pathOf(here)}`)
    expect(await again.getByLabel('身体怎么样').inputValue()).toBe('血压高，每天吃药')
    expect(await again.getByLabel('精神怎么样').inputValue()).toBe('有精神，爱说话')
    expect(page.errors.filter(error => !/40[13]/.test(error))).toEqual([])
  }, 90_000)

  test('a form filled in from the first field to the last becomes an assessment', async () => {
    const { page } = await atTheDoor()
    for (const { name, kind } of FIELDS) {
      const value = filledIn()[name]!
      if (kind === 'choice') await page.locator(`input[name="${name}"][value="${value}"] + span`).click()
      else if (value) await page.locator(`[name="${name}"]`).fill(value)
    }
    await page.getByRole('button', { name: '写完了，记下' }).click()
    await page.waitForURL(/\/console\/assessment\//)
    await page.getByRole('definition').filter({ hasText: '较好' }).waitFor()
    await shot(page, 'assessment')
    expect(page.errors).toEqual([])
  })
})
