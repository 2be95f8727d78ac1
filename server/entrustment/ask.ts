import { dayOf, instantOf } from '../../flows/engine/calendar.ts'
import { PAPER_QUESTIONS } from '../../flows/index.ts'
import { dayToAsk } from '../care/day-to-ask.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type DueItem, type DueWork, type Outcome, schedule } from '../due.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { whyNotAsked } from '../families/why-not-asked.ts'
import { begin } from '../ladders/ladder.ts'
import { type Policy, policyOn } from '../policy.ts'
import type { Keys } from '../privacy/seal.ts'
import { childViewOnRecord } from './child-view.ts'
import { ladders, type Side } from './ladder.ts'
import { type ForPaper, leftForPaper } from './paper-facts.ts'

/** A day on which somebody is asked about the children entrusted to a carer, at the county's hour, never on check-in day. */
export function asking(
  policy: Policy,
  now: number,
  inDays: number,
  { person, place }: { person: string; place: string },
  carer: string,
): DueItem {
  const day = dayToAsk(policy, now, inDays)
  return {
    ...{ key: `entrust:${person}:${carer}:${day}`, place, kind: 'entrust', person, subject: carer },
    dueAt: instantOf(day, policy.entrustment.at),
  }
}

/** Both sides of these entrustments are asked on the next day: the carer, and whichever parent last named the carer. */
export async function askBothSides(
  tx: Tx,
  { policy, now }: { policy: Policy; now: number },
  entrustments: readonly string[],
): Promise<void> {
  const { rows } = await tx.query(
    `select e.place, e.carer_id as carer, (
       select r.person_id from relations r join people p on p.id = r.person_id and p.consent <> 'refused'
       left join contacts k on k.person_id = p.id
       where r.child_id = e.child_id and r.until is null and r.role in ('father', 'mother')
       order by k.id is null, (select max(at) from care_answers a where a.person_id = p.id and a.child_id = e.child_id and a.answer = 'yes')
         desc nulls last, r.role desc, p.id limit 1) as parent
     from entrustments e where e.id = any($1) and e.ended_at is null`,
    [entrustments],
  )
  await schedule(
    tx,
    rows.flatMap(({ place, carer, parent }) =>
      [parent, carer].filter(Boolean).map(person => asking(policy, now, 1, { person, place }, carer)),
    ),
  )
}

/** What somebody is still to be asked about a carer; null when nothing. */
export type LeftToAsk = {
  side: Side
  place: string
  about: {
    children: string[]
    carer: string
    carerCalled?: string
    entrustments: string[]
    versions: number[]
    until: string
    known: string[]
    onPaper: ForPaper['onPaper']
  }
  /** Others with another term are asked about another day. */
  more: boolean
}

/** Nothing here depends on what the other side has said. */
export async function leftToEntrust(
  tx: Tx,
  house: { keys: Keys; now: number; policy: Policy; acts: Evidence[] },
  person: string,
  carer: string,
): Promise<LeftToAsk | null> {
  const side: Side = person === carer ? 'carer' : 'parent'
  const { rows } = await tx.query(
    `select e.id, e.place, e.child_id, e.version, e.until_day, e.${side}_cleared_at is not null as cleared,
            e.${side}_agreed_at is not null as agreed, e.child_heard_at is not null as heard, k.kin
     from entrustments e join children_asked_about c on c.id = e.child_id
     join relations r on r.child_id = e.child_id and r.person_id = $1 and r.until is null
     left join relations k on k.child_id = e.child_id and k.person_id = e.carer_id and k.until is null and k.role in ('carer', 'backup-carer')
     where e.carer_id = $2 and e.ended_at is null and e.printed_at is null
       ${
         side === 'parent'
           ? `and r.role in ('father', 'mother') and e.stopped_at is null and coalesce(e.parent_agreed_by = $1, true)`
           : ''
       }
     order by agreed, e.until_day desc, c.birth_date, e.id`,
    [person, carer],
  )
  const found = [...new Map(rows.map(row => [row.id, row])).values()]
  const [first] = found
  if (!first) return null
  const group = found.filter(row => row.until_day === first.until_day && row.agreed === first.agreed)
  const paper = await leftForPaper(tx, house, { side, person, carer }, group)
  // Who has agreed is asked only what the paper still lacks.
  if (first.agreed && PAPER_QUESTIONS[side].every(one => paper.known.includes(one))) return null
  const heard =
    first.agreed ||
    side === 'carer' ||
    (await childViewOnRecord(
      tx,
      house,
      person,
      carer,
      group.filter(row => !row.heard),
    ))
  const known = [
    ...(group.every(row => row.cleared) ? ['exclusions'] : []),
    ...[...(heard ? ['child-view'] : []), ...(first.agreed ? ['agreed'] : []), ...paper.known],
  ]
  return {
    side,
    place: group[0].place,
    about: {
      children: group.map(row => row.child_id),
      carer,
      ...(side === 'parent' && group[0].kin && { carerCalled: group[0].kin }),
      entrustments: group.map(row => row.id),
      versions: group.map(row => row.version),
      until: group[0].until_day,
      known,
      onPaper: paper.onPaper,
    },
    more: group.length < found.filter(row => !row.agreed).length,
  }
}

/** The questions as a conversation that waits its turn. */
export const questionsOf = ({ side, about }: LeftToAsk) => ({
  type: 'prompt',
  prompt: { flow: `entrust-${side}`, about, urgency: 3, expiresAt: null },
})

/** Where WeChat does not lead at all, a person asks; the director's list of entrustments says what is missing. */
const FOR_GOOD = ['no-wechat', 'refused']

/** What is left is asked, within the budget; what stands in its way today may be gone another day. */
export const askEntrustments: DueWork = async (tx, { parts, county, now, acts }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const against = await whyNotAsked(tx, policy, now, people)
  const addresses = await addressesOf(tx, people)
  const outcomes: Outcome[] = []
  for (const item of items) {
    const person = item.person!
    const left = await leftToEntrust(tx, { keys: parts.keys, now, policy, acts }, person, item.subject!)
    const reason = left ? against.get(person) : 'nothing-left'
    if (left && reason !== undefined && !FOR_GOOD.includes(reason))
      await schedule(tx, [
        asking(policy, now, policy.entrustment.everyDays, { person, place: item.place }, item.subject!),
      ])
    if (left && reason === undefined) {
      await prompt(tx, { keys: parts.keys, now }, [
        { contact: addresses.get(person)!.contact, key: item.key, arrived: questionsOf(left) },
      ])
      // What the paper lacks is on the director's page; nobody is reminded of it.
      if (!left.about.known.includes('agreed'))
        await begin(tx, ladders[left.side], policy, [
          { place: left.place, person, subject: left.about.entrustments[0]!, from: now },
        ])
      if (left.more)
        await schedule(tx, [
          asking(policy, now, policy.entrustment.everyDays, { person, place: item.place }, item.subject!),
        ])
    }
    outcomes.push(reason === undefined ? 'done' : { skipped: reason })
  }
  return outcomes
}

/** What both sides agreed to is another document by now: they are asked about that one. */
export const askAgain: DueWork = async (tx, { county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  await askBothSides(
    tx,
    { policy, now },
    items.map(item => item.subject!),
  )
  return items.map(() => 'done')
}
