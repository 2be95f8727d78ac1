import { Trie } from '../words.ts'

/**
 * A test for texts made of nothing but the given words: at least one of `words`, and any of `fillers`. Every way of dividing
 * the text is followed at once, so the time is linear however the words overlap.
 */
export function madeOf(words: string, fillers = ''): (text: string) => boolean {
  const table = new Map<string, boolean>()
  let longest = 0
  for (const [list, core] of [
    [fillers, false],
    [words, true],
  ] as const)
    for (const word of list.split(' ')) {
      if (word === '') continue
      table.set(word, core)
      longest = Math.max(longest, word.length)
    }
  return text => {
    // reached[i]: bit 1 the first i characters are fillers only, bit 2 they hold a word.
    const reached = new Uint8Array(text.length + 1)
    reached[0] = 1
    for (let from = 0; from < text.length; from++) {
      if (reached[from] === 0) continue
      for (let size = 1; size <= longest && from + size <= text.length; size++) {
        const core = table.get(text.slice(from, from + size))
        if (core !== undefined) reached[from + size]! |= core ? 2 : reached[from]!
      }
    }
    return (reached[text.length]! & 2) !== 0
  }
}

/** How many characters at the start of a text are words of a table, one after the other. */
export function leadingWords(words: string): (text: string) => number {
  const table = new Trie<true>()
  for (const word of words.split(' ')) if (word !== '') table.add(word, true)
  return text => {
    let at = 0
    for (;;) {
      const found = table.longest(text, at)
      if (found === null) return at
      at += found.length
    }
  }
}
