/** The year as it stands for a county on a day: which rows hold, and what they make of anchors and parts of the year. */
import { addDays, dayOfLunar, termOf, weekday } from '../../../flows/engine/calendar.ts'
import { type Holiday, type HolidayRow, holidaysOf } from '../holidays.ts'
import type { SeasonPolicy } from '../seasons.ts'
import { dayByDay } from './notice-text.ts'
import type { CalendarRow } from './rows.ts'
import { examOf, type SchoolPolicy, type Span, vacationOf } from './school.ts'
import { type Anchor, type Part, type Period, VACATIONS } from './when.ts'

/** A day an anchor names; `missing` is the row that would say it better, `holiday` and `span` what it belongs to. */
export type Found = { day: string; missing: string | null; holiday?: Holiday; span?: Span }

export type Year = {
  holidays(year: number): readonly Holiday[]
  /** The days an anchor names in a year. */
  days(anchor: Anchor, year: number): Found[]
  isIn(part: Part, day: string): boolean
}

/** What holds: a county's season and school policy, its rows in force by kind and key, the arrangements announced. */
export type Standing = {
  season: SeasonPolicy
  school: SchoolPolicy
  inForce: ReadonlyMap<string, CalendarRow>
  arrangements: readonly HolidayRow[]
}

/** Looks things up once: the same years are asked about for every day. */
export function yearOf({ season, school, inForce, arrangements }: Standing): Year {
  const known = new Map<number, readonly Holiday[]>()
  const holidays = (year: number): readonly Holiday[] => {
    if (!known.has(year)) known.set(year, holidaysOf(year, arrangedFor(inForce, arrangements, year)))
    return known.get(year)!
  }
  const around = (day: string) => [Number(day.slice(0, 4)), Number(day.slice(0, 4)) + 1]
  const marks = new Map<number, { off: Set<string>; work: Set<string>; vacation: Span[] }>()
  const marked = (year: number) => {
    const found = marks.get(year) ?? {
      off: new Set(holidays(year).flatMap(({ from, to }) => daysOf(from, to))),
      work: new Set(holidays(year).flatMap(({ workDays }) => workDays)),
      vacation: VACATIONS.flatMap(name => vacationOf(school, inForce, year, name) ?? []),
    }
    marks.set(year, found)
    return found
  }
  const has = (what: 'off' | 'work', day: string) => around(day).some(year => marked(year)[what].has(day))
  const inVacation = (day: string) =>
    around(day).some(year => marked(year).vacation.some(({ from, to }) => from <= day && day <= to))

  const days = (anchor: Anchor, year: number): Found[] => {
    const edge = (span: Span | null): Found[] => {
      const on = 'edge' in anchor && anchor.edge === 'last' ? 'to' : 'from'
      return span ? [{ day: span[on], missing: span.missing, span }] : []
    }
    const plain = (day: string | null): Found[] => (day === null ? [] : [{ day, missing: null }])
    switch (anchor.on) {
      case 'solar':
        // 29 February, in a year without: the day after the 28th.
        return plain(anchor.date === '02-29' ? addDays(`${year}-02-28`, 1) : `${year}-${anchor.date}`)
      case 'lunar':
        return plain(
          dayOfLunar(year, anchor.month, anchor.day) ??
            (anchor.day === 30 ? dayOfLunar(year, anchor.month, 29) : null),
        )
      case 'term':
        return plain(termOf(year, anchor.name))
      case 'nth-weekday': {
        const first = `${year}-${String(anchor.month).padStart(2, '0')}-01`
        return plain(addDays(first, ((anchor.weekday - weekday(first) + 7) % 7) + 7 * (anchor.nth - 1)))
      }
      case 'holiday':
        return holidays(year)
          .filter(({ name }) => !anchor.name || name.split('、').includes(anchor.name))
          .map(holiday => ({
            day: anchor.edge === 'last' ? holiday.to : holiday.from,
            missing: holiday.announced ? null : `holidays ${year}`,
            holiday,
          }))
      case 'vacation':
        return edge(vacationOf(school, inForce, year, anchor.name, anchor.stage))
      case 'exam':
        return edge(examOf(school, inForce, year, anchor.name))
    }
  }

  const isIn = (part: Part, day: string): boolean => {
    if (part === 'water') return within(season, day)
    if (part === 'peak') return season.peak !== null && within(season.peak, day)
    if (part === 'ice') return season.ice !== null && within(season.ice, day)
    if (part === 'vacation') return inVacation(day)
    if (part === 'holiday') return has('off', day)
    if (part === 'school-day')
      return !inVacation(day) && (has('work', day) || (weekday(day) <= 5 && !has('off', day)))
    if (typeof part.from === 'string') return within(part as Period, day)
    const { from, to } = part as Exclude<Part, string | Period>
    const year = Number(day.slice(0, 4))
    return [year - 1, year].some(one =>
      days(from.at, one).some(begins => {
        const first = addDays(begins.day, from.shift)
        const last = [one, one + 1]
          .flatMap(next => days(to.at, next))
          .map(found => addDays(found.day, to.shift))
          .find(day => first <= day)
        return first <= day && last !== undefined && day <= last
      }),
    )
  }
  return { holidays, days, isIn }
}

/** What a county has entered of a year's holidays goes before what was announced to everybody. */
export function arrangedFor(
  inForce: ReadonlyMap<string, CalendarRow>,
  arrangements: readonly HolidayRow[],
  year: number,
): readonly HolidayRow[] {
  const own = inForce.get(`holidays ${year}`)
  if (own?.kind !== 'holidays') return arrangements
  return own.value.flatMap(arranged => dayByDay(arranged, year, own.source))
}

function within(period: Period, day: string): boolean {
  const date = day.slice(5)
  return period.from <= period.to
    ? period.from <= date && date <= period.to
    : period.from <= date || date <= period.to
}

function daysOf(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
