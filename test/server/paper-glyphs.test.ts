import { expect, test } from 'vitest'
import { breakLines } from '../../server/paper/lines.ts'
import { entrustment, printed, readPdf } from '../support/papers.ts'

/** The 6,763 characters of GB 2312: rows 16 to 87, the last five places of row 55 empty. */
const gb2312 = (): string[] => {
  const decoder = new TextDecoder('gb18030')
  return Array.from({ length: 72 * 94 }, (_, n) => [0xb0 + Math.floor(n / 94), 0xa1 + (n % 94)] as const)
    .filter(([row, place]) => row !== 0xd7 || place < 0xfa)
    .map(bytes => decoder.decode(new Uint8Array(bytes)))
}

test('all 6,763 characters of GB 2312 print, and can be read back from the file', async () => {
  const all = gb2312()
  expect(new Set(all).size).toBe(6763)
  const part = (n: number) => all.slice(n * 1700, (n + 1) * 1700).join('')
  const { pdf, lacking } = await printed([
    {
      kind: 'entrustment',
      form: entrustment({ costs: part(0), ending: part(1), duties: { living: part(2), safety: part(3) } }),
    },
  ])
  expect(lacking).toEqual([])
  const read = new Set((await readPdf(pdf)).map(page => page.text).join(''))
  expect(all.filter(one => !read.has(one))).toEqual([])
})

test('rare characters of names print where the font has them: 㛃, 䶮, 堃, 喆, 𬱖', async () => {
  const name = '㛃䶮堃喆㑇𬱖·龘'
  const { pdf, lacking } = await printed([
    { kind: 'entrustment', form: entrustment({ child: { ...entrustment().child, name } }) },
  ])
  expect(lacking).toEqual([])
  expect((await readPdf(pdf))[0]!.text).toContain(name)
})

test('a character without a glyph is told, named on the paper and left as a dashed square to write in', async () => {
  const child = { ...entrustment().child, name: '王𠮷\ue5e5', health: '𠮷' }
  const { pdf, lacking } = await printed([{ kind: 'entrustment', form: entrustment({ child }) }])
  expect(lacking).toEqual([
    { paper: 0, character: '𠮷', point: 'U+20BB7', path: 'child.name' },
    { paper: 0, character: '\ue5e5', point: 'U+E5E5', path: 'child.name' },
    { paper: 0, character: '𠮷', point: 'U+20BB7', path: 'child.health' },
  ])
  const [first] = await readPdf(pdf)
  expect(first!.text).toContain('请手写：U+20BB7、U+E5E5')
  const squares = first!.rectangles.filter(
    ({ width, height }) => width === height && Math.abs(width - 11) < 0.1,
  )
  expect(squares).toHaveLength(3)
})

test('what shows nothing takes no room: joiners, marks of direction, variants, controls', async () => {
  const child = { ...entrustment().child, name: '\u202e王\u200b葛\u{e0100}\u0000小\ufeff' }
  const { pdf, lacking } = await printed([{ kind: 'entrustment', form: entrustment({ child }) }])
  expect(lacking).toEqual([])
  expect((await readPdf(pdf))[0]!.text).toContain('王葛小')
})

test('lines break between characters, not within numbers, and begin with no comma', () => {
  const face = { has: () => true, width: (point: number) => (point < 0x80 ? 0.5 : 1) }
  const broken = (text: string, most: number) =>
    breakLines(text, most, face).map(line =>
      line.pieces.map(piece => ('text' in piece ? piece.text : '')).join(''),
    )
  expect(broken('请打19900001234电话', 8)).toEqual(['请打19900001234', '电话'])
  expect(broken('打一打19900001234电话', 8)).toEqual(['打一打', '19900001234电话'])
  expect(broken('一二三四，五', 4)).toEqual(['一二三', '四，五'])
  expect(broken('一二三（四）', 4)).toEqual(['一二三', '（四）'])
  expect(broken('，，，，，，', 4)).toEqual(['，，，，', '，，'])
  expect(broken('（（（（（（', 4)).toEqual(['（（（（', '（（'])
  expect(broken('a'.repeat(20), 4)).toEqual(['aaaaaaaa', 'aaaaaaaa', 'aaaa'])
  expect(broken('\n一\r\n\r\n二\n', 4)).toEqual(['一', '', '二'])
  for (const [n, line] of broken('很长，的。一（段）话、里面“有”各种；标点：'.repeat(20), 7).entries()) {
    expect(line.length, String(n)).toBeGreaterThan(0)
    expect(line).not.toMatch(/^[，。）、”；：]|[（“]$/)
  }
})
