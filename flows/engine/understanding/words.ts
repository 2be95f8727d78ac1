type Node<T> = { next: Map<number, Node<T>>; value: T | undefined; end: number }

/** A table of words that finds the longest one starting at a place; the time is bounded by the longest word, not the table. */
export class Trie<T> {
  readonly #root: Node<T> = { next: new Map(), value: undefined, end: 0 }

  /** Adds a word; returns the value it had before, if any. */
  add(word: string, value: T): T | undefined {
    let node = this.#root
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i)
      let next = node.next.get(code)
      if (next === undefined) {
        next = { next: new Map(), value: undefined, end: i + 1 }
        node.next.set(code, next)
      }
      node = next
    }
    const before = node.value
    node.value = value
    return before
  }

  /** The longest word that starts at `at`: its value and its length in characters; null when none does. */
  longest(text: string, at: number): { value: T; length: number } | null {
    let node = this.#root
    let found: Node<T> | null = null
    for (let i = at; i < text.length; i++) {
      const next = node.next.get(text.charCodeAt(i))
      if (next === undefined) break
      node = next
      if (node.value !== undefined) found = node
    }
    return found === null ? null : { value: found.value as T, length: found.end }
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
