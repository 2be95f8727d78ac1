import type pg from 'pg'
import { minutes } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import { causeOf, isOutage } from '../cause.ts'
import type { Tx } from '../db/scope.ts'
import { type NoticeWords, wordsOf } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import { allOfIt, handOver, leaveOut } from './hand-over.ts'
import { type Mark, UNCERTAIN_PAUSE } from './marks.ts'
import type { Ink, Letter } from './outbox.ts'

type Opening = Pick<Ink, 'keys' | 'now'>

/** A process that does not answer for so long (ms) has lost what it had in hand. */
export const LEASE = minutes(2)

/** A notice as its round sends it. Instants in ms. */
export type Round = {
  notice: string
  round: number
  version: number
  priority: Letter['priority']
  routine: boolean
  /** To each person. */
  letters: number
  expiresAt: number
  words: NoticeWords
}

export type Recipient = {
  person: string
  contact: string
  account: string
  wechatId: string
  language: Language
}

/** A piece of a round that an account has in hand: everybody passed in the order of ids, and whom of them to write to. */
export type Stretch = Round & { passed: string[]; recipients: Recipient[] }

/** Who sends: an account's process, and until when (ms) its lease holds. */
export type Sender = { account: string; lease: string; until: number }

/** Rounds that may go on now, by priority and hour. */
const DUE = `
  from notice_rounds r join notices n on n.id = r.notice_id
  where r.account = $1 and r.state = 'open' and r.not_before <= $2 and r.expires_at > $2 and n.paused_at is null`

/** The priority of the most urgent round of an account (parameters: account, now). */
export const URGENT = `select min(r.priority) ${DUE}`

/**
 * Takes the next people of the account's most urgent round into its hands; null when there is none, the pace allows
 * nothing, or another process sends for the account. Whoever would have to wait behind another letter, or is written to
 * from another account by now, gets a letter in the outbox instead; whoever cannot be reached any more is left out.
 */
export async function takeStretch(
  tx: Tx,
  { keys, log }: Pick<Parts, 'keys' | 'log'>,
  { now, ...sender }: Sender & { now: number },
  { allowance, most }: { allowance: number; most: number },
): Promise<Stretch | null> {
  const ink = { keys, now }
  const due = await tx.query(
    `select r.*, n.version, case when r.priority < 2 then $4::int else least($4::int, greatest($3::int / r.letters, 1)) end as most
     ${DUE} and (r.priority < 2 or $3 > 0)
     order by r.priority, r.not_before, r.notice_id, r.round limit 1`,
    [sender.account, new Date(now), allowance, most],
  )
  if (!due.rows[0] || !(await holds(tx, ink, sender))) return null
  const row = due.rows[0]
  const round = await roundOf(tx, ink, row).catch(async error => {
    if (isOutage(error)) throw error
    log.error({ notice: row.notice_id, ...causeOf(error) }, 'nothing to send')
    return null
  })
  if (!round) {
    await tx.query(`update notice_rounds set state = 'failed' where notice_id = $1 and round = $2`, [
      row.notice_id,
      row.round,
    ])
    return null
  }
  const { rows } = await tx.query({ name: 'next-of-round', text: NEXT }, [
    ...[row.notice_id, row.round, row.most, new Date(now), row.priority],
  ])
  if (rows.length === 0) return null
  const open = rows.filter(one => one.excluded === null && one.outbox_id === null)
  const elsewhere = (one: pg.QueryResultRow) => one.busy || one.account !== sender.account
  const reached = open.filter(one => one.contact !== null)
  await leaveOut(
    tx,
    row.notice_id,
    open.filter(one => one.contact === null).map(one => one.person_id),
  )
  await handOver(
    tx,
    ink,
    round,
    reached.filter(elsewhere).map(one => allOfIt(round, recipientOf(one), 'fresh')),
  )
  const passed: string[] = rows.map(one => one.person_id)
  await tx.query(`update account_hands set notice_id = $2, round = $3, to_person = $4 where account = $1`, [
    sender.account,
    row.notice_id,
    row.round,
    passed.at(-1),
  ])
  return {
    ...round,
    passed,
    recipients: reached.filter(one => !elsewhere(one)).map(recipientOf),
  }
}

