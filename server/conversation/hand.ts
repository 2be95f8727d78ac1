import type pg from 'pg'
import { minutes } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { allOfIt, handOver, leaveOut } from './hand-over.ts'
import { type Mark, UNCERTAIN_PAUSE } from './marks.ts'
import type { Ink } from './outbox.ts'
import {
  type Due,
  nextOf,
  type Opening,
  readable,
  recipientOf,
  roundOf,
  type Sender,
  type Stretch,
} from './rounds.ts'

/** More than any account has in hand. */
const MOST_IN_HAND = 1_000_000
/** A process that does not answer for so long (ms) has lost what it had in hand. */
export const LEASE = minutes(2)

/** A stretch that is on its way, and the people after it. */
type Behind = { holding: Stretch; people: pg.QueryResultRow[] }

export const nextBehind = async (
  tx: Tx,
  holding: Stretch,
  { account, most, now }: { account: string; most: number; now: number },
): Promise<Behind> => {
  const { notice: notice_id, round, priority } = holding
  const row = { notice_id, round, priority, account }
  return { holding, people: await nextOf(tx, row, { after: endOf(holding), most, now }) }
}

/**
 * Takes the next people of a round into the account's hands; null when there are none left, or another process sends for
 * the account. Behind what is on its way only the same round goes on, with the same words. Whoever would have to wait
 * behind another letter, or is written to from another account by now, gets a letter in the outbox instead; whoever
 * cannot be reached any more is left out.
 */
export async function takeStretch(
  tx: Tx,
  parts: Pick<Parts, 'keys' | 'log'>,
  { now, ...sender }: Sender & { now: number },
  row: Due,
  behind: Behind | null,
): Promise<Stretch | null> {
  const { notice_id: notice, round: no } = row
  const holding = behind?.holding ?? null
  if (holding && !(notice === holding.notice && no === holding.round && row.version === holding.version))
    return null
  const ink = { keys: parts.keys, now }
  const [held, round] = await Promise.all([
    holds(tx, ink, sender, holding),
    readable(tx, parts, row, holding),
  ])
  if (!held) return null
  if (!round) {
    await tx.query(`update notice_rounds set state = 'failed' where notice_id = $1 and round = $2`, [
      notice,
      no,
    ])
    return null
  }
  // Read only now: what a dead process had in hand has just been passed.
  const rows = behind
    ? behind.people.slice(0, row.most)
    : await nextOf(tx, row, { after: await reachedIn(tx, row), most: row.most, now })
  if (rows.length === 0) return null
  const elsewhere = (one: pg.QueryResultRow) => one.busy || one.account !== sender.account
  const reached = await reachable(tx, notice, rows)
  await handOver(
    tx,
    ink,
    round,
    reached.filter(elsewhere).map(one => allOfIt(round, recipientOf(one), 'fresh')),
  )
  const passed: string[] = rows.map(one => one.person_id)
  await tx.query(
    `update account_hands set notice_id = $2, round = $3, to_person = $4, version = $5 where account = $1`,
    [...[sender.account, notice, no, passed.at(-1), row.version]],
  )
  return {
    ...round,
    passed,
    recipients: reached.filter(one => !elsewhere(one)).map(recipientOf),
  }
}

/** Of these people those who still wait for a letter of the round; who cannot be reached any more is left out. */
async function reachable(
  tx: Tx,
  notice: string,
  rows: readonly pg.QueryResultRow[],
): Promise<pg.QueryResultRow[]> {
  const open = rows.filter(row => row.excluded === null && row.outbox_id === null)
  const [there, gone] = [open.filter(row => row.contact !== null), open.filter(row => row.contact === null)]
  await leaveOut(
    tx,
    notice,
    gone.map(row => row.person_id),
  )
  return there
}

/** The last person of a stretch. */
const endOf = ({ passed }: Stretch): string => passed.at(-1)!

async function reachedIn(tx: Tx, row: pg.QueryResultRow): Promise<string | null> {
  const { rows } = await tx.query('select reached from notice_rounds where notice_id = $1 and round = $2', [
    row.notice_id,
    row.round,
  ])
  return rows[0].reached
}

/**
 * Whether this process may send for the account. What a dead one had in hand is uncertain, as any letter in hand is; so is
 * what this one has lost sight of.
 */
