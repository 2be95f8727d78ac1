import { AppError } from '../errors.ts'
import { decodeAs } from '../roster/read/encoding.ts'

const MARKS = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
] as const

/** Names that a declaration may give, and what they are read as. GB18030 holds GBK and GB 2312. */
const DECLARED: Readonly<Record<string, 'utf-8' | 'gb18030' | 'utf-16'>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  gb18030: 'gb18030',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16',
  'utf-16be': 'utf-16',
}

/** The declaration stands in the first bytes and is ASCII in every encoding allowed here. */
const HEAD = 200
const DECLARATION = /^<\?xml\s[^>]{0,150}?\bencoding\s{0,9}=\s{0,9}["']([\w.-]{1,20})["']/

/**
 * The text of an XML document, by its mark and its declaration and nothing else: bytes that are not what is declared
 * are refused, never guessed or replaced (E-WARN-ENCODING).
 */
export function decodeXml(bytes: Buffer): string {
  const wide = markOf(bytes) ?? unmarkedWide(bytes)
  const head = wide ? (decodeAs(wide, bytes.subarray(0, HEAD * 2)) ?? '') : bytes.toString('latin1', 0, HEAD)
  const name = DECLARATION.exec(head)?.[1]?.toLowerCase()
  const declared = name === undefined ? null : DECLARED[name]
  if (declared === undefined) throw refused()
  if (wide) {
    if (declared !== null && declared !== (wide === 'utf-8' ? 'utf-8' : 'utf-16')) throw refused()
    return strict(wide, bytes)
  }
  if (declared === 'utf-16') throw refused()
  return strict(declared ?? 'utf-8', bytes)
}

/** The text of a JSON document: UTF-8 (RFC 8259), with or without a mark. */
export const decodeJson = (bytes: Buffer): string => strict('utf-8', bytes)

/** U+FFFD stands where somebody before us could not read: that text is not what the station wrote. */
function strict(encoding: string, bytes: Buffer): string {
  const text = decodeAs(encoding, bytes)
  if (text === undefined || /[\0\uFFFD]/.test(text)) throw refused()
  return text
}

const markOf = (bytes: Buffer) => MARKS.find(([, ...mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0]

const unmarkedWide = ([first, second]: Buffer) =>
  first === 0x3c && second === 0 ? 'utf-16le' : first === 0 && second === 0x3c ? 'utf-16be' : undefined

const refused = () => new AppError('E-WARN-ENCODING')
