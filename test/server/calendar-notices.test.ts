import { beforeEach, expect, it } from 'vitest'
import { hours, instantOf } from '../../flows/engine/calendar.ts'
import { loadWords, textsOf } from '../../locales/index.ts'
import { type DueWork, schedule, sweep } from '../../server/due.ts'
import { askForRows, asksAhead } from '../../server/notices/calendar/ask-staff.ts'
import { calendarItems, calendarOf, giveCalendar } from '../../server/notices/calendar/give.ts'
import { setCalendarRow } from '../../server/notices/calendar/rows.ts'
import { setWording } from '../../server/notices/calendar/wordings.ts'
import { seedHolidays } from '../../server/notices/seed.ts'
import type { Log } from '../../server/parts.ts'
import { policyOn } from '../../server/policy.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { lettersIn } from '../support/letters.ts'
import { openCounty } from '../support/village.ts'

const db = await testDatabase()
const { pool, keys, clock } = db
await seedHolidays(pool)
const words = loadWords()
const seasons = textsOf('zh-CN').seasons!
const asked = (topic: string) => `${seasons[topic]}${seasons.ask}`
const log: Log = { info: () => {}, warn: () => {}, error: () => {} }
const works: Record<string, DueWork> = { 'calendar-notice': giveCalendar, 'calendar-ask': askForRows }

let county: ReturnType<typeof openCounty>
let people: { grandmother: string; father: string; auntie: string; officer: string; director: string }
let counties = 341200
/** A county with one village: a grandmother whose son is away, an aunt with a child of ten. */
beforeEach(async () => {
  counties += 1
  const code = String(counties)
  county = openCounty(db, code)
  await county.place(code, '颍上县')
  const village = await county.place(`${code}001001`, '柳树村')
  const [grandmother, father, auntie] = [await county.adult(), await county.adult(), await county.adult()]
  await county.household(
    village,
    ['李晓悦'],
    [{ person: grandmother }, { person: father, role: 'father', kin: '父亲' }],
  )
  await county.household(village, ['张小花'], [{ person: auntie, kin: '姑母' }])
  const officer = (await county.officer(code)).person
  people = { grandmother, father, auntie, officer, director: (await county.officer(village)).person }
})

const at = (day: string, time: string) => clock.moveTo(instantOf(day, time))
const today = () => new Date(clock.now() + hours(8)).toISOString().slice(0, 10)
/** The day's plan up to a day, as the house makes it each night. */
const plan = (to: string) =>
  county.write(async tx => {
    const calendar = await calendarOf(tx, county.county, await policyOn(tx, county.county, today()))
    await schedule(tx, calendarItems(calendar, county.county, today(), to))
    await schedule(tx, asksAhead(calendar, county.county, today(), clock.now()))
  })
const due = () => sweep({ pool, keys, words, clock, log }, county.county, works)
const decide = (key: string, value: object) =>
  county.insert('policies', { county: county.county, key, value, source: '县民函', valid_from: '2026-01-01' })
const write = (set: typeof setCalendarRow | typeof setWording, given: object) =>
  county.write(async tx => {
    const row = { source: '本县文件', from: '2026-01-01', ...given }
    expect(await set(tx, { acts: [], now: clock.now() }, county.county, row, null)).toHaveProperty('id')
  })
const ends = async () =>
  (
    await county.write(tx =>
      tx.query(
        `select key, state, reason from due_items where kind = 'calendar-notice' order by due_at, key`,
      ),
    )
  ).rows.map(row => [row.key.split(':').slice(2).join(' '), row.state, row.reason])

/** What is on its way to somebody, in order: at what hour, and the words. */
const heard = async (person: string): Promise<string[]> =>
  (await lettersIn(county, keys, person)).map(
    ({ notBefore, text }) =>
      `${new Date(notBefore.getTime() + hours(8)).toISOString().slice(11, 16)} ${text}`,
  )

const line = (date: string, more: object = {}) => ({
  ...{ when: { at: { on: 'solar', date } }, topic: 'stove', rhythm: 'line', hour: '10:00', until: '20:00' },
  ...more,
})

