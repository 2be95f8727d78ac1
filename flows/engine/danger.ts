import { divide, type Said } from './understanding/clauses.ts'
import { drowning } from './understanding/dangers/drowning.ts'
import { injury } from './understanding/dangers/injury.ts'
import { missing } from './understanding/dangers/missing.ts'
import { bullying, call, carerInNeed, dropout, fraud } from './understanding/dangers/school-money-company.ts'
import { sexual } from './understanding/dangers/sexual.ts'
import { suicide } from './understanding/dangers/suicide.ts'
import { unattended } from './understanding/dangers/unattended.ts'
import { violence } from './understanding/dangers/violence.ts'
import { type DangerClass, type Finding, graver, type Level } from './understanding/finding.ts'
import { withoutQuote } from './understanding/normalise.ts'
import { readable } from './understanding/spelling.ts'

/** What a person must look at: how soon, what it seems to be, whether the director is complained of, whether a child writes. */
export type Danger = { level: Level; class: DangerClass; aboutDirector: boolean; child: boolean }

// Graver classes first: of two findings of one level the first is named.
const detectors: readonly ((said: Said) => Finding | null)[] = [
  sexual,
  suicide,
  drowning,
  violence,
  missing,
  injury,
  unattended,
  call,
  bullying,
  fraud,
  dropout,
  carerInNeed,
]

export function finding(said: Said): Finding | null {
  let found: Finding | null = null
  for (const detect of detectors) {
    found = graver(found, detect(said))
    if (found?.level === 'red') return found
  }
  return found
}

/** Runs first, on every text, outside any flow. Quoted words are not searched. */
export function danger(text: string): Danger | null {
  const said = divide(readable(withoutQuote(text).said))
  const found = finding(said)
  return found === null ? null : { ...found, aboutDirector: false, child: false }
}
