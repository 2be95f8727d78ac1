/**
 * What a county's calendar says on any day: its rules as they stand on that day, one message a day to each audience, and
 * no more in a week than the budget leaves beside the check-in. Pure: from a policy and rows to a list.
 */
import { addDays, instantOf, isoWeek, weekday } from '../../../flows/engine/calendar.ts'
import type { Policy } from '../../policy.ts'
import type { Holiday, HolidayRow } from '../holidays.ts'
import { type CalendarRow, inForce } from './rows.ts'
import { AUDIENCES, RHYTHMS, type Rule } from './rule.ts'
import type { Span } from './school.ts'
import { type NamedRule, shippedRules } from './shipped.ts'
import { type Found, type Year, yearOf } from './year.ts'

/** A county's calendar: its policy, its rows (as `calendarRows` gives them) and the arrangements announced to everybody. */
export type Calendar = {
  policy: Pick<Policy, 'season' | 'holiday-notice' | 'school' | 'budget'>
  rows: readonly CalendarRow[]
  arrangements: readonly HolidayRow[]
}

type Audience = (typeof AUDIENCES)[number]

/** One thing said on a day. */
export type Entry = {
  /** Names the rule; once a day. */
  rule: string
  topic: string
  rhythm: Rule['rhythm']
  to: readonly Audience[]
  ages: Rule['ages']
  day: string
  /** ms */
  at: number
  /** ms; worthless from then on. */
  expiresAt: number
  holiday?: Holiday
  /** The vacation or exam it belongs to. */
  span?: Span
  /** A row nobody has entered, by kind and key, in whose place a usual day stands. */
  missing: string | null
  /** Belongs to a day or two of the year, such as the first of the vacation, not to days of every week. */
  dated: boolean
  /** Said once, also when an arrangement that comes late moves it to another day. */
  once: boolean
  /** Where the rule is written. */
  source: string
}

/** What is said on a day, the leading one first; and what is left out, because the week is full. */
export type CalendarDay = { day: string; said: Entry[]; leftOut: Entry[] }

