/** A word found in a table: what it stands for, and how many characters it has. */
export type Found<T> = { value: T; length: number }

type Node<T> = { next: Map<number, Node<T>>; found: Found<T> | null }

const node = <T>(): Node<T> => ({ next: new Map(), found: null })

/** A table of words that finds the longest one starting at a place; the time is bounded by the longest word, not the table. */
export class Trie<T> {
  // The first character is looked up in an array: most characters begin no word, and every one is asked.
  readonly #first: (Node<T> | undefined)[] = new Array(65_536).fill(undefined)

  /** Adds a word, or gives it another value. */
  add(word: string, value: T): void {
    const first = word.charCodeAt(0)
    let at = this.#first[first] ?? node<T>()
    this.#first[first] = at
    for (let i = 1; i < word.length; i++) {
      const code = word.charCodeAt(i)
      let next = at.next.get(code)
      if (next === undefined) {
        next = node()
        at.next.set(code, next)
      }
      at = next
    }
    at.found = { value, length: word.length }
  }

  /** The value of exactly this word, if it is in the table. */
  exactly(word: string): T | undefined {
    const found = this.longest(word, 0)
    return found?.length === word.length ? found.value : undefined
  }

  /** The longest word that starts at `at`; null when none does. */
  longest(text: string, at: number): Found<T> | null {
    let here = this.#first[text.charCodeAt(at)]
    let found: Found<T> | null = null
    for (let i = at + 1; here !== undefined; i++) {
      if (here.found !== null) found = here.found
      if (i >= text.length || here.next.size === 0) break
      here = here.next.get(text.charCodeAt(i))
    }
    return found
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
