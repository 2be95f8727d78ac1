import { expect, test } from 'vitest'
import { readLedger } from '../../server/roster/ledger.ts'
import { limits } from '../../server/roster/read/limits.ts'
import { readSheets } from '../../server/roster/read/sheets.ts'
import { countyBook, countyRows, withStrings } from '../support/roster-county.ts'
import {
  csv,
  folder,
  rowXml,
  samplePath,
  sampleTexts,
  sheetXml,
  workbookParts,
  zip,
} from '../support/roster-files.ts'

const files = folder()
const texts = await sampleTexts()

test('20,000 children are read within 256 MB and 10 seconds', { timeout: 90_000 }, async () => {
  const rows = countyRows(texts, 20_000)
  for (const [name, content] of [
    ['county.xlsx', countyBook(rows)],
    ['county.csv', csv(rows)],
  ] as const) {
    const { sheets, rss, ms } = await readSheets(files.file(name, content))
    expect(readLedger(sheets).rows).toHaveLength(20_000)
    expect(ms).toBeLessThan(limits.childMs)
    if (rss !== null) expect(rss).toBeLessThan(limits.childBytes)
  }
})

test('20,001 children are too many, 20,000 and their headings are not', { timeout: 60_000 }, async () => {
  const [groups, labels, child] = texts as [string[], string[], string[]]
  const book = (count: number) => {
    const few = Array.from({ length: count }, () => child.slice(0, 12))
    return files.file('many.xlsx', countyBook([groups, labels, ...few, ['单位负责人:']]))
  }
  expect(readLedger((await readSheets(book(20_000))).sheets).rows).toHaveLength(20_000)
  await expect(readSheets(book(20_001)).then(read => readLedger(read.sheets))).rejects.toThrow(/E-IMP-ROWS/)
})

test('a file that asks for more memory or time than there is, is stopped', async () => {
  const caps = { childBytes: limits.childBytes, childMs: limits.childMs }
  await expect(readSheets(samplePath, { ...caps, childMs: 20 })).rejects.toThrow(/E-IMP-LIMIT/)
  // Millions of texts, below every limit of size; a cell may name any of them, so each must be kept.
  const strings = Array.from({ length: 1_000_000 }, (_, i) => `<si><t>${i.toString(36)}</t></si>`).join('')
  const book = zip(withStrings(workbookParts(sheetXml(rowXml(1, ['甲']))), strings))
  const path = files.file('strings.xlsx', book)
  if (process.platform !== 'linux') return
  await expect(readSheets(path, { ...caps, childBytes: 80 * 1024 ** 2 })).rejects.toThrow(/E-IMP-LIMIT/)
  const { rss } = await readSheets(path)
  expect(rss).toBeLessThan(caps.childBytes)
})
