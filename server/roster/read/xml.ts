import { AppError } from '../../errors.ts'
import { damaged } from './zip.ts'

/** What the scanner finds. Names come without their prefix; `attribute(name)` looks one up, entities resolved. */
export type XmlEvents = {
  open(name: string, attribute: (name: string) => string | undefined): void
  close(name: string): void
  text(text: string): void
}

/** Longest tag, comment or open entity that is waited for, in characters. */
const LONGEST_TAG = 1024 ** 2
const DEEPEST = 64

// Quotes may hold '>'. No two branches start alike, so this is linear.
const tagEnd = /[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>/y

/**
 * Scans the XML of a workbook's part as it is unpacked, in constant memory: exceljs needs 370-700 MB for 20,000
 * children where the limit is 256. Elements must nest; document types are refused before anything else of them is
 * looked at (no entity is ever declared, so none expands). Throws E-IMP-FORMAT.
 */
export async function scanXml(chunks: AsyncIterable<Buffer>, events: XmlEvents): Promise<void> {
  const open: string[] = []
  let rest = ''
  let seen = false

  /** Consumes what is complete and returns what is not. */
  function scan(s: string): string {
    let at = 0
    for (;;) {
      const lt = s.indexOf('<', at)
      if (lt === -1) return text(s, at)
      if (lt > at) say(s.slice(at, lt))
      const next = s[lt + 1]
      if (next === undefined) return s.slice(lt)
      if (next === '!') {
        const end = marked(s, lt)
        if (end === -1) return s.slice(lt)
        at = end
      } else if (next === '?') {
        const end = s.indexOf('?>', lt)
        if (end === -1) return s.slice(lt)
        at = end + 2
      } else {
        tagEnd.lastIndex = lt + 1
        if (!tagEnd.test(s)) return s.slice(lt)
        tag(s.slice(lt + 1, tagEnd.lastIndex - 1))
        at = tagEnd.lastIndex
      }
    }
  }

  function text(s: string, at: number): string {
    // An entity may be cut in two by the end of a chunk.
    const amp = s.lastIndexOf('&')
    const whole = amp >= at && !s.includes(';', amp) ? amp : s.length
    if (whole > at) say(s.slice(at, whole))
    return s.slice(whole)
  }

  function say(raw: string): void {
    if (open.length > 0) events.text(unescaped(raw))
    else if (raw.trim() !== '') throw damaged()
  }

  /** A comment or CDATA; the end of it, or -1 while it is incomplete. */
  function marked(s: string, lt: number): number {
    if (s.startsWith('<!--', lt)) {
      const end = s.indexOf('-->', lt + 4)
      return end === -1 ? -1 : end + 3
    }
    if (s.startsWith('<![CDATA[', lt)) {
      const end = s.indexOf(']]>', lt)
      if (end === -1) return -1
      if (open.length === 0) throw damaged()
      events.text(s.slice(lt + 9, end))
      return end + 3
    }
    const begun = s.slice(lt)
    if ('<!--'.startsWith(begun) || '<![CDATA['.startsWith(begun)) return -1
    throw new AppError('E-IMP-FORMAT', { type: '带文档类型定义(DTD)的工作簿' })
  }

  function tag(raw: string): void {
    if (raw.startsWith('/')) {
      const name = raw.slice(1).trim()
      if (open.pop() !== name) throw damaged()
      events.close(local(name))
      return
    }
    const empty = raw.endsWith('/')
    const body = empty ? raw.slice(0, -1) : raw
    const space = body.search(/\s/)
    const name = space === -1 ? body : body.slice(0, space)
    if (name === '' || (open.length === 0 && seen)) throw damaged()
    seen = true
    open.push(name)
    if (open.length > DEEPEST) throw damaged()
    events.open(local(name), wanted => attribute(body, wanted))
    if (empty) {
      open.pop()
      events.close(local(name))
    }
  }

  for await (const piece of decoded(chunks)) {
    rest = scan(rest === '' ? piece : rest + piece)
    if (rest.length > LONGEST_TAG) throw damaged()
  }
  if (rest !== '' || open.length > 0 || !seen) throw damaged()
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

const attributes = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

function attribute(tag: string, wanted: string): string | undefined {
  attributes.lastIndex = 0
  for (let found = attributes.exec(tag); found; found = attributes.exec(tag)) {
    if (found[1] === wanted) return unescaped(found[2] ?? found[3] ?? '')
  }
  return undefined
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(named, name) ? named[name]! : whole
    const code =
      name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : '\ufffd'
  })
}

async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  try {
    for await (const chunk of chunks) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
      yield decoder.decode(chunk, { stream: true })
    }
    yield decoder?.decode() ?? ''
  } catch (error) {
    throw error instanceof TypeError ? damaged() : error
  }
}

/** Workbooks are UTF-8 or, rarely, UTF-16 with its mark. */
function encodingOf(first: Buffer): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
