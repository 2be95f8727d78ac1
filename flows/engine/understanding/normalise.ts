import { remembering } from './remembering.ts'
import { toSimplified } from './traditional.ts'

/** Only so many characters of a text are read; the rest is kept by whoever stores it (RELIABILITY.md 3.1, C6). */
export const readAtMost = 8_000

// NFKC knows １ and ①, but not these.
const shapes = new Map<string, string>()
for (const row of ['❶❷❸❹❺❻❼❽❾', '➀➁➂➃➄➅➆➇➈', '➊➋➌➍➎➏➐➑➒', '⓵⓶⓷⓸⓹⓺⓻⓼⓽', 'ⅠⅡⅢⅣⅤⅥⅦⅧⅨ', 'ⅰⅱⅲⅳⅴⅵⅶⅷⅸ'])
  [...row].forEach((shape, i) => {
    shapes.set(shape, String(i + 1))
  })
const shape = /[❶-❾➀-➒⓵-⓽Ⅰ-Ⅸⅰ-ⅸ]/gu

// Controls (NUL, escapes), soft hyphen, zero-width, bidi, variation selectors, keycap, skin tones, tags.
const unseen =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: joiners and selectors are stripped one by one, on purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e01ef}]|\u034f/gu

const accents: Record<string, string> = {}
for (const [plain, marked] of Object.entries({
  a: 'āáǎà',
  e: 'ēéěè',
  i: 'īíǐì',
  o: 'ōóǒò',
  u: 'ūúǔù',
  v: 'ǖǘǚǜü',
}))
  for (const letter of marked) accents[letter] = plain
const accent = /[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]/g

function cut(text: string): string {
  return text.length > readAtMost ? text.slice(0, readAtMost) : text
}

/**
 * A text as it is matched: the first 8,000 characters, NFKC, digits of every shape as 0-9, nothing invisible, lower case,
 * simplified script, line ends as `\n`, other white space as one space. WeChat's emoji codes (`[ok]`, `[强]`) stay.
 */
export const normalise = remembering((text: string): string => {
  const shaped = cut(text).replace(shape, found => shapes.get(found) ?? found)
  // One character can become eighteen under NFKC, hence the second cut.
  const plain = cut(shaped.normalize('NFKC'))
    .replace(unseen, '')
    .toLowerCase()
    .replace(accent, found => accents[found]!)
  return toSimplified(plain)
    .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
})

const bracket = /[「」]/g
const newLine = /^\r?\n/
const ruler = /^[-—–_－\s]{5,60}$/

/**
 * Parts the words a person wrote from the message they quote. Wechaty hands a quoted reply over as
 * `「name：words」`, a line of dashes, and the reply; the words may have many lines, and may quote in turn. Where their
 * brackets do not match, all but what follows the last line of dashes is taken as quoted. `quoted` is null when
 * nothing is quoted.
 */
export function withoutQuote(text: string): { quoted: string | null; said: string } {
  const start = text.search(/\S/)
  if (start < 0 || text[start] !== '「') return { quoted: null, said: text }
  let depth = 0
  let last: { quoted: string; said: string } | null = null
  bracket.lastIndex = start
  for (let found = bracket.exec(text); found; found = bracket.exec(text)) {
    depth += found[0] === '「' ? 1 : -1
    if (found[0] === '「' || !newLine.test(text.slice(found.index + 1, found.index + 3))) continue
    const lineStart = text.indexOf('\n', found.index) + 1
    const lineEnd = text.indexOf('\n', lineStart)
    const line = text.slice(lineStart, lineEnd < 0 ? lineStart + 70 : Math.min(lineEnd, lineStart + 70))
    if (!ruler.test(line)) continue
    last = { quoted: text.slice(start + 1, found.index), said: lineEnd < 0 ? '' : text.slice(lineEnd + 1) }
    if (depth <= 0) break
  }
  return last ?? { quoted: null, said: text }
}
