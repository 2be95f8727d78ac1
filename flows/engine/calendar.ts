/**
 * Days and hours as a village in China counts them. A day is 'YYYY-MM-DD' and a time 'HH:MM' in
 * Asia/Shanghai; an instant is milliseconds UTC. Nothing here reads a clock or the process's time zone.
 * A text that is no day (2026-02-29) is a bug and throws a RangeError: check it at the edge with `isDay`.
 */
import { Lunar, LunarMonth, Solar } from 'lunar-typescript'
import { Temporal } from 'temporal-polyfill'
import { termDay } from './understanding/dates/day.ts'

export const zone = 'Asia/Shanghai'

/** Routine messages rest from `from` until `to`, both 'HH:MM'; usually over midnight. */
export type QuietHours = { from: string; to: string }

/** A day of the farmers' calendar: month 1..12, day 1..30; `leap` is the second month of the same number. */
export type LunarDay = { year: number; month: number; day: number; leap: boolean }

export const minutes = (n: number) => n * 60_000
export const hours = (n: number) => n * 3_600_000
export const days = (n: number) => n * 86_400_000

// Strict, because Temporal also reads '20261121' and a day with a time behind it.
const dayShape = /^\d{4}-\d{2}-\d{2}$/
const timeShape = /^([01]\d|2[0-3]):[0-5]\d$/

function plain(day: string): Temporal.PlainDate {
  if (!dayShape.test(day)) throw new RangeError(`not a day: ${day}`)
  return Temporal.PlainDate.from(day, { overflow: 'reject' })
}

function checkTime(time: string): string {
  if (!timeShape.test(time)) throw new RangeError(`not a time of day: ${time}`)
  return time
}

// Since its last summer time (until 15 September 1991) Shanghai has kept UTC+8; adding eight hours is about
// twenty times cheaper than asking for the zone, and a turn asks several times.
const lastSummerTime = Date.UTC(1991, 8, 16)

/** 'YYYY-MM-DDTHH:MM…' as the clocks in Shanghai show it. */
function wallClock(ms: number): string {
  if (ms >= lastSummerTime) return new Date(ms + hours(8)).toISOString()
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime().toString()
}

/** Whether the text is a day that exists, written 'YYYY-MM-DD'. */
export function isDay(text: string): boolean {
  if (!dayShape.test(text)) return false
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth
  )
}

/** The day in Shanghai at an instant (ms). */
export const dayOf = (ms: number): string => wallClock(ms).slice(0, 10)

/** The time of day in Shanghai at an instant (ms), 'HH:MM'. */
export const timeOf = (ms: number): string => wallClock(ms).slice(11, 16)

/** When something was, as staff read it: 'HH:MM' of the same day, 'MM-DD HH:MM' of another. */
export const momentOf = (ms: number, now: number): string =>
  dayOf(ms) === dayOf(now) ? timeOf(ms) : `${dayOf(ms).slice(5)} ${timeOf(ms)}`

/** The instant (ms) of a day and a time in Shanghai. */
export function instantOf(day: string, time: string): number {
  const date = plain(day)
  const utc = Date.parse(`${day}T${checkTime(time)}Z`) - hours(8)
  if (utc >= lastSummerTime) return utc
  return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}

/** The day `n` days later; earlier when negative. */
export const addDays = (day: string, n: number): string => plain(day).add({ days: n }).toString()

/** The day `n` months later, at most the month's last. */
export const addMonths = (day: string, n: number): string => plain(day).add({ months: n }).toString()

/** Whole days from `from` to `to`: 0 for the same day, negative when `to` comes first. */
export const between = (from: string, to: string): number => plain(from).until(plain(to)).days

/** 1 Monday .. 7 Sunday. */
export const weekday = (day: string): number => plain(day).dayOfWeek

/** The ISO week, '2026-W47'; the first days of January may belong to the old year's last week. */
export function isoWeek(day: string): string {
  const date = plain(day)
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`
}

/** The month, '2026-11'. */
export const monthOf = (day: string): string => plain(day).toPlainYearMonth().toString()

/**
 * Completed years of age on a day, counting the birthday itself; born on 29 February, one year older on
 * 1 March of a common year. Negative before birth. Both are days, never instants: clocks in Shanghai were
 * put forward in the summers of 1986-1991. The rule that counts from the day after the birthday
 * (法释〔2006〕1号 art. 2) is `ageOn(birthDay, addDays(day, -1))`.
 */
export function ageOn(birthDay: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDay.slice(0, 4))
  return years - (day.slice(5) < birthDay.slice(5) ? 1 : 0)
}

/** The farmers' calendar day. Not from Intl: its `chinese` calendar has the whole first month of 2027 a day late. */
export function lunarDay(day: string): LunarDay {
  const date = plain(day)
  const lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
  const month = lunar.getMonth()
  return { year: lunar.getYear(), month: Math.abs(month), day: lunar.getDay(), leap: month < 0 }
}

type LunarMonthDays = { first: string; length: number }
// A year is worked out from the sun and the moon each time another one is asked for (some ms).
const lunarMonths = new Map<string, LunarMonthDays | null>()

function lunarMonth(year: number, month: number): LunarMonthDays | null {
  const key = `${year} ${month}`
  const known = lunarMonths.get(key)
  if (known !== undefined) return known
  const length = LunarMonth.fromYm(year, month)?.getDayCount() ?? 0
  const found = length > 0 ? { first: Lunar.fromYmd(year, month, 1).getSolar().toYmd(), length } : null
  if (lunarMonths.size > 10_000) lunarMonths.clear()
  lunarMonths.set(key, found)
  return found
}

/** The day of a farmers' calendar date, or null when that month has no such day (or that year no such leap month). */
export function dayOfLunar(year: number, month: number, day: number, leap = false): string | null {
  const found = lunarMonth(year, leap ? -month : month)
  if (!found || !Number.isInteger(day) || day < 1 || day > found.length) return null
  return addDays(found.first, day - 1)
}

/** The day in a year of one of the twenty-four terms of the sun (清明, 冬至), or null for another word. */
export function termOf(year: number, name: string): string | null {
  const key = `${year} ${name}`
  if (!terms.has(key)) {
    if (terms.size > 10_000) terms.clear()
    terms.set(key, termDay(name, year)?.toString() ?? null)
  }
  return terms.get(key)!
}
const terms = new Map<string, string | null>()

/** How a chat names an instant: today, tomorrow or the date, and the time; the words are the locale's. */
export function spokenTime(
  ms: number,
  now: number,
): { day: 'today' | 'tomorrow' | (string & {}); time: string } {
  const day = dayOf(ms)
  const ahead = between(dayOf(now), day)
  return { day: ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : day, time: timeOf(ms) }
}

/** Whether routine messages rest at this instant; `from` belongs to the rest, `to` no more. */
export function isQuiet(ms: number, quiet: QuietHours): boolean {
  const [from, to, time] = [checkTime(quiet.from), checkTime(quiet.to), timeOf(ms)]
  return from <= to ? from <= time && time < to : from <= time || time < to
}

/** The first instant (ms) at or after `ms` at which routine messages may leave. */
export function outOfQuiet(ms: number, quiet: QuietHours): number {
  if (!isQuiet(ms, quiet)) return ms
  const day = dayOf(ms)
  return instantOf(timeOf(ms) < quiet.to ? day : addDays(day, 1), quiet.to)
}
