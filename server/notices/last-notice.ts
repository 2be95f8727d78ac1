import { z } from 'zod'
import { dayOf, days, timeOf } from '../../flows/engine/calendar.ts'
import type { House, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { type Receipt, receiptsOf } from './receipts.ts'
import { firstWords } from './recent.ts'
import { wordsOf } from './words.ts'

/** For so long the last notice that a person wrote comes before automatic ones. */
const FRESH = days(7)

const Content = z.union([z.object({ text: z.string() }), z.object({ voice: z.string() })])
/** `releasedAt` in ms. */
export type Shown = {
  id: string
  content: z.infer<typeof Content>
  automatic: boolean
  releasedAt: number
}

/**
 * The last notice of this place or one above it, or of one author (a staff id): what a person wrote lately comes before
 * what the season said.
 */
export async function lastNotice(
  tx: Tx,
  { keys, now }: House,
  turn: Turned,
  author: string | null = null,
): Promise<Shown | null> {
  const { place } = turn.facts.person!.staff!
  const { rows } = await tx.query(
    `select id, sealed, author_id, released_at, version from notices where place = any($1) and ($3::uuid is null or author_id = $3)
     order by (author_id is not null and released_at > $2) desc, released_at desc, id limit 1`,
    [[6, 9, 12].map(digits => place.slice(0, digits)), new Date(now - FRESH), author],
  )
  const row = rows[0]
  if (!row) return null
  const changed = row.version > 1 ? (await wordsOf(tx, keys, row.id, row.version)).content : undefined
  const content = changed ?? Content.parse(unseal(keys, `notices:${row.id}`, row.sealed))
  return { id: row.id, content, automatic: row.author_id === null, releasedAt: row.released_at.getTime() }
}

/** Its receipts, read under the staff member's own scope. */
export const ownReceipts = (tx: Tx, turn: Turned, notice: Shown): Promise<Receipt[]> =>
  receiptsOf(tx, notice.id, turn.facts.person!.staff!.place, read => asStaff(tx, turn, read))

/** How a line about the notice begins: its first words, and when it was given. */
export function heading({ words }: House, turn: Turned, { content, releasedAt }: Shown) {
  const [, month, date] = dayOf(releasedAt).split('-').map(Number)
  return { excerpt: excerptOf(words, turn, content), month, date, time: timeOf(releasedAt) }
}

function excerptOf(words: House['words'], turn: Turned, content: Shown['content']): string {
  if ('voice' in content) return words(turn.waiting.to.language, 'notice:aVoiceNote')
  return firstWords(content.text)
}
