import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Reading, understand } from '../../../flows/engine/understand.ts'

const label = z.object({
  kind: z.string(),
  value: z.string().optional(),
  level: z.string().optional(),
  class: z.string().optional(),
  also: z.unknown().optional(),
})
const item = z.object({
  id: z.string(),
  group: z.string(),
  context: z.string(),
  options: z.array(z.string()).nullable(),
  today: z.string().optional(),
  text: z.string(),
  expect: z.union([z.object({ either: z.array(label) }), label]),
  why: z.string(),
})
const set = z.object({ items: z.array(item) })

export type Item = z.infer<typeof item>
type Label = z.infer<typeof label>

/** One text with what was read in it and the verdicts of the metrics that apply to it. */
export type Scored = { item: Item; got: Reading; verdicts: Map<string, boolean> }

/** A count over those it could have been. */
export type Rate = { hits: number; of: number }

/** Reads a labelled set of the shared format. */
export function readSet(file: string): Item[] {
  return set.parse(JSON.parse(readFileSync(file, 'utf8'))).items
}

/** Our own sets: the one rules were tuned on and the second reader learnt from, and the one held out from both. */
export const ownSets = {
  tuned: ['tuned', 'tuned-2', 'tuned-3', 'tuned-4', 'tuned-5', 'tuned-6', 'tuned-7'],
  'held-out': ['held-out', 'held-out-2'],
} as const

/** Reads one of our own sets. */
export function readOwn(name: keyof typeof ownSets): Item[] {
  return ownSets[name].flatMap(file => readSet(fileURLToPath(new URL(`${file}.json`, import.meta.url))))
}

/** The accepted readings of an item: one, or several where careful readers differ. */
export function accepted(each: Item): Label[] {
  return 'either' in each.expect ? each.expect.either : [each.expect]
}

function fits(got: Reading, wanted: Label): boolean {
  if (got.kind !== wanted.kind) return false
  if (got.kind === 'danger')
    return got.level === wanted.level && (wanted.class === undefined || got.class === wanted.class)
  return wanted.value === undefined || ('value' in got && got.value === wanted.value)
}

const answers = ['choice', 'consent', 'date', 'receipt', 'stop', 'rights']

/** Scores one item by the metrics of the shared README. The class of a danger is a metric of its own. */
export function score(each: Item): Scored {
  const { context, options, today, text } = each
  const got = understand({ context, options, text, ...(today === undefined ? {} : { today }) })
  const wanted = accepted(each)
  const dangers = wanted.filter(one => one.kind === 'danger')
  const verdicts = new Map<string, boolean>()
  const right = wanted.some(
    one => fits(got, one) || (got.kind === 'danger' && one.kind === 'danger' && got.level === one.level),
  )
  verdicts.set('right', right)
  const onlyDanger = dangers.length === wanted.length && dangers.length > 0
  const level = onlyDanger && new Set(dangers.map(one => one.level)).size === 1 ? dangers[0]!.level : null
  if (level === 'red') {
    verdicts.set('red missed', got.kind !== 'danger')
    verdicts.set('red under-rated', got.kind === 'danger' && got.level === 'amber')
  }
  if (level === 'amber') {
    verdicts.set('amber missed', got.kind !== 'danger')
    verdicts.set('amber over-rated', got.kind === 'danger' && got.level === 'red')
  }
  if (onlyDanger && level === null) verdicts.set('either level missed', got.kind !== 'danger')
  if (dangers.length === 0) {
    verdicts.set('false alarm red', got.kind === 'danger' && got.level === 'red')
    verdicts.set('false alarm amber', got.kind === 'danger' && got.level === 'amber')
  }
  if (onlyDanger && got.kind === 'danger')
    verdicts.set(
      'class right',
      dangers.some(one => one.class === undefined || one.class === got.class),
    )
  if (answers.includes(got.kind) || !right) verdicts.set('wrong answer', answers.includes(got.kind) && !right)
  else verdicts.set('wrong answer', false)
  if (!wanted.some(one => one.kind === 'not-understood'))
    verdicts.set('not understood', got.kind === 'not-understood')
  return { item: each, got, verdicts }
}

/** The order metrics are shown in. */
export const metricNames = [
  'right',
  'red missed',
  'red under-rated',
  'amber missed',
  'amber over-rated',
  'either level missed',
  'false alarm red',
  'false alarm amber',
  'class right',
  'wrong answer',
  'not understood',
] as const

/** Each metric by group, `all` first, then by class of danger (`class: drowning`). */
export function tally(scored: Scored[]): Map<string, Map<string, Rate>> {
  const out = new Map<string, Map<string, Rate>>([['all', new Map()]])
  const add = (row: string, metric: string, hit: boolean) => {
    const rates = out.get(row) ?? new Map<string, Rate>()
    out.set(row, rates)
    const rate = rates.get(metric) ?? { hits: 0, of: 0 }
    rates.set(metric, { hits: rate.hits + (hit ? 1 : 0), of: rate.of + 1 })
  }
  for (const { item: each, verdicts } of scored) {
    const wanted = accepted(each)
    const classes = new Set(
      wanted.every(one => one.kind === 'danger') ? wanted.map(one => one.class ?? 'any') : [],
    )
    for (const [metric, hit] of verdicts) {
      add('all', metric, hit)
      add(each.group, metric, hit)
      for (const one of classes) add(`class: ${one}`, metric, hit)
    }
  }
  return out
}
