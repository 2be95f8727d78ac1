import { describe, expect, test } from 'vitest'
import { placesIn } from '../../server/roster/places.ts'
import { readSheets } from '../../server/roster/read/sheets.ts'
import { checked } from '../support/roster-check.ts'
import { csv, folder, gb18030, samplePath, sampleTexts } from '../support/roster-files.ts'

const files = folder()
const texts = await sampleTexts()
const [groups, labels] = [texts[0]!, texts[1]!]
const children = texts.slice(2)
const places = placesIn((await readSheets(samplePath)).sheets)

/** 父亲姓名, 受委托照护人联系电话, but 姓名 and 村(居). */
const flat = labels.map(
  (label, i) => (/^(父亲|母亲|受委托照护人)$/.test(groups[i]!) ? groups[i]! : '') + label,
)
/** The same columns in another order, every time the same one. */
const shuffled = (rows: string[][]) => {
  const order = rows[0]!.map((_, i) => i).sort((a, b) => ((a * 31) % 49) - ((b * 31) % 49))
  return rows.map(row => order.map(i => row[i]!))
}
// The number typed as one has become text in a CSV and fails its check digit: refused all the same.
const expected = [66, 6, 4]
const read = async (content: string | Uint8Array, name = 'ledger.csv') =>
  checked(files.file(name, content), places)

describe('a county that sends CSV gets the same answers', () => {
  const rows = [flat, ...children]
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  const ways: [string, string | Uint8Array][] = [
    ['UTF-8', csv(rows)],
    ['UTF-8 with its mark', `\ufeff${csv(rows)}`],
    ['GB18030', gb18030(csv(rows))],
    ['UTF-16 with its mark', utf16(csv(rows))],
    ['UTF-16 without', Buffer.from(csv(rows), 'utf16le')],
    ['semicolons', csv(rows, ';')],
    ['tabs', gb18030(csv(rows, '\t'))],
    ['line feeds alone', csv(rows).replaceAll('\r\n', '\n')],
    ['carriage returns alone', csv(rows).replaceAll('\r\n', '\r')],
    ['the columns in another order', csv(shuffled(rows))],
    ['two header rows in another order', csv(shuffled([groups, labels, ...children]))],
    [
      'groups standing only over their first column',
      csv([groups.map((g, i) => (g === groups[i - 1] ? '' : g)), labels, ...children]),
    ],
    ['the lower header row alone, in the order of the form', csv([labels, ...children])],
    [
      'a title, a unit and blank rows above',
      csv([['台账'], ['填报单位:颍上县'], [], [], [], flat, ...children]),
    ],
    [
      'dashes between group and heading',
      csv([flat.map((h, i) => (h === labels[i] ? h : `${groups[i]}-${labels[i]}`)), ...children]),
    ],
    [
      'traditional headings',
      csv([
        flat.map(h =>
          h.replace('号', '號').replace('关系', '關係').replace('务', '務').replace('村', ' 村 '),
        ),
        ...children,
      ]),
    ],
  ]
  test.each(ways)('%s', async (_, content) => {
    const found = await read(content)
    expect(found.counts).toEqual(expected)
  })

  test('and is shown its own headings instead of letters', async () => {
    const found = await read(csv(shuffled(rows)))
    const problem = found.rows.find(row => row.entry.name === '杨念瑶')!
    expect(problem.row.columns.get('carer.phone')).toBe('受委托照护人联系电话')
    expect(problem.row.number).toBe(32)
    const grouped = (await read(csv(shuffled([groups, labels, ...children])))).rows[0]!.row.columns
    expect([grouped.get('carer.phone'), grouped.get('idNumber')]).toEqual([
      '受委托照护人联系电话',
      '公民身份号码',
    ])
  })
})

describe('a CSV that cannot be trusted is refused with its line', () => {
  test('two encodings in one file', async () => {
    const [first, ...rest] = [flat, ...children].map(row => csv([row]))
    const mixed = Buffer.concat([
      Buffer.from(`${first}\n`),
      ...rest.map((line, i) => Buffer.from(i === 7 ? gb18030(`${line}\n`) : Buffer.from(`${line}\n`))),
    ])
    await expect(read(mixed)).rejects.toThrow(/E-IMP-ENCODING 第 9 行/)
  })

  test('a quote that is never closed', async () => {
    await expect(read(`${csv([flat, ...children])}\n"甲`)).rejects.toThrow(/E-IMP-CSV/)
  })

  test('a NUL, and a line without an end', async () => {
    await expect(read(`${csv([flat])}\n\0`)).rejects.toThrow(/E-IMP-FORMAT/)
    await expect(read(`${csv([flat])}\n${'a'.repeat(40_000)}`)).rejects.toThrow(/E-IMP-LIMIT/)
  })

  test('too many rows', async () => {
    await expect(read(`${csv([flat])}\n${'1,2\n'.repeat(20_100)}`)).rejects.toThrow(/E-IMP-ROWS/)
  })
})

describe('headings', () => {
  const rows = [flat, ...children]
  const renamed = (names: Record<string, string>) => csv([flat.map(h => names[h] ?? h), ...children])

  test('are known by their other names', async () => {
    const found = await read(
      renamed({
        '村(居)': '村委会',
        姓名: '儿童姓名',
        公民身份号码: '证 件 号 码',
        父亲姓名: '姓名(父亲)',
        受委托照护人姓名: '委托监护人姓名',
        受委托照护人联系电话: '监护人手机号',
        受委托照护人与儿童关系: '与被监护人关系',
        备注: '备注\u200b',
      }),
    )
    expect(found.counts).toEqual(expected)
    expect(found.hints).toEqual([])
  })

  test('that mean nothing to us are listed, not dropped in silence', async () => {
    const found = await read(csv(rows.map((row, i) => [i ? 'x' : '网格员', ...row])))
    expect(found.counts).toEqual(expected)
    expect(found.hints).toEqual([
      expect.objectContaining({ column: '网格员', reason: '提示:不认识这一列,没有读取' }),
    ])
  })

  test('that are missing are named', async () => {
    const without = (...names: string[]) =>
      csv(rows.map(row => row.filter((_, i) => !names.includes(flat[i]!))))
    await expect(read(without('公民身份号码', '村(居)'))).rejects.toThrow('缺少列:村(居)、公民身份号码')
    await expect(read(without('母亲状况'))).rejects.toThrow('缺少列:母亲状况')
    expect((await read(without('学校', '备注'))).hints[0]?.reason).toMatch(/没有这些列.*学校、备注/)
  })

  test('that repeat 姓名 in an order of their own are not guessed at', async () => {
    await expect(read(csv(shuffled([labels, ...children])))).rejects.toThrow(/E-IMP-HEADER 缺少列:.*父亲/)
  })

  test.each(['__proto__', 'constructor', 'toString'])('named %s are refused', async name => {
    await expect(read(csv(rows.map((row, i) => [i ? 'x' : name, ...row])))).rejects.toThrow(/E-IMP-COLUMN/)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
