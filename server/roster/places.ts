import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Sheet } from './read/cells.ts'
import { limits } from './read/limits.ts'
import { readSheets } from './read/sheets.ts'
import { comparable, tidy } from './text.ts'

/** A division code as the database has it: county 6, township 9, village 12 digits. */
export type Place = { code: string; name: string }

const codeHeadings = /^(区划代码|行政区划代码|统计用区划代码|代码|编码|code)$/
const nameHeadings = /^(名称|区划名称|地名|单位名称|name)$/

/** The places listed in the sheets that are place lists (headings 区划代码 and 名称). */
export function placesIn(sheets: Sheet[]): Place[] {
  return sheets.flatMap(sheet => {
    for (const header of sheet.rows.slice(0, 20)) {
      const column = (wanted: RegExp) =>
        [...header.cells].find(([, cell]) => wanted.test(comparable(cell.text)))?.[0] ?? 0
      const [code, name] = [column(codeHeadings), column(nameHeadings)]
      if (!code || !name) continue
      return sheet.rows
        .filter(row => row.number > header.number)
        .flatMap(row => placeOf(row.cells.get(code)?.text ?? '', row.cells.get(name)?.text ?? ''))
    }
    return []
  })
}

const Listed = z.union([
  z.object({ code: z.coerce.string(), name: z.string() }),
  z
    .object({ 区划代码: z.coerce.string(), 名称: z.string() })
    .transform(row => ({ code: row.区划代码, name: row.名称 })),
])
const List = z.union([z.array(Listed), z.object({ places: z.array(Listed) }).transform(file => file.places)])

/** Reads the file named by --places: an .xlsx, a CSV or a JSON list of { code, name }. */
export async function readPlaces(path: string): Promise<Place[]> {
  const places =
    extname(path).toLowerCase() === '.json' ? await fromJson(path) : placesIn((await readSheets(path)).sheets)
  if (places.length === 0) throw new AppError('E-IMP-PLACES')
  return places
}

async function fromJson(path: string): Promise<Place[]> {
  let text: string
  try {
    if ((await stat(path)).size > limits.textBytes) throw new AppError('E-IMP-LIMIT')
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('E-IMP-FILE', { what: '区划文件读不出' })
  }
  try {
    return List.parse(JSON.parse(text)).flatMap(({ code, name }) => placeOf(code, name))
  } catch {
    throw new AppError('E-IMP-FORMAT', { type: '内容不是区划表的 JSON' })
  }
}

/**
 * Codes come with 6, 9 or 12 digits; in a list of 12 digits zeros stand for the levels below. Provinces and cities
 * are no places of ours.
 */
function placeOf(code: string, name: string): Place[] {
  const digits = comparable(code)
  if (!/^\d{6}(\d{3}(\d{3})?)?$/.test(digits) || tidy(name) === '' || digits.slice(4, 6) === '00') return []
  const short =
    digits.slice(6) === '' ? digits : digits.replace(/^(\d{6})000000$/, '$1').replace(/^(\d{9})000$/, '$1')
  return [{ code: short, name: tidy(name) }]
}

/** A village with its township, prepared for comparing. */
type Village = { code: string; name: string; bare: string; township: string }

/** What is known of places, ready to find a village by what a clerk wrote. */
export type Gazetteer = { villages: readonly Village[]; townships: ReadonlyMap<string, Place> }

/** Makes a gazetteer; of a code listed twice the first name counts. */
export function gazetteer(places: readonly Place[]): Gazetteer {
  const names = new Map<string, string>()
  for (const { code, name } of places) if (!names.has(code)) names.set(code, name)
  const townships = new Map<string, Place>()
  const villages: Village[] = []
  for (const [code, name] of names) {
    if (code.length === 9) townships.set(code, { code, name })
    if (code.length === 12) villages.push({ code, name, bare: comparable(name), township: code.slice(0, 9) })
  }
  return { villages, townships }
}
