/**
 * Looks into regular expressions: which ones a source file holds, what they are made of, and how many steps a backtracking
 * matcher takes over a text. Steps are counted, not timed, so that a busy machine changes nothing.
 */
export type Pattern = { where: string; source: string; flags: string }

const beforeValue = /(?:[(,=:[!&|?{};+\-<>~%^*\n]|=>|\breturn|\bcase|\btypeof|\bof|\bin)\s*$/

/** The regular expressions written out in a source file. */
export function literalsIn(where: string, text: string): Pattern[] {
  const found: Pattern[] = []
  let line = 1
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '\n') line++
    else if (text.startsWith('//', at)) at = ((text.indexOf('\n', at) + text.length) % text.length) - 1
    else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at) + 1
      line += text.slice(at, end).split('\n').length - 1
      at = end
    } else if (character === "'" || character === '"' || character === '`') {
      const end = endOfString(text, at)
      line += text.slice(at, end).split('\n').length - 1
      at = end
    } else if (character === '/' && beforeValue.test(text.slice(Math.max(0, at - 40), at) || '(')) {
      const end = endOfPattern(text, at)
      const flags = /^[a-z]*/.exec(text.slice(end + 1))![0]
      found.push({ where: `${where}:${line}`, source: text.slice(at + 1, end), flags })
      at = end
    }
  }
  return found
}

function endOfString(text: string, from: number): number {
  let at = from + 1
  for (; at < text.length && text[at] !== text[from]; at++) if (text[at] === '\\') at++
  return at
}

function endOfPattern(text: string, from: number): number {
  let inClass = false
  let at = from + 1
  for (; inClass || text[at] !== '/'; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '[') inClass = true
    else if (text[at] === ']') inClass = false
  }
  return at
}

type Node =
  | { is: 'set'; sample: string; holds: (character: string) => boolean }
  | { is: 'seq'; parts: Node[] }
  | { is: 'alt'; ways: Node[] }
  | { is: 'repeat'; part: Node; min: number; max: number }
  | { is: 'look'; part: Node; behind: boolean; not: boolean }
  | { is: 'edge'; at: '^' | '$' | 'b' }

const samples = ['字', 'a', '1', ' ', ',', '\n', 'A', '-', '。']

