import { dayOf, days, hours } from '../../flows/engine/calendar.ts'
import { talkingAmong } from '../cases/request-rows.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import { promptDue } from '../conversation/prompt-due.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork, Outcome } from '../due.ts'
import type { Ladder, Standing } from '../ladders/ladder.ts'
import { budgetLeft } from '../notices/budget.ts'
import { policyOn } from '../policy.ts'
import { obstacles, question } from './ask-check-ins.ts'
import { addTasks } from './tasks.ts'

/** The carer again, in kinder words. */
const remindCarers: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const against = await obstacles(tx, items, policy['check-in'].skipAfterContactDays, now)
  const talking = await talkingAmong(tx, people)
  const left = await budgetLeft(tx, policy, now, people, 'check-in')
  const addresses = await addressesOf(tx, people)
  const outcomes = items.map((item): Outcome => {
    const reason = against.get(item.person!)
    if (reason) return { skipped: reason }
    if (talking.has(item.person!)) return { skipped: 'talking' }
    return left.get(item.person!)! > 0 ? 'done' : { skipped: 'budget' }
  })
  await promptDue(tx, { keys: parts.keys, now }, items, outcomes, addresses, item => ({
    ...{ type: 'remind', flow: 'check-in', subject: item.subject, key: 'check-in:reminder' },
  }))
  return outcomes
}

/** The other adult, who hears nothing of blame. */
const askOtherAdults: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const { rows } = await tx.query(
    `select distinct on (i.id) i.id, r.person_id, c.id as contact, array_agg(r.child_id) as children
     from check_ins i
     join children_asked_about ch on ch.id = any(i.children)
     join relations r on r.child_id = ch.id and r.until is null and r.person_id <> i.person_id
                     and r.role in ('father', 'mother', 'backup-carer')
     join people p on p.id = r.person_id and p.consent <> 'refused'
     join contacts c on c.person_id = p.id
     where i.id = any($1) and i.state = 'asked'
       and not exists (select 1 from holds h where h.person_id = p.id and h.until_at is null)
     group by i.id, r.person_id, c.id order by i.id, count(*) desc, r.person_id`,
    [items.map(item => item.subject)],
  )
  const others = rows.map(row => row.person_id)
  const talking = await talkingAmong(tx, others)
  const left = await budgetLeft(tx, policy, now, others, 'check-in')
  const other = new Map(rows.map(row => [row.id, row]))
  const outcomes = items.map((item): Outcome => {
    const found = other.get(item.subject!)
    if (!found) return { skipped: 'nobody-else' }
    if (talking.has(found.person_id)) return { skipped: 'talking' }
    return left.get(found.person_id)! > 0 ? 'done' : { skipped: 'budget' }
  })
  const lapses = now + days(policy['check-in'].lapsesAfterDays)
  const asked = items.filter((_, n) => outcomes[n] === 'done')
  await tx.query(
    `update due_items d set person_id = o.person from unnest($1::uuid[], $2::uuid[]) as o(item, person) where d.id = o.item`,
    [asked.map(item => item.id), asked.map(item => other.get(item.subject!)!.person_id)],
  )
  await prompt(
    tx,
    { keys: parts.keys, now },
    asked.map(item => ({
      contact: other.get(item.subject!)!.contact,
      key: item.key,
      arrived: question(other.get(item.subject!)!.children, item.subject!, true, lapses),
    })),
  )
  return outcomes
}

/** A line of the director's morning list, done by a call or a visit. No push. */
const listSilent: DueWork = async (tx, { parts, now }, items) => {
  const { rows } = await tx.query(
    `update check_ins i set state = 'silent' where id = any($1) and state = 'asked' returning person_id, (
       select child from unnest(children) with ordinality as c(child, n)
       where not exists (select 1 from check_in_answers a where a.check_in_id = i.id and a.child_id = child)
       order by n limit 1) as child`,
    [items.map(item => item.subject)],
  )
  const tasks = rows.map(row => ({ kind: 'silent', child: row.child, person: row.person_id, words: '' }))
  await addTasks(tx, { keys: parts.keys, now }, tasks)
  return items.map(() => 'done')
}

async function look(tx: Tx, checkIns: readonly string[]): Promise<Map<string, Standing>> {
  const { rows } = await tx.query(
    `select i.id, i.state, (select account from contacts where person_id = i.person_id) as account,
            exists (select 1 from children_asked_about c where c.id = any(i.children)) as may_be_asked
     from check_ins i where i.id = any($1) for no key update of i skip locked`,
    [checkIns],
  )
  return new Map(
    rows.map(({ id, state, account, may_be_asked }) => {
      if (state !== 'asked') return [id, { over: 'answered' }]
      return [id, may_be_asked ? { account } : { over: 'refused' }]
    }),
  )
}

/** Silence after the week's question never pushes anybody: it ends as a line of a list. Counted from its sending. */
export const checkInLadder: Ladder = {
  safety: false,
  look,
  rungs: [
    {
      kind: 'check-in-remind',
      at: (sent, policy) => sent + hours(policy['check-in'].remindAfter),
      take: remindCarers,
    },
    {
      kind: 'check-in-other',
      at: (sent, policy) => sent + hours(policy['check-in'].otherAdultAfter),
      take: askOtherAdults,
    },
    {
      kind: 'check-in-list',
      at: (sent, policy) => sent + hours(policy['check-in'].listAfter),
      take: listSilent,
    },
  ],
}
