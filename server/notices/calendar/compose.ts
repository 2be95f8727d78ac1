import type { Language, Words } from '../../../locales/index.ts'
import type { AUDIENCES } from './rule.ts'
import type { Entry } from './what-goes-out.ts'
import type { OwnWords } from './wordings.ts'

/** Our topics, and those of which someone away reads other words than whoever is at home with the child. */
export const TOPICS = [
  ...['water', 'weekend', 'vacation', 'ice', 'first-days', 'drowning-day', 'after-exam'],
  ...['summer-begins', 'winter-begins', 'school-begins', 'stove', 'own-body', 'coming-home', 'leaving-again'],
  ...['new-year', 'spring-festival', 'qingming', 'labour-day', 'dragon-boat', 'mid-autumn', 'national-day'],
  'other',
] as const
export const FOR_PARENTS = [
  ...['water', 'weekend', 'vacation', 'summer-begins', 'school-begins', 'spring-festival', 'national-day'],
] as const
/** Our topics that stand behind another message of the day in a few words. */
export const IN_SHORT = [
  'water',
  'weekend',
  'vacation',
  'ice',
  'first-days',
  'drowning-day',
  'after-exam',
] as const

type Speaker = { words: Words; own: OwnWords; county: string }

/**
 * What one adult reads of what a day says: the leading entry, what else falls on the day behind it, and the request to
 * answer. A county's own words go before ours; null when nobody has words for any of it. A day that is only supposed is
 * never named.
 */
export function messageFor(
  speaker: Speaker,
  language: Language,
  audience: (typeof AUDIENCES)[number],
  said: readonly Entry[],
): string | null {
  const heard = said.filter(entry => entry.to.includes(audience))
  const topics = heard.filter((entry, n) => heard.findIndex(one => one.topic === entry.topic) === n)
  const lines = topics.flatMap((entry, n) => linesOf(speaker, language, audience, entry, n > 0))
  return lines.length === 0 ? null : `${lines.join('\n')}${speaker.words(language, 'seasons:ask')}`
}

function linesOf(
  { words, own, county }: Speaker,
  language: Language,
  audience: (typeof AUDIENCES)[number],
  entry: Entry,
  inShort: boolean,
): string[] {
  const { topic, holiday, span, missing } = entry
  const day = (text: string) =>
    words(language, 'seasons:day', { month: Number(text.slice(5, 7)), date: Number(text.slice(8)) })
  const days = missing === null ? (holiday ?? span) : undefined
  const values = {
    county,
    holiday: holiday?.name ?? '',
    from: days ? day(days.from) : '',
    to: days ? day(days.to) : '',
    work: (days && holiday?.workDays.map(day).join(words(language, 'seasons:and'))) ?? '',
  }
  const kinds = audience === 'parent' ? [`${topic}-parent`, topic] : [topic]
  const names = inShort ? [`${topic}-line`, ...kinds] : kinds
  for (const name of names) {
    const key = `seasons:${name}`
    const theirs = own(language, key, values)
    if (theirs !== null) return [theirs]
    if (isOurs(name))
      return [...announced(words, language, entry, values, inShort), words(language, key, values)]
  }
  return []
}

/** Names of all our texts of the season. */
export const OUR_NAMES: ReadonlySet<string> = new Set([
  ...TOPICS,
  ...FOR_PARENTS.map(topic => `${topic}-parent`),
  ...IN_SHORT.map(topic => `${topic}-line`),
])
const isOurs = (name: string): boolean => OUR_NAMES.has(name)

/** From when to when a holiday is, and the weekend days on which there is school, where they are announced. */
function announced(
  words: Words,
  language: Language,
  { holiday, missing, rhythm }: Entry,
  values: Record<string, string>,
  inShort: boolean,
): string[] {
  if (!holiday || missing !== null || inShort || rhythm !== 'fuller') return []
  if (holiday.from === holiday.to) return []
  return [words(language, holiday.workDays.length > 0 ? 'seasons:daysAndWork' : 'seasons:days', values)]
}
