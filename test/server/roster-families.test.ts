import type ExcelJS from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkCharacter } from '../../server/roster/rules/id-number.ts'
import { checked } from '../support/roster-check.ts'
import { changedSample, folder } from '../support/roster-files.ts'

const withCheck = (body: string) => body + checkCharacter(body)
const day = (text: string) => new Date(`${text}T00:00:00Z`)

type Case = {
  what: string
  /** Cells of one clean row of a household with one child, by column. */
  cells: Record<string, ExcelJS.CellValue>
  status: 'importable' | 'doubtful' | 'refused'
  columns?: string[]
  reason?: RegExp
}

const cases: Case[] = [
  // Who the child is.
  { what: 'a boy whose number says girl', cells: { I: '男', G: '孙子' }, status: 'doubtful', columns: ['I'] },
  { what: 'a granddaughter who is a boy', cells: { G: '孙子' }, status: 'doubtful', columns: ['G'] },
  {
    what: 'no number though registered',
    cells: { L: null },
    status: 'doubtful',
    columns: ['L'],
    reason: /空着/,
  },
  { what: '无 for a number though registered', cells: { L: '无' }, status: 'doubtful', columns: ['L'] },
  { what: 'no number and not registered', cells: { L: null, M: '否' }, status: 'importable' },
  { what: 'a number and not registered', cells: { M: '否' }, status: 'doubtful', columns: ['M'] },
  {
    what: 'a number that is a formula error',
    cells: { L: { error: '#REF!' } as never },
    status: 'doubtful',
    columns: ['L'],
  },
  { what: "the mother's number", cells: { L: 'AC' }, status: 'refused', columns: ['L'], reason: /母亲/ },
  { what: 'no name', cells: { H: null }, status: 'refused', columns: ['H'] },
  { what: 'a name that is only 同上', cells: { H: '同上' }, status: 'refused', columns: ['H'] },
  {
    what: 'a birth date that no calendar has',
    cells: { K: '2026-02-29' },
    status: 'refused',
    columns: ['K'],
  },
  { what: 'a birth date in words', cells: { K: '去年' }, status: 'refused', columns: ['K'] },
  { what: 'no birth date beside a number', cells: { K: null }, status: 'doubtful', columns: ['K'] },
  {
    what: 'no birth date and no number',
    cells: { K: null, L: null, M: '否' },
    status: 'refused',
    columns: ['K'],
  },
  // What needs no guess.
  { what: 'spaces at the ends', cells: { C: ' 清水村\u3000', AH: '周永年 ' }, status: 'importable' },
  { what: '汉 for 汉族', cells: { J: '汉' }, status: 'importable' },
  { what: 'a telephone with +86 and dashes', cells: { AK: '+86 199-0459-2524' }, status: 'importable' },
  {
    what: 'a father who died, by the word',
    cells: { AA: '死亡', Y: null, Z: null, AN: '否', AO: '父' },
    status: 'importable',
  },
  {
    what: 'a mother who died, struck out',
    cells: { AB: '—', AC: '—', AD: '—', AE: '—', AF: '—', AG: '—', AN: '否', AO: '母' },
    status: 'importable',
  },
  { what: 'parents without telephones', cells: { X: '无', AD: '不详' }, status: 'importable' },
  // The family.
  {
    what: 'both parents at home',
    cells: { AA: '在家', AG: '在家', AN: '否' },
    status: 'doubtful',
    columns: ['AA', 'AG'],
  },
  {
    what: 'both at home though both are said to be away',
    cells: { AA: '在家', AG: '在家' },
    status: 'doubtful',
    columns: ['AA', 'AG', 'AN'],
  },
  {
    what: 'both at home of a child in hardship',
    cells: { AA: '在家', AG: '在家', AN: '否', AV: '困境' },
    status: 'importable',
  },
  {
    what: 'a capable mother at home',
    cells: { AG: '在家', AN: '否' },
    status: 'doubtful',
    columns: ['AO', 'AG'],
  },
  {
    what: 'a mother at home who cannot care',
    cells: { AG: '在家', AN: '否', AO: '母' },
    status: 'importable',
  },
  {
    what: 'a father away for two months',
    cells: { Z: '2026-09' },
    status: 'doubtful',
    columns: ['Z'],
    reason: /不满 3 个月/,
  },
  { what: 'a father away since August', cells: { Z: '2026-08' }, status: 'importable' },
  {
    what: 'a father away since 22 August',
    cells: { Z: day('2026-08-22') },
    status: 'doubtful',
    columns: ['Z'],
  },
  {
    what: 'a father who leaves next month',
    cells: { Z: '2026-12' },
    status: 'doubtful',
    columns: ['Z'],
    reason: /还没有到/,
  },
  { what: 'both away, but not as the form says', cells: { AN: '否' }, status: 'doubtful', columns: ['AN'] },
  { what: 'both boxes ticked', cells: { AO: '母' }, status: 'doubtful', columns: ['AO'] },
  { what: "a father with a woman's number", cells: { W: 'AC' }, status: 'doubtful', columns: ['W', 'AC'] },
  {
    what: "a father's number of 17 digits",
    cells: { W: '34122619870301997' },
    status: 'doubtful',
    columns: ['W'],
  },
  {
    what: 'a father in prison and a mother out of reach',
    cells: { AA: '服刑', AG: '失联', AN: '否', Y: null, Z: null, AE: null, AF: null, AV: '留守、困境' },
    status: 'importable',
  },
  {
    what: 'a father at home and a mother who died',
    cells: { AA: '在家', AG: '死亡', AN: '否', Y: null, Z: null, AE: null, AF: null },
    status: 'doubtful',
    columns: ['AA'],
  },
  // Age.
  {
    what: 'sixteen tomorrow',
    cells: { K: day('2010-11-22'), L: withCheck('34122620101122996') },
    status: 'importable',
  },
  {
    what: 'sixteen today',
    cells: { K: day('2010-11-21'), L: withCheck('34122620101121996') },
    status: 'importable',
  },
  {
    what: 'sixteen since yesterday',
    cells: { K: day('2010-11-20'), L: withCheck('34122620101120996') },
    status: 'refused',
    columns: ['K'],
  },
  {
    what: 'sixteen and in hardship',
    cells: { K: day('2009-11-20'), L: withCheck('34122620091120996'), AV: '留守、困境' },
    status: 'importable',
  },
  {
    what: 'eighteen and in hardship',
    cells: { K: day('2008-11-20'), L: withCheck('34122620081120996'), AV: '困境' },
    status: 'refused',
    columns: ['K'],
  },
  // Care.
  {
    what: 'nobody',
    cells: { AH: null, AI: null, AJ: null, AK: null, AL: null, AM: null, AP: '否' },
    status: 'doubtful',
    columns: ['AH'],
  },
  {
    what: 'nobody, said with a word',
    cells: { AH: '无', AI: null, AJ: null, AK: null, AL: null, AM: null },
    status: 'doubtful',
    columns: ['AH'],
  },
  {
    what: 'a brother of fifteen',
    cells: { AH: '陶小军', AI: '哥哥', AJ: withCheck('34122620110405997') },
    status: 'doubtful',
    columns: ['AH', 'AJ'],
    reason: /未满 18/,
  },
  {
    what: 'the father who is away',
    cells: { AH: 'V', AI: '父亲', AJ: 'W' },
    status: 'doubtful',
    columns: ['AH', 'AI'],
    reason: /父亲或母亲/,
  },
  {
    what: 'the mother, by name only',
    cells: { AH: 'AB', AI: '其他', AJ: null },
    status: 'doubtful',
    columns: ['AH', 'AI'],
  },
  {
    what: 'a kinship told from the wrong side',
    cells: { AI: '外孙女' },
    status: 'doubtful',
    columns: ['AI'],
  },
  {
    what: 'a grandfather whose number says woman',
    cells: { AI: '祖母', AJ: withCheck('34122619620319997') },
    status: 'doubtful',
    columns: ['AI'],
  },
  { what: 'a neighbour', cells: { AI: '邻居' }, status: 'importable' },
  {
    what: '同上 under another household',
    cells: { AH: '同上', AI: '同上', AJ: '同上' },
    status: 'doubtful',
    columns: ['AH', 'AI', 'AJ'],
  },
  { what: 'two telephones', cells: { AK: '19904197623、19906398127' }, status: 'doubtful', columns: ['AK'] },
  { what: 'a landline', cells: { AK: '0558-4412345' }, status: 'doubtful', columns: ['AK'] },
  { what: 'a telephone but no telephone', cells: { AL: '无' }, status: 'doubtful', columns: ['AL'] },
  { what: 'a carer though nothing is entrusted', cells: { AP: '否' }, status: 'doubtful', columns: ['AP'] },
  // Place and household.
  { what: 'an unknown village', cells: { C: '清泉村' }, status: 'refused', columns: ['C'], reason: /清水村/ },
  {
    what: 'a village of another township',
    cells: { C: '莲花村' },
    status: 'doubtful',
    columns: ['B', 'C', 'E'],
  },
  {
    what: 'a household number of another village',
    cells: { E: '190203-099' },
    status: 'doubtful',
    columns: ['E'],
  },
  { what: 'no household number', cells: { E: null }, status: 'doubtful', columns: ['E'] },
  // Hints.
  {
    what: 'a word the form does not have',
    cells: { P: '还行' },
    status: 'importable',
    reason: /提示:「还行」不在/,
  },
]

