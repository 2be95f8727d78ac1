/** What counties have decided about their calendar, each with where it is written and from when to when it holds. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { between } from '../../../flows/engine/calendar.ts'
import type { Tx } from '../../db/scope.ts'
import type { Act } from '../../evidence/append.ts'
import type { Json } from '../../evidence/canonical.ts'
import { Rule } from './rule.ts'
import { Day, EXAMS, STAGES, VACATIONS } from './when.ts'

const year = (n: number) => (key: string, value: { from: string; to: string }) =>
  [value.from, value.to].at(n)!.startsWith(key.slice(0, 4))

const Span = z
  .strictObject({ from: Day, to: Day })
  .refine(span => span.from <= span.to, { path: ['to'], message: 'the last day comes after the first' })
  .refine(span => between(span.from, span.to) <= 120, { path: ['to'], message: 'at most 120 days' })

/** One legal holiday of a year as announced: days off in a row, and the weekend days worked for them. */
const Arranged = z.strictObject({ name: z.string().min(1).max(20), days: Span, work: z.array(Day) })

const oneOf = (names: readonly string[]) => `(${names.join('|')})`
const misdated = { path: ['key'], message: 'the year of the key is not that of the days' }

/**
 * A row by kind. Keys: a rule's own name; `2027-winter`, or `2027-winter-primary` for one stage (the year in which the
 * vacation ends); `2027-zhongkao`; `2027`. A rule's value null silences ours of that name.
 */
export const CalendarEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rule'),
    key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, 'small letters, digits and hyphens'),
    value: Rule.nullable(),
  }),
  z
    .strictObject({
      kind: z.literal('vacation'),
      key: z.string().regex(new RegExp(`^20\\d\\d-${oneOf(VACATIONS)}(-${oneOf(STAGES)})?$`)),
      value: Span,
    })
    .refine(row => year(1)(row.key, row.value), misdated),
  z
    .strictObject({
      kind: z.literal('exam'),
      key: z.string().regex(new RegExp(`^20\\d\\d-${oneOf(EXAMS)}$`)),
      value: Span,
    })
    .refine(row => year(0)(row.key, row.value), misdated),
  z.strictObject({
    kind: z.literal('holidays'),
    key: z.string().regex(/^20\d\d$/),
    value: z.array(Arranged).min(1),
  }),
])
export type CalendarEntry = z.infer<typeof CalendarEntry>

const Validity = z
  .object({ source: z.string().trim().min(1).max(200), from: Day, to: Day.nullable().default(null) })
  .refine(row => row.to === null || row.from <= row.to, {
    path: ['to'],
    message: 'the last day comes after the first',
  })

/** A row as it holds from day to day (null: until the next one), and when it was written (ms). */
export type CalendarRow = CalendarEntry & z.output<typeof Validity> & { id: string; writtenAt: number }

type Written = { id: string } | { issues: z.core.$ZodIssue[] }
type Desk = { acts: Act[]; now: number }

/**
 * Writes a row of a county's calendar beside those before it: a `CalendarEntry` with the paper it stands in (`source`)
 * and its first and last day (`from`, `to`). `acts` get what goes into the record. Runs under the county's scope. What is
 * wrong with the row is answered, in zod's issues, and nothing is written.
 */
export async function setCalendarRow(
  tx: Tx,
  { acts, now }: Desk,
  county: string,
  given: unknown,
  by: Act['by'],
): Promise<Written> {
  const { source, from, to, ...entry } = (given ?? {}) as Record<string, unknown>
  const [row, holds] = [CalendarEntry.safeParse(entry), Validity.safeParse({ source, from, to })]
  if (!row.success || !holds.success)
    return { issues: [...(row.error?.issues ?? []), ...(holds.error?.issues ?? [])] }
  const id = randomUUID()
  const { kind, key, value } = row.data
  await tx.query(
    `insert into calendar_rows (id, place, kind, key, value, source, valid_from, valid_to, written_at, written_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[id, county, kind, key, JSON.stringify(value), holds.data.source, holds.data.from, holds.data.to],
      ...[new Date(now), by?.staff ?? null],
    ],
  )
  const what = { kind, key, value: value as unknown as Json, ...holds.data }
  acts.push({ kind: 'calendar-set', place: county, subjects: [id], by, what })
  return { id }
}

/** All rows of a county, history included, those that began last first. Runs under the county's scope. */
export async function calendarRows(tx: Tx, county: string): Promise<CalendarRow[]> {
  const { rows } = await tx.query(
    `select id, kind, key, value, source, valid_from, valid_to, written_at from calendar_rows
     where place = $1 order by valid_from desc, written_at desc, id`,
    [county],
  )
  return rows.map(row => ({
    ...CalendarEntry.parse({ kind: row.kind, key: row.key, value: row.value }),
    id: row.id,
    source: row.source,
    from: row.valid_from,
    to: row.valid_to,
    writtenAt: row.written_at.getTime(),
  }))
}

/** Whether a row holds on a day. */
export const holdsOn = ({ from, to }: { from: string; to: string | null }, day: string): boolean =>
  from <= day && (to === null || to >= day)

/** Of rows in the order of `calendarRows`, the one of each kind and key that holds on a day. */
export function inForce<R extends { from: string; to: string | null; key: string }>(
  rows: readonly R[],
  day: string,
  nameOf: (row: R) => string = row => row.key,
): Map<string, R> {
  const found = new Map<string, R>()
  for (const row of rows) {
    const name = nameOf(row)
    if (!found.has(name) && holdsOn(row, day)) found.set(name, row)
  }
  return found
}
