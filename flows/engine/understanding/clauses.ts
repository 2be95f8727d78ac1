import { type Ages, agesIn } from './ages.ts'
import { classAt, hardMark, letter, numeral, softMark } from './characters.ts'
import { type Kind, lexicon } from './lexicon/index.ts'

/** A word of the tables, or a single character (or run of figures or letters) that is in none of them: `kinds` is empty. */
export type Token = { word: string; kinds: ReadonlySet<Kind> }

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
  kinds: Set<Kind>
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
  kinds: ReadonlySet<Kind>
  places: Map<Kind, readonly Place[]>
  ages: Ages
  /** The question that is open is about a child, so that one is meant where nobody is named. */
  aboutChild: boolean
  asked: Map<unknown, boolean>
}

const none: ReadonlySet<Kind> = new Set()
const relations: readonly Kind[] = ['parent', 'elder', 'kin', 'offspring']

function is(token: Token | undefined, ...kinds: readonly Kind[]): boolean {
  if (token === undefined || token.kinds.size === 0) return false
  for (const kind of kinds) if (token.kinds.has(kind)) return true
  return false
}

// 他爸, 孩子奶奶, 我家娃, 娃他爹: one person, named by a relation.
function joinRelations(tokens: Token[]): Token[] {
  const out: Token[] = []
  for (const token of tokens) {
    const last = out.at(-1)
    if (last !== undefined && is(token, ...relations, 'child', 'baby', 'sibling')) {
      const owned =
        is(last, 'he', 'me', 'us', 'you') ||
        last.word === '家' ||
        (is(last, 'child', 'baby') && is(token, ...relations))
      const own = is(last, 'me', 'us') || last.word.startsWith('我')
      if (owned) {
        out.pop()
        const before = last.word === '家' ? out.at(-1) : undefined
        const withMe = own || (before !== undefined && is(before, 'me', 'us', 'neighbour'))
        if (before !== undefined && withMe) out.pop()
        const beforeChild = out.at(-1)
        // 孩子他爸
        if (is(last, 'he') && is(beforeChild, 'child') && is(token, ...relations)) out.pop()
        // 他儿子 and 我女儿 are children; 我儿子 may be either and keeps its kind.
        const kinds = new Set(token.kinds)
        out.push({
          word: (before !== undefined && withMe ? before.word : '') + last.word + token.word,
          kinds,
        })
        continue
      }
    }
    out.push(token)
  }
  return out
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < text.length; ) {
    const found = lexicon.longest(text, i)
    if (found !== null) {
      tokens.push({ word: text.slice(i, i + found.length), kinds: found.value })
      i += found.length
      continue
    }
    const kind = classAt(text, i)
    let end = i + 1
    if (kind === numeral || kind === letter)
      while (end < text.length && classAt(text, end) === kind && lexicon.longest(text, end) === null) end++
    tokens.push({ word: text.slice(i, end), kinds: none })
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

/** Divides a readable text into clauses and finds every word of the tables in them, in one pass. */
export function divide(text: string, aboutChild = false): Said {
  const clauses: Clause[] = []
  const kinds = new Set<Kind>()
  const times = new Map<string, number>()
  let sentence = 0
  let news = false
  let start = 0
  const close = (end: number) => {
    const words = text.slice(start, end).trim()
    if (words === '') return
    for (const tokens of pieces(tokenise(words))) {
      const text = tokens.map(each => each.word).join('')
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
        kinds: new Set(),
        plain: '',
        before: previous,
        repeated: before >= 3,
      }
      clauses.push(clause)
      for (const token of tokens) {
        for (const kind of token.kinds) clause.kinds.add(kind)
        clause.plain +=
          token.kinds.size === 1 && token.kinds.has('innocent') ? '〇'.repeat(token.word.length) : token.word
      }
      for (const kind of clause.kinds) kinds.add(kind)
      if (clause.kinds.has('news')) news = clause.news = true
    }
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (character === '《') {
      // A title is no statement.
      const end = text.indexOf('》', i)
      if (end > 0 && end - i < 40) {
        close(i)
        news = true
        i = end
        start = i + 1
        continue
      }
    }
    if (character === '[') {
      // WeChat's emoji codes.
      const end = text.indexOf(']', i)
      if (end > 0 && end - i <= 8) {
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
  return { text, clauses, kinds, places: new Map(), ages: agesIn(text), aboutChild, asked: new Map() }
}

// A text of nothing but alarm words is looked at from both ends, so that no text takes long.
const enough = 300

function placesOf(said: Said, kind: Kind): readonly Place[] {
  const known = said.places.get(kind)
  if (known !== undefined) return known
  const found: Place[] = []
  for (const clause of said.clauses) {
    if (clause.repeated || !clause.kinds.has(kind)) continue
    for (let at = 0; at < clause.tokens.length; at++)
      if (clause.tokens[at]!.kinds.has(kind)) found.push({ clause, at })
  }
  const kept = found.length > 2 * enough ? [...found.slice(0, enough), ...found.slice(-enough)] : found
  said.places.set(kind, kept)
  return kept
}

/** The places of words of these kinds. Clauses that repeat an earlier one word for word are passed over. */
export function places(said: Said, ...kinds: Kind[]): readonly Place[] {
  const present = kinds.filter(kind => said.kinds.has(kind))
  if (present.length === 1) return placesOf(said, present[0]!)
  return present.flatMap(kind => placesOf(said, kind))
}

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
