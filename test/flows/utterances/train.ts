// npm run understanding:train [-- --check]: works out what the second reader weighs, from the tuned set alone, and writes
// flows/engine/understanding/second-reader/weights.json. With --check it writes nothing, but reads each fifth of the set
// with what was learnt from the other four, and prints how that goes together with the rules.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { foundByRules } from '../../../flows/engine/danger.ts'
import { divide } from '../../../flows/engine/understanding/clauses.ts'
import { withoutQuote } from '../../../flows/engine/understanding/normalise.ts'
import { featuresOf } from '../../../flows/engine/understanding/second-reader/features.ts'
import { secondReader, type Weights } from '../../../flows/engine/understanding/second-reader/reader.ts'
import { readable } from '../../../flows/engine/understanding/spelling.ts'
import { accepted, type Item, readOwn } from './score.ts'

const classes =
  'missing drowning violence sexual suicide injury unattended dropout fraud bullying carer-in-need'.split(' ')
/** How often the set is gone through, how far each step goes, and how strongly weights are drawn back to nothing. */
const rounds = 30
const step = 0.3
const pull = 0.001
/** Features seen in fewer texts say nothing of the next one. */
const seldom = 2
/** Weights are kept as whole tenths; of a class only the heaviest features. */
const tenths = 10
const heaviest = 400

/** How many parts a check divides the set into. */
const folds = 5

type Example = { features: Int32Array; root: number }
type Learnt = { bias: number; weights: Float64Array }

/** A random sequence that is the same every time. */
function dice(): (below: number) => number {
  let state = 1
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

/** Logistic regression, each weight with steps of its own (AdaGrad); `yes` says which examples the question is true of. */
function learn(examples: readonly Example[], yes: readonly boolean[], size: number, times: number): Learnt {
  const weights = new Float64Array(size)
  const seen = new Float64Array(size).fill(0.01)
  let bias = 0
  let seenBias = 0.01
  const order = [...examples.keys()]
  const roll = dice()
  for (let round = 0; round < times; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = roll(i + 1)
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (const i of order) {
      const { features, root } = examples[i]!
      let sum = bias
      for (const feature of features) sum += weights[feature]! / root
      const error = 1 / (1 + Math.exp(-sum)) - (yes[i] ? 1 : 0)
      seenBias += error * error
      bias -= (step * error) / Math.sqrt(seenBias)
      for (const feature of features) {
        const slope = error / root + pull * weights[feature]!
        seen[feature]! += slope * slope
        weights[feature]! -= (step * slope) / Math.sqrt(seen[feature]!)
      }
    }
  }
  return { bias, weights }
}

const divided = (text: string) => divide(readable(withoutQuote(text).said))
const featuresIn = (text: string) => [...new Set(featuresOf(divided(text)).flat())]

/** The level every accepted reading agrees on: none (0), amber (1), red (2); null where careful readers differ. */
function levelOf(item: Item): 0 | 1 | 2 | null {
  const levels = new Set(
    accepted(item).map(({ kind, level }) => (kind !== 'danger' ? 0 : level === 'red' ? 2 : 1)),
  )
  return levels.size === 1 ? [...levels][0]! : null
}

/**
 * What the bot itself offers (`2 有点小事`): families and staff write it back word for word, so it is learnt as no danger
 * unless the rules say that it is one.
 */
function offered(): Item[] {
  const folder = new URL('../../../locales/zh-CN/', import.meta.url)
  const lines = readdirSync(folder).flatMap(name =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/(?<=\\n|")[0-9] [^"\\]+/g)].map(
      ([line]) => line,
    ),
  )
  return lines
    .flatMap(line => [line, line.slice(2)])
    .filter(text => foundByRules({ ...divided(text), aboutChild: true }) === null)
    .map(text => ({
      id: text,
      group: 'offered',
      context: 'free',
      options: null,
      text,
      expect: { kind: 'not-understood' },
      why: '',
    }))
}

