import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { atItsTime } from './accept.ts'
import { type Desk, lockWarning, type State, setState, stateAt } from './rows.ts'
import type { Doubt, Level } from './warning.ts'

/** What only the station itself can put right; such a warning is pasted anew from its own words. */
const NOT_OURS: readonly Doubt[] = ['station', 'words', 'language']

export const canBeGiven = (doubts: readonly Doubt[]): boolean =>
  !doubts.some(doubt => NOT_OURS.includes(doubt))

export type Decision = { as: 'give'; level: Level; areas: string[] } | { as: 'drop' }

/**
 * A member of the county's staff settles what was in doubt: it is given with this level to these places, or to nobody.
 * Null when there is nothing to decide.
 */
export async function decideWarning(
  tx: Tx,
  desk: Desk,
  { id, staff, decision }: { id: string; staff: string; decision: Decision },
): Promise<State | null> {
  const warning = await lockWarning(tx, desk.keys, id)
  const state = warning && (warning.state === 'waiting' ? 'waiting' : stateAt(warning, desk.now))
  if (!warning || state !== 'waiting') return null
  if (decision.as === 'give' && !canBeGiven(warning.doubts)) return null
  const level = decision.as === 'give' ? decision.level : warning.level
  const areas = decision.as === 'give' ? decision.areas : warning.areas
  await suppress(tx, [id], 'decided', desk.now)
  await tx.query(
    `update warnings set decided_by = $2, decided_at = $3, level = $4, areas = $5, state = 'planned' where id = $1`,
    [id, staff, new Date(desk.now), level, areas],
  )
  desk.acts.push({
    kind: 'warning-decided',
    place: desk.county,
    subjects: [id],
    by: { staff },
    what: { as: decision.as, level, areas },
    rows: [{ table: 'warnings', id, is: { decided_by: staff, decided_at: desk.now } }],
  })
  const ended: State | null =
    decision.as === 'drop' ? 'dropped' : warning.expiresAt <= desk.now ? 'expired' : null
  if (ended) {
    await setState(tx, warning, ended)
    return ended
  }
  return await atItsTime(tx, desk, { ...warning, level, areas, decidedBy: staff, state: 'planned' })
}
