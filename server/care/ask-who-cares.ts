import { dayOf } from '../../flows/engine/calendar.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { DueWork, Outcome } from '../due.ts'
import { careQuestions } from '../families/first-questions.ts'
import { whyNotAsked } from '../families/why-not-asked.ts'
import { policyOn } from '../policy.ts'

/** The question who looks after the children, to a family that joined earlier. Over the week's budget it comes next week. */
export const askWhoCares: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const against = await whyNotAsked(tx, policy, now, people)
  const addresses = await addressesOf(tx, people)
  const outcomes: Outcome[] = []
  for (const item of items) {
    const reason = against.get(item.person!)
    if (reason !== undefined) {
      outcomes.push({ skipped: reason })
      continue
    }
    const questions = await careQuestions(tx, item.person!, addresses.get(item.person!)!.contact)
    await prompt(
      tx,
      { keys: parts.keys, now },
      questions.map(one => ({ ...one, key: `${item.key}:${one.key}` })),
    )
    outcomes.push(questions.length > 0 ? 'done' : { skipped: 'nothing' })
  }
  return outcomes
}
