import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { literalsIn, nests, type Pattern, parsed, repeats, stepsOver, tempting } from '../support/patterns.ts'

const root = new URL('../../flows/', import.meta.url)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
const written = files.flatMap(path => literalsIn(path, readFileSync(new URL(path, root), 'utf8')))

/** Patterns that are put together when a file is loaded: caught while it is. */
async function builtWhileLoading(): Promise<Pattern[]> {
  const found = new Map<string, Pattern>()
  const Real = globalThis.RegExp
  globalThis.RegExp = new Proxy(Real, {
    construct(target, [source, flags = '']: [string | RegExp, string?]) {
      // Only our own: what packages build for themselves is theirs.
      const ours = new Error().stack!.split('\n')[2]!.includes('/flows/')
      if (ours && typeof source === 'string')
        found.set(`${source}/${flags}`, { where: 'built', source, flags })
      return new target(source, flags)
    },
  })
  try {
    for (const path of files) await import(new URL(path, root).href)
  } finally {
    globalThis.RegExp = Real
  }
  return [...found.values()]
}
const patterns = [...written, ...(await builtWhileLoading())]

/** Four times the text may cost this many times the steps: 4 is linear, 16 is quadratic. */
const MOST_GROWTH = 6
const SHORT = 40

function growth(pattern: Pattern): { worst: number; text: string } {
  const node = parsed(pattern)
  let worst = 0
  let text = ''
  for (const { before, unit } of tempting(node)) {
    const of = (times: number) => {
      try {
        return stepsOver(node, `${before}${unit.repeat(times)}\u0001`, pattern.flags)
      } catch {
        return Number.POSITIVE_INFINITY
      }
    }
    const longer = of(4 * SHORT)
    const factor = longer === Number.POSITIVE_INFINITY ? longer : longer / of(SHORT)
    if (factor > worst) {
      worst = factor
      text = `${before}(${unit})*`
    }
  }
  return { worst, text }
}

describe('every pattern in a conversation takes time in step with the text', () => {
  test('there are patterns to look at', () => {
    expect(written.length).toBeGreaterThan(300)
    expect(patterns.length).toBeGreaterThan(1_000)
  })

  test('none repeats a repetition', () => {
    expect(
      patterns.filter(pattern => nests(parsed(pattern))).map(({ where, source }) => `${where} ${source}`),
    ).toEqual([])
  })

  test('four times a text made to keep it busy takes about four times the steps', () => {
    const slow = patterns
      .filter(pattern => repeats(parsed(pattern)))
      .map(pattern => ({ pattern, ...growth(pattern) }))
      .filter(({ worst }) => worst > MOST_GROWTH)
      .map(
        ({ pattern, worst, text }) =>
          `${pattern.where} /${pattern.source.slice(0, 90)}/ ${worst.toFixed(1)} on ${text.slice(0, 40)}`,
      )
    expect(slow).toEqual([])
  })

  test.each([
    ['(a+)+$', true, true],
    ['(?:ab?|a)*c', false, true],
    ['a*a*b', false, true],
    ['^a{0,3}b', false, false],
    ['(?:一|个|一个)*x', false, true],
    ['孩子.{0,8}不见', false, false],
  ])('/%s/ would be noticed or let pass', (source, repeats, grows) => {
    expect(nests(parsed({ source, flags: '' }))).toBe(repeats)
    expect(growth({ where: '', source, flags: '' }).worst > MOST_GROWTH).toBe(grows)
  })
})