it('a grandmother and a father far away read of the weekend, each in their own words, at half past eleven', async () => {
  at('2026-05-04', '09:00')
  await plan('2026-05-09')
  at('2026-05-08', '11:29')
  expect(await due()).toBe(0)
  at('2026-05-08', '11:30')
  await plan('2026-05-09')
  await Promise.all([due(), due(), due()])
  expect(await heard(people.grandmother)).toEqual([`11:30 ${asked('weekend')}`])
  expect(await heard(people.father)).toEqual([`11:30 ${asked('weekend-parent')}`])
  expect(await heard(people.officer)).toEqual([])
  const { rows } = await county.write(tx => tx.query('select id, sealed from notices'))
  const [read] = rows.map(({ id, sealed }) => unseal(keys, `notices:${id}`, sealed))
  expect(read, 'staff read what those at home read').toEqual({ text: asked('weekend') })
})

it('the county’s own words go before ours, to those they are for', async () => {
  await write(setWording, { key: 'seasons:weekend', text: '{county}提醒您：淮河涨水，周末别让孩子去河滩。' })
  at('2026-05-08', '08:00')
  await plan('2026-05-08')
  at('2026-05-08', '11:30')
  await due()
  expect(await heard(people.auntie)).toEqual([
    `11:30 颍上县提醒您：淮河涨水，周末别让孩子去河滩。${seasons.ask}`,
  ])
  expect(await heard(people.father)).toEqual([`11:30 ${asked('weekend-parent')}`])
})

it('hours late it is still sent while it is worth something; a noon reminder does not come at eight in the evening', async () => {
  at('2026-07-06', '08:00')
  await plan('2026-07-12')
  at('2026-07-08', '17:40')
  await due()
  at('2026-07-10', '20:00')
  await due()
  expect(await ends()).toEqual([
    ['2026-07-08 water-peak', 'done', null],
    ['2026-07-10 water-peak', 'expired', 'too-late'],
  ])
  expect(await heard(people.auntie)).toEqual([`17:40 ${asked('vacation')}`])
})

it('several things on a day, and what is late but of use, are one message with what is short behind it', async () => {
  await decide('budget', { perWeek: 4, summer: 4 })
  await write(setCalendarRow, { kind: 'rule', key: 'before', value: line('09-30') })
  await write(setCalendarRow, {
    kind: 'rule',
    key: 'noon',
    value: line('09-30', { topic: 'water', until: '14:00' }),
  })
  await write(setCalendarRow, { kind: 'rule', key: 'ponds', value: line('09-30', { topic: 'weekend' }) })
  at('2026-09-28', '08:00')
  await plan('2026-09-30')
  at('2026-09-30', '15:00')
  await due()
  expect(await heard(people.auntie)).toEqual([
    `15:00 国庆10月1日到10月7日放假，9月20日、10月10日照常上学。\n${seasons['national-day']}\n` +
      `${seasons.stove}\n${seasons['weekend-line']}${seasons.ask}`,
  ])
  expect(await ends()).toEqual([
    ['2026-09-29 holiday-2026-国庆', 'done', null],
    ['2026-09-30 before', 'done', null],
    ['2026-09-30 noon', 'expired', 'too-late'],
    ['2026-09-30 ponds', 'done', null],
  ])
})

it('a rule taken back since the plan was made is heeded, and an arrangement that comes late tells nobody twice', async () => {
  at('2027-02-01', '08:00')
  await plan('2027-02-08')
  at('2027-02-03', '10:00')
  await due()
  expect(await heard(people.auntie)).toEqual([`10:00 ${asked('spring-festival')}`])
  const days = { from: '2027-02-06', to: '2027-02-13' }
  await write(setCalendarRow, { kind: 'holidays', key: '2027', value: [{ name: '春节', days, work: [] }] })
  await plan('2027-02-10')
  at('2027-02-04', '10:00')
  await due()
  await write(setCalendarRow, { kind: 'rule', key: 'leaving-again', value: null })
  at('2027-02-10', '10:00')
  await due()
  expect((await ends()).slice(-2)).toEqual([
    ['2027-02-04 holiday-2027-春节', 'skipped', 'already-given'],
    ['2027-02-10 leaving-again', 'skipped', 'policy-changed'],
  ])
  expect(await heard(people.auntie)).toHaveLength(1)
})

