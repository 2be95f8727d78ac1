import { dayOf } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { Keys } from '../privacy/seal.ts'
import { type Receipt, receiptStates } from './receipts.ts'
import { above, noticeOf } from './recent.ts'

export type States = Record<Receipt['state'], number>
/** A notice as far as a place's families were its audience; `states` are households and add up to `households`. */
export type Reported = {
  id: string
  kind: string
  /** Its words; empty for a voice note. */
  text: string
  /** The day it was released. */
  day: string
  stopped: boolean
  households: number
  states: States
  /** By village code. */
  villages: Map<string, { households: number; states: States }>
}

/** From one day to another, both included, below a place. */
export type Period = { place: string; from: string; to: string }

/**
 * What was sent in a period, the earliest first, and where its households stand. Runs under the county's scope;
 * `receipts` reads a notice's under that of whoever looks, and one without families of theirs is left out. It says what
 * was sent and answered, never whether a child is safe, and ranks nobody.
 */
export async function reportPeriod(
  tx: Tx,
  keys: Keys,
  { place, from, to }: Period,
  receipts: (notice: string) => Promise<Receipt[]>,
): Promise<Reported[]> {
  const { rows } = await tx.query(
    `select * from notices
     where (released_at at time zone 'Asia/Shanghai')::date between $1 and $2
       and (place = any($3) or starts_with(place, $4)) order by released_at, id`,
    [from, to, above(place), place],
  )
  const reported: Reported[] = []
  for (const row of rows) {
    const { id, text, releasedAt, stoppedAt } = noticeOf(keys, row)
    const all = await receipts(id)
    if (all.length === 0) continue
    const villages = [...Map.groupBy(all, ({ place }) => place)].sort(([a], [b]) => (a < b ? -1 : 1))
    reported.push({
      ...{ id, text, kind: row.kind, day: dayOf(releasedAt), stopped: stoppedAt !== null },
      ...counted(all),
      villages: new Map(villages.map(([place, some]) => [place, counted(some)])),
    })
  }
  return reported
}

const counted = (receipts: readonly Receipt[]) => ({
  households: receipts.length,
  states: Object.fromEntries(
    receiptStates.map(state => [state, receipts.filter(one => one.state === state).length]),
  ) as States,
})

/** Added up: households and states of several notices. One household counts as often as a notice was for it. */
export const sumOf = (parts: readonly Pick<Reported, 'households' | 'states'>[]) => ({
  households: parts.reduce((sum, one) => sum + one.households, 0),
  states: Object.fromEntries(
    receiptStates.map(state => [state, parts.reduce((sum, one) => sum + one.states[state], 0)]),
  ) as States,
})
