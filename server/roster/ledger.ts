import { AppError } from '../errors.ts'
import type { Field } from './fields.ts'
import { findHeader, type Header } from './header.ts'
import { headings, titleOf } from './headings.ts'
import { placesIn } from './places.ts'
import type { Problem } from './problem.ts'
import { type Cell, letters, type Sheet, type SheetRow } from './read/cells.ts'
import { limits, tooManyRows } from './read/limits.ts'
import { masked, tidy, unmarked } from './text.ts'

/** A child's row as the file has it. `columns` names each field as the clerk sees it: a letter, or a CSV's heading. */
export type LedgerRow = {
  sheet: string
  number: number
  cells: Partial<Record<Field, Cell>>
  columns: ReadonlyMap<Field, string>
}

/** The children's rows of all sheets that are ledgers, and what was seen but not read. */
export type Ledger = { rows: LedgerRow[]; hints: Problem[] }

/** Signatures and totals under the children; a line that holds nothing but these words is no child. */
const footer =
  /单位负责人|负责人[::]|复核人|填表人|填报人|制表人?[::]|审核人?[::]|盖章|^(合计|小计|总计|共计)|^(备注|说明|注)[::]/

/** What makes a sheet a ledger at all. */
const essential: Field[] = ['village', 'name', 'idNumber']

/**
 * Finds the ledgers among the sheets. Throws E-IMP-HEADER naming the columns that are missing, E-IMP-COLUMN for a
 * heading no column may have, E-IMP-ROWS for too many children.
 */
export function readLedger(sheets: Sheet[]): Ledger {
  const found = sheets.flatMap(sheet => {
    const header = findHeader(sheet)
    return header ? [{ sheet, header }] : []
  })
  const ledgers = found.filter(({ header }) => essential.every(field => header.columns.has(field)))
  if (ledgers.length === 0) {
    const nearest = found.reduce<Header | undefined>(
      (best, { header }) => (header.columns.size > (best?.columns.size ?? 0) ? header : best),
      undefined,
    )
    if (sheets.some(sheet => (sheet.rows.at(-1)?.number ?? 0) > limits.rows)) throw tooManyRows()
    throw missing(nearest)
  }
  const read = ledgers.map(({ sheet, header }) => readSheet(sheet, header))
  const rows = read.flatMap(one => one.rows)
  if (rows.length > limits.rows) throw tooManyRows()
  return { rows, hints: [...read.flatMap(one => one.hints), ...unread(sheets, ledgers)] }
}

/** Sheets with something in them that are neither a ledger nor the list of places. */
function unread(sheets: Sheet[], ledgers: { sheet: Sheet }[]): Problem[] {
  return sheets
    .filter(
      sheet =>
        !ledgers.some(one => one.sheet === sheet) && sheet.rows.length > 0 && !placesIn([sheet]).length,
    )
    .map(({ name, rows }) => ({
      sheet: name,
      row: rows[0]!.number,
      column: '',
      reason: '提示:这张表不是台账,没有读取',
    }))
}

function missing(header: Header | undefined): AppError {
  const columns = headings.filter(one => one.required && !header?.columns.has(one.field))
  return new AppError('E-IMP-HEADER', { columns: columns.map(one => titleOf(one.field)).join('、') })
}

function readSheet(sheet: Sheet, header: Header): Ledger {
  if (headings.some(one => one.required && !header.columns.has(one.field))) throw missing(header)
  const nameOf = (column: number) =>
    sheet.kind === 'csv' ? (header.names.get(column) ?? '') : letters(column)
  const columns = new Map([...header.columns].map(([field, column]) => [field, nameOf(column)]))
  const barred = [...header.names.values()].filter(name => name.trim() in Object.prototype)
  if (barred.length > 0) throw new AppError('E-IMP-COLUMN', { columns: barred.join('、') })

  const hints: Problem[] = header.unknown.map(column => ({
    sheet: sheet.name,
    row: header.last,
    column: nameOf(column),
    value: header.names.get(column)!,
    reason: '提示:不认识这一列,没有读取',
  }))
  const absent = headings.filter(one => one.field !== 'number' && !header.columns.has(one.field))
  if (absent.length > 0) {
    const titles = absent.map(one => titleOf(one.field)).join('、')
    hints.push({
      sheet: sheet.name,
      row: header.last,
      column: '',
      reason: `提示:没有这些列,按空着处理:${titles}`,
    })
  }

  const rows: LedgerRow[] = []
  const titles = titlesOf(sheet, header.last)
  for (const { number, cells } of filled(sheet, header.last)) {
    const own: LedgerRow['cells'] = {}
    for (const [field, column] of header.columns) {
      const cell = cells.get(column)
      if (cell && tidy(cell.text) !== '') own[field] = { ...cell, text: unmarked(cell.text) }
    }
    const texts = [...cells]
      .map(([column, cell]) => [column, tidy(cell.text)] as const)
      .filter(([, text]) => text !== '')
    if (isChild(own, texts, titles)) rows.push({ sheet: sheet.name, number, cells: own, columns })
    else if (
      texts.length > 0 &&
      !texts.every(([column]) => column === header.columns.get('number')) &&
      !isFooter(texts)
    ) {
      const [column, value] = texts[0]!
      hints.push({
        sheet: sheet.name,
        row: number,
        column: nameOf(column),
        value: masked(value).slice(0, 100),
        reason: '提示:不像儿童的行,没有读取',
      })
    }
  }
  return { rows, hints }
}

type Texts = (readonly [number, string])[]

const isFooter = (texts: Texts): boolean => texts.length <= 6 && texts.some(([, text]) => footer.test(text))

/** The texts of the header rows, which some sheets repeat on every page. */
const titlesOf = (sheet: Sheet, last: number): ReadonlySet<string> =>
  new Set(
    sheet.rows
      .filter(row => row.number === last || row.number === last - 1)
      .flatMap(row => [...row.cells.values()].map(cell => tidy(cell.text))),
  )

/** Anything in a column we know makes a row a child's, but for the running number, signatures and repeated headings. */
function isChild(cells: LedgerRow['cells'], texts: Texts, titles: ReadonlySet<string>): boolean {
  const fields = (Object.keys(cells) as Field[]).filter(field => field !== 'number')
  if (fields.length === 0) return false
  const named = cells.name && !footer.test(tidy(cells.name.text))
  if (isFooter(texts) && !named && !cells.idNumber && !cells.birth) return false
  return !texts.every(([, text]) => titles.has(text))
}

/**
 * The rows below the headings, with the value of cells merged downwards in each of their rows. Cells merged across
 * columns keep their value in the first.
 */
function filled(sheet: Sheet, after: number): SheetRow[] {
  const rows = new Map(
    sheet.rows
      .filter(row => row.number > after)
      .map(row => [row.number, { number: row.number, cells: new Map(row.cells) }]),
  )
  let budget = limits.rows * limits.columns
  for (const { top, left, bottom, right } of sheet.merges) {
    if (left !== right || top <= after) continue
    const value = rows.get(top)?.cells.get(left)
    if (!value) continue
    for (let number = top + 1; number <= Math.min(bottom, limits.rows + limits.otherRows); number++) {
      if (--budget < 0) throw tooManyRows()
      const row = rows.get(number)
      if (row && !row.cells.has(left)) row.cells.set(left, value)
    }
  }
  return [...rows.values()].sort((a, b) => a.number - b.number)
}
