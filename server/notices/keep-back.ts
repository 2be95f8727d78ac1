import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { seal } from '../privacy/seal.ts'
import { wordsOf } from './words.ts'

/** Letters of notices among these keys (notices/letter-keys.ts). */
const OF_NOTICES = 'notice:'

/**
 * Notices of these letters, before their rows are touched, as whoever pauses or stops one does: that waits until this
 * transaction has ended, or is seen by it.
 */
export async function holdNotices(tx: Tx, keys: readonly string[]): Promise<boolean> {
  const notices = new Set(
    keys.flatMap(key =>
      key.startsWith(OF_NOTICES) ? [key.slice(OF_NOTICES.length, OF_NOTICES.length + 36)] : [],
    ),
  )
  if (notices.size === 0) return false
  await tx.query('select 1 from notices where id = any($1) order by id for share', [[...notices]])
  return true
}

/**
 * Letters that have come back into the queue after a try, of a notice that was stopped or paused while they were in hand:
 * the first stay here for good, the others until somebody goes on. What certainly has not left gets the latest words.
 */
export async function keepBack(tx: Tx, ink: Pick<Ink, 'keys'>, keys: readonly string[]): Promise<void> {
  if (!(await holdNotices(tx, keys))) return
  const letters = keys.filter(key => key.startsWith(OF_NOTICES))
  await tx.query(
    `update outbox o
     set state = case when n.stopped_at is null then 'queued' when o.attempts > 0 then 'uncertain' else 'cancelled' end,
         reason = case when n.stopped_at is not null then 'stopped' end,
         not_before = case when n.stopped_at is null then o.expires_at else o.not_before end
     from unnest($1::text[]) as k(key) join notices n on n.id = split_part(k.key, ':', 2)::uuid
     where o.dedupe_key = k.key and o.state = 'queued' and (n.stopped_at is not null or n.paused_at is not null)`,
    [letters],
  )
  const changed = await tx.query(
    `select distinct n.id, n.version from unnest($1::text[]) as k(key)
     join notices n on n.id = split_part(k.key, ':', 2)::uuid where n.version > 1 and n.stopped_at is null`,
    [letters],
  )
  for (const { id, version } of changed.rows)
    await changeLetters(tx, ink, id, (await wordsOf(tx, ink.keys, id, version)).texts, letters)
}

/** What of a notice lies in the outbox and has not left (`o`; parameters: the notice, the beginning of its letters' keys). */
export const QUEUED = `
  from (select d.outbox_id, $2 || d.person_id || s.part as key
        from deliveries d cross join unnest(array['', ':voice', ':picture', ':file', ':link']) as s(part)
        where d.notice_id = $1 and d.outbox_id is not null offset 0) d
  where o.dedupe_key = d.key and o.state = 'queued'`

/** Letters of the outbox that certainly have not left, all or some by their keys; a voice note of them stays here. */
export async function changeLetters(
  tx: Tx,
  { keys }: Pick<Ink, 'keys'>,
  notice: string,
  texts: Record<Language, string>,
  only: readonly string[] | null = null,
): Promise<void> {
  const { rows } = await tx.query(
    `select o.id, o.dedupe_key, p.language from deliveries d
     join outbox o on o.id = d.outbox_id join people p on p.id = d.person_id
     where d.notice_id = $1 and o.state = 'queued' and o.attempts = 0 and ($2::text[] is null or o.dedupe_key = any ($2))
     for update of o`,
    [notice, only],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'changed' where state = 'queued' and attempts = 0 and dedupe_key = any($1)`,
    [rows.map(row => `${row.dedupe_key}:voice`)],
  )
  await tx.query(
    `update outbox o set sealed = m.sealed from unnest($1::bigint[], $2::bytea[]) as m(id, sealed) where o.id = m.id`,
    [
      rows.map(row => row.id),
      rows.map(row => seal(keys, `outbox:${row.dedupe_key}`, { text: texts[row.language as Language] })),
    ],
  )
}
