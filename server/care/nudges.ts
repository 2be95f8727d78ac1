import { addDays, dayOf, days, isoWeek, weekday } from '../../flows/engine/calendar.ts'
import { talkingAmong } from '../cases/request-rows.ts'
import type { House, Item } from '../conversation/apply.ts'
import { addressesOf } from '../conversation/outbox.ts'
import { promptDue } from '../conversation/prompt-due.ts'
import type { Tx } from '../db/scope.ts'
import type { DueItem, DueWork, Outcome } from '../due.ts'
import { askedOn } from '../families/part-of-day.ts'
import { budgetLeft } from '../notices/budget.ts'
import { type Policy, policyOn } from '../policy.ts'

/** So many days ahead a nudge is written down; it is worth sending the same evening only. */
const AHEAD = 7
const WORTH = 2 * 3_600_000

/** A parent's children that somebody else looks after. */
const ENTRUSTED = `
  from relations r
  join children_asked_about ch on ch.id = r.child_id
  join relations k on k.child_id = ch.id and k.role = 'carer' and k.until is null and k.person_id <> r.person_id
  where r.role in ('father', 'mother') and r.until is null`

/** The week's nudge to each parent who is bound, agreed and has not said 别提醒. */
export async function nudgesAhead(tx: Tx, policy: Policy, today: string, now: number): Promise<DueItem[]> {
  const { on, weekday: day, at } = policy['weekly-nudge']
  if (!on) return []
  const asked = Array.from({ length: AHEAD + 1 }, (_, n) => addDays(today, n)).filter(
    one => weekday(one) === day,
  )
  const { rows } = await tx.query(
    `select p.id, p.place, p.part_of_day as part from people p join contacts c on c.person_id = p.id
     where p.consent = 'agreed' and length(p.place) = 12 and p.id in (select r.person_id ${ENTRUSTED})
       and not exists (select 1 from nudge_stops s where s.person_id = p.id)`,
  )
  return asked.flatMap(one =>
    rows
      .map(row => {
        const dueAt = askedOn(policy, one, at, row.part)
        return {
          key: `weekly-nudge:${row.id}:${isoWeek(one)}`,
          place: row.place,
          kind: 'weekly-nudge',
          person: row.id,
          dueAt,
          expiresAt: dueAt + WORTH,
        }
      })
      .filter(item => item.dueAt > now),
  )
}

/** Why a parent is not nudged this week; whoever wrote or talked with the director lately is in touch already. */
async function obstacles(tx: Tx, people: readonly string[], since: Date): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select p.id,
       case when p.consent = 'refused' then 'refused'
            when exists (select 1 from nudge_stops s where s.person_id = p.id) then 'stopped'
            when exists (select 1 from holds h where h.person_id = p.id and h.until_at is null) then 'held'
            when exists (select 1 from inbox i join contacts c on c.id = i.contact_id
                         where c.person_id = p.id and i.kind <> 'house' and i.received_at > $2) then 'wrote'
            when exists (select 1 from care_contacts k where k.person_id = p.id and k.at > $2) then 'recent-contact'
       end as reason
     from people p where p.id = any($1)`,
    [people, since],
  )
  return new Map(rows.filter(row => row.reason !== null).map(row => [row.id, row.reason]))
}

/** Key `weekly-nudge:<person>:<week>`. */
export const nudgeParents: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const people = items.map(item => item.person!)
  const against = await obstacles(tx, people, new Date(now - days(policy['weekly-nudge'].skipAfterDays)))
  const talking = await talkingAmong(tx, people)
  const left = await budgetLeft(tx, policy, now, people, 'notice')
  const addresses = await addressesOf(tx, people)
  const { rows } = await tx.query(
    `select r.person_id, array_agg(distinct ch.id) as children ${ENTRUSTED} and r.person_id = any($1) group by 1`,
    [people],
  )
  const children = new Map(rows.map(row => [row.person_id, row.children]))
  const outcomes = people.map((person): Outcome => {
    const reason =
      (policy['weekly-nudge'].on ? null : 'switched-off') ??
      against.get(person) ??
      (talking.has(person) ? 'talking' : null) ??
      (children.has(person) ? null : 'no-children') ??
      (addresses.has(person) ? null : 'no-wechat')
    if (reason) return { skipped: reason }
    return left.get(person)! > 0 ? 'done' : { skipped: 'budget' }
  })
  await promptDue(tx, { keys: parts.keys, now }, items, outcomes, addresses, item => ({
    type: 'prompt',
    prompt: {
      flow: 'weekly-nudge',
      about: { children: children.get(item.person!) },
      urgency: 3,
      expiresAt: now + days(1),
    },
  }))
  return outcomes
}

/** 别提醒 and 要提醒. */
export async function stopNudges(tx: Tx, { now }: House, items: readonly Item<'stopNudge'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { id, place } = turn.facts.person!
    if (effect.stop)
      await tx.query(
        'insert into nudge_stops (person_id, place, at) values ($1, $2, $3) on conflict (person_id) do nothing',
        [id, place, new Date(now)],
      )
    else {
      await tx.query('delete from nudge_stops where person_id = $1', [id])
      turn.replies.push({ key: 'weekly-nudge:again', values: {} })
    }
  }
}
