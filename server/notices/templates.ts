import type { Language, Words } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import type { Keys } from '../privacy/seal.ts'
import { officersOf } from '../staff/staff.ts'
import { ownWordsOn, wordingRows } from './calendar/wordings.ts'
import type { SeasonPolicy } from './seasons.ts'

type Topic = { topic: string; in: (day: string, season: SeasonPolicy) => boolean }

const months =
  (...those: number[]) =>
  (day: string) =>
    those.includes(Number(day.slice(5, 7)))
const between = (day: string, { from, to }: { from: string; to: string }): boolean => {
  const date = day.slice(5)
  return from <= to ? from <= date && date <= to : from <= date || date <= to
}

/** What is said when (DOMAIN.md 5): the water and the ice by the county's own row, the rest by the month. */
const TOPICS: readonly Topic[] = [
  { topic: 'water', in: (day, season) => between(day, season) },
  { topic: 'vacation', in: months(1, 6, 7, 8) },
  { topic: 'heat', in: months(6, 7, 8, 9) },
  { topic: 'storm', in: months(5, 6, 7, 8, 9) },
  { topic: 'ice', in: (day, season) => (season.ice ? between(day, season.ice) : months(12, 1, 2)(day)) },
  { topic: 'fire', in: months(11, 12, 1, 2) },
  { topic: 'home-again', in: months(1, 2) },
  { topic: 'leaving', in: months(2, 3) },
  { topic: 'school', in: months(2, 8, 9) },
  { topic: 'road', in: () => true },
  { topic: 'meeting', in: () => true },
]

/** To whom the words speak: parents who are away, or whoever is with the child. */
type To = 'home' | 'away'
export const TEMPLATES: readonly string[] = TOPICS.flatMap(({ topic }) => [`${topic}-home`, `${topic}-away`])

/** Templates for a day and an audience, those of the season first. */
export function templatesFor(
  season: SeasonPolicy,
  day: string,
  to: To,
): { template: string; inSeason: boolean }[] {
  const all = TOPICS.map(one => ({ template: `${one.topic}-${to}`, inSeason: one.in(day, season) }))
  return [...all.filter(one => one.inSeason), ...all.filter(one => !one.inSeason)]
}

/** What an author writes for what differs by village, and what stands there in the end. */
export const MARKS = { village: '{村}', director: '{主任}', phone: '{电话}' } as const
export type Filling = Record<keyof typeof MARKS, string>

/** A template's words with its marks, as an author begins with them. */
export const wordsOf = (words: Words, language: Language, template: string): string =>
  words(language, `templates:${template}`, MARKS)

/** The marks replaced; what a person typed is never read as anything else. */
export const fillIn = (text: string, filling: Filling): string =>
  Object.entries(MARKS).reduce(
    (filled, [name, mark]) => filled.replaceAll(mark, filling[name as keyof Filling]),
    text,
  )

/** The village's name, its director and their telephone. Read under the county's scope. */
export async function fillingOf(
  tx: Tx,
  { keys, now, duty }: { keys: Keys; now: number; duty: string },
  place: string,
): Promise<Filling> {
  const { rows } = await tx.query('select name from places where code = $1', [place])
  const [director] = await officersOf(tx, keys, place, now)
  const village = rows[0]?.name ?? ''
  return { village, director: director?.name ?? village, phone: director?.phone ?? duty }
}

/** Our words, and a county's own above them where it has some on a day. Runs under the county's scope. */
export async function countyWords(tx: Tx, words: Words, county: string, day: string): Promise<Words> {
  const own = ownWordsOn(await wordingRows(tx, county), day)
  return (language, key, values = {}) =>
    own(language, key, values as Record<string, string>) ?? words(language, key, values)
}

/** The letter's words for somebody: a template that nobody changed in their own language, else as written. */
export function inTheirWords(
  words: Words,
  { text, template }: { text: string; template?: string | undefined },
  language: Language,
): string {
  const known = template !== undefined && TEMPLATES.includes(template)
  return known && text === wordsOf(words, 'zh-CN', template) ? wordsOf(words, language, template) : text
}
