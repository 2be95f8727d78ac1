import chineseDays from 'chinese-days'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf, instantOf, timeOf, weekday } from '../../flows/engine/calendar.ts'
import {
  announcedHolidays,
  HolidayNotice,
  HolidayRow,
  holidayNotices,
  holidaysOf,
  nextHolidays,
} from '../../server/notices/holidays.ts'
import { SeasonPolicy, seasonDays, seasonTopic } from '../../server/notices/seasons.ts'

const shown = (year: number, rows = announcedHolidays) =>
  holidaysOf(year, rows).map(h => [h.name, h.from, h.to])
const row = (day: string, name: string, kind: 'off' | 'work' = 'off', year = 2027): HolidayRow => ({
  day,
  year,
  name,
  kind,
  source: '通知',
})

describe('the announced arrangements', () => {
  it('agree with chinese-days on every day of 2025 and 2026', () => {
    const kinds = new Map(announcedHolidays.map(r => [r.day, r.kind]))
    expect(kinds.size).toBe(announcedHolidays.length)
    for (let day = '2025-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      const ordinary = weekday(day) > 5 ? 'off' : 'work'
      expect(`${day} ${kinds.get(day) ?? ordinary}`).toBe(
        `${day} ${chineseDays.isWorkday(day) ? 'work' : 'off'}`,
      )
    }
  })

  it('fit the table they are stored in', () => {
    for (const r of announcedHolidays) expect(HolidayRow.parse(r)).toEqual(r)
  })

  it('a family reads of nine days at Spring Festival 2026, with school on the Saturdays before and after', () => {
    expect(holidaysOf(2026, announcedHolidays)[1]).toEqual({
      year: 2026,
      name: '春节',
      topic: 'spring-festival',
      from: '2026-02-15',
      to: '2026-02-23',
      workDays: ['2026-02-14', '2026-02-28'],
      announced: true,
      source: '国务院办公厅关于2026年部分节假日安排的通知(2025-11-04)',
    })
  })

  it('Mid-Autumn inside the National Day week of 2025 is one holiday, in 2026 they are two', () => {
    expect(shown(2025).slice(-1)).toEqual([['国庆、中秋', '2025-10-01', '2025-10-08']])
    expect(holidaysOf(2025, announcedHolidays).at(-1)).toMatchObject({
      topic: 'national-day',
      workDays: ['2025-09-28', '2025-10-11'],
    })
    expect(shown(2026).slice(-2)).toEqual([
      ['中秋', '2026-09-25', '2026-09-27'],
      ['国庆', '2026-10-01', '2026-10-07'],
    ])
  })

  it('Mid-Autumn on the day before National Day, entered day by day, is one holiday', () => {
    const rows = ['09-29', '10-01', '10-02', '09-30'].map(d =>
      row(`2027-${d}`, d === '09-29' ? '中秋' : '国庆'),
    )
    expect(shown(2027, rows).slice(-1)).toEqual([['中秋、国庆', '2027-09-29', '2027-10-02']])
  })
})

describe('a year nobody has announced', () => {
  it('falls back to the thirteen statutory days of 2027 and says so', () => {
    const holidays = holidaysOf(2027, announcedHolidays)
    expect(holidays.map(h => [h.name, h.from, h.to])).toEqual([
      ['元旦', '2027-01-01', '2027-01-01'],
      ['春节', '2027-02-05', '2027-02-08'],
      ['清明', '2027-04-05', '2027-04-05'],
      ['劳动节', '2027-05-01', '2027-05-02'],
      ['端午', '2027-06-09', '2027-06-09'],
      ['中秋', '2027-09-15', '2027-09-15'],
      ['国庆', '2027-10-01', '2027-10-03'],
    ])
    expect(holidays.every(h => !h.announced && h.workDays.length === 0)).toBe(true)
  })

  it('keeps Mid-Autumn 2028, which is the third day of National Day, in one span', () => {
    expect(shown(2028).slice(-1)).toEqual([['国庆、中秋', '2028-10-01', '2028-10-03']])
  })

  it('an arrangement entered by halves loses no holiday', () => {
    const rows = [row('2027-01-01', '元旦'), row('2027-01-02', '元旦'), row('2027-01-03', '元旦')]
    const holidays = holidaysOf(2027, rows)
    expect(holidays.map(h => h.announced)).toEqual([true, false, false, false, false, false, false])
    expect(holidays[0]).toMatchObject({ from: '2027-01-01', to: '2027-01-03', source: '通知' })
  })

  it('a holiday of one year only that staff entered has a notice with plain words', () => {
    expect(
      holidaysOf(2027, [row('2027-09-03', '抗战胜利纪念日')]).find(h => h.from === '2027-09-03'),
    ).toMatchObject({
      name: '抗战胜利纪念日',
      topic: 'other',
      announced: true,
    })
  })
})

