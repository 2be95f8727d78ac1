import { randomUUID } from 'node:crypto'
import { dayOf, days } from '../../flows/engine/calendar.ts'
import { talkingAmong } from '../cases/request-rows.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Due, DueWork, Outcome } from '../due.ts'
import { budgetLeft } from '../notices/budget.ts'
import { policyOn } from '../policy.ts'

/** Why somebody is not asked or reminded this week, in the order in which it is looked at; null when nothing speaks against it. */
export async function obstacles(
  tx: Tx,
  items: readonly Due[],
  skipAfterDays: number,
  now: number,
): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    // From the few open cases to their families, once; from each person to theirs would go through all families each time.
    `with in_danger as materialized (
       select mine.person_id from cases k join relations theirs on theirs.person_id = k.person_id
       join relations mine on mine.child_id = theirs.child_id and mine.until is null
       where k.closed_at is null and k.level = 'red' and not exists (select 1 from holds h where h.case_id = k.id))
     select p.id,
       case when p.consent = 'refused' then 'refused'
            when exists (select 1 from holds h where h.person_id = p.id and h.until_at is null) then 'held'
            when p.id in (select person_id from in_danger) then 'open-case'
            when not exists (select 1 from contacts c where c.person_id = p.id) then 'no-wechat'
            when exists (select 1 from check_ins i where i.person_id = p.id and i.week = split_part(d.key, ':', 3)) then 'reported'
            when exists (select 1 from care_contacts k where k.person_id = p.id and k.at > $2) then 'recent-contact'
       end as reason
     from unnest($1::uuid[], $3::text[]) as d(person, key) join people p on p.id = d.person`,
    [items.map(item => item.person), new Date(now - days(skipAfterDays)), items.map(item => item.key)],
  )
  return new Map(rows.filter(row => row.reason !== null).map(row => [row.id, row.reason]))
}

async function childrenOf(
  tx: Tx,
  people: readonly (string | null | undefined)[],
): Promise<Map<string, string[]>> {
  const { rows } = await tx.query(
    `select r.person_id, array_agg(c.id order by c.birth_date, c.id) as children
     from relations r join children_asked_about c on c.id = r.child_id
     where r.person_id = any($1) and r.role = 'carer' and r.until is null group by 1`,
    [people],
  )
  return new Map(rows.map(row => [row.person_id, row.children]))
}

/** The week's question, one for all the children of a carer. Key `check-in:<person>:<week>`. */
export const askCheckIns: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const carers = items.map(item => item.person!)
  const against = await obstacles(tx, items, policy['check-in'].skipAfterContactDays, now)
  const talking = await talkingAmong(tx, carers)
  const left = await budgetLeft(tx, policy, now, carers, 'check-in')
  const children = await childrenOf(tx, carers)
  const addresses = await addressesOf(tx, carers)
  const outcomes = items.map((item): Outcome => {
    const reason = against.get(item.person!) ?? (children.has(item.person!) ? null : 'no-children')
    if (reason) return { skipped: reason }
    if (talking.has(item.person!)) return { skipped: 'talking' }
    return left.get(item.person!)! > 0 ? 'done' : { skipped: 'budget' }
  })
  // Before the next week's.
  const lapses = now + days(policy['check-in'].lapsesAfterDays)
  const asked = items
    .filter((_, n) => outcomes[n] === 'done')
    .map(item => ({ ...item, checkIn: randomUUID() }))
  await tx.query(
    `insert into check_ins (id, place, person_id, week, children, asked_at)
     select id, a.place, person, split_part(key, ':', 3), array(select jsonb_array_elements_text(children)::uuid), $1
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::jsonb[]) as a(id, place, person, key, children)`,
    [
      new Date(now),
      asked.map(one => one.checkIn),
      asked.map(one => one.place),
      asked.map(one => one.person),
      asked.map(one => one.key),
      asked.map(one => JSON.stringify(children.get(one.person!))),
    ],
  )
  await prompt(
    tx,
    { keys: parts.keys, now },
    asked.map(one => ({
      contact: addresses.get(one.person!)!.contact,
      key: `check-in:${one.checkIn}`,
      arrived: question(children.get(one.person!)!, one.checkIn, false, lapses),
    })),
  )
  return outcomes
}

/** The question as it is put to the carer, or to the other adult instead; `until` (ms) it may wait behind others. */
export const question = (children: string[], checkIn: string, instead: boolean, until: number) => ({
  type: 'prompt',
  prompt: {
    flow: 'check-in',
    about: { children, checkIn, instead },
    urgency: 2,
    expiresAt: until,
  },
})