/** What a pattern is made of; throws on what our patterns do not use. */
export function parsed({ source, flags }: Pick<Pattern, 'source' | 'flags'>): Node {
  let at = 0

  function alternatives(): Node {
    const ways = [sequence()]
    while (source[at] === '|') {
      at++
      ways.push(sequence())
    }
    return ways.length === 1 ? ways[0]! : { is: 'alt', ways }
  }

  function sequence(): Node {
    const parts: Node[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(quantified())
    return parts.length === 1 ? parts[0]! : { is: 'seq', parts }
  }

  function quantified(): Node {
    const part = atom()
    const bounds = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at))
    if (!bounds) return part
    at += bounds[0].length
    const [, sign, least, comma, most] = bounds
    const min = sign ? (sign === '+' ? 1 : 0) : Number(least)
    const max = sign
      ? sign === '?'
        ? 1
        : Number.POSITIVE_INFINITY
      : comma
        ? Number(most || Number.POSITIVE_INFINITY)
        : min
    return { is: 'repeat', part, min, max }
  }

  function atom(): Node {
    const character = source[at]!
    if (character === '^' || character === '$') {
      at++
      return { is: 'edge', at: character }
    }
    if (source.startsWith('\\b', at)) {
      at += 2
      return { is: 'edge', at: 'b' }
    }
    if (character === '(') return group()
    if (/^\\[1-9k]/.test(source.slice(at))) throw new Error(`a back-reference: ${source}`)
    const single =
      /^(?:\[\^?(?:\\.|[^\]\\])*\]|\\[pPu]\{[^}]*\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\.|.)/isu.exec(
        source.slice(at),
      )![0]
    at += single.length
    return set(single)
  }

  function group(): Node {
    const kind = /^\((?:\?(?::|<?[=!]|<\w+>))?/.exec(source.slice(at))![0]
    at += kind.length
    const part = alternatives()
    at++
    const look = /^\(\?(<?)([=!])/.exec(kind)
    return look ? { is: 'look', part, behind: look[1] === '<', not: look[2] === '!' } : part
  }

  function set(single: string): Node {
    const own = new RegExp(`^(?:${single})$`, flags.replace(/[gym]/g, ''))
    const known = new Map<string, boolean>()
    const holds = (character: string) => {
      const answer = known.get(character) ?? own.test(character)
      known.set(character, answer)
      return answer
    }
    const sample = [...single, ...samples].find(each => own.test(each))
    return { is: 'set', sample: sample ?? '字', holds }
  }

  return alternatives()
}

/** The shortest text a part of a pattern matches, more or less. */
function sampleOf(node: Node): string {
  switch (node.is) {
    case 'set':
      return node.sample
    case 'seq':
      return node.parts.map(sampleOf).join('')
    case 'alt':
      return sampleOf(node.ways[0]!)
    case 'repeat':
      return sampleOf(node.part).repeat(Math.min(node.min, 20))
    default:
      return ''
  }
}

function partsOf(node: Node): Node[] {
  switch (node.is) {
    case 'seq':
      return node.parts
    case 'alt':
      return node.ways
    case 'repeat':
    case 'look':
      return [node.part]
    default:
      return []
  }
}

function everyNode(node: Node): Node[] {
  return [node, ...partsOf(node).flatMap(everyNode)]
}

const endless = (each: Node) => each.is === 'repeat' && each.max === Number.POSITIVE_INFINITY

/** Whether a pattern repeats without end. One that does not looks at a bounded number of characters from each place. */
export function repeats(node: Node): boolean {
  return everyNode(node).some(endless)
}

/** Whether one endless repetition stands inside another: `(a+)+`. */
export function nests(node: Node): boolean {
  return everyNode(node).some(
    each => endless(each) && partsOf(each).some(part => everyNode(part).some(endless)),
  )
}

/** Texts made to keep a pattern busy: what it repeats, each way of saying it, and its own beginning, over and over. */
export function tempting(node: Node): { before: string; unit: string }[] {
  const out = new Map<string, { before: string; unit: string }>()
  const add = (before: string, unit: string) => {
    if (unit !== '') out.set(`${before}\0${unit}`, { before, unit })
  }
  add('', sampleOf(node))
  const walk = (each: Node, before: string) => {
    if (each.is === 'repeat' && each.max > 3) {
      const ways = each.part.is === 'alt' ? each.part.ways : [each.part]
      for (const way of ways) {
        add(before, sampleOf(way))
        add('', sampleOf(way))
      }
      if (each.part.is === 'set')
        for (const sample of [' ', '1', ',', '字']) if (each.part.holds(sample)) add(before, sample)
    }
    let said = before
    for (const part of partsOf(each)) {
      walk(part, said)
      if (each.is === 'seq') said += sampleOf(part)
    }
  }
  walk(node, '')
  return [...out.values()]
}

/** How many steps a backtracking search for every match in a text takes; throws above `most`. */
export function stepsOver(node: Node, text: string, flags: string, most = 3_000_000): number {
  let steps = 0
  const characters = flags.includes('u') ? [...text] : text.split('')

  function match(each: Node, at: number, then: (at: number) => boolean): boolean {
    if (++steps > most) throw new Error('too many steps')
    switch (each.is) {
      case 'set':
        return at < characters.length && each.holds(characters[at]!) && then(at + 1)
      case 'seq':
        return along(each.parts, 0, at, then)
      case 'alt':
        return each.ways.some(way => match(way, at, then))
      case 'repeat':
        return again(each, 0, at, then)
      case 'edge':
        return (each.at === '^' ? at === 0 : each.at === '$' ? at === characters.length : true) && then(at)
      case 'look': {
        const seen = each.behind
          ? Array.from({ length: Math.min(at, 12) + 1 }, (_, back) => at - back).some(from =>
              match(each.part, from, end => end === at),
            )
          : match(each.part, at, () => true)
        return seen !== each.not && then(at)
      }
    }
  }
  function along(parts: Node[], index: number, at: number, then: (at: number) => boolean): boolean {
    return index === parts.length
      ? then(at)
      : match(parts[index]!, at, next => along(parts, index + 1, next, then))
  }
  function again(
    each: Node & { is: 'repeat' },
    times: number,
    at: number,
    then: (at: number) => boolean,
  ): boolean {
    const more =
      times < each.max &&
      match(each.part, at, next => (next > at || times < each.min) && again(each, times + 1, next, then))
    return more || (times >= each.min && then(at))
  }

  for (let at = 0; at <= characters.length; ) {
    let end = -1
    match(node, at, found => {
      end = found
      return true
    })
    if (flags.includes('y')) break
    at = Math.max(at + 1, end)
  }
  return steps
}
