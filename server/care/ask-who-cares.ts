import { dayOf } from '../../flows/engine/calendar.ts'
import { talkingAmong } from '../cases/request-rows.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { DueWork, Outcome } from '../due.ts'
import { careQuestions } from '../families/first-questions.ts'
import { budgetLeft } from '../notices/budget.ts'
import { policyOn } from '../policy.ts'

/** The question who looks after the children, to a family that joined earlier. Over the week's budget it comes next week. */
export const askWhoCares: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const left = await budgetLeft(tx, policy, now, people, 'notice')
  const addresses = await addressesOf(tx, people)
  const talking = await talkingAmong(tx, people)
  const { rows } = await tx.query(
    `select id, case when consent = 'refused' then 'refused' else 'held' end as reason from people p
     where id = any($1)
       and (consent = 'refused' or exists (select 1 from holds h where h.person_id = p.id and h.until_at is null))`,
    [people],
  )
  const against = new Map<string, string>(rows.map(row => [row.id, row.reason]))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const to = addresses.get(item.person!)
    const reason = !to
      ? 'no-wechat'
      : (against.get(item.person!) ??
        (talking.has(item.person!) ? 'talking' : left.get(item.person!)! > 0 ? null : 'budget'))
    if (reason === null) {
      const questions = await careQuestions(tx, item.person!, to!.contact)
      await prompt(
        tx,
        { keys: parts.keys, now },
        questions.map(one => ({ ...one, key: `${item.key}:${one.key}` })),
      )
    }
    outcomes.push(reason === null ? 'done' : { skipped: reason })
  }
  return outcomes
}
