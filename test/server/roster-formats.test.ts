import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readLedger } from '../../server/roster/ledger.ts'
import { detectFormat } from '../../server/roster/read/format.ts'
import { readSheets } from '../../server/roster/read/sheets.ts'
import { folder, rowXml, samplePath, sheetXml, workbookParts, zip } from '../support/roster-files.ts'

const files = folder()

/** The error a clerk sees for a file, and how long the decision took. */
async function refusal(name: string, content: string | Uint8Array) {
  const path = files.file(name, content)
  const started = performance.now()
  try {
    readLedger((await readSheets(path)).sheets)
  } catch (error) {
    return { code: (error as { code?: string }).code, text: String(error), ms: performance.now() - started }
  }
  return undefined
}

const book = (sheet: string | Uint8Array) => zip(workbookParts(sheet))
const compound = (stream: string) => {
  const bytes = Buffer.alloc(2048)
  bytes.write('d0cf11e0a1b11ae1', 'hex')
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 48)
  bytes.write(stream, 1024 + 128, 'utf16le')
  return bytes
}

describe('a clerk who sends something that is no .xlsx is told what it is', () => {
  const parts = workbookParts(sheetXml(''))
  const sent: [what: string, name: string, content: string | Uint8Array][] = [
    ['空文件', 'a.xlsx', ''],
    ['旧版 Excel(.xls)', 'a.xls', compound('Workbook')],
    ['旧版 Excel(.xls)', 'a.xlsx', Buffer.from('0908100000060500', 'hex')],
    ['带密码的工作簿', 'a.xlsx', compound('EncryptedPackage')],
    ['旧版 Word 文档', 'a.xlsx', compound('WordDocument')],
    ['带宏的工作簿(.xlsm)', 'a.xlsm', zip([...parts, { name: 'xl/vbaProject.bin', data: 'x' }])],
    [
      '带宏的工作簿(.xlsm)',
      'a.xlsx',
      zip([
        {
          name: '[Content_Types].xml',
          data: '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
        },
        ...parts.slice(1),
      ]),
    ],
    ['二进制工作簿(.xlsb)', 'a.xlsb', zip([...parts, { name: 'xl/workbook.bin', data: 'x' }])],
    [
      'OpenDocument(.ods)',
      'a.xlsx',
      zip([
        { name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet' },
        { name: 'content.xml', data: '<office/>' },
      ]),
    ],
    ['Word 文档', 'a.xlsx', zip([{ name: 'word/document.xml', data: '<w/>' }])],
    ['ZIP 压缩包', 'a.xlsx', zip([{ name: '照片.jpg', data: 'x' }])],
    ['加密的压缩包', 'a.xlsx', zip(parts.map(part => ({ ...part, flags: 1 })))],
    ['网页(HTML)', 'a.xlsx', '\ufeff<html><table><tr><td>姓名</td></tr></table></html>'],
    ['网页(HTML)', 'a.xls', '<table><tr><td>姓名</td></tr></table>'],
    ['XML 表格', 'a.xlsx', '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'],
    ['文本(CSV),扩展名却是 .xlsx', 'a.xlsx', '姓名,性别\n甲,男\n'],
    ['PNG 图片', 'a.xlsx', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['PDF 文档', 'a.pdf', '%PDF-1.7'],
    ['不是文本的文件', 'a.csv', Buffer.concat([Buffer.from('ab'), Buffer.alloc(400), randomBytes(100)])],
    ['残缺或损坏的 .xlsx', 'a.xlsx', readFileSync(samplePath).subarray(0, 20_000)],
    ['残缺或损坏的 .xlsx', 'a.xlsx', book('<worksheet><sheetData><row r="1">')],
    ['带文档类型定义(DTD)的工作簿', 'a.xlsx', book('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')],
  ]
  test.each(sent)('%s, sent as %s', async (what, name, content) => {
    const found = await refusal(name, content)
    expect(found?.code).toBe('E-IMP-FORMAT')
    expect(found?.text).toContain(`不支持的格式:${what},请另存为 .xlsx`)
  })
})

describe('a file made to harm is refused before it is unpacked', () => {
  const spaces = Buffer.alloc(300 * 1024 ** 2, ' ')

  test('300 MB of spaces in 307 KB', async () => {
    const path = files.file('spaces.xlsx', book(spaces))
    const started = performance.now()
    await expect(detectFormat(path)).rejects.toThrow('解压后过大(约 300 MB,上限 50 MB)')
    expect(performance.now() - started).toBeLessThan(100)
  })

  test('four million rows in 254 KB', async () => {
    const path = files.file(
      'rows.xlsx',
      book(`<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(4_000_000)}`),
    )
    const started = performance.now()
    await expect(detectFormat(path)).rejects.toThrow(/E-IMP-ZIP/)
    expect(performance.now() - started).toBeLessThan(100)
  })

  test('a part that shrank a thousandfold, though it stays below the limit', async () => {
    expect((await refusal('ratio.xlsx', book(spaces.subarray(0, 20 * 1024 ** 2))))?.code).toBe('E-IMP-RATIO')
  })

  test('a part that says it is small and is not', async () => {
    const parts = workbookParts(spaces.subarray(0, 60 * 1024 ** 2))
    parts[4]!.size = 1000
    expect((await refusal('liar.xlsx', zip(parts)))?.code).toBe('E-IMP-ZIP')
  })

  test('thousands of entries', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => ({ name: `xl/${i}.xml`, data: '' }))
    expect((await refusal('many.xlsx', zip([...workbookParts(sheetXml('')), ...many])))?.code).toBe(
      'E-IMP-FORMAT',
    )
  })
})

describe('a sheet that reaches too far is refused at its first cell out there', () => {
  test.each(['XFD1048576', 'A999999999', 'BI1', 'A20001'])('one cell at %s', async at => {
    const row = /\d+/.exec(at)![0]
    const found = await refusal('far.xlsx', book(sheetXml(`<row r="${row}"><c r="${at}"><v>1</v></c></row>`)))
    expect(found?.code).toBe('E-IMP-ROWS')
    expect(found?.ms).toBeLessThan(3_000)
  })

  test('cells merged down the whole sheet cost nothing', async () => {
    const merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    expect((await refusal('merged.xlsx', book(sheetXml(rowXml(1, ['标题']), merges))))?.code).toBe(
      'E-IMP-HEADER',
    )
  })

  test('formatting without content down to the last row is no content', async () => {
    const rows = `${rowXml(1, ['标题'])}<row r="1048576" hidden="1"><c r="XFD1048576" s="1"/></row>`
    expect((await refusal('format.xlsx', book(sheetXml(rows))))?.code).toBe('E-IMP-HEADER')
  })
})

test('an operator who mistypes a path learns that there is no such file', async () => {
  await expect(readSheets(`${files.path}/nothing.xlsx`)).rejects.toThrow('没有这个文件')
  await expect(readSheets(files.path)).rejects.toThrow('不是文件')
})
