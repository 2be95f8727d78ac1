import { type Ages, agesIn } from './ages.ts'
import { classAt, hardMark, letter, numeral, softMark } from './characters.ts'
import { type Kind, KindSet, lexicon, noKinds, type Token } from './lexicon/index.ts'

export type { Token }

/**
 * The words between two punctuation marks. `sentence` counts full stops, question marks and line ends before it; `news`
 * says that the sentence tells of what was read or seen elsewhere; `kinds` are those of all its words;
 * `repeated` marks what has been said word for word three times before.
 */
export type Clause = {
  index: number
  sentence: number
  tokens: Token[]
  text: string
  news: boolean
  kinds: KindSet
  /** `text` with harmless words (打电话, 抽风机) blotted out, character for character. */
  plain: string
  /** The clause before it in the same sentence. */
  before: Clause | null
  repeated: boolean
}

/** A word in its clause. */
export type Place = { clause: Clause; at: number }

/** A text divided into clauses, and where each kind of word stands in it. `asked` remembers what `says` was asked. */
export type Said = {
  text: string
  clauses: Clause[]
  kinds: KindSet
  places: ReadonlyMap<Kind, readonly Place[]>
  ages: Ages
  /** The question that is open is about a child, so that one is meant where nobody is named. */
  aboutChild: boolean
  asked: Map<unknown, boolean>
}

const relation = new KindSet('parent', 'elder', 'kin', 'offspring')
const related = new KindSet('parent', 'elder', 'kin', 'offspring', 'child', 'baby', 'sibling')
const pronoun = new KindSet('he', 'me', 'us', 'you')
const own = new KindSet('me', 'us')
const youngest = new KindSet('child', 'baby')

function is(token: Token | undefined, ...kinds: readonly Kind[]): boolean {
  if (token === undefined || token.kinds.size === 0) return false
  for (const kind of kinds) if (token.kinds.has(kind)) return true
  return false
}

// 他爸, 孩子奶奶, 我家娃, 娃他爹: one person, named by a relation.
function joinRelations(tokens: Token[]): Token[] {
  if (!tokens.some(({ kinds }) => kinds.size > 0 && kinds.overlaps(related))) return tokens
  const out: Token[] = []
  for (const token of tokens) {
    const last = out.at(-1)
    const owned =
      last !== undefined &&
      token.kinds.overlaps(related) &&
      (last.kinds.overlaps(pronoun) ||
        last.word === '家' ||
        (last.kinds.overlaps(youngest) && token.kinds.overlaps(relation)))
    if (!owned) {
      out.push(token)
      continue
    }
    out.pop()
    const before = last.word === '家' ? out.at(-1) : undefined
    const mine = last.kinds.overlaps(own) || last.word.startsWith('我')
    const withMe = before !== undefined && (mine || is(before, 'me', 'us', 'neighbour'))
    if (withMe) out.pop()
    // 孩子他爸
    if (is(last, 'he') && is(out.at(-1), 'child') && token.kinds.overlaps(relation)) out.pop()
    // 他儿子 and 我女儿 are children; 我儿子 may be either and keeps its kind.
    out.push({ word: (withMe ? before.word : '') + last.word + token.word, kinds: token.kinds })
  }
  return out
}

// Characters of no word are as many as those of words, and each of them is the same token wherever it stands.
const singles: (Token | undefined)[] = new Array(65_536).fill(undefined)

function single(text: string, at: number): Token {
  const code = text.charCodeAt(at)
  const token = singles[code] ?? { word: text[at]!, kinds: noKinds }
  singles[code] = token
  return token
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < text.length; ) {
    const found = lexicon.longest(text, i)
    if (found !== null) {
      tokens.push(found.value)
      i += found.length
      continue
    }
    const kind = classAt(text, i)
    let end = i + 1
    if (kind === numeral || kind === letter)
      while (end < text.length && classAt(text, end) === kind && lexicon.longest(text, end) === null) end++
    tokens.push(end === i + 1 ? single(text, i) : { word: text.slice(i, end), kinds: noKinds })
    i = end
  }
  return joinRelations(tokens)
}

// A clause that never ends is cut so that each place looks at a bounded number of words; the pieces overlap, so that
// nothing is said across a cut only.
const longest = 48
const overlap = 14

function pieces(tokens: Token[]): Token[][] {
  if (tokens.length <= longest) return [tokens]
  const out: Token[][] = []
  for (let from = 0; from < tokens.length - overlap; from += longest - overlap)
    out.push(tokens.slice(from, from + longest))
  return out
}

function written(tokens: Token[]): string {
  let text = ''
  for (const { word } of tokens) text += word
  return text
}

// Harmless words are blotted out unless they may also mean something else.
function blotted(tokens: Token[]): string {
  let text = ''
  for (const { word, kinds } of tokens)
    text += kinds.size === 1 && kinds.has('innocent') ? '〇'.repeat(word.length) : word
  return text
}

// A text of nothing but alarm words is looked at from both ends, so that no text takes long.
const enough = 300

