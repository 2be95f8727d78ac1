import type pg from 'pg'
import type { Language } from '../../locales/index.ts'
import { causeOf, isOutage } from '../cause.ts'
import type { Tx } from '../db/scope.ts'
import { type NoticeWords, wordsOf } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import type { Ink, Letter } from './outbox.ts'

export type Opening = Pick<Ink, 'keys' | 'now'>

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
  where r.account = $1 and r.state = 'open' and r.not_before <= $2 and r.expires_at > $2 and n.paused_at is null
    and n.stopped_at is null`

/** The priority of the most urgent round of an account (parameters: account, now). */
export const URGENT = `select min(r.priority) ${DUE}`

/** What an account may take: of questions and notices (`allowance`), of people at once. */
type Room = { allowance: number; most: number }
/** A round that may go on, with the words' version now and how many people to take. */
export type Due = pg.QueryResultRow

/** The account's most urgent round that may go on; null when there is none, or the pace allows nothing. */
export async function nextRound(
  tx: Tx,
  { account, now }: { account: string; now: number },
  { allowance, most }: Room,
): Promise<Due | null> {
  const { rows } = await tx.query(
    {
      name: 'next-round',
      text: `select r.*, n.version, case when r.priority < 2 then $4::int else least($4::int, greatest($3::int / r.letters, 1)) end as most
     ${DUE} and (r.priority < 2 or $3 > 0)
     order by r.priority, r.not_before, r.notice_id, r.round limit 1
     -- Who is pausing or stopping it at this moment is not waited for, and waits until these few are known to be in hand.
     for share of n skip locked`,
    },
    [account, new Date(now), allowance, most],
  )
  return rows[0] ?? null
}

export async function nextOf(
  tx: Tx,
  { notice_id, round, priority, account }: pg.QueryResultRow,
  { after, most, now }: { after: string | null; most: number; now: number },
): Promise<pg.QueryResultRow[]> {
  const { rows } = await tx.query({ name: 'next-of-round', text: NEXT }, [
    ...[notice_id, round, most, new Date(now), priority, after ?? NOBODY, account],
  ])
  return rows
}

/** A letter that goes before the notice. */
const WAITS = `(e.state = 'claimed' or (e.state = 'queued' and e.priority <= $5::smallint
                                          and (e.not_before <= $4 or e.reason is not null)))`

/** Before everybody. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

// offset 0: each looked up by index. Otherwise the plan for any number reads all contacts of the county. What holds for
// nearly nobody (another language, a letter that waits) is asked of each only if it holds for anybody at all.
const NEXT = `
  select m.person_id, m.excluded, m.outbox_id, c.*
  from (select d.person_id, max(d.excluded) as excluded, max(d.outbox_id) as outbox_id from deliveries d
        where d.notice_id = $1 and d.round = $2::smallint and d.person_id > $6::uuid
        group by d.person_id order by d.person_id limit $3::int) m
  left join lateral (
    select c.id as contact, c.account, c.wechat_id,
           case when (select exists (select 1 from people where language <> 'zh-CN'))
                then (select p.language from people p where p.id = m.person_id and p.language <> 'zh-CN') end as language,
           (select exists (select 1 from outbox e where e.account = $7 and ${WAITS}))
             and exists (select 1 from outbox e where e.contact_id = c.id and ${WAITS}) as busy
    from contacts c where c.person_id = m.person_id offset 0) c on true
  order by m.person_id`

export const recipientOf = (row: pg.QueryResultRow): Recipient => ({
  person: row.person_id,
  contact: row.contact,
  account: row.account,
  wechatId: row.wechat_id,
  language: row.language ?? 'zh-CN',
})

/** Null when its words cannot be opened. Those of what is in hand are not read again until they are changed. */
export async function readable(
  tx: Tx,
  { keys, log }: Pick<Parts, 'keys' | 'log'>,
  row: Due,
  holding: Stretch | null,
): Promise<Round | null> {
  const known = holding?.version === row.version ? holding?.words : undefined
  return await roundOf(tx, keys, row, known).catch(error => {
    if (isOutage(error)) throw error
    log.error({ notice: row.notice_id, ...causeOf(error) }, 'nothing to send')
    return null
  })
}

export async function roundOf(
  tx: Tx,
  keys: Ink['keys'],
  row: pg.QueryResultRow,
  words?: NoticeWords,
): Promise<Round> {
  return {
    notice: row.notice_id,
    round: row.round,
    version: row.version,
    priority: row.priority,
    routine: row.routine,
    letters: row.letters,
    expiresAt: row.expires_at.getTime(),
    words: words ?? (await wordsOf(tx, keys, row.notice_id, row.version, row.wording)),
  }
}
