import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { record, shown } from '../evidence/of-turn.ts'
import { withhold } from '../notices/withhold.ts'
import { recordAnswers } from './child-consent.ts'
import { forgetSoon } from './erase-words.ts'

/** The words of consent as they were shown, the version, and what the person's row says from now on. */
export function recordConsent(
  house: House,
  turn: Turned,
  person: string,
  consent: 'agreed' | 'refused',
  wording: string,
): void {
  record(turn, {
    kind: 'consent',
    place: turn.facts.person?.place ?? turn.place,
    subjects: [person],
    what: { shown: shown(house, turn) },
    rows: [{ table: 'people', id: person, is: { consent, consent_wording: wording, consent_at: house.now } }],
  })
}

/**
 * A refusal or 停, once and for all: nothing automatic goes to this person any more, the director can still reach
 * them. Somebody not bound is only remembered by their contact (flows/engine/state.ts).
 */
export async function refuse(tx: Tx, house: House, items: readonly Item<'refuse'>[]): Promise<void> {
  const known = items.filter(item => item.effect.person !== null)
  if (known.length === 0) return
  await tx.query(
    `update people p set consent = 'refused', consent_wording = r.wording, consent_at = $1
     from unnest($2::uuid[], $3::text[]) as r(person, wording) where p.id = r.person`,
    [new Date(house.now), known.map(item => item.effect.person), known.map(item => item.effect.wording)],
  )
  await withhold(
    tx,
    known.map(item => item.effect.person),
    'refused',
  )
  for (const { effect, turn } of known) recordConsent(house, turn, effect.person!, 'refused', effect.wording)
}

/**
 * Everything agreed to is taken back, also what a father or mother agreed to for a child; it is never asked for again.
 * The words of the chat, which rest on nothing else, are forgotten (PIPL art. 47); files kept by law stay.
 */
export async function withdraw(tx: Tx, house: House, items: readonly Item<'withdraw'>[]): Promise<void> {
  const at = new Date(house.now)
  const known = items.flatMap(({ effect: { person }, turn }) => (person === null ? [] : [{ person, turn }]))
  for (const { person, turn } of known) {
    await tx.query(
      `update people set consent = 'refused', consent_wording = 'withdrawn', consent_at = $2 where id = $1`,
      [person, at],
    )
    const back = await tx.query(
      `with taken_back as (
         update children c set consent = 'refused' from relations r
         where r.child_id = c.id and r.person_id = $1 and r.until is null and r.role in ('father', 'mother')
           and c.consent = 'agreed'
         returning c.id, c.place
       )
       insert into child_consents (id, place, child_id, person_id, answer, wording, contact_id, inbox_key, at)
       select gen_random_uuid(), place, id, $1, 'refused', 'withdrawn', $3, $4, $2 from taken_back
      returning id, place, child_id`,
      [person, at, turn.waiting.to.contact, turn.waiting.key],
    )
    recordConsent(house, turn, person, 'refused', 'withdrawn')
    recordAnswers(house, turn, person, { answer: 'refused', wording: 'withdrawn' }, back.rows)
  }
  await withhold(
    tx,
    known.map(({ person }) => person),
    'refused',
  )
  await forgetSoon(
    tx,
    known.map(({ person, turn }) => ({ person, place: turn.place, because: turn.waiting.key })),
    house.now,
  )
}

/** Somebody comes back: the lines that asked the director to talk about the stopping are settled by it. */
export async function agree(tx: Tx, house: House, items: readonly Item<'agree'>[]): Promise<void> {
  const people = items.map(item => item.effect.person)
  await tx.query(
    `update people p set consent = 'agreed', consent_wording = a.wording, consent_at = $1
     from unnest($2::uuid[], $3::text[]) as a(person, wording) where p.id = a.person`,
    [new Date(house.now), people, items.map(item => item.effect.wording)],
  )
  await tx.query(
    `update tasks set done_at = $1 where person_id = any($2) and kind in ('stopped', 'withdrawn') and done_at is null`,
    [new Date(house.now), people],
  )
  for (const { effect, turn } of items)
    if (effect.person) recordConsent(house, turn, effect.person, 'agreed', effect.wording)
}
