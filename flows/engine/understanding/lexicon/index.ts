import { Trie } from '../words.ts'
import { acts } from './acts.ts'
import { grammar } from './grammar.ts'
import { harms } from './harms.ts'
import { innocent } from './innocent.ts'
import { people } from './people.ts'
import { things } from './things.ts'

const tables = [people, things, grammar, innocent, acts, harms] as const

/** What a word can be. One word may be several things: 死了 of a hen, of a grandfather, of a child. */
export type Kind =
  | keyof typeof people
  | keyof typeof things
  | keyof typeof grammar
  | keyof typeof innocent
  | keyof typeof acts
  | keyof typeof harms

// Every kind is one bit of five 32-bit words: whole clauses are asked for kinds, some thousand times a text.
const bits: Record<string, number> = {}
for (const table of tables) for (const kind of Object.keys(table)) bits[kind] ??= Object.keys(bits).length
if (Object.keys(bits).length > 160) throw new Error('more kinds of words than KindSet has bits for')

const none: readonly Kind[] = []

/** A set of kinds: those of one word, of a clause or of a text. */
export class KindSet {
  #a = 0
  #b = 0
  #c = 0
  #d = 0
  #e = 0

  #each: Kind[] | null = null

  constructor(...kinds: Kind[]) {
    for (const kind of kinds) this.add(kind)
  }

  /** The kinds that were added one by one (not by `addAll`). */
  get each(): readonly Kind[] {
    return this.#each ?? none
  }

  get size(): number {
    return this.#each === null ? 0 : this.#each.length
  }

  has(kind: Kind): boolean {
    const bit = bits[kind]!
    const word =
      bit < 64 ? (bit < 32 ? this.#a : this.#b) : bit < 96 ? this.#c : bit < 128 ? this.#d : this.#e
    return ((word >>> (bit & 31)) & 1) === 1
  }

  add(kind: Kind): void {
    if (this.has(kind)) return
    const bit = bits[kind]!
    const mask = 1 << (bit & 31)
    if (bit < 32) this.#a |= mask
    else if (bit < 64) this.#b |= mask
    else if (bit < 96) this.#c |= mask
    else if (bit < 128) this.#d |= mask
    else this.#e |= mask
    if (this.#each === null) this.#each = [kind]
    else this.#each.push(kind)
  }

  addAll(other: KindSet): void {
    this.#a |= other.#a
    this.#b |= other.#b
    this.#c |= other.#c
    this.#d |= other.#d
    this.#e |= other.#e
  }

  overlaps(other: KindSet): boolean {
    const common =
      (this.#a & other.#a) |
      (this.#b & other.#b) |
      (this.#c & other.#c) |
      (this.#d & other.#d) |
      (this.#e & other.#e)
    return common !== 0
  }
}

/** A word of the tables, or a single character (or run of figures or letters) that is in none of them: `kinds` is empty. */
export type Token = { readonly word: string; readonly kinds: KindSet }

/** The kinds of a word that is in no table. */
export const noKinds = new KindSet()

/** Every word of the tables. */
export const lexicon = new Trie<Token>()
for (const table of tables)
  for (const [kind, words] of Object.entries(table))
    for (const word of words.split(' ')) {
      if (word === '') continue
      const known = lexicon.exactly(word)
      if (known === undefined) lexicon.add(word, { word, kinds: new KindSet(kind as Kind) })
      else known.kinds.add(kind as Kind)
    }
