import { letters } from '../../server/roster/read/cells.ts'
import { checkCharacter } from '../../server/roster/rules/id-number.ts'
import { type Part, sheetXml, workbookParts, zip } from './roster-files.ts'

const withCheck = (body: string) => body + checkCharacter(body)
const pad = (n: number, length: number) => String(n).padStart(length, '0')
const surnames = '赵钱孙李周吴郑王冯陈'
const given = '梓轩雨欣诗妍浩然子涵佳俊宇晨思雅婷博文瑞雪梅兰竹菊春夏秋冬安平'
const name = (i: number) =>
  surnames[i % 10]! +
  given[Math.floor(i / 10) % 31] +
  given[Math.floor(i / 310) % 31] +
  given[Math.floor(i / 9610) % 31]
const villages = [
  ['柳湾镇', '清水村', '190201'],
  ['柳湾镇', '河湾村', '190202'],
  ['柳湾镇', '东岗村', '190203'],
  ['槐塘乡', '双井村', '290201'],
  ['槐塘乡', '莲花村', '290202'],
] as const

/** Children of a whole county: the header rows of the sample and `count` clean, different rows made from its first. */
export function countyRows(texts: string[][], count: number): string[][] {
  const [groups, labels, first] = texts as [string[], string[], string[]]
  const born = (from: number, i: number, gender: number) => {
    const day = new Date(Date.UTC(from, 0, 1) + (i % 3650) * 86_400_000).toISOString().slice(0, 10)
    return {
      day,
      id: withCheck(
        `341226${day.replaceAll('-', '')}${pad((Math.floor(i / 3650) * 2 + gender + 100) % 1000, 3)}`,
      ),
    }
  }
  const rows = Array.from({ length: count }, (_, i) => {
    const row = [...first]
    const [township, village, code] = villages[i % villages.length]!
    const child = born(2012, i, 0)
    const set = (values: Record<number, string>) => Object.assign(row, values)
    set({ 0: String(i + 1), 1: township, 2: village, 4: `${code}-${pad(i, 5)}`, 5: name(i + 7), 7: name(i) })
    set({
      10: child.day,
      11: child.id,
      13: `颍上县${township}${village}`,
      14: `颍上县${township}${village}9组`,
    })
    set({ 21: name(i + 1), 22: born(1980, i, 1).id, 23: `19901${pad(i, 6)}` })
    set({ 27: name(i + 2), 28: born(1980, i, 0).id, 29: `19902${pad(i, 6)}` })
    set({ 33: name(i + 3), 35: born(1955, i, 0).id, 36: `19903${pad(i, 6)}` })
    return row
  })
  return [groups, labels, ...rows]
}

/** The same as a workbook with shared strings, as spreadsheet programs write it. */
export function countyBook(rows: string[][]): Uint8Array {
  const strings = new Map<string, number>()
  const shared = (text: string) => {
    if (!strings.has(text)) strings.set(text, strings.size)
    return strings.get(text)!
  }
  const xml = rows.map((row, i) => {
    const cells = row.map((text, j) =>
      text === '' ? '' : `<c r="${letters(j + 1)}${i + 1}" t="s"><v>${shared(text)}</v></c>`,
    )
    return `<row r="${i + 1}">${cells.join('')}</row>`
  })
  const parts = workbookParts(sheetXml(xml.join('')))
  return zip(withStrings(parts, [...strings.keys()].map(text => `<si><t>${text}</t></si>`).join('')))
}

/** Adds shared strings to a workbook's parts. */
export function withStrings(parts: Part[], strings: string): Part[] {
  const relation = '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
  parts[3]!.data = String(parts[3]!.data).replace('</Relationships>', relation)
  return [...parts, { name: 'xl/sharedStrings.xml', data: `<sst>${strings}</sst>` }]
}
