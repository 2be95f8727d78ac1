import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import type { Line } from '../staff/show-list.ts'
import { saidBy } from './quote.ts'
import { OVERDUE, warningsWhere } from './rows.ts'

/**
 * Warnings that a person of the county has to settle before anybody is told, and any that should have begun and did not;
 * each opens its page. Nobody below the
 * county sees them.
 */
export async function warningLines(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
): Promise<Line[]> {
  const waiting = await warningsWhere(
    tx,
    ink.keys,
    `expires_at > $1 and (state = 'waiting' or (state = 'planned' and effective_at < $2))`,
    [new Date(ink.now), new Date(ink.now - OVERDUE)],
    10,
  )
  return waiting.map(warning => ({
    line: ink.words(language, 'weather:waiting', saidBy(ink, warning, language)),
    item: { flow: 'open-page', about: { path: `/console/warnings/${warning.id}` } },
  }))
}