/** Learns from labelled texts all that the second reader weighs. */
function weightsFrom(labelled: readonly Item[]): Weights {
  const items = [...labelled, ...offered()]
  const texts = items.map(({ text }) => featuresIn(text))
  const counts = new Map<string, number>()
  for (const text of texts) for (const feature of text) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const names = [...counts].flatMap(([name, count]) => (count >= seldom && !/\s/.test(name) ? [name] : []))
  const numbers = new Map(names.map((name, i) => [name, i]))
  const examples = texts.map(text => ({
    features: Int32Array.from(text.flatMap(name => numbers.get(name) ?? [])),
    root: Math.sqrt(text.length),
  }))
  const sorted = (learnt: Learnt, most: number) => {
    const whole = [...learnt.weights].map(weight => Math.round(weight * tenths))
    const floor = [...whole].map(Math.abs).sort((a, b) => b - a)[most] ?? 0
    const by = new Map<number, string[]>()
    whole.forEach((weight, i) => {
      if (weight !== 0 && Math.abs(weight) > floor) by.set(weight, [...(by.get(weight) ?? []), names[i]!])
    })
    const rows = [...by].sort(([a], [b]) => b - a).map(([weight, those]) => [weight, those.join(' ')])
    return { bias: Math.round(learnt.bias * tenths), by: Object.fromEntries(rows) as Record<string, string> }
  }
  const ask = (those: (item: Item) => boolean, yes: (item: Item) => boolean, times: number, most: number) => {
    const chosen = items.flatMap((item, i) => (those(item) ? [i] : []))
    const learnt = learn(
      chosen.map(i => examples[i]!),
      chosen.map(i => yes(items[i]!)),
      names.length,
      times,
    )
    return sorted(learnt, most)
  }
  const sure = (item: Item) => levelOf(item) !== null
  const all = names.length
  const classed = (item: Item) => accepted(item).every(one => one.class !== undefined)
  return {
    danger: ask(sure, item => levelOf(item)! > 0, rounds, all),
    red: ask(sure, item => levelOf(item) === 2, rounds, all),
    classes: Object.fromEntries(
      classes.map(name => [
        name,
        ask(classed, item => accepted(item).some(one => one.class === name), rounds / 3, heaviest),
      ]),
    ),
  }
}

/** The readings of items as the rules and a second reader give them together: 0 no danger, 1 amber, 2 red. */
function levelsBy(weights: Weights, those: readonly Item[]): number[] {
  const again = secondReader(weights)
  return those.map(({ text, context }) => {
    const said = { ...divided(text), aboutChild: context === 'check-in' }
    const found = again(said, foundByRules(said))
    return found === null ? 0 : found.level === 'amber' ? 1 : 2
  })
}

/** Reads each fifth with what was learnt from the rest, beside the rules alone, and prints both. */
function check(items: readonly Item[]): void {
  const untaught: Weights = { danger: { bias: -1_000, by: {} }, red: { bias: 0, by: {} }, classes: {} }
  const alone = levelsBy(untaught, items)
  const both: number[] = []
  for (let fold = 0; fold < folds; fold++) {
    const weights = weightsFrom(items.filter((_, i) => i % folds !== fold))
    const left = items.flatMap((_, i) => (i % folds === fold ? [i] : []))
    const levels = levelsBy(
      weights,
      left.map(i => items[i]!),
    )
    left.forEach((i, n) => {
      both[i] = levels[n]!
    })
  }
  const share = (levels: number[], of: (item: Item) => boolean, hit: (level: number) => boolean) => {
    const those = items.flatMap((item, i) => (of(item) ? [i] : []))
    const hits = those.filter(i => hit(levels[i]!)).length
    return `${hits}/${those.length} ${((100 * hits) / those.length).toFixed(1)}%`.padEnd(16)
  }
  const print = (name: string, of: (item: Item) => boolean, hit: (level: number) => boolean) =>
    console.log(name.padEnd(28), share(alone, of, hit), share(both, of, hit))
  const none = (group: string) => (item: Item) => item.group === group && levelOf(item) === 0
  console.log(''.padEnd(28), 'rules alone'.padEnd(16), 'with the second reader, learnt elsewhere')
  print(
    'red missed',
    item => levelOf(item) === 2,
    level => level === 0,
  )
  print(
    'red under-rated',
    item => levelOf(item) === 2,
    level => level === 1,
  )
  print(
    'amber missed',
    item => levelOf(item) === 1,
    level => level === 0,
  )
  for (const group of ['false-friend', 'everyday', 'choice', 'receipt']) {
    print(`${group} read red`, none(group), level => level === 2)
    print(`${group} read amber`, none(group), level => level === 1)
  }
}

const { values } = parseArgs({ options: { check: { type: 'boolean' } } })
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const items = readOwn('tuned')
if (values.check) check(items)
else {
  const file = here('../../../flows/engine/understanding/second-reader/weights.json')
  writeFileSync(file, `${JSON.stringify(weightsFrom(items), null, 2)}\n`)
  console.log(`learnt from ${items.length} texts`)
}
