import { z } from 'zod'
import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

const Content = z.looseObject({
  text: z.string().nullish(),
  voice: z.string().nullish(),
  file: z.string().nullish(),
})

/** A notice that went out, or leaves later. Times in ms; `text` is empty for a voice note. */
export type Notice = {
  id: string
  place: string
  text: string
  file: string | null
  /** Null: the season's, or a holiday's. */
  author: string | null
  releasedAt: number
  stoppedAt: number | null
  /** Nothing more leaves until somebody goes on. */
  pausedAt: number | null
  /** Of its words, from 1 on; `text` are the first. */
  version: number
}

/** How long a notice is shown. */
const SHOWN = days(90)

/**
 * Notices that families below a place got, whoever sent them, the latest first: of the place, of one above it, of one
 * below. Runs under the county's scope.
 */
export async function recentNotices(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  place: string,
  most = 30,
): Promise<Notice[]> {
  const { rows } = await tx.query(
    `select * from notices where (place = any($1) or starts_with(place, $2)) and released_at > $3
     order by released_at desc, id limit $4`,
    [above(place), place, new Date(now - SHOWN), most],
  )
  return rows.map(row => noticeOf(keys, row))
}

/**
 * The same, of any age, from a place in that order on: after the notice released at an instant (ms) with this id. Runs
 * under the county's scope.
 */
export async function noticesBefore(
  tx: Tx,
  keys: Keys,
  place: string,
  before: readonly [number, string] | null,
  most: number,
): Promise<Notice[]> {
  const { rows } = await tx.query(
    `select * from notices where (place = any($1) or starts_with(place, $2))
       and ($3::timestamptz is null or released_at < $3 or (released_at = $3 and id > $4))
     order by released_at desc, id limit $5`,
    [above(place), place, before && new Date(before[0]), before?.[1] ?? null, most],
  )
  return rows.map(row => noticeOf(keys, row))
}

/** One of them, of any age; null when families below the place had nothing to do with it. Runs under the county's scope. */
export async function findNotice(tx: Tx, keys: Keys, place: string, id: string): Promise<Notice | null> {
  const { rows } = await tx.query(
    'select * from notices where id = $3 and (place = any($1) or starts_with(place, $2))',
    [above(place), place, id],
  )
  return rows[0] ? noticeOf(keys, rows[0]) : null
}

/** A place and those it lies in: a notice of theirs may be for its families. */
export const above = (place: string): string[] => [6, 9, 12].map(digits => place.slice(0, digits))

/** A row of `notices`, opened. */
export function noticeOf(
  keys: Keys,
  row: {
    id: string
    place: string
    sealed: Buffer
    author_id: string | null
    released_at: Date
    stopped_at: Date | null
    paused_at: Date | null
    version: number
  },
): Notice {
  const { text, file } = Content.parse(unseal(keys, `notices:${row.id}`, row.sealed))
  return {
    ...{ id: row.id, place: row.place, text: text ?? '', file: file ?? null, author: row.author_id },
    releasedAt: row.released_at.getTime(),
    stoppedAt: row.stopped_at?.getTime() ?? null,
    pausedAt: row.paused_at?.getTime() ?? null,
    version: row.version,
  }
}

/** The first words of it: `most` characters. */
export const firstWords = (text: string, most = 16): string => {
  const letters = [...text.trim().replace(/\s+/g, ' ')]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
}