it('after an exam only families with a child of that age are told', async () => {
  const student = await county.adult()
  await county.household(`${county.county}001001`, ['王强'], [{ person: student }])
  await county.write(tx =>
    tx.query(
      `update children set birth_date = '2009-03-01' where household_id = (
    select c.household_id from relations r join children c on c.id = r.child_id where r.person_id = $1)`,
      [student],
    ),
  )
  at('2026-06-08', '08:00')
  await plan('2026-06-10')
  at('2026-06-09', '11:30')
  await due()
  expect(await heard(student)).toEqual([`11:30 ${asked('after-exam')}`])
  expect(await heard(people.auntie)).toEqual([])
})

it('two routine messages a week, the check-in among them; nothing comes into a conversation or to somebody a case is about', async () => {
  const said = (person: string, key: string, routine: boolean) =>
    county.write(async tx => {
      const { rows } = await tx.query('select id, account from contacts where person_id = $1', [person])
      await tx.query(
        `insert into outbox (place, account, contact_id, person_id, kind, priority, routine, sealed, dedupe_key, not_before, created_at)
         values ($1, $2, $3, $4, 'text', 1, $5, '\\x00', $6, $7, $7)`,
        [
          county.county,
          rows[0].account,
          rows[0].id,
          person,
          routine,
          `${key}-${person}`,
          new Date(clock.now()),
        ],
      )
    })
  at('2026-05-05', '10:00')
  await said(people.father, 'one', true)
  await said(people.father, 'two', true)
  at('2026-05-08', '08:00')
  await plan('2026-05-08')
  await county.hold(people.auntie)
  at('2026-05-08', '11:20')
  await said(people.grandmother, 'answered', false)
  at('2026-05-08', '11:30')
  await due()
  const { rows } = await county.write(tx =>
    tx.query(`select person_id, excluded from deliveries order by excluded nulls first`),
  )
  expect(rows.map(row => [row.person_id, row.excluded])).toEqual([
    [people.grandmother, null],
    [people.father, 'budget'],
    [people.auntie, 'held'],
  ])
  const leaves = await county.write(tx =>
    tx.query(
      'select r.not_before from notice_rounds r join deliveries d on d.notice_id = r.notice_id and d.round = r.round where d.person_id = $1',
      [people.grandmother],
    ),
  )
  expect(leaves.rows.at(-1).not_before.getTime()).toBe(instantOf('2026-05-08', '11:50'))
})

it('a county without families is told nothing', async () => {
  at('2026-05-08', '08:00')
  await plan('2026-05-08')
  at('2026-05-08', '11:30')
  const empty = openCounty(db, '341299')
  await empty.write(async tx => {
    const calendar = await calendarOf(tx, '341299', await policyOn(tx, '341299', today()))
    await schedule(tx, calendarItems(calendar, '341299', today(), today()))
  })
  await sweep({ pool, keys, words, clock, log }, '341299', works)
  const { rows } = await empty.write(tx => tx.query('select state, reason from due_items'))
  expect(rows).toEqual([{ state: 'skipped', reason: 'no-families' }])
})

it('what the county has not entered it is asked for once, a month ahead, and families read of no day that is supposed', async () => {
  const { officer, auntie, director } = people
  at('2026-11-29', '09:00')
  await plan('2026-12-06')
  await due()
  expect(await heard(officer)).toEqual([])
  for (const day of ['2026-11-30', '2026-12-01', '2026-12-30']) {
    at(day, '09:00')
    await plan('2026-12-31')
    await due()
  }
  const ask = (lines: string) =>
    `09:00 日历还缺这些，没录入前先按惯例算：\n${lines}\n请发「登录」，在「日历」里补上。`
  expect(await heard(officer)).toEqual([
    ask('2027年放假安排（先按法定节日）'),
    ask('2027年寒假（先按1月23日到2月20日）'),
  ])
  at('2026-12-30', '10:00')
  await due()
  expect(await heard(auntie)).toEqual([`10:00 ${asked('new-year')}`])
  expect(await heard(director)).toEqual([])
})
