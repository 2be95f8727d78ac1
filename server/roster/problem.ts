import type { Field } from './fields.ts'

/** What decides a row's status: the most serious of its faults. */
export type Severity = 'refused' | 'doubtful' | 'hint'

/**
 * Something wrong with a row: the cells it shows in, the cause for the record, and a sentence for the clerk. `value`
 * replaces what stands in the cells when that is shown.
 */
export type Fault = { fields: Field[]; severity: Severity; rule: string; reason: string }

/** A line of the summary. `column` is a letter or a CSV's heading; numbers of people in `value` are masked. */
export type Problem = { sheet: string; row: number; column: string; value?: string; reason: string }

/** 可入册, 有疑问 or 不能入册. */
export type Status = 'importable' | 'doubtful' | 'refused'

/** The status that a row's faults leave it with. */
export function statusOf(faults: readonly Fault[]): Status {
  if (faults.some(fault => fault.severity === 'refused')) return 'refused'
  return faults.some(fault => fault.severity === 'doubtful') ? 'doubtful' : 'importable'
}