const NEXT = `
  select m.person_id, m.excluded, m.outbox_id, p.language, c.id as contact, c.account, c.wechat_id,
         exists (select 1 from outbox e where e.contact_id = c.id
                   and (e.state = 'claimed' or (e.state = 'queued' and e.priority <= $5::smallint
                                                and (e.not_before <= $4 or e.reason is not null)))) as busy
  from (select d.person_id, max(d.excluded) as excluded, max(d.outbox_id) as outbox_id from deliveries d
        where d.notice_id = $1 and d.round = $2::smallint
          and d.person_id > coalesce((select reached from notice_rounds where notice_id = $1 and round = $2::smallint),
                                     '00000000-0000-0000-0000-000000000000'::uuid)
        group by d.person_id order by d.person_id limit $3::int) m
  join people p on p.id = m.person_id
  left join contacts c on c.person_id = m.person_id
  order by m.person_id`

const recipientOf = (row: pg.QueryResultRow): Recipient => ({
  person: row.person_id,
  contact: row.contact,
  account: row.account,
  wechatId: row.wechat_id,
  language: row.language,
})

async function roundOf(tx: Tx, { keys }: Opening, row: pg.QueryResultRow): Promise<Round> {
  return {
    notice: row.notice_id,
    round: row.round,
    version: row.version,
    priority: row.priority,
    routine: row.routine,
    letters: row.letters,
    expiresAt: row.expires_at.getTime(),
    words: await wordsOf(tx, keys, row.notice_id, row.version, row.wording),
  }
}

/** Whether this process may send for the account. What a dead one had in hand is uncertain, as any letter in hand is. */
async function holds(tx: Tx, ink: Opening, { account, lease, until }: Sender): Promise<boolean> {
  const { rows } = await tx.query(
    `insert into account_hands (account, place, lease, lease_until)
     values ($1, left(current_setting('xiangban.scope'), 6), $2, $3)
     on conflict (account) do update set lease = $2, lease_until = $3
       where account_hands.lease = $2 or account_hands.lease_until <= $4
     returning notice_id, round, to_person`,
    [account, lease, new Date(until), new Date(ink.now)],
  )
  if (rows[0]?.notice_id) await dropped(tx, ink, account, rows[0])
  return rows.length > 0
}

async function dropped(tx: Tx, ink: Opening, account: string, hand: pg.QueryResultRow): Promise<void> {
  const { notice_id: notice, round: no, to_person: to } = hand
  const { rows } = await tx.query(
    `select r.*, n.version from notice_rounds r join notices n on n.id = r.notice_id where r.notice_id = $1 and r.round = $2`,
    [notice, no],
  )
  const round = await roundOf(tx, ink, rows[0])
  const found = await tx.query({ name: 'next-of-round', text: NEXT }, [
    ...[notice, no, 1_000_000, new Date(ink.now), round.priority],
  ])
  const held = found.rows.filter(row => row.person_id <= to)
  const open = held.filter(row => row.excluded === null && row.outbox_id === null)
  const uncertain: Mark = {
    ...{ state: 'queued', provider: null, reason: 'lease-lost', unsent: false },
    notBefore: new Date(ink.now + UNCERTAIN_PAUSE),
  }
  await leaveOut(
    tx,
    notice,
    open.filter(row => row.contact === null).map(row => row.person_id),
  )
  await handOver(
    tx,
    ink,
    round,
    open.filter(row => row.contact !== null).map(row => allOfIt(round, recipientOf(row), uncertain)),
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
export type Went = { stretch: Stretch; upTo: string; passed: number; providers: (string | null)[] }

/** Puts down that a stretch has left; false when the lease was lost meanwhile, and nothing is put down. */
export async function markStretch(
  tx: Tx,
  { now }: Pick<Ink, 'now'>,
  { account, lease, until }: Sender,
  { stretch, upTo, passed, providers }: Went,
): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'mark-stretch',
      text: `with hand as (
         update account_hands set notice_id = null, round = null, to_person = null, lease_until = $3
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
      providers.some(id => id !== null) ? providers : null,
      new Date(now),
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
