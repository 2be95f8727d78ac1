/** What a pattern can begin with: these characters, or (`any`) whatever. `empty`: it may match nothing at all. */
type Start = { characters: Set<string>; any: boolean; empty: boolean }

/**
 * The characters with which a match of a pattern can begin, or null when it can begin with anything. Knows the syntax used in
 * our patterns (literals, classes, groups, look-around, quantifiers), which is all it needs to know: a scene is looked for only
 * in clauses that hold one of its first characters.
 */
export function firstCharacters(pattern: RegExp): ReadonlySet<string> | null {
  const source = [...pattern.source]
  let at = 0

  function alternatives(): Start {
    const all: Start = { characters: new Set(), any: false, empty: false }
    do {
      const one = sequence()
      for (const character of one.characters) all.characters.add(character)
      all.any ||= one.any
      all.empty ||= one.empty
    } while (source[at] === '|' && ++at > 0)
    return all
  }

  function sequence(): Start {
    const start: Start = { characters: new Set(), any: false, empty: true }
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const next = quantified()
      if (!start.empty) continue
      for (const character of next.characters) start.characters.add(character)
      start.any ||= next.any
      start.empty = next.empty
    }
    return start
  }

  function quantified(): Start {
    const one = atom()
    const quantifier = source[at]
    if (quantifier === '?' || quantifier === '*' || quantifier === '+') {
      at++
      if (quantifier !== '+') one.empty = true
    } else if (quantifier === '{') {
      if (source[at + 1] === '0') one.empty = true
      while (source[at++] !== '}');
    } else return one
    if (source[at] === '?') at++
    return one
  }

  function atom(): Start {
    const character = source[at++]!
    if (character === '.') return { characters: new Set(), any: true, empty: false }
    if (character === '^' || character === '$') return { characters: new Set(), any: false, empty: true }
    if (character === '[') return characterClass()
    if (character === '(') return group()
    if (character === '\\') {
      at++
      return { characters: new Set(), any: true, empty: false }
    }
    return { characters: new Set([character]), any: false, empty: false }
  }

  function group(): Start {
    let looksAround = false
    if (source[at] === '?') {
      const after = source.slice(at + 1, at + 3).join('')
      looksAround = /^[!=]|^<[!=]/.test(after)
      at += looksAround && after.startsWith('<') ? 3 : 2
    }
    const inner = alternatives()
    at++
    return looksAround ? { characters: new Set(), any: false, empty: true } : inner
  }

  function characterClass(): Start {
    const characters = new Set<string>()
    let any = source[at] === '^'
    for (; source[at] !== ']'; at++) {
      if (source[at + 1] === '-' && source[at + 2] !== ']') {
        const [from, to] = [source[at]!.codePointAt(0)!, source[at + 2]!.codePointAt(0)!]
        if (to - from > 64) any = true
        else for (let code = from; code <= to; code++) characters.add(String.fromCodePoint(code))
        at += 2
      } else if (source[at] === '\\') any = true
      else characters.add(source[at]!)
    }
    at++
    return { characters, any, empty: false }
  }

  const { characters, any, empty } = alternatives()
  return any || empty ? null : characters
}
