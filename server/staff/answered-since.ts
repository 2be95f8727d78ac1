import { days, momentOf } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { childrenOf } from '../notices/receipts.ts'

const MOST = 8
/** An answer older than this is no news. */
const NEWS = days(7)

/**
 * 后来回复了: families whose silence had become a line of the list, and who have answered since, with the time (RELIABILITY
 * G8). Shown until `wasShown` is told of them.
 */
export async function answeredSince(
  tx: Tx,
  ink: Ink,
  language: Language,
): Promise<{ lines: string[]; answered: string[] }> {
  const { rows } = await tx.query(
    `select c.household_id as household, max(t.done_at) as at, array_agg(t.id) as tasks
     from tasks t join children c on c.id = t.child_id
     where t.kind = 'silent' and t.done_at > $1 and t.done_by is null and t.answer_shown_at is null
     group by 1 order by 2 limit $2`,
    [new Date(ink.now - NEWS), MOST],
  )
  if (rows.length === 0) return { lines: [], answered: [] }
  const names = await childrenOf(
    tx,
    ink.keys,
    rows.map(row => row.household),
  )
  const families = rows.map(row =>
    ink.words(language, 'staff:answeredFamily', {
      children: (names.get(row.household) ?? []).map(calledBy).join('、'),
      time: momentOf(row.at.getTime(), ink.now),
    }),
  )
  const lines = [
    ink.words(language, 'staff:answeredSince', {
      families: families.join(ink.words(language, 'notice:comma')),
    }),
  ]
  return { lines, answered: rows.flatMap(row => row.tasks) }
}

/** They have been shown. */
export async function wasShown(tx: Tx, tasks: readonly string[], now: number): Promise<void> {
  if (tasks.length > 0)
    await tx.query('update tasks set answer_shown_at = $2 where id = any($1)', [tasks, new Date(now)])
}
