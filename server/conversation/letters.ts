import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import { dayOf, minutes } from '../../flows/engine/calendar.ts'
import { startLadders } from '../care/check-ins.ts'
import { causeOf, isOutage } from '../cause.ts'
import { inScope, type Tx } from '../db/scope.ts'
import { holdNotices, keepBack } from '../notices/keep-back.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { Body, contentOf } from './content.ts'
import { markOf } from './marks.ts'
import { inboxKey } from './receive.ts'
import { type Sender, URGENT } from './rounds.ts'

const AT_ONCE = 20
/** So long (ms) what goes with a letter may be on its way to us. */
const WAITED_FOR = minutes(5)

/** A letter of the outbox that this process sends. */
export type Claimed = {
  id: number
  account: string
  wechatId: string
  key: string
  sealed: Buffer
  attempts: number
  subject: string | null
  createdAt: number
  /** A question or a notice. */
  paced: boolean
}
type Done = { claimed: Claimed; result: SendResult }
/** Takes letters by priority, at most one of each contact; `paced` as many as the pace allows. */
export async function claimLetters(
  tx: Tx,
  { account, until }: Sender,
  { claim, now, allowance }: { claim: string; now: number; allowance: number },
): Promise<Claimed[]> {
  const { rows } = await tx.query(
    // Materialized, or the plan may run the choice once for each row and take more than the pace allows.
    {
      name: 'claim-letters',
      text: `with next as materialized (
       select id from outbox q
       where account = $1 and state = 'queued' and not_before <= $2 and (priority < 2 or $5 > 0)
         and priority <= coalesce((${URGENT}), 3)
         and not exists (
           select 1 from outbox e
           where e.contact_id = q.contact_id and e.id <> q.id
             and (e.state = 'claimed'
                  or (e.state = 'queued' and (e.not_before <= $2 or e.reason is not null)
                      and (e.priority, e.id) < (q.priority, q.id))))
       order by priority, id limit least($6::int, case when $5 > 0 then $5::int else $6::int end)
       for update skip locked)
     update outbox o set state = 'claimed', lease = $3, lease_until = $4, attempts = attempts + 1
     from next, contacts c
     where o.id = next.id and c.id = o.contact_id
     returning o.id, o.sealed, o.attempts, o.subject, o.dedupe_key, o.created_at, o.priority, c.wechat_id`,
    },
    [account, new Date(now), claim, new Date(until), allowance, AT_ONCE],
  )
  return rows
    .sort((a, b) => a.priority - b.priority || a.id - b.id)
    .map(row => ({
      id: row.id,
      account,
      wechatId: row.wechat_id,
      key: row.dedupe_key,
      sealed: row.sealed,
      attempts: row.attempts,
      subject: row.subject,
      createdAt: row.created_at.getTime(),
      paced: row.priority >= 2,
    }))
}

/** Sends and marks them; returns how many. */
export async function sendLetters(
  parts: Parts & { channel: Channel },
  place: string,
  claim: string,
  claimed: readonly Claimed[],
): Promise<number> {
  const done = await Promise.all(
    claimed.map(async one => ({ claimed: one, result: await send(parts, place, one) })),
  )
  await mark(parts, place, claim, done)
  return done.length
}

/** Never rejects, or what was sent beside it would stay unmarked. */
async function send(parts: Parts & { channel: Channel }, place: string, one: Claimed): Promise<SendResult> {
  const outgoing = await outgoingOf(parts, place, one).catch((error): SendResult => {
    parts.log.error({ outbox: one.id, ...causeOf(error) }, 'nothing to send')
    return { result: 'failed', reason: 'unreadable', again: isOutage(error) }
  })
  if ('result' in outgoing) return outgoing
  return await parts.channel.send(one.wechatId, outgoing)
}

async function outgoingOf(
  parts: Parts & { channel: Channel },
  place: string,
  one: Claimed,
): Promise<Outgoing | SendResult> {
  const body = Body.parse(unseal(parts.keys, `outbox:${one.key}`, one.sealed))
  if (!('text' in body || 'file' in body) && (await takenBack(parts.pool, place, one, body)))
    return { result: 'failed', reason: 'recalled', again: false }
  const content = await contentOf(parts, place, body)
  if ('result' in content && parts.clock.now() - one.createdAt >= WAITED_FOR)
    return { ...content, again: false }
  return content
}

/** A recalled voice note, picture or place that is still here goes nowhere. A notice was released: it goes on. */
async function takenBack(
  pool: Parts['pool'],
  place: string,
  { account, key }: Claimed,
  body: Exclude<Body, { text: string } | { file: string }>,
): Promise<boolean> {
  if (key.startsWith('notice')) return false
  const source =
    'voice' in body
      ? body.voice
      : inboxKey({ account, id: 'location' in body ? body.location : body.message })
  const { rowCount } = await inScope(pool, { place }, tx =>
    tx.query('select 1 from inbox where key = $1 and recalled_at is not null', [source]),
  )
  return rowCount !== 0
}

/** Completion carries the lease: whoever lost it marks nothing. */
async function mark(parts: Parts, place: string, lease: string, done: readonly Done[]): Promise<void> {
  const now = parts.clock.now()
  const marks = done.map(one => ({ id: one.claimed.id, ...markOf(one.result, one.claimed, now) }))
  const back = done.flatMap(({ claimed, result }) => (result.result === 'sent' ? [] : [claimed.key]))
  await inScope(parts.pool, { place }, async tx => {
    await holdNotices(
      tx,
      done.map(({ claimed }) => claimed.key),
    )
    const { rows } = await tx.query(
      `update outbox o set state = m.state, provider_id = m.provider, reason = m.reason, lease = null, lease_until = null,
         sent_at = case when m.state = 'sent' then $3::timestamptz end, not_before = coalesce(m.not_before, o.not_before),
         attempts = o.attempts - m.unsent::int
       from unnest($1::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::boolean[])
         as m(id, state, provider, reason, not_before, unsent)
       where o.id = m.id and o.lease = $2 returning o.id, o.subject, o.state`,
      [
        marks.map(one => one.id),
        lease,
        new Date(now),
        marks.map(one => one.state),
        marks.map(one => one.provider),
        marks.map(one => one.reason),
        marks.map(one => one.notBefore),
        marks.map(one => one.unsent),
      ],
    )
    await keepBack(tx, parts, back)
    // What could not be delivered takes the same steps: in the end a person calls.
    const asked = rows.filter(row => row.state !== 'queued' && row.subject !== null)
    if (asked.length === 0) return
    const policy = await policyOn(tx, place, dayOf(now))
    await startLadders(
      tx,
      policy,
      asked.map(row => ({ checkIn: row.subject, at: now })),
    )
  })
}
