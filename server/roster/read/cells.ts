/**
 * A cell as the file has it. The kind survives reading: an identity number kept as a number has lost its last digits
 * and must be known as such. `number` is the text of the file ('3.41E+17'); `date` a day, with the time cut off;
 * `error` what stands in the cell ('#REF!') or 'no result' for a formula that was never worked out.
 */
export type Cell = { kind: 'text' | 'number' | 'date' | 'bool' | 'error'; text: string }

/** What a cell says; a number without its exponent where that loses nothing (1.99E10). */
export function saidIn(cell: Cell | undefined): string {
  if (cell?.kind !== 'number') return cell?.text ?? ''
  const value = Number(cell.text)
  return Number.isSafeInteger(value) ? String(value) : cell.text
}

/** A row as it stands in the file: its number from 1, its cells by column from 1. Empty cells are left out. */
export type SheetRow = { number: number; cells: ReadonlyMap<number, Cell> }

/** Merged cells: first and last row and column, from 1. */
export type Merge = { top: number; left: number; bottom: number; right: number }

/** `kind` says whether columns have letters (a workbook) or only headings (CSV). */
export type Sheet = { name: string; kind: 'workbook' | 'csv'; rows: SheetRow[]; merges: Merge[] }

/** Text that a formula without a stored result leaves behind. */
export const noResult = 'no result'

/** The kinds of cells by their letter on the wire. */
export const kinds = { t: 'text', n: 'number', d: 'date', b: 'bool', e: 'error' } as const
export type CellCode = keyof typeof kinds

/** The letters of a column from 1: 1 A, 27 AA. */
export function letters(column: number): string {
  let name = ''
  for (let n = column; n > 0; n = Math.floor((n - 1) / 26))
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  return name
}

const reference = /^\$?([A-Z]{1,3})\$?(\d{1,10})$/

/** Row and column from 1 of a reference such as 'AK35'; null when it is none. */
export function position(ref: string): { row: number; column: number } | null {
  const found = reference.exec(ref)
  if (!found) return null
  const column = [...found[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return { row: Number(found[2]), column }
}