describe('the next holidays', () => {
  it('on a day within a holiday it still comes first', () => {
    expect(nextHolidays('2026-10-03', announcedHolidays)[0]).toMatchObject({ name: '国庆', to: '2026-10-07' })
    expect(nextHolidays('2026-10-08', announcedHolidays)[0]).toMatchObject({
      name: '元旦',
      year: 2027,
      announced: false,
    })
  })

  it('a New Year holiday that begins in December belongs to the new year', () => {
    const rows = ['2026-12-31', '2027-01-01'].map(day => row(day, '元旦'))
    expect(nextHolidays('2026-12-30', [...announcedHolidays, ...rows])[0]).toMatchObject({
      year: 2027,
      from: '2026-12-31',
    })
  })
})

describe('the notice before a holiday', () => {
  const policy = HolidayNotice.parse({})
  const noticed = (from: string, to: string, rows = announcedHolidays, p = policy) =>
    holidayNotices(p, rows, from, to).map(n => `${dayOf(n.at)} ${timeOf(n.at)} ${n.holiday.name}`)

  it('leaves two days before at ten unless the county says otherwise', () => {
    expect(noticed('2026-09-01', '2026-10-31')).toEqual(['2026-09-23 10:00 中秋', '2026-09-29 10:00 国庆'])
    expect(noticed('2026-09-29', '2026-09-29')).toEqual(['2026-09-29 10:00 国庆'])
    expect(noticed('2026-09-30', '2026-10-31')).toEqual([])
  })

  it('leaves on a make-up working Saturday too', () => {
    const oneDay = HolidayNotice.parse({ daysBefore: 1, hour: '17:30' })
    expect(noticed('2026-02-10', '2026-02-20', announcedHolidays, oneDay)).toEqual(['2026-02-14 17:30 春节'])
    expect(
      noticed('2025-09-25', '2025-10-05', announcedHolidays, HolidayNotice.parse({ daysBefore: 3 })),
    ).toEqual(['2025-09-28 10:00 国庆、中秋'])
  })

  it('leaves in December for the New Year of an unannounced year', () => {
    expect(noticed('2026-12-20', '2026-12-31')).toEqual(['2026-12-30 10:00 元旦'])
  })

  it('keeps its key when the arrangement comes late, so that no family is told twice', () => {
    const late = Array.from({ length: 8 }, (_, n) => row(addDays('2027-02-04', n), '春节'))
    const [before] = holidayNotices(policy, announcedHolidays, '2027-01-20', '2027-02-10')
    const [after] = holidayNotices(policy, [...announcedHolidays, ...late], '2027-01-20', '2027-02-10')
    expect(before?.key).toBe('holiday:2027:春节')
    expect([after?.key, after?.day]).toEqual([before?.key, '2027-02-02'])
  })

  it('is worth nothing from noon of the first day off', () => {
    const [notice] = holidayNotices(policy, announcedHolidays, '2026-09-29', '2026-09-29')
    expect(notice?.expiresAt).toBe(instantOf('2026-10-01', '12:00'))
  })

  it('asked about day by day, or about all days at once, every holiday is noticed once', () => {
    const all = holidayNotices(policy, announcedHolidays, '2025-01-01', '2025-12-31').map(n => n.key)
    const daily: string[] = []
    for (let day = '2025-01-01'; day <= '2025-12-31'; day = addDays(day, 1))
      daily.push(...holidayNotices(policy, announcedHolidays, day, day).map(n => n.key))
    expect(daily).toEqual(all)
    expect(new Set(all).size).toBe(all.length)
    expect(all).toHaveLength(6) // New Year's Day 2025 was noticed in 2024; New Year's Day 2026 is noticed in 2025.
  })

  it('refuses a policy that would wake families or say nothing in time', () => {
    for (const wrong of [
      { daysBefore: 0 },
      { daysBefore: 1.5 },
      { hour: '21:00' },
      { hour: '06:59' },
      { hour: '9:00' },
      { days: 2 },
    ])
      expect(HolidayNotice.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
  })
})

describe('the season of water', () => {
  const huangHuai = SeasonPolicy.parse({})

  it('in a county of Huang-Huai runs from May to September, Fridays at half past eleven', () => {
    const may = seasonDays(huangHuai, '2026-04-20', '2026-05-15')
    expect(may.map(d => [d.day, d.hour, d.topic])).toEqual([
      ['2026-05-01', '11:30', 'weekend'],
      ['2026-05-08', '11:30', 'weekend'],
      ['2026-05-15', '11:30', 'weekend'],
    ])
    expect(seasonDays(huangHuai, '2026-09-26', '2026-12-31')).toEqual([])
  })

  it('speaks twice a week in July and August, when most children drown', () => {
    expect(seasonDays(huangHuai, '2026-06-29', '2026-07-05').map(d => [d.day, d.topic])).toEqual([
      ['2026-07-01', 'vacation'],
      ['2026-07-03', 'vacation'],
    ])
    expect(seasonDays(huangHuai, '2026-08-31', '2026-09-06').map(d => [d.day, d.topic])).toEqual([
      ['2026-09-04', 'weekend'],
    ])
  })

  it('a reminder held up until dusk is not sent in the evening', () => {
    const [friday] = seasonDays(huangHuai, '2026-06-05', '2026-06-05')
    expect(friday).toMatchObject({
      key: 'season:2026-06-05',
      at: instantOf('2026-06-05', '11:30'),
      expiresAt: instantOf('2026-06-05', '18:00'),
    })
    expect(instantOf('2026-06-05', '20:00')).toBeGreaterThan(friday!.expiresAt)
  })

  it('the northeast speaks of ice in winter, over New Year too', () => {
    const northeast = SeasonPolicy.parse({ region: 'northeast' })
    expect(seasonTopic(northeast, '2027-01-01')).toBe('ice')
    expect(seasonTopic(northeast, '2026-11-06')).toBe('ice')
    expect(seasonTopic(northeast, '2026-10-30')).toBe(null)
    expect(seasonTopic(northeast, '2026-05-29')).toBe(null)
    expect(seasonTopic(northeast, '2026-06-05')).toBe('weekend')
    expect(seasonTopic(SeasonPolicy.parse({ region: 'south' }), '2026-10-30')).toBe('weekend')
  })

  it('a county can name its own days', () => {
    const own = SeasonPolicy.parse({
      from: '04-15',
      to: '10-15',
      weekdays: [2, 6],
      peak: null,
      hour: '16:00',
      until: '19:00',
      source: '本县文件',
    })
    expect(seasonDays(own, '2026-07-06', '2026-07-12').map(d => [d.day, d.topic])).toEqual([
      ['2026-07-07', 'water'],
      ['2026-07-11', 'weekend'],
    ])
  })

  it('refuses a policy row that cannot be meant', () => {
    for (const wrong of [
      { region: 'west' },
      { from: '02-30' },
      { from: '5-1' },
      { weekdays: [0] },
      { weekdays: [5, 5] },
      { hour: '21:30' },
      { hour: '18:00' },
      { weekday: [5] },
    ])
      expect(SeasonPolicy.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    expect(SeasonPolicy.safeParse({ from: '02-29' }).success).toBe(true)
  })

  it('asked again from the day it stopped, the plan goes on without a gap or a double', () => {
    const offset = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        const [from, cut, to] = [
          '2026-01-01',
          addDays('2026-01-01', Math.min(a, b)),
          addDays('2026-01-01', Math.max(a, b)),
        ]
        const parts = [...seasonDays(huangHuai, from!, cut!), ...seasonDays(huangHuai, addDays(cut!, 1), to!)]
        expect(parts).toEqual(seasonDays(huangHuai, from!, to!))
      }),
      { numRuns: 30 },
    )
  })
})
