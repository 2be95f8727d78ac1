import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { causeOf, isOutage } from './cause.ts'
import { inScope, type Tx } from './db/scope.ts'
import { type Act, appendEvidence } from './evidence/append.ts'
import type { Parts } from './parts.ts'

/** Something that happens at a time. `key` once, for ever: replicas and restarts cannot double it. */
export type DueItem = {
  key: string
  place: string
  kind: string
  person?: string | null
  subject?: string | null
  /** ms */
  dueAt: number
  /** ms; after this it is not worth doing and expires with a record. */
  expiresAt?: number | null
  /** ms; a ladder's rung counts from here (server/ladders/ladder.ts). */
  countsFrom?: number | null
  /** ms; when it would have come, had `note` not put it off. */
  movedFrom?: number | null
  note?: string | null
}
export type Due = DueItem & { id: string }

/** What became of an item: done, skipped with the reason that is shown, or put off with a note of why. */
export type Outcome = 'done' | { skipped: string } | { later: number; note: string | null }

/** Handles items of one kind; answers for each in order. What goes into the county's record is added to `acts`. */
export type DueWork = (
  tx: Tx,
  house: { parts: Parts; county: string; now: number; acts: Act[] },
  items: readonly Due[],
) => Promise<Outcome[]>

/** Writes items down; those already known stay as they are. */
export async function schedule(tx: Tx, items: readonly DueItem[]): Promise<void> {
  if (items.length === 0) return
  await tx.query(
    `insert into due_items (id, key, place, kind, person_id, subject, due_at, expires_at, counts_from, moved_from, note)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[],
       $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::text[])
     on conflict (key) do nothing`,
    [
      items.map(() => randomUUID()),
      items.map(item => item.key),
      items.map(item => item.place),
      items.map(item => item.kind),
      items.map(item => item.person ?? null),
      items.map(item => item.subject ?? null),
      items.map(item => new Date(item.dueAt)),
      items.map(item => dateOf(item.expiresAt)),
      items.map(item => dateOf(item.countsFrom)),
      items.map(item => dateOf(item.movedFrom)),
      items.map(item => item.note ?? null),
    ],
  )
}

const dateOf = (ms: number | null | undefined): Date | null => (ms == null ? null : new Date(ms))

/** Ends what is still open about a subject, all of it or of these kinds, with the reason: an answer stops the ladder. */
export async function suppress(
  tx: Tx,
  subjects: readonly string[],
  reason: string,
  now: number,
  kinds: readonly string[] | null = null,
): Promise<void> {
  await tx.query(
    `update due_items set state = 'skipped', reason = $2, ended_at = $3
     where subject = any($1) and state = 'open' and ($4::text[] is null or kind = any($4))`,
    [subjects, reason, new Date(now), kinds],
  )
}

const MOST_AT_ONCE = 200

/**
 * Does everything that is due in a county, oldest first, each batch of one kind in one transaction with its marks.
 * Whoever else sweeps passes over what is locked here. After a batch that failed the rest goes one by one, and what
 * fails alone is skipped, visibly, so that it holds up nothing else. Returns how many items ended.
 */
export async function sweep(
  parts: Parts,
  county: string,
  works: Readonly<Record<string, DueWork>>,
): Promise<number> {
  let ended = 0
  let most = MOST_AT_ONCE
  for (let some = -1; some !== 0; ended += Math.max(some, 0)) {
    const taken: Due[] = []
    try {
      some = await sweepBatch(parts, county, works, most, taken)
    } catch (error) {
      if (taken.length === 0 || isOutage(error)) throw error
      if (taken.length === 1) await giveUp(parts, county, taken[0]!, error)
      most = 1
    }
  }
  return ended
}

async function giveUp({ pool, clock, log }: Parts, county: string, item: Due, error: unknown): Promise<void> {
  log.error({ item: item.id, kind: item.kind, ...causeOf(error) }, 'due item failed')
  await inScope(pool, { place: county }, tx =>
    tx.query(
      `update due_items set state = 'skipped', reason = 'failed', ended_at = $2 where id = $1 and state = 'open'`,
      [item.id, new Date(clock.now())],
    ),
  )
}

async function sweepBatch(
  parts: Parts,
  county: string,
  works: Readonly<Record<string, DueWork>>,
  most: number,
  items: Due[],
): Promise<number> {
  return await inScope(parts.pool, { place: county }, async tx => {
    const now = parts.clock.now()
    const at = new Date(now)
    const expired = await tx.query(
      // Expired is only what was due: without saying so, everything still to come would be looked at.
      `update due_items set state = 'expired', reason = 'too-late', ended_at = $1
       where state = 'open' and due_at <= $1 and expires_at <= $1`,
      [at],
    )
    const { rows } = await tx.query(
      `with head as (select kind from due_items where state = 'open' and due_at <= $1
                     order by due_at, coalesce(moved_from, due_at), id limit 1)
       select * from due_items
       where state = 'open' and due_at <= $1 and kind = (select kind from head)
       order by due_at, coalesce(moved_from, due_at), id limit $2 for update skip locked`,
      [at, most],
    )
    items.push(...rows.map(itemOf))
    if (items.length === 0) return expired.rowCount ?? 0
    const work = works[items[0]!.kind]
    const acts: Act[] = []
    const outcomes = work
      ? await work(tx, { parts, county, now, acts }, items)
      : items.map((): Outcome => ({ skipped: 'unknown-kind' }))
    await mark(tx, items, outcomes, at)
    await appendEvidence(tx, { keys: parts.keys, now }, acts)
    return items.length + (expired.rowCount ?? 0)
  })
}

const itemOf = (row: pg.QueryResultRow): Due => {
  const ms = (at: Date | null) => at?.getTime() ?? null
  return {
    id: row.id,
    key: row.key,
    place: row.place,
    kind: row.kind,
    person: row.person_id,
    subject: row.subject,
    dueAt: row.due_at.getTime(),
    expiresAt: ms(row.expires_at),
    countsFrom: ms(row.counts_from),
    movedFrom: ms(row.moved_from),
    note: row.note,
  }
}

/** What became of each; what is put off stays open, with the note and the time it would have come. */
async function mark(tx: Tx, items: readonly Due[], outcomes: readonly Outcome[], at: Date): Promise<void> {
  const later = outcomes.map(outcome => (typeof outcome === 'object' && 'later' in outcome ? outcome : null))
  await tx.query(
    `update due_items d
     set state = case when later_ is not null then 'open' when reason_ is null then 'done' else 'skipped' end,
         reason = reason_, ended_at = case when later_ is null then $1::timestamptz end,
         moved_from = case when note_ is null then d.moved_from else coalesce(d.moved_from, d.due_at) end,
         note = coalesce(note_, d.note), due_at = coalesce(later_, d.due_at)
     from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[]) as o(id_, reason_, later_, note_)
     where d.id = id_ and d.state = 'open'`,
    [
      at,
      items.map(item => item.id),
      outcomes.map(outcome => (typeof outcome === 'object' && 'skipped' in outcome ? outcome.skipped : null)),
      later.map(outcome => outcome && new Date(outcome.later)),
      later.map(outcome => outcome?.note ?? null),
    ],
  )
}
