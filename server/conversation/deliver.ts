import { randomUUID } from 'node:crypto'
import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import { dayOf, instantOf, isQuiet, minutes, outOfQuiet } from '../../flows/engine/calendar.ts'
import { startLadders } from '../care/check-ins.ts'
import { causeOf, isOutage } from '../cause.ts'
import { allOf, inScope, type Tx } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { Body, contentOf } from './content.ts'
import { MOST_COPIES, markOf, UNCERTAIN_PAUSE } from './marks.ts'
import { type Pace, pacedSince } from './pace.ts'
import { inboxKey } from './receive.ts'
import { LEASE, layDown, type Sender, type Stretch, takeStretch, URGENT } from './rounds.ts'
import { FEWEST, sendStretch } from './send-stretch.ts'

const AT_ONCE = 20
/** So long (ms) what goes with a letter may be on its way to us. */
const WAITED_FOR = minutes(5)

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
 * Sends what an account owes: letters by priority, at most one message per contact at a time (what follows waits while
 * an earlier one is to be tried again), and behind them the rounds of notices, a stretch at a time. Claims, sends,
 * marks. While WeChat cannot be reached everything waits. Returns how many messages left its hands. `attempts`, and how
 * far a stretch goes, are committed before the act. `lease` is the process's own.
 */
export async function deliver(
  parts: Parts & { channel: Channel; pace: Pace },
  place: string,
  account: string,
  lease: string,
): Promise<number> {
  let count = 0
  let most = FEWEST
  let onRounds = false
  while (parts.channel.health().state === 'ready') {
    const sender = { account, lease, until: parts.clock.now() + LEASE }
    const claim = randomUUID()
    const { claimed, stretch } = await claimNext(parts, place, sender, { claim, most })
    if (stretch) {
      onRounds = true
      const { sent, next } = await sendStretch(parts, place, sender, stretch)
      most = next
      count += Math.max(sent, 1)
    } else if (claimed.length > 0) {
      const done = await Promise.all(
        claimed.map(async one => ({ claimed: one, result: await send(parts, place, one) })),
      )
      await mark(parts, place, claim, done)
      count += done.length
    } else {
      if (onRounds) await inScope(parts.pool, { place }, tx => layDown(tx, sender, parts.clock.now()))
      return count
    }
  }
  return count
}

/** Letters, or else a stretch of a round: behind whatever is as urgent. */
async function claimNext(
  parts: Parts & { pace: Pace },
  place: string,
  sender: Sender,
  { claim, most }: { claim: string; most: number },
): Promise<{ claimed: Claimed[]; stretch: Stretch | null }> {
  const now = parts.clock.now()
  const { account, until } = sender
  return await inScope(parts.pool, { place }, async tx => {
    await allOf([letGo(tx, account, now), keepQuiet(tx, place, account, now)])
    const midnight = instantOf(dayOf(now), '00:00')
    const allowance = await parts.pace.allowance(account, now, () => pacedSince(tx, account, midnight))
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
    const stretch =
      rows.length === 0 ? await takeStretch(tx, parts, { ...sender, now }, { allowance, most }) : null
    parts.pace.used(account, now, rows.filter(row => row.priority >= 2).length + pacedIn(stretch))
    const claimed = rows
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
    return { claimed, stretch }
  })
}

const pacedIn = (stretch: Stretch | null): number =>
  stretch && stretch.priority >= 2 ? stretch.recipients.length * stretch.letters : 0

/** What expired is not sent; what a dead process held is uncertain and goes out once more at the most. */
async function letGo(tx: Tx, account: string, now: number): Promise<void> {
  await tx.query(
    `update outbox set state = 'expired', reason = 'too-late' where account = $1 and state = 'queued' and expires_at <= $2`,
    [account, new Date(now)],
  )
  await tx.query(
    `update outbox set lease = null, lease_until = null, reason = 'lease-lost',
       state = case when attempts < $3 then 'queued' else 'uncertain' end, not_before = $4
     where account = $1 and state = 'claimed' and lease_until < $2`,
    [account, new Date(now), MOST_COPIES, new Date(now + UNCERTAIN_PAUSE)],
  )
  await tx.query(
    `update notice_rounds set state = 'expired' where account = $1 and state = 'open' and expires_at <= $2`,
    [account, new Date(now)],
  )
}

/** What an outage or the pace has delayed into the night waits for the morning, like anything routine. */
async function keepQuiet(tx: Tx, place: string, account: string, now: number): Promise<void> {
  const { quiet } = await policyOn(tx, place, dayOf(now))
  if (!isQuiet(now, quiet)) return
  for (const [table, waits] of [
    ['outbox', 'queued'],
    ['notice_rounds', 'open'],
  ] as const) {
    await tx.query(
      `update ${table} set not_before = $3 where account = $1 and state = '${waits}' and routine and not_before <= $2`,
      [account, new Date(now), new Date(outOfQuiet(now, quiet))],
    )
  }
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
