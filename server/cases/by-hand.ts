import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { nextUp, officersOf } from '../staff/staff.ts'
import { answered } from './answers.ts'
import { addLine } from './request-rows.ts'
import { newRequest, openRequestOf, placeOf } from './requests.ts'

/**
 * Somebody wrote to a family on the account's own phone: a person is talking. It answers the open request, or begins a
 * talk, and whoever holds it learns that it was done.
 */
export async function answeredByHand(
  tx: Tx,
  house: House,
  items: readonly Item<'answeredByHand'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const talk = (await openRequestOf(tx, turn)) ?? (await beginTalk(tx, house, turn))
    await addLine(tx, house, {
      request: talk.id,
      fromStaff: true,
      kind: effect.as,
      words: effect.words,
      inboxKey: turn.waiting.key,
    })
    const request = { id: talk.id, place: placeOf(turn), person: turn.waiting.to.person }
    await answered(tx, house, request, talk.holder?.id ?? null)
    if (!talk.holder) continue
    const text = { key: 'request:byHand', values: { no: talk.no } }
    await tell(tx, house, [talk.holder.person], text, {
      priority: PRIORITY.reply,
      key: `by-hand:${talk.id}`,
    })
  }
}

async function beginTalk(tx: Tx, house: House, turn: Turned) {
  const officers = await officersOf(tx, house.keys, placeOf(turn), house.now)
  return await newRequest(tx, house, turn, nextUp(officers)[0] ?? null, house.now)
}
