/** School vacations and exams: what the county has entered, else what is usual, and then it says so. */
import { z } from 'zod'
import { addDays, dayOfLunar } from '../../../flows/engine/calendar.ts'
import type { CalendarRow } from './rows.ts'
import { type EXAMS, Period, type VACATIONS } from './when.ts'

/**
 * What holds until a county enters its own. No calendar of a province was found (DOMAIN.md section 6), so these are
 * usual days without a paper: four weeks up to the Lantern Festival, July and August, 7-9 June, the middle of June.
 */
export const SchoolPolicy = z.strictObject({
  /** The winter vacation ends on the 15th of the first month and began so many days before. */
  winterDays: z.int().min(7).max(90).default(28),
  summer: Period.default({ from: '07-01', to: '08-31' }),
  gaokao: Period.default({ from: '06-07', to: '06-09' }),
  zhongkao: Period.default({ from: '06-14', to: '06-16' }),
  /** So many days before something needs a row nobody has entered, the county's staff are asked for it. */
  askAheadDays: z.int().min(1).max(90).default(30),
})
export type SchoolPolicy = z.infer<typeof SchoolPolicy>

/** Days from the first to the last one; `missing` names the row nobody has entered yet. */
export type Span = { from: string; to: string; missing: string | null }

type Rows = ReadonlyMap<string, CalendarRow>

/**
 * A vacation of a year (the one in which it ends). Without a stage, from when the first stage has it to when the last one
 * does. Null: there is none that anybody knows of.
 */
export function vacationOf(
  policy: SchoolPolicy,
  rows: Rows,
  year: number,
  name: (typeof VACATIONS)[number],
  stage?: string,
): Span | null {
  const key = `${year}-${name}`
  const entered = (stage && spanOf(rows, `vacation ${key}-${stage}`)) || spanOf(rows, `vacation ${key}`)
  if (entered) return entered
  const stages = [...rows]
    .filter(([of]) => of.startsWith(`vacation ${key}-`))
    .map(([of]) => spanOf(rows, of)!)
  if (stages.length > 0)
    return {
      from: stages.map(span => span.from).sort()[0]!,
      to: stages
        .map(span => span.to)
        .sort()
        .at(-1)!,
      missing: null,
    }
  const missing = `vacation ${key}`
  if (name === 'summer')
    return { from: `${year}-${policy.summer.from}`, to: `${year}-${policy.summer.to}`, missing }
  if (name !== 'winter') return null
  const lantern = dayOfLunar(year, 1, 15)!
  return { from: addDays(lantern, -policy.winterDays), to: lantern, missing }
}

/** An exam of a year; null where nothing is entered and nothing is usual. */
export function examOf(
  policy: SchoolPolicy,
  rows: Rows,
  year: number,
  name: (typeof EXAMS)[number],
): Span | null {
  const key = `exam ${year}-${name}`
  const usual = name === 'finals' ? null : policy[name]
  return (
    spanOf(rows, key) ?? (usual && { from: `${year}-${usual.from}`, to: `${year}-${usual.to}`, missing: key })
  )
}

function spanOf(rows: Rows, key: string): Span | null {
  const row = rows.get(key)
  return row && (row.kind === 'vacation' || row.kind === 'exam') ? { ...row.value, missing: null } : null
}
