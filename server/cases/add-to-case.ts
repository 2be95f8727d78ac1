import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, PRIORITY, post, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { whoKnowsOf } from './case-ladder.ts'
import { speakerOf } from './speaker.ts'

type Added = Pick<Item<'addToCase'>['effect'], 'safe' | 'words' | 'voice'>

/** What somebody says besides about the danger they told of: whether the child is safe now, more words, a voice note. */
export async function addToCases(tx: Tx, house: House, items: readonly Item<'addToCase'>[]): Promise<void> {
  for (const { effect, turn } of items) await addToCase(tx, house, turn, effect)
}

/** Those who may know their open case read it, nobody else. */
export async function addToCase(tx: Tx, house: House, turn: Turned, added: Added): Promise<void> {
  const { rows } = await tx.query(
    `select c.id, c.no, c.place, c.hidden_from from cases c
     where c.closed_at is null
       and (c.contact_id = $1
            or exists (select 1 from holds h where h.case_id = c.id and h.person_id = $2 and h.until_at is null))
     order by c.opened_at desc limit 1`,
    [turn.waiting.to.contact, turn.waiting.to.person],
  )
  if (!rows[0]) return
  const people = await whoKnowsOf(tx, house, rows[0])
  const how = { priority: PRIORITY.danger, key: `case:${rows[0].id}:${turn.waiting.key}:more` }
  const key = added.safe ? `case:safe-${added.safe}` : 'case:more'
  await tell(
    tx,
    house,
    people,
    { key, values: { no: rows[0].no, ...speakerOf(turn), words: added.words } },
    how,
  )
  if (!added.voice) return
  const { voice } = added
  const addresses = await addressesOf(tx, people)
  await post(
    tx,
    house,
    [...addresses.values()].map(to => ({
      ...how,
      to,
      body: { voice },
      key: `${how.key}:voice:${to.person}`,
    })),
  )
}
