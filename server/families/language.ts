import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'

/** From this message on everything is said in that language: remembered on the person, or on the contact until there is one. */
export async function setLanguage(
  tx: Tx,
  _house: House,
  items: readonly Item<'setLanguage'>[],
): Promise<void> {
  const languages = items.map(item => item.effect.language)
  const contacts = items.map(item => item.turn.waiting.to.contact)
  await tx.query(
    `with wished as (
       select * from unnest($1::uuid[], $2::text[]) as w(contact, language)
     ), unbound as (
       update contacts c set language = w.language from wished w where c.id = w.contact
     )
     update people p set language = w.language from wished w join contacts c on c.id = w.contact
     where p.id = c.person_id`,
    [contacts, languages],
  )
  for (const { effect, turn } of items) {
    turn.waiting.to.language = effect.language
    turn.replies.push({ key: 'language:changed', values: {} })
  }
}
