import { dayOf, isQuiet, outOfQuiet, type QuietHours } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { type Due, type DueItem, type DueWork, type Outcome, schedule, suppress } from '../due.ts'
import { type Policy, policyOn } from '../policy.ts'
import { deafTimes } from './deaf.ts'

/** One rung of a ladder: a row of `due_items` of this kind, taken at most once for each subject. */
export type Rung = {
  kind: string
  /** When it is due (ms), for a count that began at `from`. */
  at: (from: number, policy: Policy) => number
  /** To whom, with what words, or as a line of which list. Sees only subjects that still wait; answers for each. */
  take: DueWork
}

/** Why a subject needs no rung any more, or that it still waits and through which account its answer would come. */
export type Standing = { over: string } | { account: string | null }

/**
 * What happens step by step while something stays unanswered: a table of rungs, in order.
 *
 * - A rung is never taken early, at most once, and not after an answer; why one was not taken is kept with it.
 * - Unless it is about safety, a rung that falls into the night waits for the morning, and times in which the bot could
 *   not hear do not count; both leave a note.
 */
export type Ladder = {
  safety: boolean
  /**
   * How these subjects stand. Locks their rows, passing over those that somebody has in hand this very moment (they are
   * missing in the answer, and looked at again): an answer and a rung never wait for each other.
   */
  look: (tx: Tx, subjects: readonly string[]) => Promise<Map<string, Standing>>
  rungs: readonly Rung[]
}

/** `again`: the count has begun anew, so these are other rungs than those before. */
export type Climber = Pick<DueItem, 'place' | 'person'> & { subject: string; from: number; again?: true }

/** Writes down every rung for these subjects, counted from `from` (ms): the confirmed sending, or the cry itself. */
export async function begin(
  tx: Tx,
  ladder: Ladder,
  policy: Policy,
  climbers: readonly Climber[],
): Promise<void> {
  await schedule(
    tx,
    climbers.flatMap(({ from, again, ...climber }) =>
      ladder.rungs.map(({ kind, at }) => {
        const dueAt = at(from, policy)
        const moved = ladder.safety ? dueAt : outOfQuiet(dueAt, policy.quiet)
        const putOff = moved === dueAt ? {} : { movedFrom: dueAt, note: 'quiet-hours' }
        return {
          ...climber,
          key: again ? `${kind}:${climber.subject}:${from}` : `${kind}:${climber.subject}`,
          kind,
          dueAt: moved,
          countsFrom: from,
          ...putOff,
        }
      }),
    ),
  )
}

/** The rungs that have not been taken never will be, for this reason. */
export const end = (
  tx: Tx,
  ladder: Ladder,
  subjects: readonly string[],
  reason: string,
  now: number,
): Promise<void> =>
  suppress(
    tx,
    subjects,
    reason,
    now,
    ladder.rungs.map(rung => rung.kind),
  )

/** A ladder's rungs as works (server/works.ts), each taken only for what still waits and when its time has come. */
export const worksOf = (...ladders: readonly Ladder[]): Record<string, DueWork> =>
  Object.fromEntries(ladders.flatMap(ladder => ladder.rungs.map(rung => [rung.kind, climb(ladder, rung)])))

/** Whoever answers this very moment is waited for so long (ms). */
const A_MOMENT = 1_000

function climb(ladder: Ladder, rung: Rung): DueWork {
  return async (tx, house, items) => {
    const standings = await ladder.look(
      tx,
      items.map(item => item.subject!),
    )
    const { quiet, hearing } = await policyOn(tx, house.county, dayOf(house.now))
    const listening = { now: house.now, deafAfter: hearing.deafAfterSeconds * 1_000 }
    const deaf = ladder.safety ? null : await deafTimes(tx, listening, accountsOf(items, standings))
    const outcomes = new Map<Due, Outcome>()
    for (const item of items) {
      const standing = standings.get(item.subject!)
      if (!standing) outcomes.set(item, { later: house.now + A_MOMENT, note: null })
      else if ('over' in standing) outcomes.set(item, { skipped: standing.over })
      else if (deaf) {
        const putOff = later(item, deaf.get(item.id) ?? 0, quiet, house.now)
        if (putOff) outcomes.set(item, putOff)
      }
    }
    const ready = items.filter(item => !outcomes.has(item))
    const taken = ready.length > 0 ? await rung.take(tx, house, ready) : []
    for (const [n, item] of ready.entries()) outcomes.set(item, taken[n]!)
    return items.map(item => outcomes.get(item)!)
  }
}

/** When an ordinary rung's time comes, if it has not: deaf time does not count, and the night waits for the morning. */
function later(item: Due, deaf: number, quiet: QuietHours, now: number): Outcome | null {
  const due = (item.movedFrom ?? item.dueAt) + deaf
  if (due > now) return { later: outOfQuiet(due, quiet), note: 'could-not-hear' }
  return isQuiet(now, quiet) ? { later: outOfQuiet(now, quiet), note: 'quiet-hours' } : null
}

function accountsOf(
  items: readonly Due[],
  standings: ReadonlyMap<string, Standing>,
): { id: string; account: string; from: number }[] {
  return items.flatMap(({ id, subject, countsFrom }) => {
    const standing = standings.get(subject!)
    const account = standing && 'account' in standing ? standing.account : null
    return account !== null && countsFrom != null ? [{ id, account, from: countsFrom }] : []
  })
}