/** Row 12 (陶语桐, 清水村, her grandfather cares) with each case's changes, once for each below the sample's rows. */
const BASE = 12
let found: Awaited<ReturnType<typeof checked>>

beforeAll(async () => {
  const files = folder()
  const content = await changedSample({}, book => {
    const sheet = book.getWorksheet('台账')!
    const base = sheet.getRow(BASE)
    const values = Array.from({ length: 49 }, (_, i) => base.getCell(i + 1).value)
    for (let row = 5; row <= 81; row++) if (row !== BASE) sheet.getRow(row).values = []
    cases.forEach(({ cells }, i) => {
      const row = sheet.getRow(100 + i)
      row.values = values as ExcelJS.CellValue[]
      row.getCell('K').numFmt = 'yyyy-mm-dd'
      row.getCell('Z').numFmt = 'yyyy-mm-dd'
      // Every case is another child of another household with other adults.
      row.getCell('E').value = `190201-${100 + i}`
      row.getCell('L').value = withCheck(`34122620150413${String(101 + 2 * i - 1).padStart(3, '0')}`)
      row.getCell('H').value =
        `陶语桐${'子丑寅卯辰巳午未申酉戌亥'[i % 12]}${'甲乙丙丁戊己庚辛壬癸'[Math.floor(i / 12)]}`
      row.getCell('W').value = withCheck(`34122619870301${String(201 + 2 * i)}`)
      row.getCell('AC').value = withCheck(`34122619900718${String(202 + 2 * i)}`)
      row.getCell('AJ').value = withCheck(`34122619620319${String(401 + 2 * i)}`)
      for (const [column, value] of Object.entries(cells)) {
        const copied =
          typeof value === 'string' && /^[A-Z]{1,2}$/.test(value) ? row.getCell(value).value : value
        row.getCell(column).value = copied
      }
    })
  })
  found = await checked(files.file('cases.xlsx', content))
})

describe('a child with', () => {
  test.each(cases.map((one, i) => [one.what, one.status, one, i] as const))(
    '%s is %s',
    (_, status, { columns, reason }, i) => {
      const row = found.row(100 + i)
      expect([row.status, row.columns, row.reasons]).toEqual([status, columns ?? [], row.reasons])
      if (reason) expect(row.reasons).toMatch(reason)
    },
  )
})
