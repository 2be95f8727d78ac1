/** How a match can begin: `text`, and whether the pattern goes on from there exactly (`more`) or with anything at all. */
type Prefix = { text: string; more: boolean }

const depth = 2
const tooMany = 3_000

/**
 * The first two characters a match of a pattern can have: strings of two, of one where the second may be anything, and the
 * empty string where the pattern may begin with anything. Knows the syntax of our own patterns (literals, classes, groups,
 * look-around, quantifiers). Scenes are looked for only where one of their beginnings stands.
 */
export function beginnings(pattern: RegExp): ReadonlySet<string> {
  const source = [...pattern.source]
  let at = 0

  function alternatives(): Prefix[] {
    const all: Prefix[] = []
    do {
      all.push(...sequence())
    } while (source[at] === '|' && ++at > 0)
    return all
  }

  function sequence(): Prefix[] {
    let all: Prefix[] = [{ text: '', more: true }]
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const next = quantified()
      all = all.flatMap(prefix =>
        prefix.more && prefix.text.length < depth ? next.map(one => joined(prefix, one)) : [prefix],
      )
      if (all.length > tooMany) all = unique(all.map(({ text }) => ({ text: text.slice(0, 1), more: false })))
    }
    return all
  }

  function quantified(): Prefix[] {
    const one = atom()
    const quantifier = source[at]
    if (quantifier === undefined || !'?*+{'.includes(quantifier)) return one
    const optional =
      quantifier === '?' || quantifier === '*' || (quantifier === '{' && source[at + 1] === '0')
    const repeats = quantifier !== '?'
    if (quantifier === '{') while (source[at] !== '}') at++
    at++
    if (source[at] === '?') at++
    const once = repeats ? one.map(({ text }) => ({ text, more: false })) : one
    return optional ? [...once, { text: '', more: true }] : once
  }

  function atom(): Prefix[] {
    const character = source[at++]!
    if (character === '.') return [{ text: '', more: false }]
    if (character === '^' || character === '$') return [{ text: '', more: true }]
    if (character === '[') return characterClass()
    if (character === '(') return group()
    if (character === '\\') {
      at++
      return [{ text: '', more: false }]
    }
    return [{ text: character, more: true }]
  }

  function group(): Prefix[] {
    let looksAround = false
    if (source[at] === '?') {
      const after = source.slice(at + 1, at + 3).join('')
      looksAround = /^[!=]|^<[!=]/.test(after)
      at += looksAround && after.startsWith('<') ? 3 : 2
    }
    const inner = unique(alternatives())
    at++
    return looksAround ? [{ text: '', more: true }] : inner
  }

  function characterClass(): Prefix[] {
    const characters = new Set<string>()
    let any = source[at] === '^'
    for (; source[at] !== ']'; at++) {
      if (source[at + 1] === '-' && source[at + 2] !== ']') {
        const [from, to] = [source[at]!.codePointAt(0)!, source[at + 2]!.codePointAt(0)!]
        if (to - from > 64) any = true
        else for (let code = from; code <= to; code++) characters.add(String.fromCodePoint(code))
        at += 2
      } else characters.add(source[at]!)
    }
    at++
    return any ? [{ text: '', more: false }] : [...characters].map(text => ({ text, more: true }))
  }

  return new Set(alternatives().map(({ text }) => text))
}

/** The sources of the alternatives a pattern consists of at its top: `a|(?:b|c)d` has two. */
export function alternativesOf(pattern: RegExp): string[] {
  const out: string[] = []
  let depth = 0
  let inClass = false
  let start = 0
  const { source } = pattern
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (inClass) continue
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '|' && depth === 0) {
      out.push(source.slice(start, at))
      start = at + 1
    }
  }
  out.push(source.slice(start))
  return out
}

function joined(before: Prefix, after: Prefix): Prefix {
  const text = before.text + after.text
  return text.length > depth ? { text: text.slice(0, depth), more: false } : { text, more: after.more }
}

function unique(prefixes: Prefix[]): Prefix[] {
  const seen = new Map(prefixes.map(prefix => [`${prefix.text}${prefix.more}`, prefix]))
  return [...seen.values()]
}

/**
 * Characters of which one at least must stand in a text for an alternative to match it: those that can follow one of its
 * gaps (`.{0,8}`). Null where nothing is sure. Much cheaper to ask than the pattern itself.
 */
export function mustHold(alternative: string): string[] | null {
  let best: string[] | null = null
  for (const part of partsOf(alternative)) {
    const starts = [...beginnings(new RegExp(part))]
    if (part === '' || starts.includes('')) continue
    const characters = [...new Set(starts.map(start => start[0]!))]
    if (best === null || characters.length < best.length) best = characters
  }
  return best
}

// What stands after each gap outside any group.
function partsOf(source: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = -1
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '.' && source[at + 1] === '{' && depth === 0) {
      if (start >= 0) parts.push(source.slice(start, at))
      at = source.indexOf('}', at)
      start = at + 1
    }
  }
  if (start >= 0) parts.push(source.slice(start))
  return parts
}
