import { expect, it } from 'vitest'
import { LARGEST_FILE, seenIn } from '../../server/notices/files.ts'
import { SeasonPolicy } from '../../server/notices/seasons.ts'
import { fillIn, templatesFor } from '../../server/notices/templates.ts'

const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(64)
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').copy(bytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
const jpeg = (width: number, height: number) => {
  const bytes = Buffer.alloc(64)
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8]).copy(bytes)
  bytes.writeUInt16BE(height, 13)
  bytes.writeUInt16BE(width, 15)
  return bytes
}
const begins = (text: string) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(40)])

it('a file is what its bytes say; what nobody needs to open, or is too large to, is not taken', () => {
  expect(seenIn(jpeg(4000, 3000))).toMatchObject({ kind: 'image', ending: 'jpg' })
  expect(seenIn(png(1080, 2400))).toMatchObject({ kind: 'image', ending: 'png' })
  expect(seenIn(begins('#!AMR\n'))).toMatchObject({ kind: 'voice' })
  expect(seenIn(begins('ID3'))).toMatchObject({ kind: 'voice', mime: 'audio/mpeg' })
  expect(seenIn(begins('%PDF-1.7'))).toMatchObject({ kind: 'file', ending: 'pdf' })
  for (const other of [
    '<svg xmlns="',
    'GIF89a',
    '\0\0\0\x18ftypheic',
    'MZ\x90',
    'PK\x03\x04',
    '\xff\xd8\xff',
  ])
    expect([other, seenIn(begins(other))]).toEqual([other, { problem: 'type' }])
  expect(seenIn(png(30_000, 30_000))).toEqual({ problem: 'points' })
  expect(seenIn(jpeg(30_000, 30_000))).toEqual({ problem: 'points' })
  expect(seenIn(Buffer.alloc(LARGEST_FILE + 1, '%PDF-'))).toEqual({ problem: 'large' })
  expect(seenIn(Buffer.alloc(0))).toEqual({ problem: 'empty' })
})

it('the templates of the season come first, and the water’s months are the county’s own', () => {
  const first = (region: 'south' | 'huang-huai', day: string) =>
    templatesFor(SeasonPolicy.parse({ region }), day, 'home')[0]!.template
  expect(first('huang-huai', '2026-07-10')).toBe('water-home')
  expect(first('huang-huai', '2026-04-20')).not.toBe('water-home')
  expect(first('south', '2026-04-20')).toBe('water-home')
  const winter = templatesFor(SeasonPolicy.parse({}), '2026-12-20', 'away')
  expect(winter.filter(one => one.inSeason).map(one => one.template)).toEqual([
    ...['ice-away', 'fire-away', 'road-away', 'meeting-away'],
  ])
})

it('the marks become the village’s own, as often as they stand, and nothing else does', () => {
  const filling = { village: '柳河村', director: '{村}', phone: '138' }
  expect(fillIn('{村}的{主任}：{电话}{电话}{x}', filling)).toBe('柳河村的{村}：138138{x}')
})
