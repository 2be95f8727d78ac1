import { createHash } from 'node:crypto'
import { dayOf, instantOf, isDay, timeOf } from '../../flows/engine/calendar.ts'
import { kindOf, levelIn, stationIn } from './kinds.ts'
import { LONGEST, officialWords } from './official-words.ts'
import type { Kind, Level, Warning } from './warning.ts'

/** What a member of staff typed beside a station's words. Days YYYY-MM-DD, times HH:MM; empty where nothing is known. */
export type Typed = {
  text: string
  station: string
  day: string
  time: string
  untilDay: string
  untilTime: string
  level: Level | ''
  kind: Kind | ''
  places: string[]
}

export type Missing = 'text' | 'station' | 'time' | 'until' | 'level' | 'kind' | 'places'

/** 阜南县气象台2026年7月1日14时30分发布暴雨橙色预警信号 */
const HEADLINE =
  /[^。；\n]{0,40}发布[^。；\n]{0,30}?预警(?:信号)?(?:\[[^\]\n]{0,12}\]|［[^］\n]{0,12}］|【[^】\n]{0,12}】)?/
const WHEN = /(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(\d{1,2})(?:时(?:(\d{1,2})分)?|[:：](\d{2}))/

/** What a station's text says by itself, for the fields beside it. What it does not say stays empty, and is asked. */
export function readPasted(text: string, now: number): Omit<Typed, 'text' | 'places'> {
  const words = officialWords(text)
  const headline = HEADLINE.exec(words)?.[0] ?? ''
  const { day, time } = whenIn(words, now)
  return {
    ...{ station: stationIn(words), level: levelIn(headline) ?? '', day, time, untilDay: '', untilTime: '' },
    kind: headline === '' ? '' : kindOf(undefined, headline),
  }
}

function whenIn(words: string, now: number): { day: string; time: string } {
  const found = WHEN.exec(words)
  if (!found) return { day: dayOf(now), time: timeOf(now) }
  const [, year = dayOf(now).slice(0, 4), month, date, hour, minute, clock] = found
  const two = (figures: string) => figures.padStart(2, '0')
  const day = `${year}-${two(month!)}-${two(date!)}`
  const time = `${two(hour!)}:${two(minute ?? clock ?? '0')}`
  return isDay(day) && isTime(time) ? { day, time } : { day: '', time: '' }
}

const isTime = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)
const isInstant = (day: string, time: string): boolean => isDay(day) && isTime(time)

/** What must still be filled in before anybody is told. */
export function missingIn(typed: Typed, now: number): Missing[] {
  const { day, time, untilDay, untilTime } = typed
  const sent = isInstant(day, time) ? instantOf(day, time) : null
  const until = isInstant(untilDay, untilTime) ? instantOf(untilDay, untilTime) : null
  const open = untilDay === '' && untilTime === ''
  return [
    ...(officialWords(typed.text) === '' ? (['text'] as const) : []),
    ...(officialWords(typed.station, 40) === '' ? (['station'] as const) : []),
    ...(sent === null || sent > now ? (['time'] as const) : []),
    ...(open || (until !== null && until > now && (sent === null || until > sent))
      ? []
      : (['until'] as const)),
    ...(typed.level === '' ? (['level'] as const) : []),
    ...(typed.kind === '' ? (['kind'] as const) : []),
    ...(typed.places.length === 0 ? (['places'] as const) : []),
  ]
}

/** The warning that was pasted, once nothing is missing. The same again is the same warning. */
export function pastedWarning(typed: Typed): Warning {
  const words = officialWords(typed.text, LONGEST)
  const headline = HEADLINE.exec(words)?.[0].trim() ?? ''
  const sentAt = instantOf(typed.day, typed.time)
  const { untilDay, untilTime } = typed
  return {
    identifier: `pasted-${createHash('sha256').update(JSON.stringify(typed)).digest('hex').slice(0, 24)}`,
    sender: 'pasted',
    status: 'Actual',
    change: 'Alert',
    refersTo: [],
    open: true,
    kind: typed.kind || 'other',
    level: typed.level || null,
    station: officialWords(typed.station, 40),
    headline,
    description: words,
    instruction: '',
    codes: typed.places,
    area: '',
    sentAt,
    effectiveAt: sentAt,
    expiresAt: untilDay === '' ? null : instantOf(untilDay, untilTime),
    doubts: [],
  }
}

/** The station has taken it back, as somebody of the county's staff read; its words, if there are any, are quoted. */
export const liftedWarning = (
  of: { id: string; identifier: string; sender: string; station: string },
  text: string,
  now: number,
): Warning => ({
  identifier: `lifted-${of.id}`,
  sender: of.sender,
  status: 'Actual',
  change: 'Cancel',
  refersTo: [{ sender: of.sender, identifier: of.identifier }],
  open: true,
  kind: 'other',
  level: null,
  station: of.station,
  headline: '',
  description: officialWords(text),
  instruction: '',
  codes: [],
  area: '',
  sentAt: now,
  effectiveAt: now,
  expiresAt: null,
  doubts: [],
})
