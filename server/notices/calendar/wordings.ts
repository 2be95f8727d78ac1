/** A county's own words above ours: by the key of a text, each with where it is written and from when to when. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Language, languages } from '../../../locales/index.ts'
import type { Tx } from '../../db/scope.ts'
import type { Act } from '../../evidence/append.ts'
import { inForce } from './rows.ts'
import { Day } from './when.ts'

/** Texts that a county may say in its own words, by file. */
const OWN = ['seasons', 'templates'] as const
/** What a text of the season may name: the county, a holiday with its first and last day and the days worked for it. */
const SEASON_VALUES = ['county', 'holiday', 'from', 'to', 'work']
/** What a template of a notice leaves open. */
const TEMPLATE_VALUES = ['village', 'director', 'phone']
/** Of these of our texts nobody writes another: they speak to staff, or ask for the receipt. */
const OURS = /^seasons:(ask|day|and|days|missing|winter|spring|summer|autumn|gaokao|zhongkao|finals)$/

/** What a text, by its key, may leave open. */
export const valuesIn = (key: string): readonly string[] =>
  key.startsWith('templates:') ? TEMPLATE_VALUES : SEASON_VALUES

/** Characters of a text to families: 60 with the request to answer behind it (DOMAIN.md section 9). */
const LONGEST: Record<Language, number> = { 'zh-CN': 52, en: 220 }

/** Why a text is refused, beside its message: in `params.wrong` of the issue. */
export const WRONG_TEXTS = ['label', 'warning', 'choice', 'value', 'long'] as const
type WrongText = (typeof WRONG_TEXTS)[number]

const wrong: readonly [RegExp, WrongText, string][] = [
  [/留守|困境|问题儿童|帮扶|left[- ]behind/i, 'label', 'a label'],
  [/预警|\bwarning\b/i, 'warning', 'warnings are the weather station’s'],
  [/^\s*\d\s/m, 'choice', 'a line that begins with a figure is read as a choice'],
]

const Wording = z
  .strictObject({
    key: z.string().regex(new RegExp(`^(${OWN.join('|')}):[a-z][a-z0-9-]{1,49}$`)),
    language: z.enum(languages).default('zh-CN'),
    /** Null: our own words again. */
    text: z.string().trim().min(1).nullable(),
    source: z.string().trim().min(1).max(200),
    from: Day,
    to: Day.nullable().default(null),
  })
  .superRefine(({ key, language, text, from, to }, context) => {
    const issue = (path: string, message: string, wrong?: WrongText) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { wrong } })
    if (to !== null && to < from) issue('to', 'the last day comes after the first')
    if (OURS.test(key)) issue('key', 'this text is not a county’s to write')
    if (text === null) return
    for (const name of holesOf(text))
      if (!valuesIn(key).includes(name)) issue('text', `unknown value {${name}}`, 'value')
    for (const [pattern, why, message] of wrong) if (pattern.test(text)) issue('text', message, why)
    if ([...text].length > LONGEST[language]) issue('text', `at most ${LONGEST[language]} characters`, 'long')
  })
export type WordingRow = z.output<typeof Wording> & { id: string; writtenAt: number }

const hole = /\{(\w+)\}/g
const holesOf = (text: string): string[] => [...text.matchAll(hole)].map(([, name]) => name!)

/**
 * Writes a county's own words beside those before; `acts` get what goes into the record. Runs under the county's scope.
 * What is wrong is answered, in zod's issues, and nothing is written.
 */
export async function setWording(
  tx: Tx,
  { acts, now }: { acts: Act[]; now: number },
  county: string,
  given: unknown,
  by: Act['by'],
): Promise<{ id: string } | { issues: z.core.$ZodIssue[] }> {
  const read = Wording.safeParse(given)
  if (!read.success) return { issues: read.error.issues }
  const id = randomUUID()
  const { key, language, text, source, from, to } = read.data
  await tx.query(
    `insert into wordings (id, place, key, language, text, source, valid_from, valid_to, written_at, written_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, county, key, language, text, source, from, to, new Date(now), by?.staff ?? null],
  )
  acts.push({ kind: 'wording-set', place: county, subjects: [id], by, what: read.data })
  return { id }
}

/** All wordings of a county, history included, those that began last first. Runs under the county's scope. */
export async function wordingRows(tx: Tx, county: string): Promise<WordingRow[]> {
  const { rows } = await tx.query(
    `select id, key, language, text, source, valid_from, valid_to, written_at from wordings
     where place = $1 order by valid_from desc, written_at desc, id`,
    [county],
  )
  return rows.map(row => ({
    ...{ id: row.id, key: row.key, language: row.language, text: row.text, source: row.source },
    ...{ from: row.valid_from, to: row.valid_to, writtenAt: row.written_at.getTime() },
  }))
}

/** A county's own words for a text in a language on a day, with its values put in; null where it has none. */
export type OwnWords = (language: Language, key: string, values?: Record<string, string>) => string | null

/** How a county speaks in its own words on a day. */
export function ownWordsOn(rows: readonly WordingRow[], day: string): OwnWords {
  const own = inForce(rows, day, row => `${row.language} ${row.key}`)
  return (language, key, values = {}) =>
    own.get(`${language} ${key}`)?.text?.replace(hole, (whole, name: string) => values[name] ?? whole) ?? null
}
