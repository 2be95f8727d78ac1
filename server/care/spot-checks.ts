import { dayOf } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import { addressesOf } from '../conversation/outbox.ts'
import { promptDue } from '../conversation/prompt-due.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork, Outcome } from '../due.ts'
import { budgetLeft } from '../notices/budget.ts'
import { policyOn } from '../policy.ts'

/** A visit that was drawn: the carer is asked once whether somebody came. Never somebody who does not want messages. */
export const askSpotChecks: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const { rows } = await tx.query(
    `select p.id from people p where p.id = any($1) and p.consent <> 'refused'
       and exists (select 1 from relations r join children_asked_about c on c.id = r.child_id
                   where r.person_id = p.id and r.until is null)
       and not exists (select 1 from holds h where h.person_id = p.id and h.until_at is null)`,
    [people],
  )
  const willing = new Set(rows.map(row => row.id))
  const addresses = await addressesOf(tx, people)
  const left = await budgetLeft(tx, policy, now, people, 'notice')
  const outcomes = items.map((item): Outcome => {
    if (!policy['spot-checks'].on) return { skipped: 'switched-off' }
    if (!addresses.has(item.person!)) return { skipped: 'no-wechat' }
    if (!willing.has(item.person!)) return { skipped: 'refused' }
    return left.get(item.person!)! > 0 ? 'done' : { skipped: 'budget' }
  })
  const asked = items.filter((_, n) => outcomes[n] === 'done')
  await tx.query('update spot_checks set asked_at = $2 where id = any($1)', [
    asked.map(item => item.subject),
    new Date(now),
  ])
  await promptDue(tx, { keys: parts.keys, now }, items, outcomes, addresses, item => ({
    type: 'prompt',
    prompt: { flow: 'spot-check', about: { check: item.subject }, urgency: 3, expiresAt: null },
  }))
  return outcomes
}

/** What the carer said. Nobody in the village or the township sees it. */
export async function answerSpotCheck(
  tx: Tx,
  { now }: House,
  items: readonly Item<'answerSpotCheck'>[],
): Promise<void> {
  await tx.query(
    `update spot_checks c set answer = a.answer, answered_at = $1
     from unnest($2::uuid[], $3::uuid[], $4::text[]) as a(id, person, answer)
     where c.id = a.id and c.person_id = a.person and c.answer is null`,
    [
      new Date(now),
      items.map(item => item.effect.check),
      items.map(item => item.turn.facts.person?.id ?? null),
      items.map(item => item.effect.answer),
    ],
  )
}
