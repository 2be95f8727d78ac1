import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  ageOn,
  between,
  dayOf,
  dayOfLunar,
  days,
  hours,
  instantOf,
  isDay,
  isoWeek,
  isQuiet,
  lunarDay,
  minutes,
  monthOf,
  outOfQuiet,
  spokenTime,
  termOf,
  timeOf,
  weekday,
} from '../../flows/engine/calendar.ts'

const night = { from: '21:00', to: '07:00' }
const anyInstant = fc.integer({ min: Date.UTC(1985, 0, 1), max: Date.UTC(2040, 0, 1) })
const anyDay = anyInstant.map(dayOf)

describe('days and instants', () => {
  it('a message at half past six in the evening belongs to that day in the village', () => {
    const at = Date.UTC(2026, 10, 21, 10, 30)
    expect([dayOf(at), timeOf(at)]).toEqual(['2026-11-21', '18:30'])
    expect(instantOf('2026-11-21', '18:30')).toBe(at)
  })

  it('a message after midnight in the village is the next day though it is still yesterday in London', () => {
    expect(dayOf(Date.UTC(2026, 10, 21, 16, 0))).toBe('2026-11-22')
    expect(dayOf(Date.UTC(2026, 10, 21, 15, 59, 59))).toBe('2026-11-21')
  })

  it('every instant is found again from its day and time, summer time of 1986-1991 included', () => {
    fc.assert(
      fc.property(anyInstant, ms => {
        const found = instantOf(dayOf(ms), timeOf(ms))
        // On the nights the clocks were put back one hour came twice.
        expect([0, hours(1)]).toContain(Math.abs(found - (ms - (ms % minutes(1)))))
        expect(dayOf(found)).toBe(dayOf(ms))
        expect(timeOf(found)).toBe(timeOf(ms))
      }),
    )
  })

  it('clocks in Shanghai stood an hour ahead in the summer of 1988 and not in the winter', () => {
    expect(instantOf('1988-07-01', '12:00')).toBe(Date.UTC(1988, 6, 1, 3))
    expect(instantOf('1988-12-01', '12:00')).toBe(Date.UTC(1988, 11, 1, 4))
    expect([dayOf(Date.UTC(1988, 5, 30, 15)), timeOf(Date.UTC(1988, 5, 30, 15))]).toEqual([
      '1988-07-01',
      '00:00',
    ])
    expect(instantOf('1991-09-14', '12:00')).toBe(Date.UTC(1991, 8, 14, 3))
    expect(instantOf('1991-09-16', '00:00')).toBe(Date.UTC(1991, 8, 15, 16))
  })

  it('a morning list planned for nine is said to be today, tomorrow or on its date', () => {
    const now = instantOf('2026-12-31', '18:30')
    expect(spokenTime(instantOf('2026-12-31', '20:00'), now)).toEqual({ day: 'today', time: '20:00' })
    expect(spokenTime(instantOf('2027-01-01', '09:00'), now)).toEqual({ day: 'tomorrow', time: '09:00' })
    expect(spokenTime(instantOf('2027-01-02', '09:00'), now)).toEqual({ day: '2027-01-02', time: '09:00' })
    expect(spokenTime(instantOf('2026-12-30', '09:00'), now)).toEqual({ day: '2026-12-30', time: '09:00' })
  })

  it('a day that does not exist is refused, never rolled into the next month', () => {
    for (const text of [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-11-31',
      '20261121',
      '2026-11-21T00:00',
      '',
    ]) {
      expect(isDay(text), text).toBe(false)
      expect(() => addDays(text, 0), text).toThrow(RangeError)
      expect(() => instantOf(text, '09:00'), text).toThrow(RangeError)
    }
    expect(isDay('2028-02-29')).toBe(true)
    for (const time of ['24:00', '9:00', '09:60', '09:00:00', ''])
      expect(() => instantOf('2026-11-21', time), time).toThrow(RangeError)
  })

  it('going forward any number of days and counting them gives that number back', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
        expect(between(day, addDays(day, n))).toBe(n)
      }),
    )
  })

  it('durations say their unit', () => {
    expect([minutes(2), hours(2), days(2)]).toEqual([120_000, 7_200_000, 172_800_000])
  })
})

