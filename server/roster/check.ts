import { completed } from './ditto.ts'
import { type Entry, readEntry } from './entry.ts'
import type { Field } from './fields.ts'
import type { LedgerRow } from './ledger.ts'
import type { Gazetteer } from './places.ts'
import { type Fault, type Problem, type Severity, type Status, statusOf } from './problem.ts'
import { careRules } from './rules/care.ts'
import { familyRules } from './rules/family.ts'
import { householdRules } from './rules/household.ts'
import { identityRules } from './rules/identity.ts'
import { repeatRules } from './rules/repeats.ts'
import { masked, maskedNumber } from './text.ts'

/** A child's row with what was read, everything found wrong with it, and the status that follows. */
export type CheckedRow = { row: LedgerRow; entry: Entry; faults: Fault[]; status: Status }

/** Applies every rule to every row. `today` is the day ('YYYY-MM-DD') ages and times away are counted for. */
export function checkRows(rows: readonly LedgerRow[], places: Gazetteer, today: string): CheckedRow[] {
  const context = { places, today, villages: new Map() }
  const repeats = repeatRules()
  let above: LedgerRow | null = null
  return rows.map(raw => {
    const { row, faults: dittos } = completed(raw, above?.sheet === raw.sheet ? above : null)
    above = row
    const { entry, faults: read } = readEntry(row, context)
    const faults = [
      ...dittos,
      ...read,
      ...identityRules(entry, today),
      ...householdRules(entry),
      ...familyRules(entry, today),
      ...careRules(entry, today),
      ...repeats(entry, { row: raw.number, sheet: raw.sheet }),
    ]
    return { row: raw, entry, faults, status: statusOf(faults) }
  })
}

const words: Record<Severity, string> = { refused: '不能入册', doubtful: '有疑问', hint: '提示' }

const numbers: ReadonlySet<Field> = new Set<Field>([
  ...(['idNumber', 'father.idNumber', 'mother.idNumber', 'carer.idNumber'] as const),
  ...(['father.phone', 'mother.phone', 'carer.phone'] as const),
])

/** The lines of the summary for a row: one for each cell that a fault names, the weightiest first. */
export function problemsOf({ row, faults }: CheckedRow): Problem[] {
  const order: Severity[] = ['refused', 'doubtful', 'hint']
  return order.flatMap(severity =>
    faults
      .filter(fault => fault.severity === severity)
      .flatMap(fault =>
        fault.fields.map(field => {
          const text = row.cells[field]?.text
          const value =
            text === undefined
              ? undefined
              : numbers.has(field)
                ? maskedNumber(text)
                : masked(text).slice(0, 100)
          return {
            sheet: row.sheet,
            row: row.number,
            column: row.columns.get(field) ?? '',
            ...(value !== undefined && { value }),
            reason: `${words[severity]}:${fault.reason}`,
          }
        }),
      ),
  )
}
