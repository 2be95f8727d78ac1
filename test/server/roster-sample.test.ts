import { beforeAll, describe, expect, test } from 'vitest'
import { checked } from '../support/roster-check.ts'
import { samplePath } from '../support/roster-files.ts'

/** Row, child, status and the cell that decides it, from the table beside the sample; every other row is clean. */
const dirty: [row: number, name: string, status: string, column: string, sense: RegExp][] = [
  [18, '吕志然', 'refused', 'L', /数字格式/],
  [19, '许浩轩', 'doubtful', 'L', /小写x,改作X/],
  [20, '董若馨', 'refused', 'L', /第 5 行的身份证号相同/],
  [34, '史文洋', 'doubtful', 'H', /「史文洋」/],
  [35, '杨念瑶', 'doubtful', 'AK', /2 个号码.*7623.*8127/],
  [63, '戴天宁', 'doubtful', 'AH', /没有照护人/],
  [64, '方梓雯', 'refused', 'L', /校验码不对/],
  [65, '尹文乐', 'doubtful', 'C', /「雙井村 」.*繁体、末尾有空格.*双井村/],
  [79, '薛语琪', 'doubtful', 'K', /不一致/],
  [80, '贾雨馨', 'refused', 'K', /已满 16 周岁/],
]

describe('the invented ledger of the county on 21 November 2026', () => {
  let read: Awaited<ReturnType<typeof checked>>
  beforeAll(async () => {
    read = await checked(samplePath)
  })

  test('has 76 children, 66 of them to be listed, 6 to be asked about and 4 refused', () => {
    expect(read.rows).toHaveLength(76)
    expect(read.counts).toEqual([66, 6, 4])
    expect(read.rows.map(row => row.row.number)).toEqual(Array.from({ length: 76 }, (_, i) => i + 5))
    expect(read.hints).toEqual([])
  })

  test.each(dirty)('names in row %i what is wrong with %s', (row, name, status, column, sense) => {
    const found = read.row(row)
    expect(found.entry.name).toBe(name)
    expect(found.status).toBe(status)
    expect(found.columns[0]).toBe(column)
    expect(found.reasons).toMatch(sense)
  })

  test('finds nothing wrong with any other child', () => {
    const others = read.rows.filter(row => !dirty.some(([number]) => number === row.row.number))
    expect(others).toHaveLength(66)
    for (const row of others) expect([row.row.number, row.status]).toEqual([row.row.number, 'importable'])
  })

  test('takes a grandfather without a telephone, a child in no register and a father who died as they are', () => {
    expect(read.row(10).entry.carer).toMatchObject({ name: '郝子明', phone: null, device: '无' })
    expect(read.row(33).entry).toMatchObject({ idNumber: null, registered: false, birthDate: '2018-10-18' })
    expect(read.row(50).entry.father).toMatchObject({ struck: true, status: '死亡', name: null })
  })

  test("reads 同上 as the sister's carer in the row above", () => {
    expect(read.row(49).entry.carer).toMatchObject({
      name: '邵秀兰',
      kin: '祖母',
      device: '老人机',
      phone: '19907218004',
    })
    expect(read.row(49).reasons).toMatch(/提示:「同上」/)
  })
})