/** What goes out from one day to another, both included, for each audience at most once a day. Days without anything are not in it. */
export function whatGoesOut(calendar: Calendar, fromDay: string, toDay: string): CalendarDay[] {
  const [from, to] = [addDays(fromDay, 1 - weekday(fromDay)), addDays(toDay, 7 - weekday(toDay))]
  const entries = spans(calendar.rows, from, to).flatMap(span => entriesOf(calendar, span.from, span.to))
  return [...Map.groupBy(entries, entry => isoWeek(entry.day)).values()]
    .flatMap(week => weekOf(calendar.policy.budget, week))
    .filter(({ day }) => fromDay <= day && day <= toDay)
    .sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** Cuts the days where a row begins or ends to hold: in between the same rows do. */
function spans(rows: readonly CalendarRow[], from: string, to: string): { from: string; to: string }[] {
  const cuts = rows.flatMap(row => [row.from, ...(row.to === null ? [] : [addDays(row.to, 1)])])
  const begins = [...new Set([from, ...cuts.filter(day => from < day && day <= to)])].sort()
  return begins.map((day, n) => ({ from: day, to: n + 1 < begins.length ? addDays(begins[n + 1]!, -1) : to }))
}

/** Everything the rules in force say from one day to another, each by itself. */
function entriesOf({ policy, rows, arrangements }: Calendar, from: string, to: string): Entry[] {
  const held = inForce(rows, from, row => `${row.kind} ${row.key}`)
  const year = yearOf({ season: policy.season, school: policy.school, inForce: held, arrangements })
  return rulesIn(held, shippedRules(policy.season, policy['holiday-notice'])).flatMap(named =>
    daysOf(year, named.rule, from, to).map(found => entryOf(named, found)),
  )
}

/** The rules that hold on a day: ours that no row of the county replaces, and its own. */
export const rulesOn = ({ policy, rows }: Calendar, day: string): NamedRule[] =>
  rulesIn(
    inForce(rows, day, row => `${row.kind} ${row.key}`),
    shippedRules(policy.season, policy['holiday-notice']),
  )

function rulesIn(held: ReadonlyMap<string, CalendarRow>, shipped: readonly NamedRule[]): NamedRule[] {
  const own = [...held.values()].flatMap(row => (row.kind === 'rule' ? [row] : []))
  return [
    ...shipped.filter(({ key }) => !held.has(`rule ${key}`)),
    ...own.flatMap(({ key, value, source }) => (value ? [{ key, rule: value, source }] : [])),
  ]
}

function daysOf(year: Year, { when }: Rule, from: string, to: string): Found[] {
  if ('every' in when) {
    const found: Found[] = []
    for (let day = from; day <= to; day = addDays(day, 1))
      if (
        when.every.includes(weekday(day)) &&
        when.in.every(part => year.isIn(part, day)) &&
        !when.not.some(part => year.isIn(part, day))
      )
        found.push({ day, missing: null })
    return found
  }
  // What is shifted by weeks, or a vacation that begins in December, may belong to a year beside.
  const years = [Number(from.slice(0, 4)) - 1, Number(to.slice(0, 4)) + 1] as const
  return Array.from({ length: years[1] - years[0] + 1 }, (_, n) => years[0] + n).flatMap(one =>
    year
      .days(when.at, one)
      .flatMap(found =>
        Array.from({ length: when.days }, (_, n) => ({ ...found, day: addDays(found.day, when.shift + n) })),
      )
      .filter(({ day }) => from <= day && day <= to),
  )
}

function entryOf({ key, rule, source }: NamedRule, { day, missing, holiday, span }: Found): Entry {
  return {
    rule: holiday ? `${key}-${holiday.year}-${nameOf(holiday)}` : key,
    topic: rule.topic === 'holiday' && holiday ? holiday.topic : rule.topic,
    ...{ rhythm: rule.rhythm, to: rule.to, ages: rule.ages, day, source, missing },
    at: instantOf(day, rule.hour),
    expiresAt: instantOf(addDays(day, rule.untilDays), rule.until),
    dated: 'at' in rule.when,
    once: 'at' in rule.when && rule.when.days === 1,
    ...(holiday && { holiday }),
    ...(span && { span }),
  }
}

/** Names a holiday, not its days: an arrangement announced late moves it and does not make another of it. */
const nameOf = ({ name }: Holiday): string => (name.includes('国庆') ? '国庆' : name.split('、')[0]!)

/**
 * Of one week's entries, for each audience the days that fit into the budget: fuller ones first, then what belongs to a
 * day, then the earlier. What only families with children of an age hear takes nothing from the others.
 */
function weekOf(budget: Policy['budget'], entries: readonly Entry[]): CalendarDay[] {
  const days = [...Map.groupBy(entries, entry => entry.day)].sort(([a], [b]) => (a < b ? -1 : 1))
  const groups = [...new Set(entries.map(agesOf))]
  const open = new Set(
    AUDIENCES.flatMap(audience =>
      groups.flatMap(ages => {
        const mine = days.flatMap(([day, those]) => {
          const heard = those.filter(one => one.to.includes(audience) && ['', ages].includes(agesOf(one)))
          return heard.length > 0 ? [{ day, rank: Math.max(...heard.map(rankOf)) }] : []
        })
        mine.sort((a, b) => b.rank - a.rank)
        return mine
          .filter(({ day }, n) => n < roomOn(budget, day))
          .map(({ day }) => `${audience} ${ages} ${day}`)
      }),
    ),
  )
  const only = (those: readonly Entry[], said: boolean) =>
    those
      .map(one => ({ ...one, to: one.to.filter(to => open.has(`${to} ${agesOf(one)} ${one.day}`) === said) }))
      .filter(one => one.to.length > 0)
      .sort((a, b) => rankOf(b) - rankOf(a) || a.at - b.at || (a.rule < b.rule ? -1 : 1))
  return days.map(([day, those]) => ({
    day,
    said: together(only(those, true)),
    leftOut: only(those, false),
  }))
}

const agesOf = ({ ages }: Entry): string => (ages ? `${ages.from}-${ages.to}` : '')

const rankOf = ({ rhythm, dated }: Entry): number =>
  (rhythm === 'fuller' ? 2 * RHYTHMS.length : RHYTHMS.indexOf(rhythm)) + (dated ? RHYTHMS.length : 0)

/** Messages of the calendar that a week has room for: one of the budget is the check-in's. */
const roomOn = ({ perWeek, summer }: Policy['budget'], day: string): number =>
  Math.max(0, (['07', '08'].includes(day.slice(5, 7)) ? summer : perWeek) - 1)

/** One message: all leave at the hour of the leading one, or earlier where another would be worthless by then. */
function together(said: readonly Entry[]): Entry[] {
  const lead = said[0]
  if (!lead) return []
  const at = said.some(entry => entry.expiresAt <= lead.at)
    ? Math.min(...said.map(entry => entry.at))
    : lead.at
  return said.map(entry => ({ ...entry, at }))
}
