import type { Said } from '../clauses.ts'
import type { DangerClass, Finding } from '../finding.ts'
import { featuresOf } from './features.ts'
import learnt from './weights.json' with { type: 'json' }

/** What a question weighs: a bias, and for each weight the features that have it (apart by blanks); all in tenths. */
type Question = { bias: number; by: Readonly<Record<string, string>> }

/** All that the second reader has learnt: is it a danger, must a person come now, and which danger. */
export type Weights = { danger: Question; red: Question; classes: Readonly<Record<string, Question>> }

/** Surer than these (log odds) the second reader is heard: where the rules saw nothing, saw amber, saw red. */
const surely = { danger: 0.3, red: 0.4, redNotAmber: 0, notRed: -0.8 }

/** A red that stands in a text of more characters than this is not doubted: there is more in it than the second reader sees. */
const long = 300

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

  // The most any piece has of each question from the first to the last asked. A longer piece has more of everything: it
  // counts by the root of how many features it has.
  const weigh = (pieces: readonly string[][], first: number, last: number): number[] => {
    const most: number[] = new Array(last - first).fill(Number.NEGATIVE_INFINITY)
    for (const features of pieces) {
      const sums: number[] = new Array(last - first).fill(0)
      for (const feature of features) {
        const row = known.get(feature)
        if (row !== undefined) for (let i = first; i < last; i++) sums[i - first]! += row[i]!
      }
      const root = Math.sqrt(features.length)
      for (let i = first; i < last; i++)
        most[i - first] = Math.max(most[i - first]!, (questions[i]!.bias + sums[i - first]! / root) / 10)
    }
    return most
  }
  const likeliest = (pieces: readonly string[][]) => {
    const sums = weigh(pieces, 2, questions.length)
    return names[sums.indexOf(Math.max(...sums))]!
  }

  return (said, found) => {
    if (found?.class === 'call' || (found?.level === 'red' && said.text.length > long)) return found
    const pieces = featuresOf(said)
    const [danger, red] = weigh(pieces, 0, 2) as [number, number]
    if (found === null && danger <= surely.danger) return null
    if (found === null) return { level: red > surely.red ? 'red' : 'amber', class: likeliest(pieces) }
    if (found.level === 'amber') return red > surely.redNotAmber ? { ...found, level: 'red' } : found
    return red < surely.notRed ? { ...found, level: 'amber' } : found
  }
}

/** The second reader with what it learnt from the tuned set (`npm run understanding:train`). */
export const readAgain = secondReader(learnt)
