import type { Said } from '../clauses.ts'
import type { DangerClass, Finding } from '../finding.ts'
import { featuresOf } from './features.ts'
import learnt from './weights.json' with { type: 'json' }

/** What a question weighs: a bias, and for each weight the features that have it (apart by blanks); all in tenths. */
type Question = { bias: number; by: Readonly<Record<string, string>> }

/** All that the second reader has learnt: is it a danger, must a person come now, and which danger. */
export type Weights = { danger: Question; red: Question; classes: Readonly<Record<string, Question>> }

/** Surer than these (log odds) the second reader is heard: where the rules saw nothing, saw amber, saw red. */
const surely = { danger: 0.9, red: 1.2, notRed: -1 }

/**
 * The second reader, who has read the labelled texts and asks of a new one which of them it sounds like. It hears the
 * finding of the rules and gives its own. Where they see nothing it may raise the alarm, of amber it may make red, and of
 * red amber where nothing else in the text sounds like it; it never takes a finding away, and never doubts a bare call for
 * help. See docs/decisions/0008.
 */
export function secondReader(weights: Weights): (said: Said, found: Finding | null) => Finding | null {
  const names = Object.keys(weights.classes) as DangerClass[]
  const questions = [weights.danger, weights.red, ...Object.values(weights.classes)]
  const known = new Map<string, Int8Array>()
  questions.forEach(({ by }, question) => {
    for (const [weight, features] of Object.entries(by))
      for (const feature of features.split(' ')) {
        const row = known.get(feature) ?? new Int8Array(questions.length)
        known.set(feature, row)
        row[question] = Number(weight)
      }
  })

  // A longer piece has more of everything: it counts by the root of how many features it has.
  const weighed = (features: readonly string[], question: number): number => {
    let sum = 0
    for (const feature of features) sum += known.get(feature)?.[question] ?? 0
    return (questions[question]!.bias + sum / Math.sqrt(features.length)) / 10
  }
  const most = (pieces: readonly string[][], question: number) =>
    pieces.reduce((sum, features) => Math.max(sum, weighed(features, question)), Number.NEGATIVE_INFINITY)
  const likeliest = (pieces: readonly string[][]) => {
    const sums = names.map((_, i) => most(pieces, i + 2))
    return names[sums.indexOf(Math.max(...sums))]!
  }

  return (said, found) => {
    if (found?.class === 'call') return found
    const pieces = featuresOf(said)
    if (found === null && most(pieces, 0) <= surely.danger) return null
    const red = most(pieces, 1)
    if (found === null) return { level: red > surely.red ? 'red' : 'amber', class: likeliest(pieces) }
    if (found.level === 'amber') return red > surely.red ? { ...found, level: 'red' } : found
    return red < surely.notRed ? { ...found, level: 'amber' } : found
  }
}

/** The second reader with what it learnt from the tuned set (`npm run understanding:train`). */
export const readAgain = secondReader(learnt)