/** Divides a readable text into clauses and finds every word of the tables in them, in one pass. */
export function divide(text: string): Said {
  const clauses: Clause[] = []
  const kinds = new KindSet()
  const places = new Map<Kind, Place[]>()
  const times = new Map<string, number>()
  let sentence = 0
  let news = false
  let start = 0
  const close = (end: number) => {
    const words = text.slice(start, end).trim()
    if (words === '') return
    const parts = pieces(tokenise(words))
    for (const tokens of parts) {
      const text = parts.length > 1 ? written(tokens) : words
      const last = clauses.at(-1)
      const previous = last !== undefined && last.sentence === sentence ? last : null
      const before = times.get(text) ?? 0
      times.set(text, before + 1)
      const clause: Clause = {
        index: clauses.length,
        sentence,
        tokens,
        text,
        news,
        kinds: new KindSet(),
        plain: text,
        before: previous,
        repeated: before >= 3,
      }
      clauses.push(clause)
      for (let at = 0; at < tokens.length; at++) {
        const found = tokens[at]!.kinds
        if (found.size === 0) continue
        clause.kinds.addAll(found)
        if (clause.repeated) continue
        const place = { clause, at }
        for (const kind of found.each) {
          const known = places.get(kind)
          if (known === undefined) places.set(kind, [place])
          else known.push(place)
        }
      }
      if (clause.kinds.has('innocent')) clause.plain = blotted(tokens)
      kinds.addAll(clause.kinds)
      if (clause.kinds.has('news')) news = clause.news = true
    }
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (character === '《') {
      // A title is no statement.
      const end = i + text.slice(i, i + 40).indexOf('》')
      if (end > i) {
        close(i)
        news = true
        i = end
        start = i + 1
        continue
      }
    }
    if (character === '[') {
      // WeChat's emoji codes.
      const end = i + text.slice(i, i + 9).indexOf(']')
      if (end > i) {
        close(i)
        i = end
        start = i + 1
        continue
      }
    }
    const mark = classAt(text, i)
    if (mark !== softMark && mark !== hardMark) continue
    if (character === '.' && classAt(text, i - 1) === numeral && classAt(text, i + 1) === numeral) continue
    close(i)
    start = i + 1
    if (mark === hardMark) {
      sentence++
      news = false
    }
  }
  close(text.length)
  for (const found of places.values())
    if (found.length > 2 * enough) found.splice(enough, found.length - 2 * enough)
  return { text, clauses, kinds, places, ages: agesIn(text), aboutChild: false, asked: new Map() }
}

/** The places of words of these kinds. Clauses that repeat an earlier one word for word are passed over. */
export function places(said: Said, ...kinds: Kind[]): readonly Place[] {
  let found = nowhere
  for (const kind of kinds) {
    const more = said.places.get(kind)
    if (more !== undefined) found = found.length === 0 ? more : [...found, ...more]
  }
  return found
}
const nowhere: readonly Place[] = []

/** Whether any word of these kinds occurs in the text. */
export function speaksOf(said: Said, ...kinds: Kind[]): boolean {
  return kinds.some(kind => said.kinds.has(kind))
}

/** Whether a pattern occurs anywhere in the text; each pattern is run once a text, however often it is asked. */
export function says(said: Said, pattern: RegExp): boolean {
  const known = said.asked.get(pattern)
  if (known !== undefined) return known
  const found = pattern.test(said.text)
  said.asked.set(pattern, found)
  return found
}

/** The answer of a question about the whole text, worked out once however often it is asked. */
export function once(said: Said, question: (said: Said) => boolean): boolean {
  let known = said.asked.get(question)
  if (known === undefined) {
    known = question(said)
    said.asked.set(question, known)
  }
  return known
}

/** The token at a place, or `offset` tokens from it. */
export function token(place: Place, offset = 0): Token | undefined {
  return place.clause.tokens[place.at + offset]
}

/** Where the nearest word of these kinds stands within `reach` tokens to the left of a place, or -1. */
export function leftOf(place: Place, reach: number, ...kinds: Kind[]): number {
  for (let i = place.at - 1; i >= 0 && i >= place.at - reach; i--)
    if (is(place.clause.tokens[i], ...kinds)) return i
  return -1
}

/** Where the nearest word of these kinds stands within `reach` tokens to the right of a place, or -1. */
export function rightOf(place: Place, reach: number, ...kinds: Kind[]): number {
  const { tokens } = place.clause
  for (let i = place.at + 1; i < tokens.length && i <= place.at + reach; i++)
    if (is(tokens[i], ...kinds)) return i
  return -1
}

/** Whether a word of these kinds stands within `reach` tokens on either side of a place. */
export function near(place: Place, reach: number, ...kinds: Kind[]): boolean {
  return leftOf(place, reach, ...kinds) >= 0 || rightOf(place, reach, ...kinds) >= 0
}

/** Whether the clause of a place or one at most `reach` clauses away holds a word of these kinds. */
export function around(said: Said, place: Place, reach: number, ...kinds: Kind[]): boolean {
  const { index } = place.clause
  for (let i = Math.max(0, index - reach); i <= index + reach; i++) {
    const clause = said.clauses[i]
    if (clause !== undefined && kinds.some(kind => clause.kinds.has(kind))) return true
  }
  return false
}

export { is }
