import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../server/errors.ts'
import { checkRows, problemsOf } from '../../server/roster/check.ts'
import { readLedger } from '../../server/roster/ledger.ts'
import { gazetteer, placesIn } from '../../server/roster/places.ts'
import { letters, position } from '../../server/roster/read/cells.ts'
import { decodeText } from '../../server/roster/read/encoding.ts'
import { readSheets } from '../../server/roster/read/sheets.ts'
import { scanXml } from '../../server/roster/read/xml.ts'
import { readDay } from '../../server/roster/rules/day.ts'
import { readIdNumber } from '../../server/roster/rules/id-number.ts'
import { readName } from '../../server/roster/rules/name.ts'
import { readPhone } from '../../server/roster/rules/phone.ts'
import { findVillage } from '../../server/roster/rules/village.ts'
import { wantedOf } from '../../server/roster/store/wanted.ts'
import { today } from '../support/roster-check.ts'
import { folder, rowXml, samplePath, sheetXml } from '../support/roster-files.ts'

const files = folder()
const bytes = readFileSync(samplePath)
const { sheets } = await readSheets(samplePath)
const places = gazetteer(placesIn(sheets))
const ledger = readLedger(sheets)

/** What clerks and accidents leave in cells, besides anything at all. */
const scribble = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '无',
    '不详',
    '—',
    '同上',
    '是',
    '否',
    '男',
    '2015/2/30',
    '3.4E+17',
    '父',
    '在家',
    '清水',
    '困境',
    '0',
    '×',
  ),
  fc.stringMatching(/^[0-9０-９Xx /.-]{1,20}$/),
)
const cell = fc.record({ kind: fc.constantFrom('text', 'number', 'date', 'bool', 'error'), text: scribble })

test('a damaged copy of the ledger is read or refused, and the program lives', async () => {
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(damage, fc.integer({ min: 1, max: bytes.length }), async (changes, length) => {
      const copy = Buffer.from(bytes)
      for (const [at, value] of changes) copy[at] = value
      const path = files.file('damaged.xlsx', length % 3 ? copy : copy.subarray(0, length))
      await readSheets(path).then(
        read => expect(read.sheets.length).toBeGreaterThan(0),
        error => expect(error).toBeInstanceOf(AppError),
      )
    }),
    { numRuns: 25 },
  )
})

test('whatever stands in the cells, every child gets a status and what is recorded is whole', () => {
  const fields = [...ledger.rows[0]!.columns.keys()]
  const edits = fc.array(fc.tuple(fc.nat(75), fc.constantFrom(...fields), fc.option(cell)), { maxLength: 60 })
  fc.assert(
    fc.property(edits, changes => {
      const rows = ledger.rows.map(row => ({ ...row, cells: { ...row.cells } }))
      for (const [row, field, value] of changes) {
        if (value) rows[row]!.cells[field] = value
        else delete rows[row]!.cells[field]
      }
      const found = checkRows(rows, places, today)
      expect(found).toHaveLength(76)
      const ids = new Set<string>()
      for (const row of found) {
        if (row.status !== 'importable') expect(problemsOf(row)).not.toHaveLength(0)
        if (row.status === 'refused') continue
        const { key, birthDate, place } = wantedOf(row)
        expect([birthDate <= today, place.length]).toEqual([true, 12])
        expect(ids.has(key)).toBe(false)
        ids.add(key)
      }
    }),
    { numRuns: 60 },
  )
})

describe('no text makes a rule fail', () => {
  test('numbers, telephones, names, days and villages', () => {
    fc.assert(
      fc.property(cell, scribble, (any, other) => {
        const id = readIdNumber(any, today)
        if (id.value !== null) expect(id.value).toMatch(/^\d{17}[\dX]$/)
        if (any.kind === 'number') expect(id.value).toBeNull()
        const phone = readPhone(any)
        if (phone.value !== null) expect(phone.value).toMatch(/^1[3-9]\d{9}$/)
        const name = readName(any).value
        if (name !== null) expect(name).toBe(name.trim())
        const day = readDay(any, today)
        if (day.kind === 'day') expect(day.day).toMatch(/^\d{4}-\d\d-\d\d$/)
        const village = findVillage(places, other, any.text)
        expect(village.code === null).toBe(village.faults.some(fault => fault.severity === 'refused'))
      }),
      { numRuns: 1_000 },
    )
  })

  test('in XML, wherever the pieces are cut', async () => {
    const xml = sheetXml(rowXml(1, ['甲<&>乙', '𠮷\u3000丙', "it's"]))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Buffer.byteLength(xml)), { maxLength: 12 }), async cuts => {
        let text = ''
        await scanXml(pieces(Buffer.from(xml), cuts), {
          open() {},
          close() {},
          text(piece) {
            text += piece
          },
        })
        expect(text).toBe("甲<&>乙𠮷\u3000丙it's")
      }),
      { numRuns: 200 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), fc.nat(xml.length), async (junk, at) => {
        const mutated = Buffer.from(xml.slice(0, at) + junk + xml.slice(at))
        await scanXml(pieces(mutated, [at]), {
          open: (_, attribute) => void attribute('r'),
          close() {},
          text() {},
        }).catch(error => expect(error).toBeInstanceOf(AppError))
      }),
      { numRuns: 300 },
    )
  })

  test('in the bytes of a CSV', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), junk => {
        try {
          expect(decodeText(Buffer.from(junk))).not.toContain('\0')
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('columns have letters as in a spreadsheet', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16_384 }), column => {
      expect(position(`${letters(column)}7`)).toEqual({ row: 7, column })
    }),
    { numRuns: 300 },
  )
})

async function* pieces(whole: Buffer, cuts: number[]): AsyncGenerator<Buffer> {
  const at = [0, ...cuts.sort((a, b) => a - b), whole.length]
  for (let i = 1; i < at.length; i++) yield whole.subarray(at[i - 1], at[i])
}
