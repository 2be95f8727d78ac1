import { AppError } from '../../errors.ts'

/**
 * The text of a CSV file: UTF-8 or UTF-16 with or without a mark, else GB18030 (which GBK and GB 2312 are part of).
 * Nothing is replaced: a file in two encodings is refused with the line (E-IMP-ENCODING), and so is one that is no
 * text at all (E-IMP-FORMAT).
 */
export function decodeText(bytes: Buffer): string {
  const marked = [
    ['utf-8', 0xef, 0xbb, 0xbf],
    ['utf-16le', 0xff, 0xfe],
    ['utf-16be', 0xfe, 0xff],
  ] as const
  for (const [encoding, ...mark] of marked) {
    if (!mark.every((byte, i) => bytes[i] === byte)) continue
    return strictly(encoding, bytes) ?? refuse(bytes, encoding === 'utf-8')
  }
  const wide = unmarkedUtf16(bytes)
  if (wide) return strictly(wide, bytes) ?? notText()
  if (bytes.includes(0)) return notText()
  const utf8 = strictly('utf-8', bytes)
  if (utf8 !== undefined) return utf8
  const lines = utf8Lines(bytes)
  if (lines.some(line => line.utf8)) return refuse(bytes, true)
  return strictly('gb18030', bytes) ?? refuse(bytes, false)
}

/** The text of bytes in a known encoding, without its mark; undefined when they are not in it. Nothing is replaced. */
export function decodeAs(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function strictly(encoding: string, bytes: Buffer): string | undefined {
  const text = decodeAs(encoding, bytes)
  return text?.includes('\0') ? notText() : text
}

function notText(): never {
  throw new AppError('E-IMP-FORMAT', { type: '不是文本的文件' })
}

/** Names the first line that differs from the others, or that cannot be read. */
function refuse(bytes: Buffer, expectUtf8: boolean): never {
  const lines = utf8Lines(bytes)
  const unreadable = expectUtf8
    ? lines.find(line => line.utf8 !== commonest(lines))
    : lines.find(line => strictly('gb18030', line.bytes) === undefined)
  throw new AppError('E-IMP-ENCODING', { line: unreadable?.number ?? 1 })
}

type EncodedLine = { number: number; bytes: Buffer; utf8: boolean }

/**
 * The lines that tell encodings apart: a line of GB18030 may by chance be valid UTF-8, but hardly when it has six
 * bytes or more beyond ASCII.
 */
function utf8Lines(bytes: Buffer): EncodedLine[] {
  const lines: EncodedLine[] = []
  let start = 0
  for (let number = 1; start < bytes.length; number++) {
    const end = bytes.indexOf(10, start)
    const line = bytes.subarray(start, end === -1 ? bytes.length : end)
    if (line.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0) >= 6) {
      lines.push({ number, bytes: line, utf8: strictly('utf-8', line) !== undefined })
    }
    start = end === -1 ? bytes.length : end + 1
  }
  return lines
}

const commonest = (lines: EncodedLine[]): boolean =>
  lines.filter(line => line.utf8).length * 2 >= lines.length

/** In UTF-16 digits and commas have a zero byte each, nearly all on one side (一 is U+4E00). */
function unmarkedUtf16(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 2000)
  let even = 0
  let odd = 0
  head.forEach((byte, i) => {
    if (byte === 0) i % 2 ? odd++ : even++
  })
  if (odd > head.length / 20 && odd > even * 3) return 'utf-16le'
  if (even > head.length / 20 && even > odd * 3) return 'utf-16be'
  return undefined
}
