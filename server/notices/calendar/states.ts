import { type CalendarRow, inForce } from './rows.ts'

/** Whether a row holds, is planned, or over (ended, or overtaken by a newer one). */
export type RowState = 'holds' | 'planned' | 'over'

/** Rows in the order of `calendarRows`, each with how it stands on a day. */
export function withStates(
  rows: readonly CalendarRow[],
  day: string,
): { row: CalendarRow; state: RowState }[] {
  const holding = new Set(inForce(rows, day, row => `${row.kind}:${row.key}`).values())
  return rows.map(row => ({
    row,
    state: row.from > day ? 'planned' : holding.has(row) ? 'holds' : 'over',
  }))
}
