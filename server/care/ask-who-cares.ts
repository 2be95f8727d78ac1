import { dayOf } from '../../flows/engine/calendar.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { DueWork, Outcome } from '../due.ts'
import { careQuestionsOf } from '../families/first-questions.ts'
import { whyNotAsked } from '../families/why-not-asked.ts'
import { policyOn } from '../policy.ts'

/** The question who looks after the children, to a family that joined earlier. Over the week's budget it comes next week. */
export const askWhoCares: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const against = await whyNotAsked(tx, policy, now, people)
  const addresses = await addressesOf(tx, people)
  const open = items.filter(item => !against.has(item.person!)).map(item => item.person!)
  const questions = await careQuestionsOf(
    tx,
    new Map(open.map(person => [person, addresses.get(person)!.contact])),
  )
  await prompt(
    tx,
    { keys: parts.keys, now },
    items.flatMap(item =>
      (questions.get(item.person!) ?? []).map(one => ({ ...one, key: `${item.key}:${one.key}` })),
    ),
  )
  return items.map((item): Outcome => {
    const reason = against.get(item.person!) ?? (questions.has(item.person!) ? null : 'nothing')
    return reason === null ? 'done' : { skipped: reason }
  })
}
