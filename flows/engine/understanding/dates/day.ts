import { Lunar, Solar } from 'lunar-typescript'
import { Temporal } from 'temporal-polyfill'

/** A calendar day without clock or zone. */
export type Day = Temporal.PlainDate

/** The day `YYYY-MM-DD` names; throws on anything else. */
export function dayOf(text: string): Day {
  return Temporal.PlainDate.from(text)
}

/** The day of these numbers, or null when there is none (30 February). */
export function solarDay(year: number, month: number, day: number): Day | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return null
  }
}

/** The day a lunar date falls on; the 30th of a short month is its last day, as 大年三十 is said of both. Null when there is none. */
export function lunarDay(lunarYear: number, month: number, day: number): Day | null {
  for (const candidate of day === 30 ? [30, 29] : [day])
    try {
      const solar = Lunar.fromYmd(lunarYear, month, candidate).getSolar()
      return solarDay(solar.getYear(), solar.getMonth(), solar.getDay())
    } catch {
      // No such day in that lunar year: try the shorter month, then give up.
    }
  return null
}

/** The lunar year and month a day lies in (a leap month has the number of the month it follows). */
export function lunarMonthOf(day: Day): { year: number; month: number; day: number } {
  const lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
  return { year: lunar.getYear(), month: Math.abs(lunar.getMonth()), day: lunar.getDay() }
}

const termKeys: Record<string, string> = { 冬至: 'DONG_ZHI', 小寒: 'XIAO_HAN', 大寒: 'DA_HAN' }

/** The day of a solar term (清明, 冬至, 立春) in a solar year. lunar-typescript's plain 冬至 and the like are the previous winter's. */
export function termDay(name: string, year: number): Day | null {
  // 小寒 and 大寒 open the year: they stand in the table of the lunar year before.
  const table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
  const solar = name === '冬至' ? table[termKeys[name]!] : table[name]
  return solar === undefined ? null : solarDay(solar.getYear(), solar.getMonth(), solar.getDay())
}

export function compare(a: Day, b: Day): number {
  return Temporal.PlainDate.compare(a, b)
}
