import { numberOf } from '../digits.ts'
import { compare, type Day, lunarDay, lunarMonthOf, solarDay } from './day.ts'

/** What the patterns need: the day of writing, and whether the text looks back. */
export type Look = { today: Day; past: boolean }
/** Whether a calendar word (农历, 阳历) means the lunar one. */
export function isLunar(word: string | undefined): boolean {
  return word !== undefined && /农|阴|旧|老|古|夏/.test(word)
}

/** The year a word names (今年, 27年), or null. */
export function yearOf(word: string | undefined, today: Day): number | null {
  if (word === undefined || word === '') return null
  const relative = { 今年: 0, 明年: 1, 后年: 2, 去年: -1, 前年: -2, 来年: 1, 开年: 1 }[word]
  if (relative !== undefined) return today.year + relative
  const value = numberOf(word.replace(/年$/, ''))
  return value === null ? null : value < 100 ? 2000 + value : value
}

function nearest(candidates: (Day | null)[], look: Look): Day | null {
  const days = candidates.filter(day => day !== null).sort(compare)
  if (look.past) return days.filter(day => compare(day, look.today) <= 0).at(-1) ?? null
  return days.find(day => compare(day, look.today) >= 0) ?? null
}

/** The nearest such day of the solar calendar. */
export function monthDay(month: number, day: number, year: number | null, look: Look): Day | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  if (year !== null) return solarDay(year, month, day)
  const around = [-2, -1, 0, 1, 2, 3, 4].map(offset => solarDay(look.today.year + offset, month, day))
  return nearest(around, look)
}

/** The nearest such day of the lunar calendar. */
export function lunarMonthDay(month: number, day: number, year: number | null, look: Look): Day | null {
  if (month < 1 || month > 12 || day < 1 || day > 30) return null
  if (year !== null) {
    // 明年腊月: the twelfth month that people call next year's may fall in either; the lunar year is meant.
    return lunarDay(year, month, day)
  }
  return nearest(
    [-2, -1, 0, 1, 2].map(offset => lunarDay(look.today.year + offset, month, day)),
    look,
  )
}

/** 20号: this month's, or the next month that has one. */
export function dayOfMonth(day: number, look: Look): Day | null {
  if (day < 1 || day > 31) return null
  const months = Array.from({ length: 26 }, (_, i) => look.today.with({ day: 1 }).add({ months: i - 13 }))
  return nearest(
    months.map(first => solarDay(first.year, first.month, day)),
    look,
  )
}

/** That day of the lunar month so many months from the one of writing. */
export function lunarDayOf(day: number, offset: number, look: Look): Day | null {
  const { year, month } = lunarMonthOf(look.today)
  const index = month - 1 + offset
  return lunarDay(year + Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, day)
}

/** 初三: the nearest one. */
export function lunarDayOfMonth(day: number, look: Look): Day | null {
  return nearest(
    [-1, 0, 1, 2].map(offset => lunarDayOf(day, offset, look)),
    look,
  )
}

/** Lunar months with names of their own. */
export const lunarMonths: Record<string, number> = {
  正月: 1,
  冬月: 11,
  腊月: 12,
  寒月: 12,
  十冬月: 11,
  冬腊月: 12,
  大年: 1,
  年: 1,
  新年: 1,
}

/** 初五, 廿三. */
export function lunarNumber(word: string): number | null {
  if (/^初/.test(word)) return numberOf(word.slice(1))
  return numberOf(word)
}

const amounts: Record<string, { days?: number; months?: number; years?: number }> = {
  天: { days: 1 },
  日: { days: 1 },
  周: { days: 7 },
  星期: { days: 7 },
  礼拜: { days: 7 },
  月: { months: 1 },
  年: { years: 1 },
}

function shifted(today: Day, amount: number, unit: string, direction: 1 | -1): Day | null {
  if (amount > 1000) return null
  const { days = 0, months = 0, years = 0 } = amounts[unit]!
  return today.add({
    days: days * amount * direction,
    months: months * amount * direction,
    years: years * amount * direction,
  })
}
/** 三天后, 半个月前, 一个半月后; `undefined` where the amount is none. */
export function amountFrom(
  amountWord: string,
  half: string | undefined,
  unit: string,
  direction: 1 | -1,
  look: Look,
): Day | null | undefined {
  if (amountWord === '半')
    return unit === '月'
      ? look.today.add({ days: 15 * direction })
      : unit === '年'
        ? look.today.add({ months: 6 * direction })
        : undefined
  const amount = numberOf(amountWord)
  if (amount === null || amount === 0) return undefined
  const day = shifted(look.today, amount, unit, direction)
  return half !== undefined && unit === '月' && day !== null ? day.add({ days: 15 * direction }) : day
}
