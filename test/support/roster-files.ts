import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterAll } from 'vitest'

/** The invented ledger of 颍上县, copied beside this file so that the tests stand alone. */
export const samplePath = fileURLToPath(new URL('./roster-sample.xlsx', import.meta.url))

/** A folder of this test file's own; `file` writes into it and answers the path. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'xb-roster-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  let n = 0
  return {
    path,
    file(name: string, content: string | Uint8Array): string {
      const at = join(path, `${++n}-${name}`)
      writeFileSync(at, content)
      return at
    },
  }
}

/** The sample with some cells changed: { L12: '…', K13: new Date(0) }; null empties a cell. */
export async function changedSample(
  cells: Record<string, ExcelJS.CellValue>,
  change: (book: ExcelJS.Workbook) => void = () => {},
): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(samplePath)
  for (const [cell, value] of Object.entries(cells)) book.getWorksheet('台账')!.getCell(cell).value = value
  change(book)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** The sample's children as texts, by column letter from A; dates as 'YYYY-MM-DD'. Rows 5-80. */
export async function sampleTexts(): Promise<string[][]> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(samplePath)
  const sheet = book.getWorksheet('台账')!
  const rows: string[][] = []
  for (let row = 3; row <= 80; row++) {
    rows.push(
      Array.from({ length: 49 }, (_, i) => {
        const { value } = sheet.getCell(row, i + 1)
        return value instanceof Date ? value.toISOString().slice(0, 10) : String(value ?? '')
      }),
    )
  }
  return rows
}

/** A CSV text; cells with signs are quoted. */
export const csv = (rows: readonly (readonly string[])[], separator = ','): string =>
  rows
    .map(row =>
      row.map(cell => (/["\n\r,;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator),
    )
    .join('\r\n')

let encoder: Map<string, number[]> | undefined

/** Text as GB18030 bytes; the characters of GBK are enough here. */
export function gb18030(text: string): Uint8Array {
  encoder ??= gbk()
  return Uint8Array.from([...text].flatMap(c => encoder!.get(c) ?? [c.codePointAt(0)!]))
}

function gbk(): Map<string, number[]> {
  const decoder = new TextDecoder('gb18030')
  const table = new Map<string, number[]>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(high, low))
      if ([...character].length === 1 && character !== '\ufffd') table.set(character, [high, low])
    }
  }
  return table
}

/** `size` is what the directory declares, when that should be a lie. */
export type Part = { name: string; data: string | Uint8Array; size?: number; flags?: number }

/** A zip file made by hand, so that it can be as wrong as a test needs it. */
export function zip(parts: readonly Part[]): Uint8Array {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, size, flags = 0x800 } of parts) {
    const raw = Buffer.from(data)
    const packed = deflateRawSync(raw)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(raw), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(size ?? raw.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, tail, title]))
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06'), end])
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'

/** The parts of a workbook with one sheet, 台账, whose XML is given. */
export const workbookParts = (sheet: string | Uint8Array): Part[] => [
  {
    name: '[Content_Types].xml',
    data: `<?xml version="1.0"?><Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  },
  {
    name: '_rels/.rels',
    data: `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  },
  {
    name: 'xl/workbook.xml',
    data: `<workbook xmlns:r="${office}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    data: `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  },
  { name: 'xl/worksheets/sheet1.xml', data: sheet },
]

/** A sheet's XML around its rows. */
export const sheetXml = (rows: string, after = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A row of texts as a sheet has it. */
export const rowXml = (number: number, cells: readonly string[]): string =>
  `<row r="${number}">${cells.map((cell, i) => (cell === '' ? '' : `<c r="${letter(i)}${number}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`)).join('')}</row>`

const letter = (i: number): string =>
  (i < 26 ? '' : String.fromCharCode(64 + Math.floor(i / 26))) + String.fromCharCode(65 + (i % 26))
