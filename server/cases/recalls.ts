import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import { inboxKey } from '../conversation/receive.ts'
import type { Tx } from '../db/scope.ts'
import { whoKnowsOf } from './case-ladder.ts'
import { speakerOf } from './speaker.ts'

/**
 * Somebody took back a message of their own. What was done with it stands, and both facts are shown; a voice note or
 * a picture that nobody has heard or seen yet goes nowhere any more (server/conversation/deliver.ts looks).
 */
export async function recallMessages(tx: Tx, house: House, items: readonly Item<'recall'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const { account, contact } = turn.waiting.to
    const key = inboxKey({ account, id: effect.message })
    const { rowCount } = await tx.query(
      'update inbox set recalled_at = $3 where key = $1 and contact_id = $2 and recalled_at is null',
      [key, contact, new Date(house.now)],
    )
    if (!rowCount) continue
    await forgetUnheard(tx, key)
    await tellHolder(tx, house, turn, key)
    await tellAlerted(tx, house, turn, key)
  }
}

/** A voice note that has not gone to anybody is not kept. */
const forgetUnheard = (tx: Tx, key: string) =>
  tx.query(
    `delete from voices v where v.inbox_key = $1 and not exists (
       -- offset 0: as in conversation/quotes.ts
       select 1 from (select 'request:' || request_id || ':' || inbox_key || ':voice' as key from request_messages
                      where inbox_key = $1 offset 0) m
       join outbox o on o.dedupe_key = m.key
       where o.state not in ('queued', 'cancelled', 'failed', 'expired'))`,
    [key],
  )

async function tellHolder(tx: Tx, house: House, turn: Turned, key: string): Promise<void> {
  const { rows } = await tx.query(
    `update request_messages m set recalled_at = $2 from requests r left join staff s on s.id = r.holder_id
     where m.inbox_key = $1 and r.id = m.request_id and not m.from_staff
     returning r.no, r.state, s.person_id as holder`,
    [key, new Date(house.now)],
  )
  const line = rows.find(row => row.state !== 'closed' && row.holder !== null)
  if (!line) return
  const text = { key: 'request:recalled', values: { no: line.no, ...speakerOf(turn) } }
  await tell(tx, house, [line.holder], text, { priority: PRIORITY.reply, key: `recalled:${key}` })
}

async function tellAlerted(tx: Tx, house: House, turn: Turned, key: string): Promise<void> {
  const { rows } = await tx.query(
    `update cases set recalled_at = $2 where inbox_key = $1 returning no, place, hidden_from, closed_at`,
    [key, new Date(house.now)],
  )
  const found = rows[0]
  if (!found || found.closed_at !== null) return
  const text = { key: 'case:recalled', values: { no: found.no, ...speakerOf(turn) } }
  await tell(tx, house, await whoKnowsOf(tx, house, found), text, {
    priority: PRIORITY.danger,
    key: `recalled-case:${key}`,
  })
}
