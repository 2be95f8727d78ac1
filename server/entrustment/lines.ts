import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Line } from '../staff/show-list.ts'
import type { State } from './rows.ts'
import { livingEntrustments } from './rows.ts'
import { entrustmentLine, itemOf } from './show.ts'

/** What waits for somebody of a post: the village to witness and to print; the township to look into it, or to file. */
const WAITS_FOR: Readonly<Record<string, readonly State[]>> = {
  director: ['waiting-village', 'confirmed', 'printed'],
  supervisor: ['stopped', 'signed'],
  county: [],
}

/** Lines of 今天: entrustments that wait for whoever looks, under that person's scope. */
export async function entrustmentLines(
  tx: Tx,
  ink: Ink,
  language: Language,
  role: 'director' | 'supervisor' | 'county',
): Promise<Line[]> {
  const states = WAITS_FOR[role]!
  if (states.length === 0) return []
  const found = await livingEntrustments(tx, { states })
  return found
    .slice(0, 20)
    .map(one => ({ line: entrustmentLine(ink, language, one), item: itemOf(role, one.id) }))
}
