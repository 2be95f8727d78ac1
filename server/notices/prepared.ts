import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Tx } from '../db/scope.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'
import type { Reach, Soon } from './reach.ts'
import { Whom } from './whom.ts'

/** What a notice brings besides its words. */
export const Link = z.strictObject({
  url: z.url({ protocol: /^https$/ }).max(500),
  title: z.string().min(1).max(60),
})
export type Link = z.infer<typeof Link>

export const Content = z.object({
  text: z.string(),
  /** The template it began with; whose words nobody changed goes out in everybody's own language. */
  template: z.string().optional(),
  link: Link.optional(),
})
export type Content = z.infer<typeof Content>

/** A notice that is being written. `leavesAt` in ms; `file` is a row of `notice_files`. */
export type Prepared = {
  id: string
  place: string
  author: string
  content: Content
  whom: Whom
  soon: Soon
  leavesAt: number | null
  file: string | null
}

type Writing = Omit<Prepared, 'id' | 'place' | 'author'>

/** Keeps what is written; `id` of what is changed, which must still be open and the author's own. Returns its id, or null. */
export async function keepPrepared(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  by: { id: string; place: string },
  writing: Writing,
  changed: string | null,
): Promise<string | null> {
  const id = changed ?? randomUUID()
  const { content, whom, soon, leavesAt, file } = writing
  const { rowCount } = await tx.query(
    `insert into prepared_notices (id, place, author_id, sealed, whom, soon, leaves_at, file_id, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     on conflict (id) do update set sealed = excluded.sealed, whom = excluded.whom, soon = excluded.soon,
       leaves_at = excluded.leaves_at, file_id = excluded.file_id, changed_at = excluded.changed_at
     where prepared_notices.state = 'open' and prepared_notices.author_id = excluded.author_id`,
    [
      ...[id, by.place, by.id, seal(keys, `prepared_notices:${id}`, content), whom, soon],
      ...[leavesAt === null ? null : new Date(leavesAt), file, new Date(now)],
    ],
  )
  return rowCount ? id : null
}

/** One's own that is still open, `locked` until the transaction ends; null when there is none of this id. */
export async function findPrepared(
  tx: Tx,
  keys: Keys,
  by: { id: string },
  id: string,
  { locked }: { locked: boolean } = { locked: false },
): Promise<Prepared | null> {
  const { rows } = await tx.query(
    `select * from prepared_notices where id = $1 and author_id = $2 and state = 'open' ${locked ? 'for update' : ''}`,
    [id, by.id],
  )
  return rows[0] ? preparedOf(keys, rows[0]) : null
}

/** What became of one's own that is open no more; null when there is none of this id. */
export async function becameOf(
  tx: Tx,
  by: { id: string },
  id: string,
): Promise<{ notice: string } | { announcement: string } | 'dropped' | null> {
  const { rows } = await tx.query(
    `select notice_id, announcement_id from prepared_notices where id = $1 and author_id = $2 and state <> 'open'`,
    [id, by.id],
  )
  if (!rows[0]) return null
  const { notice_id: notice, announcement_id: announcement } = rows[0]
  return notice ? { notice } : announcement ? { announcement } : 'dropped'
}

/** One's own that are still open, the latest first. */
export async function openPrepared(tx: Tx, keys: Keys, by: { id: string }): Promise<Prepared[]> {
  const { rows } = await tx.query(
    `select * from prepared_notices where author_id = $1 and state = 'open' order by changed_at desc, id limit 20`,
    [by.id],
  )
  return rows.map(row => preparedOf(keys, row))
}

type Row = {
  id: string
  place: string
  author_id: string
  sealed: Buffer
  whom: unknown
  soon: Soon
  leaves_at: Date | null
  file_id: string | null
}

const preparedOf = (keys: Keys, row: Row): Prepared => ({
  id: row.id,
  place: row.place,
  author: row.author_id,
  content: Content.parse(unseal(keys, `prepared_notices:${row.id}`, row.sealed)),
  whom: Whom.parse(row.whom),
  soon: row.soon,
  leavesAt: row.leaves_at?.getTime() ?? null,
  file: row.file_id,
})

/** What it became, so that it goes out once: a notice of a village, or an announcement to the villages. */
export async function endPrepared(
  tx: Tx,
  id: string,
  as: { notice: string } | { announcement: string } | 'dropped',
  now: number,
): Promise<void> {
  await tx.query(
    'update prepared_notices set state = $2, notice_id = $3, announcement_id = $4, changed_at = $5 where id = $1',
    [
      id,
      as === 'dropped' ? 'dropped' : 'released',
      as !== 'dropped' && 'notice' in as ? as.notice : null,
      as !== 'dropped' && 'announcement' in as ? as.announcement : null,
      new Date(now),
    ],
  )
}

/** What was shown before the last step, so that nothing else goes out than what was seen, to no more than were counted. */
export const seenDigest = (
  prepared: Prepared,
  shown: Pick<Reach, 'counts'> | { villages: readonly string[] },
): string =>
  createHash('sha256')
    .update(JSON.stringify([prepared, 'counts' in shown ? shown.counts : shown.villages]))
    .digest('base64url')
