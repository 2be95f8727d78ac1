import { dayOf } from '../../flows/engine/calendar.ts'
import { type Arrived, OF_AGE } from '../../flows/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork } from '../due.ts'
import { record, shown } from '../evidence/of-turn.ts'
import { policyOn } from '../policy.ts'
import { careQuestions } from './first-questions.ts'
import { whyNotAsked } from './why-not-asked.ts'

/**
 * The question about a father's or mother's children under 14 whom nobody has decided about, and that it has now been
 * put; null when there are none. `anew`: also those somebody else was asked about and did not answer.
 */
export async function childConsentQuestion(
  tx: Tx,
  person: string,
  today: string,
  anew: boolean,
): Promise<Arrived | null> {
  const { rows } = await tx.query(
    `update children c set consent = 'asked'
     where c.consent = any($2) and c.state <> 'left'
       and (c.birth_date is null or c.birth_date > $3::date - make_interval(years => $4))
       and exists (select 1 from relations r where r.child_id = c.id and r.person_id = $1 and r.until is null
                   and r.role in ('father', 'mother'))
     returning c.id, c.birth_date`,
    [person, anew ? ['unasked', 'asked'] : ['unasked'], today, OF_AGE],
  )
  if (rows.length === 0) return null
  const children = rows
    .sort((a, b) => (a.birth_date ?? '').localeCompare(b.birth_date ?? ''))
    .map(row => row.id)
  return {
    type: 'prompt',
    prompt: { flow: 'child-consent', about: { children }, urgency: 1, expiresAt: null },
  }
}

/**
 * What a father or mother decided, one row per child. A refusal of one parent holds until that parent takes it back.
 * What the house wanted to ask about the children comes after it, as far as they may be asked about.
 */
export async function recordChildConsents(
  tx: Tx,
  house: House,
  items: readonly Item<'childConsent'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const person = turn.waiting.to.person
    if (person === null) continue
    const { contact } = turn.waiting.to
    const { rows } = await tx.query(
      `insert into child_consents (id, place, child_id, person_id, answer, wording, contact_id, inbox_key, at)
       select gen_random_uuid(), c.place, c.id, $2, $3, $4, $5, $6, $7 from children c
       where c.id = any($1) and exists (
         select 1 from relations r where r.child_id = c.id and r.person_id = $2 and r.until is null
           and r.role in ('father', 'mother'))
       returning id, place, child_id`,
      [
        effect.children,
        person,
        effect.answer,
        effect.wording,
        contact,
        turn.waiting.key,
        new Date(house.now),
      ],
    )
    await tx.query(
      `update children c set consent = case when $3 = 'refused' or exists (
           select 1 from (select distinct on (person_id) answer from child_consents
                          where child_id = c.id and person_id <> $2 order by person_id, at desc) others
           where answer = 'refused') then 'refused' else 'agreed' end
       where c.id = any($1)`,
      [rows.map(row => row.child_id), person, effect.answer],
    )
    recordAnswers(house, turn, person, effect, rows)
    if (effect.own) continue
    const questions = await careQuestions(tx, person, contact)
    await prompt(
      tx,
      house,
      questions.map(one => ({ ...one, key: `${turn.waiting.key}:${one.key}` })),
    )
  }
}

/** One record per child, with the words that were shown. */
export function recordAnswers(
  house: House,
  turn: Turned,
  person: string,
  { answer, wording }: Pick<Item<'childConsent'>['effect'], 'answer' | 'wording'>,
  rows: readonly { id: string; place: string; child_id: string }[],
): void {
  for (const { id, place, child_id } of rows)
    record(turn, {
      kind: 'child-consent',
      place,
      subjects: [child_id, person],
      what: { shown: shown(house, turn) },
      rows: [
        {
          table: 'child_consents',
          id,
          is: {
            ...{ child_id, person_id: person, answer, wording },
            ...{ contact_id: turn.waiting.to.contact, inbox_key: turn.waiting.key, at: house.now },
          },
        },
      ],
    })
}

/** To parents who joined earlier, about a child who has come since. Key `child-consent:<person>:<week>`. */
export const askChildConsent: DueWork = async (tx, { parts, county, now }, items) => {
  const today = dayOf(now)
  const policy = await policyOn(tx, county, today)
  const people = items.map(item => item.person!)
  const against = await whyNotAsked(tx, policy, now, people)
  const addresses = await addressesOf(tx, people)
  for (const item of items) {
    if (against.has(item.person!)) continue
    const arrived = await childConsentQuestion(tx, item.person!, today, false)
    const { contact } = addresses.get(item.person!)!
    if (arrived) await prompt(tx, { keys: parts.keys, now }, [{ contact, key: item.key, arrived }])
  }
  return items.map(item => {
    const reason = against.get(item.person!)
    return reason === undefined ? 'done' : { skipped: reason }
  })
}
