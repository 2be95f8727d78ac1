import { dayOf } from '../../flows/engine/calendar.ts'
import type { DueWork, Outcome } from '../due.ts'
import { policyOn } from '../policy.ts'
import { tellOfDoubt } from './ask-county.ts'
import { give } from './give.ts'
import { type Desk, lockWarning } from './rows.ts'

type Given = Parameters<DueWork>[1]

const deskOf = async (tx: Parameters<DueWork>[0], { parts, county, now, acts }: Given): Promise<Desk> => ({
  ...parts,
  ...{ county, now, acts },
  policy: await policyOn(tx, county, dayOf(now)),
})

/** A warning that was sent ahead begins to hold. Key `warning-begins:<id>`. */
export const warningBegins: DueWork = async (tx, given, items) => {
  const desk = await deskOf(tx, given)
  const outcomes: Outcome[] = []
  for (const item of items) {
    const warning = await lockWarning(tx, desk.keys, item.subject!)
    const due = warning?.state === 'planned' || warning?.state === 'staff'
    if (due) await give(tx, desk, warning)
    outcomes.push(due ? 'done' : { skipped: warning?.state ?? 'gone' })
  }
  return outcomes
}

/** Nobody has settled what is in doubt yet: once more, to the townships too. Key `warning-waiting:<id>`. */
export const warningWaiting: DueWork = async (tx, given, items) => {
  const desk = await deskOf(tx, given)
  const outcomes: Outcome[] = []
  for (const item of items) {
    const warning = await lockWarning(tx, desk.keys, item.subject!)
    const waits = warning?.state === 'waiting' && warning.expiresAt > desk.now
    if (waits) await tellOfDoubt(tx, desk, warning, { again: true, notBefore: desk.now })
    outcomes.push(waits ? 'done' : { skipped: warning?.state ?? 'gone' })
  }
  return outcomes
}
