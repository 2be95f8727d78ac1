import { outOfQuiet } from '../../flows/engine/calendar.ts'
import { PartOfDay } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import type { Json } from '../evidence/canonical.ts'
import { routineFrom } from '../families/part-of-day.ts'
import type { Policy } from '../policy.ts'
import { changeLetters, QUEUED } from './keep-back.ts'
import { letterKey } from './letter-keys.ts'
import { inEveryLanguage, keepWords, wordsOf } from './words.ts'

/**
 * What is done to a notice after its release. However many people it goes to, each of these touches the notice and its
 * few rounds only, and what lies in the outbox by itself. All run under the county's scope; whether this member of staff
 * may is asked before. What happened is pushed to `acts`.
 */
type Steering = { acts: Act[]; notice: string; staff: string }

/** A notice under way, locked. */
type Open = { id: string; place: string; version: number; paused: boolean }

async function openNotice(tx: Tx, id: string): Promise<Open | null> {
  const notice = await unstopped(tx, id)
  if (!notice) return null
  const { rowCount } = await tx.query(
    `select 1 where exists (select 1 from notice_rounds where notice_id = $1 and state = 'open')
       or exists (select 1 from deliveries d join outbox o on o.id = d.outbox_id
                  where d.notice_id = $1 and o.state = 'queued')`,
    [id],
  )
  return rowCount ? notice : null
}

async function unstopped(tx: Tx, id: string): Promise<Open | null> {
  const { rows } = await tx.query(
    `select id, place, version, paused_at is not null as paused from notices
     where id = $1 and stopped_at is null for update`,
    [id],
  )
  return rows[0] ?? null
}

const recorded = (
  { acts, staff }: Steering,
  { id, place }: Open,
  kind: Act['kind'],
  is: Record<string, number | string | null>,
  more: Partial<Act> = {},
) => acts.push({ kind, place, subjects: [], by: { staff }, rows: [{ table: 'notices', id, is }], ...more })

/** Nothing more leaves until somebody goes on; false when there was nothing to pause. */
export async function pauseNotice(tx: Tx, { now }: Pick<Ink, 'now'>, given: Steering): Promise<boolean> {
  const open = await openNotice(tx, given.notice)
  if (!open || open.paused) return false
  await tx.query('update notices set paused_at = $2 where id = $1', [open.id, new Date(now)])
  // It expires as it would have, and holds up nothing else meanwhile.
  await tx.query(`update outbox o set not_before = o.expires_at, reason = null ${QUEUED}`, [
    open.id,
    letterKey(open.id, ''),
  ])
  recorded(given, open, 'notice-paused', { paused_at: now })
  return true
}

/** Goes on where it was paused; what is not worth sending any more by then expires. */
export async function resumeNotice(tx: Tx, { now }: Pick<Ink, 'now'>, given: Steering): Promise<boolean> {
  const open = await openNotice(tx, given.notice)
  if (!open?.paused) return false
  await tx.query('update notices set paused_at = null where id = $1', [open.id])
  await tx.query(`update outbox o set not_before = $3 ${QUEUED} and o.not_before = o.expires_at`, [
    ...[open.id, letterKey(open.id, ''), new Date(now)],
  ])
  recorded(given, open, 'notice-resumed', { paused_at: null })
  return true
}

/** People written to, and people whom it spared. */
type Stopped = { sent: number; unsent: number }

/** What has not left stays here, for good. What has left cannot be called back. */
export async function stopNotice(tx: Tx, ink: Pick<Ink, 'now'>, given: Steering): Promise<Stopped> {
  const open = await unstopped(tx, given.notice)
  const stopped = await callBack(tx, ink, given.notice)
  const { unsent } = stopped
  if (open) recorded(given, open, 'notice-stopped', { stopped_at: ink.now }, { what: { unsent } })
  return stopped
}

/** The same without a person who decided it, and without a record of its own. */
export async function callBack(tx: Tx, { now }: Pick<Ink, 'now'>, notice: string): Promise<Stopped> {
  await tx.query('update notices set stopped_at = $2 where id = $1 and stopped_at is null', [
    notice,
    new Date(now),
  ])
  const { rows } = await tx.query(
    `with stopped as (
       update notice_rounds set state = 'stopped' where notice_id = $1 and state = 'open' returning people - passed as unsent),
     letters as (
       update outbox o set state = case when attempts > 0 then 'uncertain' else 'cancelled' end, reason = 'stopped' ${QUEUED}
       returning o.attempts = 0 and o.id = d.outbox_id as spared)
     select (select coalesce(sum(unsent), 0) from stopped) + (select count(*) from letters where spared) as unsent,
            (select coalesce(sum(people), 0) from notice_rounds where notice_id = $1) as people`,
    [notice, letterKey(notice, '')],
  )
  const { unsent, people } = rows[0]
  return { unsent, sent: people - unsent }
}

/**
 * New words for everybody to whom it has not been sent; the words before are kept. What may have arrived is never sent
 * again with other words. Returns the new version, from 2 on; null when nothing was under way.
 */
export async function changeUnsent(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  given: Steering & { content: { text: string }; text: (to: { language: Language }) => string },
): Promise<number | null> {
  const open = await openNotice(tx, given.notice)
  if (!open) return null
  const version = open.version + 1
  const { before } = await wordsOf(tx, ink.keys, open.id, open.version)
  const texts = inEveryLanguage(given.text)
  // A voice note said what is not so any more; the rest stays.
  const words = { texts, content: given.content, before: before.filter(({ as }) => as !== 'voice') }
  const id = await keepWords(tx, ink, open.id, { version, author: given.staff, words })
  await tx.query('update notices set version = $2 where id = $1', [open.id, version])
  await changeLetters(tx, ink, open.id, texts)
  const is = { notice_id: open.id, version, author_id: given.staff, at: ink.now }
  recorded(
    given,
    open,
    'notice-changed',
    { version },
    {
      rows: [
        { table: 'notices', id: open.id, is: { version } },
        { table: 'notice_words', id, is, sealed: words as unknown as { [name: string]: Json } },
      ],
    },
  )
  return version
}

/** What has not left leaves later (ms), at everybody's own hour where that was kept, and is worth as long as before. */
export async function sendAt(
  tx: Tx,
  { now, policy }: Pick<Ink, 'now'> & { policy: Policy },
  given: Steering & { at: number },
): Promise<boolean> {
  const open = await openNotice(tx, given.notice)
  if (!open) return false
  const at = Math.max(given.at, now)
  const parts = [null, ...PartOfDay.options]
  const hours = parts.map(part => new Date(routineFrom(policy, at, part)))
  await tx.query(
    `with rounds as (
       select r.round, case when r.routine then h.at else $4::timestamptz end as at
       from notice_rounds r join unnest($2::text[], $3::timestamptz[]) as h(part, at) on h.part = coalesce(r.part, '')
       where r.notice_id = $1),
     moved as (
       update notice_rounds r set not_before = m.at, expires_at = m.at + (r.expires_at - r.not_before)
       from rounds m where r.notice_id = $1 and r.round = m.round and r.state = 'open')
     update outbox o set not_before = m.at, expires_at = m.at + (o.expires_at - o.not_before)
     from deliveries d join rounds m on m.round = d.round
     where d.notice_id = $1 and o.id = d.outbox_id and o.state = 'queued' and o.attempts = 0`,
    [open.id, parts.map(part => part ?? ''), hours, new Date(at)],
  )
  recorded(given, open, 'notice-put-off', {}, { what: { at: outOfQuiet(at, policy.quiet) }, rows: [] })
  return true
}
