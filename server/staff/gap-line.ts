import { days } from '../../flows/engine/calendar.ts'
import type { PersonFacts } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { countGaps } from '../gaps/list.ts'
import type { Policy } from '../policy.ts'
import type { Line } from './show-list.ts'

/** The gaps as one line that opens their page: all of a village, and for those above what has stood too long. */
export async function gapLine(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
  { role }: Pick<NonNullable<PersonFacts['staff']>, 'role'>,
  yesterday: Date,
): Promise<{ lines: Line[]; fresh: boolean }> {
  const longAgo = ink.now - days(ink.policy.gaps.aboveAfterDays)
  const { all, above, fresh } = await countGaps(tx, longAgo, yesterday.getTime())
  const count = role === 'director' ? all : above
  if (count === 0) return { lines: [], fresh: false }
  const item = { flow: 'open-page', about: { path: '/console/gaps' } }
  return {
    lines: [{ line: ink.words(language, 'staff:gapsOpen', { count }), item }],
    fresh: fresh && role === 'director',
  }
}
