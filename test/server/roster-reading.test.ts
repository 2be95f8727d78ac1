import { randomBytes } from 'node:crypto'
import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { readSheets } from '../../server/roster/read/sheets.ts'
import { checked } from '../support/roster-check.ts'
import {
  changedSample,
  folder,
  rowXml,
  samplePath,
  sampleTexts,
  sheetXml,
  workbookParts,
  zip,
} from '../support/roster-files.ts'

const files = folder()
const { sheets } = await readSheets(samplePath)
const { placesIn } = await import('../../server/roster/places.ts')
const places = placesIn(sheets)
const texts = await sampleTexts()

const cellsOf = async (content: Uint8Array, sheet = 0) =>
  (await readSheets(files.file('book.xlsx', content))).sheets[sheet]!.rows.map(row => [...row.cells.values()])
const oneRow = async (cells: string, around = (rows: string) => sheetXml(rows)) =>
  (await cellsOf(zip(workbookParts(around(`<row r="1">${cells}</row>`)))))[0]

test('every cell of the sample is read as exceljs reads it', async () => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(samplePath)
  for (const sheet of sheets) {
    const theirs = book.getWorksheet(sheet.name)!
    const ours = new Map(sheet.rows.map(row => [row.number, row.cells]))
    theirs.eachRow((row, number) => {
      row.eachCell((cell, column) => {
        if (cell.type === ExcelJS.ValueType.Merge || cell.value === '') return
        const { value } = cell
        const expected =
          value instanceof Date
            ? { kind: 'date', text: value.toISOString().slice(0, 10) }
            : { kind: typeof value === 'number' ? 'number' : 'text', text: String(value) }
        expect([cell.address, ours.get(number)?.get(column)]).toEqual([cell.address, expected])
      })
    })
    expect(sheet.rows.length).toBe(theirs.actualRowCount)
  }
})

describe('a workbook that another program wrote', () => {
  test('keeps text exactly: rich text without reading aids, entities, line breaks, rare characters', async () => {
    const cells = [
      '<c r="A1" t="inlineStr"><is><r><t>史</t></r><r><t>文洋</t></r><rPh sb="0" eb="1"><t>shi</t></rPh></is></c>',
      '<c r="B1" t="inlineStr"><is><t>&lt;甲&gt; &amp; &#20057;&#x4e19;</t></is></c>',
      '<c r="C1" t="inlineStr"><is><t><![CDATA[a<b>]]></t></is></c>',
      '<c r="D1" t="inlineStr"><is><t>上_x000D_\n下</t></is></c>',
      '<c r="E1" t="inlineStr"><is><t>𠮷㛃\ue863·•</t></is></c>',
      '<c r="F1" t="inlineStr"><is><t a=">">x</t></is></c>',
    ]
    expect((await oneRow(cells.join('')))?.map(cell => cell.text)).toEqual([
      '史文洋',
      '<甲> & 乙丙',
      'a<b>',
      '上\n下',
      '𠮷㛃\ue863·•',
      'x',
    ])
  })

  test('with prefixes, without references, with comments', async () => {
    const sheet =
      '<x:worksheet xmlns:x="a"><!-- <row> --><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t="str"><x:v>甲</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    expect(await cellsOf(zip(workbookParts(sheet)))).toEqual([
      [
        { kind: 'number', text: '1' },
        { kind: 'text', text: '甲' },
      ],
    ])
  })

  test('keeps the text of a number, so that a lost identity number shows', async () => {
    expect(await oneRow('<c r="A1"><v>3.41226202004199E+17</v></c><c r="B1" t="b"><v>1</v></c>')).toEqual([
      { kind: 'number', text: '3.41226202004199E+17' },
      { kind: 'bool', text: '1' },
    ])
  })

  test('gives a formula its stored result, and says when there is none', async () => {
    const cells =
      '<c r="A1" t="str"><f>VLOOKUP(1,2,3)</f><v>甲</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><f>x</f><v>#REF!</v></c>'
    expect((await oneRow(cells))?.map(cell => [cell.kind, cell.text])).toEqual([
      ['text', '甲'],
      ['error', 'no result'],
      ['error', '#REF!'],
    ])
  })

  test('that counts days from 1904, or believes in 29 February 1900', async () => {
    const book = (from1904: boolean) => {
      const workbook = new ExcelJS.Workbook()
      workbook.properties.date1904 = from1904
      const sheet = workbook.addWorksheet('台账')
      for (const serial of [from1904 ? 43_538 - 1462 : 43_538, 60, 61, 59]) {
        const cell = sheet.addRow([serial]).getCell(1)
        cell.numFmt = 'yyyy"年"m"月"d"日"'
      }
      return workbook.xlsx.writeBuffer().then(buffer => new Uint8Array(buffer))
    }
    const read = async (from1904: boolean) =>
      (await cellsOf(await book(from1904))).map(([cell]) => `${cell!.kind} ${cell!.text}`)
    expect(await read(false)).toEqual([
      'date 2019-03-14',
      'text 1900-02-29',
      'date 1900-03-01',
      'date 1900-02-28',
    ])
    expect((await read(true))[0]).toBe('date 2019-03-14')
  })

  test.each([
    ['is cut off', '<worksheet><sheetData><row><c><v>1</v></c></row>'],
    ['closes what it did not open', '<worksheet><sheetData></row></sheetData></worksheet>'],
    ['has two roots', '<worksheet></worksheet><worksheet></worksheet>'],
    ['nests without end', `<worksheet>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</worksheet>`],
    ['has a tag without end', `<worksheet ${randomBytes(700_000).toString('hex')}`],
    ['points at a text that is not there', sheetXml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')],
    [
      'has bytes of another encoding',
      Buffer.concat([Buffer.from('<worksheet>'), Buffer.of(0xd0, 0xd5), Buffer.from('</worksheet>')]),
    ],
  ])('and %s is refused as damaged', async (_, sheet) => {
    await expect(cellsOf(zip(workbookParts(sheet)))).rejects.toThrow(/残缺或损坏/)
  })
})

