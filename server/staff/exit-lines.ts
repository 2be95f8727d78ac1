import type { PersonFacts } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { exitsWaiting, nameOf } from '../exits/rows.ts'
import { reasonIn } from '../exits/tell.ts'
import type { Line } from './show-list.ts'

/**
 * Children who may leave the list, a line of whoever has to say so next until it is decided. `fresh`: it came to them
 * since yesterday.
 */
export async function exitLines(
  tx: Tx,
  ink: Ink,
  language: Language,
  staff: Pick<NonNullable<PersonFacts['staff']>, 'id' | 'role'>,
  yesterday: Date,
): Promise<{ lines: Line[]; fresh: boolean }> {
  const exits = await exitsWaiting(tx, staff)
  const lines = exits.map(exit => ({
    line: ink.words(language, exit.state === 'asked' ? 'staff:exitAsked' : 'staff:exitAgreed', {
      village: exit.village,
      child: nameOf(ink, exit),
      reason: reasonIn(ink, language, exit.reason),
    }),
    item: { flow: 'exit', about: { exit: exit.id, no: exit.no } },
  }))
  return { lines, fresh: exits.some(exit => (exit.director_at ?? exit.asked_at) > yesterday) }
}
