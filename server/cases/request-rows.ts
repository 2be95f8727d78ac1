import { randomUUID } from 'node:crypto'
import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'

export type Line = {
  request: string
  fromStaff: boolean
  kind: 'text' | 'voice' | 'image' | 'location'
  words: string
  inboxKey: string
}

/** Adds a line to a request's conversation. A picture's or a place's content never comes here. */
export async function addLine(tx: Tx, { keys, now }: Pick<Ink, 'keys' | 'now'>, line: Line): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `insert into request_messages (id, request_id, place, from_staff, kind, sealed, inbox_key, at)
     select $1, id, place, $3, $4, $5, $6, $7 from requests where id = $2`,
    [
      id,
      line.request,
      line.fromStaff,
      line.kind,
      line.kind === 'text' ? seal(keys, `request_messages:${id}`, { text: line.words }) : null,
      line.inboxKey,
      new Date(now),
    ],
  )
  return id
}

/** Those of these people in whose family somebody is talking with a person: nothing automatic is put to them meanwhile. */
export async function talkingAmong(tx: Tx, people: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query(
    `select distinct r.person_id from requests q
     join relations own on own.person_id = q.person_id and own.until is null
     join relations r on r.child_id = own.child_id and r.until is null
     where q.state <> 'closed' and r.person_id = any($1)`,
    [people],
  )
  return new Set(rows.map(row => row.person_id))
}

/** What the family said last, for whoever takes the request over. */
export async function lastWords(tx: Tx, keys: Keys, request: string): Promise<string> {
  const { rows } = await tx.query(
    `select id, sealed from request_messages where request_id = $1 and not from_staff and sealed is not null order by at desc limit 1`,
    [request],
  )
  return rows[0]
    ? (unseal(keys, `request_messages:${rows[0].id}`, rows[0].sealed) as { text: string }).text
    : ''
}

/** Closes an answered request that has been quiet for `after` ms; otherwise says when it will have been. */
export async function closeQuiet(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  request: string,
  after: number,
): Promise<'closed' | 'gone' | { quietAt: number }> {
  const { rows } = await tx.query(
    `select r.state, max(m.at) as last from requests r left join request_messages m on m.request_id = r.id
     where r.id = $1 group by r.id`,
    [request],
  )
  if (!rows[0] || rows[0].state === 'closed') return 'gone'
  const quietAt = (rows[0].last?.getTime() ?? 0) + after
  if (quietAt > ink.now) return { quietAt }
  await close(tx, ink, request, 'timed-out')
  return 'closed'
}

/** Ends the hand-over: what waited for this family may be asked again. */
export async function close(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  request: string,
  reason: 'done' | 'timed-out',
): Promise<void> {
  const { rows } = await tx.query(
    `update requests set state = 'closed', closed_at = $2, close_reason = $3 where id = $1 and state <> 'closed' returning contact_id`,
    [request, new Date(ink.now), reason],
  )
  await suppress(tx, [request], 'closed', ink.now)
  await tx.query(
    // heard, or never to be heard any more
    `delete from voices where inbox_key in (select inbox_key from request_messages where request_id = $1 and kind = 'voice')`,
    [request],
  )
  await prompt(
    tx,
    ink,
    rows.map(row => ({ contact: row.contact_id, key: `resume:${request}`, arrived: { type: 'resume' } })),
  )
}
