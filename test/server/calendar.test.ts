import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf, instantOf, timeOf } from '../../flows/engine/calendar.ts'
import type { CalendarRow } from '../../server/notices/calendar/rows.ts'
import { CalendarEntry } from '../../server/notices/calendar/rows.ts'
import { type Calendar, whatGoesOut } from '../../server/notices/calendar/what-goes-out.ts'
import { announcedHolidays, HolidayNotice } from '../../server/notices/holidays.ts'
import { SeasonPolicy } from '../../server/notices/seasons.ts'
import { Policy } from '../../server/policy.ts'

const policy = Policy.parse({})
type Given = { policy?: object; rows?: CalendarRow[]; arrangements?: Calendar['arrangements'] }
const calendar = ({
  policy: own = {},
  rows = [],
  arrangements = announcedHolidays,
}: Given = {}): Calendar => ({
  policy: { ...policy, ...own },
  rows,
  arrangements,
})
const season = (own: object) => ({ season: SeasonPolicy.parse(own) })

let written = 0
/** A row of the county's, from a day on; the latest first, as they are read. */
function row(kind: string, key: string, value: unknown, from = '2026-01-01', to: string | null = null) {
  written += 1
  const entry = CalendarEntry.parse({ kind, key, value })
  return { ...entry, from, to, id: String(written), source: '本县文件', writtenAt: written }
}
const rule = (when: object, more: object = {}) => ({
  ...{ when, topic: 'fish-ponds', rhythm: 'line', hour: '10:00', until: '20:00' },
  ...more,
})

/** What families read, by day: topics, the leading one first. */
const said = (given: Calendar, from: string, to: string) =>
  whatGoesOut(given, from, to).flatMap(({ day, said }) =>
    said.length > 0 ? [`${day} ${said.map(entry => entry.topic).join(' ')}`] : [],
  )
const leftOut = (given: Calendar, from: string, to: string) =>
  whatGoesOut(given, from, to).flatMap(({ day, leftOut }) => leftOut.map(entry => `${day} ${entry.topic}`))