describe('the headings of a workbook', () => {
  const book = (rows: string[][], first = 1, merges = '') =>
    zip(workbookParts(sheetXml(rows.map((row, i) => rowXml(first + i, row)).join(''), merges)))
  const [groups, labels] = texts as [string[], string[]]
  const children = texts.slice(2)

  test('may stand below five blank rows', async () => {
    const found = await checked(files.file('blank.xlsx', book(texts, 6)), places)
    expect(found.rows[0]!.row.number).toBe(8)
    // Without cell formats the number typed as one is text that fails its check.
    expect(found.counts).toEqual([66, 6, 4])
  })

  test('may be one row', async () => {
    const flat = labels.map((label, i) => (/亲|人/.test(groups[i]!) ? `${groups[i]}\n${label}` : label))
    expect((await checked(files.file('flat.xlsx', book([flat, ...children])), places)).counts).toEqual([
      66, 6, 4,
    ])
  })

  test('may repeat on every page, with totals and signatures below', async () => {
    const rows = [
      groups,
      labels,
      ...children.slice(0, 10),
      groups,
      labels,
      ...children.slice(10),
      ['合计', '76'],
      ['单位负责人:'],
    ]
    const found = await checked(files.file('pages.xlsx', book(rows)), places)
    expect(found.rows).toHaveLength(76)
    expect(found.counts).toEqual([66, 6, 4])
  })

  test('on several sheets: every one of them is read', async () => {
    const content = await changedSample({}, workbook => {
      const sheet = workbook.addWorksheet('第二页')
      workbook.addWorksheet('说明').addRow(['请先看这里'])
      sheet.addRows([groups, labels, [...children[0]!]])
      sheet.getCell('L3').value = '341226201903149979'
      sheet.getCell('I3').value = '男'
      sheet.getCell('G3').value = '孙子'
      sheet.getCell('H3').value = '董若山'
    })
    const found = await checked(files.file('two.xlsx', content))
    expect(found.rows).toHaveLength(77)
    expect(found.rows.at(-1)!.row).toMatchObject({ sheet: '第二页', number: 3 })
    expect(found.hints).toEqual([
      { sheet: '说明', row: 1, column: '', reason: '提示:这张表不是台账,没有读取' },
    ])
  })
})

test('a village merged down over its children counts for each of them', async () => {
  const content = await changedSample({}, workbook => {
    const sheet = workbook.getWorksheet('台账')!
    sheet.mergeCells('C5:C20')
    sheet.mergeCells('E8:E9')
  })
  const found = await checked(files.file('merged.xlsx', content))
  expect(found.counts).toEqual([66, 6, 4])
  expect(found.row(9).entry).toMatchObject({ place: '341226190201', household: '190201-003' })
})
