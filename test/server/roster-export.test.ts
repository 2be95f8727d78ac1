import { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadWords } from '../../locales/index.ts'
import { inScope } from '../../server/db/scope.ts'
import { writeLedger } from '../../server/roster/export/book.ts'
import { childrenOf, namesOf } from '../../server/roster/export/rows.ts'
import { importRoster, readRosterFile } from '../../server/roster/import.ts'
import { marked, unmarked } from '../../server/roster/text.ts'
import { testDatabase } from '../support/database.ts'
import { changedSample, folder, samplePath } from '../support/roster-files.ts'

const db = await testDatabase()
const files = folder()
const words = loadWords()
const county = '341226'

/** The ledger of a place as a file, seen under a scope. */
async function exported(place: string, scope = place) {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  const count = await inScope(db.pool, { place: scope }, async tx =>
    writeLedger(out, childrenOf(tx, db.keys, place), await namesOf(tx, place), {
      ...{ place, by: '李督导', at: db.clock.now(), words },
    }),
  )
  return { count, bytes: Buffer.concat(chunks) }
}

const book = async (bytes: Buffer) => {
  const read = new ExcelJS.Workbook()
  await read.xlsx.load(bytes as unknown as ArrayBuffer)
  return read
}

const sizes = () =>
  db.asOwner(async client => {
    const { rows } = await client.query(
      ['children', 'people', 'households', 'relations', 'roster_questions']
        .map(table => `select count(*)::int as n from ${table}`)
        .join(' union all '),
    )
    return rows.map(row => row.n)
  })

beforeAll(async () => {
  await importRoster(db, await readRosterFile(samplePath), { acceptValid: true })
})

describe('the ledger as a file', () => {
  test('has the title, a note whose it is, the form’s headings, and more columns for the entrustment', async () => {
    const sheet = (await book((await exported(county)).bytes)).getWorksheet('台账')!
    expect(sheet.getCell('A1').text).toBe('颍上县儿童信息台账')
    expect(sheet.getCell('A2').text).toContain('导出日期：2026-11-21　　导出人：李督导')
    expect(sheet.getCell('A2').text).toContain('不得转发')
    const sample = new ExcelJS.Workbook()
    await sample.xlsx.readFile(samplePath)
    const form = sample.getWorksheet('台账')!
    for (const row of [3, 4])
      for (let column = 1; column <= 49; column++)
        expect(sheet.getCell(row, column).text).toBe(form.getCell(row, column).text)
    expect([50, 51, 58].map(column => sheet.getCell(4, column).text)).toEqual([
      '记录编号',
      '记录状态',
      '乡镇备案日',
    ])
    expect(sheet.getCell('AX3').text).toBe('委托照护记录')
  })

  test('read again by our own importer changes nothing: 0 created, 0 changed, no new question', async () => {
    const before = await sizes()
    const { count, bytes } = await exported(county)
    expect(count).toBe(72)
    const again = await importRoster(db, await readRosterFile(files.file('again.xlsx', bytes)))
    expect(again).toMatchObject({
      rows: 72,
      refused: 0,
      created: 0,
      changed: 0,
      unchanged: 72,
      importable: 66,
    })
    expect(await sizes()).toEqual(before)
    // What was exported after that is the same again.
    const twice = await exported(county)
    const cells = async (one: Buffer) => (await book(one)).getWorksheet('台账')!.getSheetValues()
    expect(await cells(twice.bytes)).toEqual(await cells(bytes))
  })

  test('of a village holds its own children, and under another scope none', async () => {
    const village = '341226190202'
    const { count, bytes } = await exported(village)
    const sheet = (await book(bytes)).getWorksheet('台账')!
    const villages = new Set(sheet.getColumn(3).values.slice(5))
    expect(count).toBeGreaterThan(5)
    expect(villages).toEqual(new Set(['河湾村']))
    expect((await exported(village, '341226190203')).count).toBe(0)
  })

  test('names no child in its sheets, its properties or its title', async () => {
    const { bytes } = await exported('341226190202')
    const read = await book(bytes)
    const names = read.getWorksheet('台账')!.getColumn(8).values.slice(5).map(String)
    const said = JSON.stringify([
      read.worksheets.map(one => one.name),
      read.title,
      read.creator,
      read.subject,
    ])
    for (const name of names) expect(said).not.toContain(name)
  })

  test('never holds a formula, whatever a parent is called; and the mark goes when it is read again', async () => {
    const evil = ['=HYPERLINK("http://x","y")', '+1+1', '-2', '@SUM(A1)', '＝1', '_x0041_', '\t=1'] as const
    const cells = Object.fromEntries(evil.map((text, n) => [`AW${5 + n}`, text]))
    const file = files.file('evil.xlsx', await changedSample(cells))
    await importRoster(db, await readRosterFile(file), { acceptValid: true })
    const { bytes } = await exported(county)
    const notes = (await book(bytes)).getWorksheet('台账')!.getColumn(49).values.map(String)
    for (const text of evil.slice(0, 5)) expect(notes).toContain(`'${text}`)
    expect(bytes.includes('<f>')).toBe(false)
    for (const sheet of (await book(bytes)).worksheets)
      sheet.eachRow(row => row.eachCell(cell => expect(cell.formula).toBeUndefined()))
    const again = await importRoster(db, await readRosterFile(files.file('again.xlsx', bytes)))
    expect(again).toMatchObject({ created: 0, changed: 0 })
  })

  test('the mark is put before what looks like a formula, and nothing else', () => {
    for (const text of ['=1', '+1', '-', '@a', '＋', '\r1']) expect(unmarked(marked(text))).toBe(text)
    for (const text of ['—', '王小明', "'quoted'", '1=1', '']) expect(marked(text)).toBe(text)
  })
})
