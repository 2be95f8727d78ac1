import { dayOf, hours } from '../../flows/engine/calendar.ts'
import { addTasks } from '../care/tasks.ts'
import { addressesOf } from '../conversation/outbox.ts'
import { promptDue } from '../conversation/prompt-due.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork, Outcome } from '../due.ts'
import { whyNotAsked } from '../families/why-not-asked.ts'
import type { Ladder, Standing } from '../ladders/ladder.ts'
import { budgetLeft } from '../notices/budget.ts'
import { policyOn } from '../policy.ts'

export type Side = 'parent' | 'carer'

/** The open question once more. */
const remind =
  (side: Side): DueWork =>
  async (tx, { parts, county, now }, items) => {
    const policy = await policyOn(tx, county, dayOf(now))
    const people = items.map(item => item.person!)
    const against = await whyNotAsked(tx, policy, now, people)
    const left = await budgetLeft(tx, policy, now, people, 'notice')
    const addresses = await addressesOf(tx, people)
    const { rows } = await tx.query('select id, carer_id from entrustments where id = any($1)', [
      items.map(item => item.subject),
    ])
    const carers = new Map(rows.map(row => [row.id, row.carer_id]))
    const outcomes = items.map((item): Outcome => {
      const reason = against.get(item.person!)
      if (reason) return { skipped: reason }
      return left.get(item.person!)! > 0 ? 'done' : { skipped: 'budget' }
    })
    await promptDue(tx, { keys: parts.keys, now }, items, outcomes, addresses, item => ({
      ...{ type: 'remind', flow: `entrust-${side}`, subject: carers.get(item.subject!) },
    }))
    return outcomes
  }

/** A line of the director's list, done by a call or a visit. No push. */
const list =
  (side: Side): DueWork =>
  async (tx, { parts, now }, items) => {
    const { rows } = await tx.query('select id, child_id from entrustments where id = any($1)', [
      items.map(item => item.subject),
    ])
    const child = new Map(rows.map(row => [row.id, row.child_id]))
    await addTasks(
      tx,
      { keys: parts.keys, now },
      items.map(item => ({
        kind: `entrust-silent-${side}`,
        child: child.get(item.subject!),
        person: item.person!,
        words: '',
      })),
    )
    return items.map(() => 'done')
  }

/** Only what this side itself has done decides whether it is still waited for. */
const look =
  (side: Side) =>
  async (tx: Tx, entrustments: readonly string[]): Promise<Map<string, Standing>> => {
    const { rows } = await tx.query(
      `select e.id, e.ended_at is not null as ended, e.${side}_agreed_at is not null as answered,
              (select account from contacts where person_id = ${side === 'carer' ? 'e.carer_id' : 'd.person_id'}) as account
       from entrustments e
       left join lateral (select person_id from due_items where subject = e.id and kind = 'entrust-${side}-remind' limit 1) d on true
       where e.id = any($1) for no key update of e skip locked`,
      [entrustments],
    )
    return new Map(
      rows.map(({ id, ended, answered, account }) => [
        id,
        ended || answered ? { over: answered ? 'answered' : 'ended' } : { account },
      ]),
    )
  }

const ladderOf = (side: Side): Ladder => ({
  safety: false,
  look: look(side),
  rungs: [
    {
      kind: `entrust-${side}-remind`,
      at: (asked, { entrustment }) => asked + hours(entrustment.remindAfter),
      take: remind(side),
    },
    {
      kind: `entrust-${side}-list`,
      at: (asked, { entrustment }) => asked + hours(entrustment.listAfter),
      take: list(side),
    },
  ],
})

/** Silence after the questions ends as a line of a list. Each side has its own, so that neither shows in the other. */
export const ladders: Readonly<Record<Side, Ladder>> = {
  parent: ladderOf('parent'),
  carer: ladderOf('carer'),
}
