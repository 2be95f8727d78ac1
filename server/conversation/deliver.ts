import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import { dayOf, days, isQuiet, minutes, outOfQuiet } from '../../flows/engine/calendar.ts'
import { startLadders } from '../care/check-ins.ts'
import { causeOf, isOutage } from '../cause.ts'
import { inScope, type Tx } from '../db/scope.ts'
import { openFile } from '../notices/files.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { Asks } from './outbox.ts'
import type { Pace } from './pace.ts'
import { inboxKey } from './receive.ts'

const AT_ONCE = 20
const LEASE = minutes(2)
/** An uncertain send waits this long for its echo, then goes out once more at the most (RELIABILITY G6). */
const UNCERTAIN_PAUSE = 20_000
const MOST_COPIES = 2
/** What certainly did not leave is tried again for so long, ever more slowly, and is no copy. */
const TRIED_FOR = days(1)
const SLOWEST = minutes(1)
const FASTEST = 2_000

const Card = z.strictObject({ url: z.string(), title: z.string(), description: z.string() })
const Body = z.union([
  z.strictObject({ text: z.string(), asks: Asks.optional(), link: Card.optional() }),
  z.strictObject({ voice: z.string() }),
  z.strictObject({ message: z.string(), line: z.string() }),
  z.strictObject({ file: z.string(), instead: z.string() }),
  z.strictObject({ location: z.string() }),
])
type Claimed = {
  id: number
  account: string
  wechatId: string
  key: string
  sealed: Buffer
  attempts: number
  subject: string | null
  createdAt: number
}
type Done = { claimed: Claimed; result: SendResult }

/**
 * Sends what an account owes: claims by priority, at most one message per contact at a time (what follows waits while
 * an earlier one is to be tried again), sends, marks. While WeChat cannot be reached everything waits. Returns how
 * many messages left its hands. `attempts` is committed with the claim, before the act.
 */
export async function deliver(
  parts: Parts & { channel: Channel; pace: Pace },
  place: string,
  account: string,
): Promise<number> {
  let count = 0
  while (parts.channel.health().state === 'ready') {
    const lease = randomUUID()
    const claimed = await claim(parts, place, account, lease)
    if (claimed.length === 0) return count
    const done = await Promise.all(
      claimed.map(async one => ({ claimed: one, result: await send(parts, place, one) })),
    )
    await mark(parts, place, lease, done)
    count += done.length
  }
  return count
}

