import type { Field } from './fields.ts'
import type { LedgerRow } from './ledger.ts'
import type { Fault } from './problem.ts'
import { noResult } from './read/cells.ts'
import { halfWidth, tidy, wordOf } from './text.ts'

/**
 * Puts the value of the row above where 同上 stands, but only within the same household: elsewhere nobody knows whom
 * it means. Cells that hold an error (#REF!) are emptied and named. `above` is the child's row before, already
 * completed; null for the first of a sheet.
 */
export function completed(row: LedgerRow, above: LedgerRow | null): { row: LedgerRow; faults: Fault[] } {
  const faults: Fault[] = []
  const cells = { ...row.cells }
  const own = halfWidth(row.cells.household?.text ?? '')
  const sameHousehold = own !== '' && own === halfWidth(above?.cells.household?.text ?? '')

  for (const field of Object.keys(cells) as Field[]) {
    const cell = cells[field]!
    if (cell.kind === 'error') {
      delete cells[field]
      const reason = cell.text === noResult ? '公式没有算出结果,请填上内容' : '这一格是公式错误,请填上内容'
      faults.push({ fields: [field], severity: 'doubtful', rule: 'error-cell', reason })
    } else if (cell.kind === 'text' && wordOf(tidy(cell.text)) === 'ditto') {
      const before = above?.cells[field]
      delete cells[field]
      if (before) cells[field] = before
      if (sameHousehold) {
        const reason = '「同上」与上一行是同一家庭编号,按上一行理解'
        if (before) faults.push({ fields: [field], severity: 'hint', rule: 'ditto', reason })
      } else if (before && placeFields.has(field)) {
        const reason = `「同上」按上一行理解为「${tidy(before.text)}」,但不是同一家庭编号,请确认`
        faults.push({ fields: [field], severity: 'doubtful', rule: 'ditto', reason })
      } else {
        delete cells[field]
        const reason = '「同上」的上一行不是同一家庭编号,不知道指什么,请填写'
        faults.push({ fields: [field], severity: 'doubtful', rule: 'ditto', reason })
      }
    }
  }
  return { row: { ...row, cells }, faults }
}

/** Where everybody on a page lives in one village, 同上 is usual; still somebody must look. */
const placeFields: ReadonlySet<Field> = new Set<Field>(['township', 'village', 'team', 'household'])