describe('weeks', () => {
  it('the week runs from Monday to Sunday', () => {
    expect(weekday('2026-11-16')).toBe(1)
    expect(weekday('2026-11-22')).toBe(7)
    expect(isoWeek('2026-11-16')).toBe('2026-W47')
    expect(isoWeek('2026-11-22')).toBe('2026-W47')
  })

  it('a check-in of the week over New Year is one check-in, not two', () => {
    expect(isoWeek('2026-12-28')).toBe('2026-W53')
    expect(isoWeek('2027-01-03')).toBe('2026-W53')
    expect(isoWeek('2027-01-04')).toBe('2027-W01')
    expect(isoWeek('2024-12-30')).toBe('2025-W01')
    expect(monthOf('2027-01-03')).toBe('2027-01')
  })
})

describe('ages', () => {
  it('a child turns sixteen on the birthday', () => {
    expect(ageOn('2010-11-21', '2026-11-20')).toBe(15)
    expect(ageOn('2010-11-21', '2026-11-21')).toBe(16)
    expect(ageOn('2026-11-21', '2026-11-20')).toBe(-1)
  })

  it('a child born on 29 February is a year older on 1 March of a common year, on the 29th of a leap year', () => {
    expect(ageOn('2012-02-29', '2026-02-28')).toBe(13)
    expect(ageOn('2012-02-29', '2026-03-01')).toBe(14)
    expect(ageOn('2012-02-29', '2028-02-28')).toBe(15)
    expect(ageOn('2012-02-29', '2028-02-29')).toBe(16)
  })

  it('a parent born on a day the clocks changed is as old as the calendar says', () => {
    for (const birth of [
      '1986-05-04',
      '1986-09-14',
      '1988-04-10',
      '1988-07-01',
      '1991-04-14',
      '1991-09-15',
    ]) {
      const sameDay = `2026${birth.slice(4)}`
      const years = 2026 - Number(birth.slice(0, 4))
      expect(ageOn(birth, sameDay)).toBe(years)
      expect(ageOn(birth, addDays(sameDay, -1))).toBe(years - 1)
      expect(dayOf(instantOf(birth, '00:30'))).toBe(birth)
    }
  })
})

describe("the farmers' calendar", () => {
  it.each([
    ['Spring Festival', 1, 1, ['2025-01-29', '2026-02-17', '2027-02-06', '2028-01-26']],
    ['Lantern Festival', 1, 15, ['2025-02-12', '2026-03-03', '2027-02-20']],
    ['Dragon Boat Festival', 5, 5, ['2025-05-31', '2026-06-19', '2027-06-09']],
    ['Seventh Evening', 7, 7, ['2025-08-29', '2026-08-19', '2027-08-08']],
    ['Mid-Autumn', 8, 15, ['2025-10-06', '2026-09-25', '2027-09-15']],
    ['Double Ninth', 9, 9, ['2025-10-29', '2026-10-18', '2027-10-08']],
  ])('%s falls on the days the official notices give', (_, month, day, expected) => {
    expect(expected.map((_, i) => dayOfLunar(2025 + i, month, day))).toEqual(expected)
  })

  it('graves are swept on 4 April 2025 and on 5 April 2026 and 2027', () => {
    expect([2025, 2026, 2027].map(year => termOf(year, '清明'))).toEqual([
      '2025-04-04',
      '2026-04-05',
      '2027-04-05',
    ])
  })

  it("the last evening of the old year is the twelfth month's last day, 29 or 30", () => {
    expect(lunarDay('2027-02-05')).toEqual({ year: 2026, month: 12, day: 29, leap: false })
    expect(lunarDay('2026-02-16')).toEqual({ year: 2025, month: 12, day: 29, leap: false })
    expect(dayOfLunar(2026, 12, 30)).toBe(null)
  })

  it('the leap sixth month of 2025 is told from the sixth', () => {
    expect(lunarDay('2025-08-01')).toEqual({ year: 2025, month: 6, day: 8, leap: true })
    expect(dayOfLunar(2025, 6, 8, true)).toBe('2025-08-01')
    expect(dayOfLunar(2025, 6, 8)).toBe('2025-07-02')
    expect(dayOfLunar(2026, 6, 8, true)).toBe(null)
    expect(dayOfLunar(2026, 13, 1)).toBe(null)
    expect(dayOfLunar(2026, 1, 0)).toBe(null)
  })

  it('every day is found again from its lunar date', () => {
    fc.assert(
      fc.property(anyDay, day => {
        const lunar = lunarDay(day)
        expect(dayOfLunar(lunar.year, lunar.month, lunar.day, lunar.leap)).toBe(day)
      }),
    )
  })
})