async function claim(
  parts: Parts & { pace: Pace },
  place: string,
  account: string,
  lease: string,
): Promise<Claimed[]> {
  const now = parts.clock.now()
  return await inScope(parts.pool, { place }, async tx => {
    await letGo(tx, account, now)
    await keepQuiet(tx, place, account, now)
    const { rows } = await tx.query(
      // Materialized, or the plan may run the choice once for each row and take more than the pace allows.
      `with next as materialized (
         select id from outbox q
         where account = $1 and state = 'queued' and not_before <= $2 and (priority < 2 or $5 > 0)
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
      [account, new Date(now), lease, new Date(now + LEASE), parts.pace.allowance(now), AT_ONCE],
    )
    parts.pace.used(now, rows.filter(row => row.priority >= 2).length)
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
      }))
  })
}

/** What expired is not sent; what a dead process held is uncertain and goes out once more at the most. */
async function letGo(tx: Tx, account: string, now: number): Promise<void> {
  await tx.query(
    `update outbox set state = 'expired', reason = 'too-late' where account = $1 and state = 'queued' and expires_at <= $2`,
    [account, new Date(now)],
  )
  await tx.query(
    `update outbox set lease = null, lease_until = null, reason = 'lease-lost',
       state = case when attempts < $3 then 'queued' else 'uncertain' end, not_before = $2::timestamptz + interval '20 seconds'
     where account = $1 and state = 'claimed' and lease_until < $2`,
    [account, new Date(now), MOST_COPIES],
  )
}

/** What an outage or the pace has delayed into the night waits for the morning, like anything routine. */
async function keepQuiet(tx: Tx, place: string, account: string, now: number): Promise<void> {
  const { quiet } = await policyOn(tx, place, dayOf(now))
  if (!isQuiet(now, quiet)) return
  await tx.query(
    `update outbox set not_before = $3 where account = $1 and state = 'queued' and routine and not_before <= $2`,
    [account, new Date(now), new Date(outOfQuiet(now, quiet))],
  )
}

/** Never rejects, or what was sent beside it would stay unmarked. */
async function send(parts: Parts & { channel: Channel }, place: string, one: Claimed): Promise<SendResult> {
  const outgoing = await contentOf(parts, place, one).catch((error): SendResult => {
    parts.log.error({ outbox: one.id, ...causeOf(error) }, 'nothing to send')
    return { result: 'failed', reason: 'unreadable', again: isOutage(error) }
  })
  if ('result' in outgoing) return outgoing
  return await parts.channel.send(one.wechatId, outgoing)
}

/** The words, the kept voice note, or a picture fetched from WeChat this moment and not kept. */
async function contentOf(
  { pool, keys, channel, clock }: Parts & { channel: Channel },
  place: string,
  one: Claimed,
): Promise<Outgoing | SendResult> {
  const { key, sealed, createdAt } = one
  const body = Body.parse(unseal(keys, `outbox:${key}`, sealed))
  if ('text' in body)
    return body.link ? { kind: 'link', text: body.text, link: body.link } : { kind: 'text', text: body.text }
  if ('file' in body) {
    const file = await inScope(pool, { place }, tx => openFile(tx, keys, body.file))
    if (!file) return { result: 'failed', reason: 'no-file', again: false }
    const { kind, place: _, ...media } = file
    return kind === 'file' ? { kind, media, text: body.instead } : { kind, media }
  }
  if (await takenBack(pool, place, one, body)) return { result: 'failed', reason: 'recalled', again: false }
  if ('location' in body) return { kind: 'forward', message: body.location }
  if ('voice' in body) {
    const found = await inScope(pool, { place }, tx =>
      tx.query('select id, sealed, mime from voices where inbox_key = $1', [body.voice]),
    )
    const row = found.rows[0]
    // The note may still be on its way from WeChat to us.
    if (!row) return { result: 'failed', reason: 'no-voice', again: clock.now() - createdAt < minutes(5) }
    const { base64 } = unseal(keys, `voices:${row.id}`, row.sealed) as { base64: string }
    return { kind: 'voice', media: { bytes: Buffer.from(base64, 'base64'), mime: row.mime, name: 'voice' } }
  }
  const media = await channel.fetch(body.message)
  if (!media) return { result: 'failed', reason: 'no-picture', again: false }
  const facts = {
    kind: 'image',
    mime: media.mime,
    bytes: media.bytes.length,
    sha256: createHash('sha256').update(media.bytes).digest('hex'),
  }
  await inScope(pool, { place }, tx =>
    tx.query('update request_messages set media = $2 where id = $1', [body.line, facts]),
  )
  return { kind: 'image', media }
}

/** A recalled voice note, picture or place that is still here goes nowhere. A notice was released: it goes on. */
async function takenBack(
  pool: Parts['pool'],
  place: string,
  { account, key }: Claimed,
  body: Exclude<z.infer<typeof Body>, { text: string } | { file: string }>,
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

type Mark = {
  id: number
  state: string
  provider: string | null
  reason: string | null
  notBefore: Date | null
  /** It certainly did not leave: the claim was no attempt. */
  unsent: boolean
}

/** Completion carries the lease: whoever lost it marks nothing. */
async function mark(parts: Parts, place: string, lease: string, done: readonly Done[]): Promise<void> {
  const now = parts.clock.now()
  const marks = done.map(one => markOf(one, now))
  await inScope(parts.pool, { place }, async tx => {
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

function markOf({ claimed, result }: Done, now: number): Mark {
  const mark = { id: claimed.id, provider: null, reason: null, notBefore: null, unsent: false }
  switch (result.result) {
    case 'sent':
      return { ...mark, state: 'sent', provider: result.id }
    case 'uncertain':
      return claimed.attempts < MOST_COPIES
        ? { ...mark, state: 'queued', reason: 'uncertain', notBefore: new Date(now + UNCERTAIN_PAUSE) }
        : { ...mark, state: 'uncertain', reason: result.reason }
    case 'failed': {
      const tried = now - claimed.createdAt
      if (!result.again || tried >= TRIED_FOR) return { ...mark, state: 'failed', reason: result.reason }
      const pause = Math.min(Math.max(tried, FASTEST), SLOWEST)
      return {
        ...mark,
        state: 'queued',
        reason: result.reason,
        notBefore: new Date(now + pause),
        unsent: true,
      }
    }
  }
}
