import { expect, test } from 'vitest'
import { dayOfLunar } from '../../flows/engine/calendar.ts'
import { dateIn } from '../../flows/engine/understanding/dates/dates.ts'

const spoken = ['初一', '初二', '初三', '初四', '初五', '初六', '初七', '初八', '初九', '初十']

test('a father who names the year of 大年初三 is understood, from either side of New Year', () => {
  for (const today of ['2026-01-05', '2026-11-20', '2027-01-20'])
    for (const [n, day] of spoken.entries())
      for (const said of [
        `2027年大年${day}`,
        `27年大年${day}`,
        `2027年正月${day}`,
        `2027年农历正月${day}`,
        `2027年${day}`,
      ])
        expect(`${said} ${dateIn(said, today)}`).toBe(`${said} ${dayOfLunar(2027, 1, n + 1)}`)
})

test('明年 and 今年 name the New Year of that year', () => {
  expect(dateIn('明年大年初三回', '2026-01-05')).toBe('2027-02-08')
  expect(dateIn('明年初六走', '2026-01-05')).toBe('2027-02-11')
  expect(dateIn('今年大年初三走的', '2026-11-20')).toBe('2026-02-19')
})

test('without a year the nearest New Year is meant, and New Year itself stays what it was', () => {
  expect(dateIn('大年初三', '2026-11-20')).toBe('2027-02-08')
  expect(dateIn('2027年春节', '2026-01-05')).toBe('2027-02-06')
  expect(dateIn('2027年大年三十', '2026-11-20')).toBe('2027-02-05')
  expect(dateIn('2027年腊月二十', '2026-11-20')).toBe('2027-01-27')
})