describe('quiet hours', () => {
  it.each([
    ['20:59', false, '2026-11-21 20:59'],
    ['21:00', true, '2026-11-22 07:00'],
    ['23:59', true, '2026-11-22 07:00'],
    ['00:00', true, '2026-11-21 07:00'],
    ['06:59', true, '2026-11-21 07:00'],
    ['07:00', false, '2026-11-21 07:00'],
  ])('a reminder due at %s leaves when the family is awake', (time, quiet, leaves) => {
    const at = instantOf('2026-11-21', time)
    expect(isQuiet(at, night)).toBe(quiet)
    const out = outOfQuiet(at, night)
    expect(`${dayOf(out)} ${timeOf(out)}`).toBe(leaves)
  })

  it('a county may have families rest over noon instead', () => {
    const noon = { from: '12:00', to: '14:00' }
    expect(isQuiet(instantOf('2026-07-01', '12:00'), noon)).toBe(true)
    expect(isQuiet(instantOf('2026-07-01', '14:00'), noon)).toBe(false)
    expect(outOfQuiet(instantOf('2026-07-01', '13:10'), noon)).toBe(instantOf('2026-07-01', '14:00'))
    expect(isQuiet(instantOf('2026-07-01', '02:00'), { from: '00:00', to: '00:00' })).toBe(false)
  })

  it('nothing moved out of the night is quiet, early, or later than half a day', () => {
    fc.assert(
      fc.property(anyInstant, ms => {
        const out = outOfQuiet(ms, night)
        expect(isQuiet(out, night)).toBe(false)
        // An hour more on the nights the clocks were put back.
        expect(out >= ms && out - ms <= hours(11)).toBe(true)
      }),
    )
  })
})

describe('a server that stands elsewhere', () => {
  const source = fileURLToPath(new URL('../../flows/engine/calendar.ts', import.meta.url))
  const script = `
    import * as c from ${JSON.stringify(source)}
    const out = []
    for (let ms = Date.UTC(1985, 0, 1); ms < Date.UTC(2029, 0, 1); ms += 3_931 * 3_600_000 + 7_000) {
      const day = c.dayOf(ms)
      out.push([day, c.timeOf(ms), c.lunarDay(day), c.isoWeek(day), c.weekday(day), c.addDays(day, 45),
        c.ageOn('1988-04-10', day), c.instantOf(day, '00:30'), c.outOfQuiet(ms, { from: '21:00', to: '07:00' })])
    }
    for (let y = 2025; y < 2029; y++) out.push([c.termOf(y, '清明'), c.dayOfLunar(y, 1, 1), c.dayOfLunar(y, 8, 15)])
    console.log(JSON.stringify(out))`
  const run = (TZ: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    })

  it('gives the families in Anhui the same days from New York, London and Kiritimati', () => {
    const home = run('Asia/Shanghai')
    expect(JSON.parse(home).length).toBeGreaterThan(90)
    for (const zone of ['America/New_York', 'Europe/London', 'Pacific/Kiritimati'])
      expect(run(zone)).toBe(home)
  })
})
