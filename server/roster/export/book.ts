import type { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { dayOf } from '../../../flows/engine/calendar.ts'
import type { Language, Words } from '../../../locales/index.ts'
import { STATE_WORDS } from '../../entrustment/state-words.ts'
import type { Field } from '../fields.ts'
import { groups } from '../fields.ts'
import { headings } from '../headings.ts'
import { letters } from '../read/cells.ts'
import { marked } from '../text.ts'
import type { LedgerChild, OnRecord } from './rows.ts'

/** What the file says of itself: whose it is, who took it out, and when (`at` ms). */
export type Taken = { place: string; by: string; at: number; words: Words; language?: Language }

/** Columns beyond the form's: the entrustment as it is on record here. The importer reads past them. */
const RECORDED = [
  ['ledger-export:number', ({ number }: OnRecord) => number],
  ['ledger-export:state', null],
  ['ledger-export:from', ({ from }: OnRecord) => from],
  ['ledger-export:until', ({ until }: OnRecord) => until],
  ['ledger-export:parentAgreed', ({ parentAgreed }: OnRecord) => onDay(parentAgreed)],
  ['ledger-export:carerAgreed', ({ carerAgreed }: OnRecord) => onDay(carerAgreed)],
  ['ledger-export:witnessed', ({ witnessed }: OnRecord) => onDay(witnessed)],
  ['ledger-export:signed', ({ signed }: OnRecord) => onDay(signed)],
  ['ledger-export:filed', ({ filed }: OnRecord) => onDay(filed)],
] as const

const onDay = (at: number | null): string => (at === null ? '' : dayOf(at))

/** Wide enough for what usually stands there (characters of Excel). */
const WIDTHS: Partial<Record<Field, number>> = {
  number: 5,
  idNumber: 20,
  livesAt: 30,
  registeredAt: 30,
  note: 24,
}
const WIDTH = 12

/**
 * Writes children as a workbook in the layout of the ledger (title, unit and day, two rows of headings, then a row for
 * each child; a sheet of places): our own importer reads it again and finds nothing new. Every cell is text or a day;
 * what a spreadsheet might take for a formula is marked. Answers how many children it wrote.
 */
export async function writeLedger(
  out: Writable,
  children: AsyncIterable<LedgerChild>,
  places: ReadonlyMap<string, string>,
  { place, by, at, words, language = 'zh-CN' }: Taken,
): Promise<number> {
  const say = (key: string, values?: Record<string, unknown>) => words(language, key, values)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  })
  book.creator = 'Xiangban'
  book.created = new Date(at)
  const named = places.get(place) ?? place
  const note = say('ledger-export:note', { place: named, by, on: dayOf(at) })
  const sheet = book.addWorksheet('台账', {
    views: [{ state: 'frozen', ySplit: 4 }],
    pageSetup: {
      paperSize: 8 as ExcelJS.PaperSize,
      orientation: 'landscape',
      fitToPage: true,
      fitToHeight: 0,
    },
    headerFooter: { oddFooter: `&L${note.replaceAll('&', '&&')}&R&P/&N` },
  })
  const titles = RECORDED.map(([key]) => say(key))
  sheet.columns = [...headings.map(({ field }) => WIDTHS[field] ?? WIDTH), ...titles.map(() => WIDTH)].map(
    width => ({ width }),
  )
  const last = letters(headings.length + titles.length)
  head(sheet, { title: say('ledger-export:title', { place: named }), note, last })
  headingRows(sheet, say('ledger-export:group'), titles)

  let count = 0
  for await (const child of children) {
    const recorded = RECORDED.map(([, read]) =>
      child.entrustment === null
        ? ''
        : read
          ? read(child.entrustment)
          : say(STATE_WORDS[child.entrustment.state]),
    )
    count++
    sheet
      .addRow([
        ...headings.map(({ field }) =>
          cellOf(field, field === 'number' ? String(count) : child.cells[field]),
        ),
        ...recorded.map(text => written(text)),
      ])
      .commit()
  }
  sheet.commit()
  const list = book.addWorksheet('区划')
  list.columns = [{ width: 16 }, { width: 24 }]
  list.addRow(['区划代码', '名称']).commit()
  for (const [code, name] of places) list.addRow([code, written(name)]).commit()
  list.commit()
  await book.commit()
  return count
}

function head(
  sheet: ExcelJS.Worksheet,
  { title, note, last }: { title: string; note: string; last: string },
) {
  const centred: Partial<ExcelJS.Alignment> = { horizontal: 'center', vertical: 'middle' }
  for (const [row, text] of [title, note].entries()) {
    sheet.mergeCells(`A${row + 1}:${last}${row + 1}`)
    const cell = sheet.getCell(`A${row + 1}`)
    cell.value = written(text)
    cell.alignment = row === 0 ? centred : { horizontal: 'left' }
    cell.font = { bold: row === 0, size: row === 0 ? 16 : 10 }
  }
}

/** Groups merged across, columns without a group merged down, as the form has them. */
function headingRows(sheet: ExcelJS.Worksheet, group: string, titles: readonly string[]): void {
  const columns = [
    ...headings.map(one => ({ group: groups[one.group].title, title: one.title })),
    ...titles.map(title => ({ group, title })),
  ]
  sheet.getRow(3).values = columns.map((one, n) =>
    one.group === '' ? one.title : columns[n - 1]?.group === one.group ? null : one.group,
  )
  sheet.getRow(4).values = columns.map(one => (one.group === '' ? null : one.title))
  let first = 0
  for (let n = 1; n <= columns.length; n++) {
    const { group: own } = columns[first]!
    if (own !== '' && n < columns.length && columns[n]!.group === own) continue
    if (own === '') sheet.mergeCells(`${letters(first + 1)}3:${letters(first + 1)}4`)
    else if (n - first > 1) sheet.mergeCells(`${letters(first + 1)}3:${letters(n)}3`)
    first = n
  }
  for (const row of [3, 4]) {
    sheet.getRow(row).font = { bold: true }
    sheet.getRow(row).alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
  }
  // The streaming writer lets go of a row with the ones above it.
  sheet.getRow(4).commit()
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function cellOf(field: Field, text = ''): ExcelJS.CellValue {
  if (field === 'birth' && DAY.test(text)) return new Date(`${text}T00:00:00Z`)
  return written(text)
}

/** Text as a cell holds it; nothing at all for an empty one. `_x0041_` would be read as a letter. */
const written = (text: string): string | null =>
  text === '' ? null : marked(text).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
