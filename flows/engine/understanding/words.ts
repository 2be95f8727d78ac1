/** A word found in a table: what it stands for, and how many characters it has. */
export type Found<T> = { value: T; length: number }

/**
 * A table of words that finds the longest one starting at a place; the time is bounded by the longest word, not the table.
 * Every place of every text is asked, so it is kept in flat arrays: a node for each beginning of a word, and one table of
 * all the steps from node to node (node and character are the key, looked for from their hash on).
 */
export class Trie<T> {
  #nodes = 1
  readonly #found: (Found<T> | null)[] = [null]
  readonly #first = new Int32Array(65_536)
  #steps = 0
  #from = new Int32Array(64)
  #by = new Uint16Array(64)
  #to = new Int32Array(64)

  /** Adds a word, or gives it another value. */
  add(word: string, value: T): void {
    const first = word.charCodeAt(0)
    if (this.#first[first] === 0) this.#first[first] = this.#newNode()
    let at = this.#first[first]!
    for (let i = 1; i < word.length; i++) {
      const code = word.charCodeAt(i)
      let next = this.#next(at, code)
      if (next === 0) {
        next = this.#newNode()
        this.#step(at, code, next)
      }
      at = next
    }
    this.#found[at] = { value, length: word.length }
  }

  /** The value of exactly this word, if it is in the table. */
  exactly(word: string): T | undefined {
    const found = this.longest(word, 0)
    return found?.length === word.length ? found.value : undefined
  }

  /** The longest word that starts at `at`; null when none does. */
  longest(text: string, at: number): Found<T> | null {
    let here = this.#first[text.charCodeAt(at)] ?? 0
    let found: Found<T> | null = null
    for (let i = at + 1; here !== 0; i++) {
      found = this.#found[here]! ?? found
      if (i >= text.length) break
      here = this.#next(here, text.charCodeAt(i))
    }
    return found
  }

  #newNode(): number {
    this.#found.push(null)
    return this.#nodes++
  }

  // Where a step's key is kept, or the free place where it would be: the number of places is a power of two.
  #place(node: number, code: number): number {
    const last = this.#to.length - 1
    let place = (Math.imul(node, 0x9e37_79b1) ^ Math.imul(code, 0x85eb_ca6b)) >>> 7
    for (place &= last; this.#to[place] !== 0; place = (place + 1) & last)
      if (this.#from[place] === node && this.#by[place] === code) return place
    return place
  }

  #next(node: number, code: number): number {
    return this.#to[this.#place(node, code)]!
  }

  #step(node: number, code: number, next: number): void {
    if (3 * ++this.#steps > this.#to.length) this.#grow()
    const place = this.#place(node, code)
    this.#from[place] = node
    this.#by[place] = code
    this.#to[place] = next
  }

  #grow(): void {
    const [from, by, to] = [this.#from, this.#by, this.#to]
    this.#from = new Int32Array(2 * to.length)
    this.#by = new Uint16Array(2 * to.length)
    this.#to = new Int32Array(2 * to.length)
    for (let i = 0; i < to.length; i++) {
      if (to[i] === 0) continue
      const place = this.#place(from[i]!, by[i]!)
      this.#from[place] = from[i]!
      this.#by[place] = by[i]!
      this.#to[place] = to[i]!
    }
  }
}

/** The text with every word of a table of strings put as its value, longest first, left to right. */
export function replaceWords(table: Trie<string>, text: string): string {
  let out = ''
  let copied = 0
  for (let i = 0; i < text.length; ) {
    const found = table.longest(text, i)
    if (found === null) {
      i++
      continue
    }
    out += text.slice(copied, i) + found.value
    i += found.length
    copied = i
  }
  return copied === 0 ? text : out + text.slice(copied)
}