describe('the season of water', () => {
  it('in a county of Huang-Huai runs from May to September, before the weekend, at half past eleven', () => {
    expect(said(calendar(), '2026-05-02', '2026-05-22')).toEqual([
      '2026-05-08 weekend',
      '2026-05-15 weekend',
      '2026-05-22 weekend',
    ])
    const [friday] = whatGoesOut(calendar(), '2026-05-08', '2026-05-08')[0]!.said
    expect([timeOf(friday!.at), timeOf(friday!.expiresAt), dayOf(friday!.expiresAt)]).toEqual([
      ...['11:30', '18:00'],
      '2026-05-08',
    ])
  })

  it('speaks twice a week in July and August, on the first day of the vacation of that too', () => {
    expect(said(calendar(), '2026-06-29', '2026-07-12')).toEqual([
      '2026-06-30 summer-begins',
      '2026-07-01 first-days vacation',
      '2026-07-08 vacation',
      '2026-07-10 vacation',
    ])
  })

  it('25 July is World Drowning Prevention Day, and takes the place of a weekly line', () => {
    expect(said(calendar(), '2026-07-20', '2026-07-26')).toEqual([
      '2026-07-22 vacation',
      '2026-07-25 drowning-day',
    ])
    expect(leftOut(calendar(), '2026-07-20', '2026-07-26')).toEqual(['2026-07-24 vacation'])
  })

  it('the south begins in April, the northeast in June and speaks of ice in winter, over New Year too', () => {
    const south = calendar({ policy: season({ region: 'south' }) })
    expect(said(south, '2026-04-10', '2026-04-10')).toEqual(['2026-04-10 weekend'])
    const northeast = calendar({ policy: season({ region: 'northeast' }) })
    expect(said(northeast, '2026-05-15', '2026-05-15')).toEqual([])
    expect(said(northeast, '2026-12-11', '2026-12-11')).toEqual(['2026-12-11 ice'])
    expect(said(northeast, '2027-01-08', '2027-01-08')).toEqual(['2027-01-08 ice'])
  })

  it('a county can name its own days and hours, and refuses what cannot be meant', () => {
    const own = season({
      from: '04-15',
      to: '10-15',
      weekdays: [2, 6],
      peak: null,
      hour: '16:00',
      until: '19:00',
    })
    const entries = whatGoesOut(calendar({ policy: own }), '2026-09-07', '2026-09-13')
    expect(entries.flatMap(day => day.said).map(entry => [entry.day, entry.topic, timeOf(entry.at)])).toEqual(
      [['2026-09-08', 'water', '16:00']],
    )
    for (const wrong of [
      ...[{ region: 'west' }, { from: '02-30' }, { from: '5-1' }, { weekdays: [0] }, { weekdays: [5, 5] }],
      ...[{ hour: '21:30' }, { hour: '18:00' }, { weekday: [5] }],
    ])
      expect(SeasonPolicy.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
  })
})

describe('before a holiday', () => {
  it('one fuller message leaves two days ahead, on a working Saturday too, and is worthless at noon of the first day', () => {
    expect(said(calendar(), '2026-09-28', '2026-10-31')).toEqual(['2026-09-29 national-day'])
    const [entry] = whatGoesOut(calendar(), '2026-09-29', '2026-09-29')[0]!.said
    expect(entry).toMatchObject({
      ...{ at: instantOf('2026-09-29', '10:00'), expiresAt: instantOf('2026-10-01', '12:00'), missing: null },
      holiday: { from: '2026-10-01', to: '2026-10-07', workDays: ['2026-09-20', '2026-10-10'] },
    })
    const oneDay = { 'holiday-notice': HolidayNotice.parse({ daysBefore: 1, hour: '17:30' }) }
    expect(said(calendar({ policy: oneDay }), '2026-02-10', '2026-02-20')).toEqual([
      '2026-02-14 spring-festival',
    ])
  })

  it('that nobody has announced, the statutory days stand in and the row that is missing is named', () => {
    const [entry] = whatGoesOut(calendar(), '2027-02-01', '2027-02-07').flatMap(day => day.said)
    expect(entry).toMatchObject({ day: '2027-02-03', topic: 'spring-festival', missing: 'holidays 2027' })
  })

  it('what the county enters goes before, and the notice keeps its name though its day has moved', () => {
    const rows = [
      row('holidays', '2027', [
        { name: '春节', days: { from: '2027-02-04', to: '2027-02-11' }, work: ['2027-01-31', '2027-02-13'] },
      ]),
    ]
    const entries = (given: Calendar) =>
      whatGoesOut(given, '2027-01-25', '2027-02-07')
        .flatMap(day => day.said)
        .filter(entry => entry.holiday)
    const [before] = entries(calendar())
    const [after] = entries(calendar({ rows }))
    expect(after).toMatchObject({ day: '2027-02-02', rule: before!.rule, missing: null, once: true })
  })
})

describe('school', () => {
  it('without rows begins and ends on usual days, and each says which row is missing', () => {
    const missing = whatGoesOut(calendar(), '2027-01-01', '2027-08-31')
      .flatMap(({ said, leftOut }) => [...said, ...leftOut])
      .flatMap(entry => entry.missing ?? [])
    expect([...new Set(missing)].sort()).toEqual([
      ...['exam 2027-gaokao', 'exam 2027-zhongkao', 'holidays 2027'],
      ...['vacation 2027-summer', 'vacation 2027-winter'],
    ])
  })

  it('with the county’s dates the summer begins when it does, the first days and the last one move along', () => {
    const rows = [row('vacation', '2026-summer', { from: '2026-07-08', to: '2026-09-04' })]
    const topics = said(calendar({ rows }), '2026-06-29', '2026-09-06').filter(line =>
      /summer|first|school/.test(line),
    )
    expect(topics).toEqual([
      '2026-07-07 summer-begins',
      '2026-07-08 first-days vacation',
      '2026-09-04 school-begins weekend',
    ])
  })

  it('where stages differ, the vacation begins with the first and a rule may name its own', () => {
    const rows = [
      row('vacation', '2026-summer-senior', { from: '2026-07-11', to: '2026-08-25' }),
      row('vacation', '2026-summer-primary', { from: '2026-07-04', to: '2026-08-31' }),
      row(
        'rule',
        'seniors',
        rule({ at: { on: 'vacation', name: 'summer', stage: 'senior' } }, { rhythm: 'fuller' }),
      ),
    ]
    const lines = said(calendar({ rows }), '2026-07-01', '2026-07-12')
    expect(lines.filter(line => /summer|fish/.test(line))).toEqual([
      '2026-07-03 summer-begins vacation',
      '2026-07-11 fish-ponds',
    ])
  })

  it('after an exam only families with children of that age are told, and nobody else loses the weekend for it', () => {
    const week = whatGoesOut(calendar(), '2026-06-08', '2026-06-14').flatMap(day => day.said)
    expect(week.map(entry => [entry.day, entry.topic, entry.ages ?? null])).toEqual([
      ['2026-06-09', 'after-exam', { from: 16, to: 18 }],
      ['2026-06-12', 'weekend', null],
    ])
  })
})

describe('those away', () => {
  it('are told before they come home on the twentieth of the twelfth month, and before they leave again', () => {
    const parents = whatGoesOut(calendar(), '2027-01-20', '2027-02-28')
      .flatMap(day => day.said)
      .filter(entry => entry.to.join() === 'parent')
    expect(parents.map(entry => [entry.day, entry.topic])).toEqual([
      ['2027-01-27', 'coming-home'],
      ['2027-02-10', 'leaving-again'],
    ])
  })
})

describe('a rule of the county', () => {
  const only = (when: object, from: string, to: string, more: object = {}) => {
    const silent = ['water-weekend', 'water-week', 'water-peak', 'holiday', 'stove-1', 'stove-2']
    const rows = [row('rule', 'own', rule(when, more)), ...silent.map(key => row('rule', key, null))]
    const roomy = { budget: { perWeek: 9, summer: 9 } }
    return said(calendar({ policy: roomy, rows }), from, to)
      .filter(line => line.includes('fish'))
      .map(line => line.slice(5, 10))
  }

  it('speaks on days of the sun, of the moon, of the terms, on the second Sunday of May, before and after them', () => {
    const on = (at: object, shift = 0, days = 1) => only({ at, shift, days }, '2026-01-01', '2026-12-31')
    expect(on({ on: 'solar', date: '04-26' })).toEqual(['04-26'])
    expect(on({ on: 'lunar', month: 8, day: 15 }, -3)).toEqual(['09-22'])
    expect(on({ on: 'lunar', month: 12, day: 30 })).toEqual(['02-16'])
    expect(on({ on: 'term', name: '冬至' }, 0, 3)).toEqual(['12-22', '12-23', '12-24'])
    expect(on({ on: 'nth-weekday', month: 5, nth: 2, weekday: 7 })).toEqual(['05-10'])
    expect(on({ on: 'holiday', name: '国庆', edge: 'last' }, 1)).toEqual(['10-08'])
    expect(on({ on: 'solar', date: '01-03' }, -10)).toEqual(['12-24'])
  })

  it('speaks on weekdays within parts of the year, on school days with the working Saturdays among them', () => {
    const every = (every: number[], ...parts: unknown[]) =>
      only({ every, in: parts }, '2026-09-14', '2026-10-11', { rhythm: 'weekly' })
    const all = [1, 2, 3, 4, 5, 6, 7]
    expect(every([6, 7], 'school-day')).toEqual(['09-20', '10-10'])
    expect(every(all, 'holiday')).toHaveLength(10)
    expect(every([5], { from: '10-01', to: '03-31' })).toEqual(['10-02', '10-09'])
    const lunar = { at: { on: 'lunar', month: 8, day: 10 } }
    const lantern = { at: { on: 'lunar', month: 8, day: 15 }, shift: 1 }
    expect(every(all, { from: lunar, to: lantern })).toEqual([
      '09-20',
      '09-21',
      '09-22',
      '09-23',
      '09-24',
      '09-25',
      '09-26',
    ])
  })

  it('holds from its first day to its last, and ours of the same name is silent meanwhile', () => {
    const rows = [row('rule', 'water-weekend', null, '2026-05-10', '2026-05-20')]
    expect(said(calendar({ rows }), '2026-05-02', '2026-05-24')).toEqual([
      '2026-05-08 weekend',
      '2026-05-22 weekend',
    ])
  })
})

describe('calm', () => {
  it('several things on a day are one message, the fuller one first, that leaves before any of them is worthless', () => {
    const noon = rule({ at: { on: 'solar', date: '09-29' } }, { hour: '07:30', until: '09:00' })
    const rows = [row('rule', 'noon', noon)]
    const [day] = whatGoesOut(calendar({ rows }), '2026-09-29', '2026-09-29')
    expect(day!.said.map(entry => [entry.topic, timeOf(entry.at)])).toEqual([
      ['national-day', '07:30'],
      ['fish-ponds', '07:30'],
    ])
  })

  it('a week has room for as many messages as the budget leaves beside the check-in, and what is left out is named', () => {
    const daily = rule({ every: [1, 2, 3, 4, 5, 6, 7], in: ['water'] })
    const rows = [row('rule', 'daily', daily)]
    expect(said(calendar({ rows }), '2026-05-11', '2026-05-17')).toEqual(['2026-05-15 weekend fish-ponds'])
    expect(leftOut(calendar({ rows }), '2026-05-11', '2026-05-17')).toHaveLength(6)
    expect(
      said(calendar({ rows, policy: { budget: { perWeek: 1, summer: 3 } } }), '2026-05-11', '2026-05-17'),
    ).toEqual([])
  })

  it('never more than one message a day and the week’s room for anybody, whatever rows there are', () => {
    const anchors = [
      ...[
        { on: 'solar', date: '07-15' },
        { on: 'lunar', month: 6, day: 1 },
        { on: 'term', name: '大暑' },
      ],
      ...[{ on: 'holiday' }, { on: 'vacation', name: 'summer' }, { on: 'exam', name: 'zhongkao' }],
    ]
    const anyRule = fc.record({
      when: fc.oneof(
        fc.record({
          at: fc.constantFrom(...anchors),
          shift: fc.integer({ min: -9, max: 9 }),
          days: fc.integer({ min: 1, max: 5 }),
        }),
        fc.record({
          every: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
          in: fc.constantFrom(['water'], ['vacation'], ['school-day']),
        }),
      ),
      rhythm: fc.constantFrom('line', 'weekly', 'fuller'),
      to: fc.constantFrom(['carer'], ['parent'], ['carer', 'parent']),
    })
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 5 }), rules => {
        const rows = rules.map((more, n) => row('rule', `own-${n}`, rule(more.when, more)))
        const days = whatGoesOut(calendar({ rows }), '2026-06-01', '2026-08-02')
        for (const audience of ['carer', 'parent'] as const) {
          const heard = days.filter(day => day.said.some(entry => !entry.ages && entry.to.includes(audience)))
          for (let monday = '2026-06-01'; monday < '2026-08-03'; monday = addDays(monday, 7)) {
            const week = heard.filter(({ day }) => monday <= day && day < addDays(monday, 7))
            expect(week.length).toBeLessThanOrEqual(2)
          }
        }
        for (const { said } of days) {
          expect(new Set(said.map(entry => entry.at)).size).toBeLessThanOrEqual(1)
          for (const entry of said) expect(entry.expiresAt).toBeGreaterThan(entry.at)
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('the next four hundred days', () => {
  const year = calendar({ rows: [row('vacation', '2026-summer', { from: '2026-07-05', to: '2026-08-31' })] })

  it('are the same asked for at once or day by day', () => {
    const all = whatGoesOut(year, '2026-06-01', '2026-07-19')
    const daily = []
    for (let day = '2026-06-01'; day <= '2026-07-19'; day = addDays(day, 1))
      daily.push(...whatGoesOut(year, day, day))
    expect(daily).toEqual(all)
  })

  it('are computed in a moment', () => {
    whatGoesOut(year, '2026-11-22', '2027-12-27')
    const began = performance.now()
    const days = whatGoesOut(year, '2026-11-22', '2027-12-27')
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(days.length).toBeGreaterThan(40)
  })
})
