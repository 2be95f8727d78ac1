import { randomUUID } from 'node:crypto'
import type { Channel } from '../../bot/channel.ts'
import { dayOf, isQuiet, outOfQuiet } from '../../flows/engine/calendar.ts'
import { allOf, inScope, type Tx } from '../db/scope.ts'
import { holdNotices, keepBack } from '../notices/keep-back.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { LEASE, layDown, nextBehind, takeStretch } from './hand.ts'
import { type Claimed, claimLetters, sendLetters } from './letters.ts'
import { MOST_COPIES, UNCERTAIN_PAUSE } from './marks.ts'
import { type Pace, pacedSince } from './pace.ts'
import { nextRound, type Sender, type Stretch } from './rounds.ts'
import { atOnce, FEWEST, putDown, type Sent, sendStretch } from './send-stretch.ts'

/** Letters to send, or else a stretch. */
type Next = { claimed: Claimed[]; stretch: Stretch | null }

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
  const sender = () => ({ account, lease, until: parts.clock.now() + LEASE })
  let count = 0
  let most = FEWEST
  /** What was sent and is not put down yet, and what was taken behind it. */
  let sent: Sent | null = null
  let taken: Stretch | null = null
  let fast = false
  let onRounds = false
  while (taken || parts.channel.health().state === 'ready') {
    const claim = randomUUID()
    if (taken === null) {
      const next = await claimNext(parts, place, sender(), { claim, most, sent, holding: null })
      sent = null
      taken = next.stretch
      if (next.claimed.length > 0) {
        count += await sendLetters(parts, place, claim, next.claimed)
      } else if (taken === null) {
        if (onRounds) await inScope(parts.pool, { place }, tx => layDown(tx, sender(), parts.clock.now()))
        return count
      }
      continue
    }
    onRounds = true
    const sending: Stretch = taken
    const [result, next]: [Sent, Next] = await allOf([
      sendStretch(parts, place, sending),
      fast
        ? claimNext(parts, place, sender(), { claim, most, sent, holding: sending })
        : putDownAlone(parts, place, sender(), sent, sending).then(() => NOTHING),
    ])
    count += Math.max(result.sent, 1)
    most = result.next
    fast = atOnce(result)
    sent = result
    // Where sending was cut off, those taken behind it wait until it has come to them.
    taken = result.cut ? null : next.stretch
    if (next.claimed.length > 0) {
      await putDownAlone(parts, place, sender(), sent, taken)
      sent = null
      count += await sendLetters(parts, place, claim, next.claimed)
    }
  }
  await putDownAlone(parts, place, sender(), sent, null)
  return count
}

const NOTHING: Next = { claimed: [], stretch: null }

async function putDownAlone(
  parts: Parts,
  place: string,
  sender: Sender,
  sent: Sent | null,
  behind: Stretch | null,
): Promise<void> {
  if (!sent) return
  const ink = { ...parts, now: parts.clock.now() }
  await inScope(parts.pool, { place }, tx => putDown(tx, ink, sender, sent, behind))
}

/** Puts down what was sent and takes what is next: letters, or else a stretch of a round, behind whatever is as urgent. */
async function claimNext(
  parts: Parts & { pace: Pace },
  place: string,
  sender: Sender,
  { claim, most, sent, holding }: { claim: string; most: number; sent: Sent | null; holding: Stretch | null },
): Promise<Next> {
  const now = parts.clock.now()
  const { account } = sender
  return await inScope(parts.pool, { place }, async tx => {
    const [, , , behind] = await allOf([
      sent && putDown(tx, { ...parts, now }, sender, sent, holding),
      letGo(tx, parts, account, now),
      keepQuiet(tx, place, account, now),
      // Those behind what is on its way are read while it leaves.
      holding && nextBehind(tx, holding, { account, most, now }),
    ])
    const allowance = await parts.pace.allowance(account, now, at => pacedSince(tx, account, at))
    const [claimed, due] = await Promise.all([
      claimLetters(tx, sender, { claim, now, allowance }),
      nextRound(tx, { account, now }, { allowance, most }),
    ])
    const stretch =
      claimed.length === 0 && due ? await takeStretch(tx, parts, { ...sender, now }, due, behind) : null
    parts.pace.used(account, now, claimed.filter(one => one.paced).length + pacedIn(stretch))
    return { claimed, stretch }
  })
}

const pacedIn = (stretch: Stretch | null): number =>
  stretch && stretch.priority >= 2 ? stretch.recipients.length * stretch.letters : 0

/** What expired is not sent; what a dead process held is uncertain and goes out once more at the most. */
async function letGo(tx: Tx, ink: Pick<Parts, 'keys'>, account: string, now: number): Promise<void> {
  const { rows } = await tx.query(
    `select id, dedupe_key as key from outbox where account = $1 and state = 'claimed' and lease_until < $2`,
    [account, new Date(now)],
  )
  if (rows.length > 0) {
    const keys = rows.map(row => row.key)
    await holdNotices(tx, keys)
    await tx.query(
      `update outbox set lease = null, lease_until = null, reason = 'lease-lost',
         state = case when attempts < $3 then 'queued' else 'uncertain' end, not_before = $4
       where id = any($1) and state = 'claimed' and lease_until < $2`,
      [rows.map(row => row.id), new Date(now), MOST_COPIES, new Date(now + UNCERTAIN_PAUSE)],
    )
    await keepBack(tx, ink, keys)
  }
  await tx.query(
    // Of what may have arrived nobody says that it came too late.
    `update outbox set state = case when attempts > 0 then 'uncertain' else 'expired' end, reason = 'too-late'
     where id in (select id from outbox where account = $1 and state = 'queued' and expires_at <= $2 for update skip locked)`,
    [account, new Date(now)],
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