async function holds(
  tx: Tx,
  ink: Opening,
  { account, lease, until }: Sender,
  holding: Stretch | null,
): Promise<boolean> {
  const { rows } = await tx.query(
    `insert into account_hands (account, place, lease, lease_until)
     values ($1, left(current_setting('xiangban.scope'), 6), $2, $3)
     on conflict (account) do update set lease = $2, lease_until = $3
       where account_hands.lease = $2 or account_hands.lease_until <= $4
     returning notice_id, round, to_person, version`,
    [account, lease, new Date(until), new Date(ink.now)],
  )
  const [hand] = rows
  const known = holding ? hand?.to_person === endOf(holding) : !hand?.notice_id
  if (hand?.notice_id && !known) await dropped(tx, ink, account, hand)
  return hand !== undefined && (known || holding === null)
}

async function dropped(tx: Tx, ink: Opening, account: string, hand: pg.QueryResultRow): Promise<void> {
  const { notice_id: notice, round: no, to_person: to, version } = hand
  const { rows } = await tx.query(
    `select r.*, coalesce($3, n.version) as version from notice_rounds r join notices n on n.id = r.notice_id
     where r.notice_id = $1 and r.round = $2`,
    [notice, no, version],
  )
  // What may have arrived is not sent again with other words.
  const round = await roundOf(tx, ink.keys, rows[0])
  const found = await nextOf(tx, rows[0], { after: rows[0].reached, most: MOST_IN_HAND, now: ink.now })
  const held = found.filter(row => row.person_id <= to)
  const uncertain: Mark = {
    ...{ state: 'queued', provider: null, reason: 'lease-lost', unsent: false },
    notBefore: new Date(ink.now + UNCERTAIN_PAUSE),
  }
  const reached = await reachable(tx, notice, held)
  await handOver(
    tx,
    ink,
    round,
    reached.map(row => allOfIt(round, recipientOf(row), uncertain)),
  )
  await tx.query(
    `with hand as (update account_hands set notice_id = null, round = null, to_person = null where account = $1)
     update notice_rounds set reached = $4, passed = passed + $5,
       state = case when state = 'open' and passed + $5 >= people then 'done' else state end
     where notice_id = $2 and round = $3`,
    [account, notice, no, to, held.length],
  )
}

/** What has left, up to which person. */
export type Went = {
  stretch: Stretch
  upTo: string
  passed: number
  providers: (string | null)[]
}

/**
 * Puts down that a stretch has left; `behind` stays in hand. False when the lease was lost meanwhile, and nothing is put
 * down.
 */
export async function markStretch(
  tx: Tx,
  { now }: Pick<Ink, 'now'>,
  { account, lease, until }: Sender,
  { stretch, upTo, passed, providers }: Went,
  behind: Stretch | null,
): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'mark-stretch',
      text: `with hand as (
         update account_hands set lease_until = $3, notice_id = case when $12::uuid is not null then notice_id end,
           round = case when $12 is not null then round end, to_person = $12
         where account = $1 and lease = $2 and notice_id = $4 and round = $5 returning place),
       moved as (
         update notice_rounds r set reached = $6, passed = passed + $7,
           state = case when state = 'open' and passed + $7 >= people then 'done' else state end
         from hand where r.notice_id = $4 and r.round = $5),
       left_now as (
         insert into notice_stretches (notice_id, round, to_person, place, version, people, provider_ids, sent_at)
         select $4, $5, $6, place, $8, $9, $10, $11 from hand where $9 > 0)
       select place from hand`,
    },
    [
      ...[account, lease, new Date(until), stretch.notice, stretch.round, upTo, passed, stretch.version],
      providers.length,
      providers.some(id => id !== null) ? providers.map(id => id ?? '').join('\n') : null,
      new Date(now),
      behind && endOf(behind),
    ],
  )
  return rows.length > 0
}

/** The account is free for any process again. */
export async function layDown(tx: Tx, { account, lease }: Sender, now: number): Promise<void> {
  await tx.query(
    `update account_hands set lease_until = $3 where account = $1 and lease = $2 and notice_id is null`,
    [account, lease, new Date(now)],
  )
}
