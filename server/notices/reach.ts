import { outOfQuiet } from '../../flows/engine/calendar.ts'
import type { PartOfDay } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import { routineFrom } from '../families/part-of-day.ts'
import type { Policy } from '../policy.ts'
import { type Adult, bestOff, peopleOf, type Standing, standingOf } from './audience.ts'
import { budgetLeft } from './budget.ts'

/**
 * How much a notice matters. `plain` keeps everybody's own hour and the week's budget; `urgent` only the night; `danger`
 * not even that.
 */
export const SOON = ['plain', 'urgent', 'danger'] as const
export type Soon = (typeof SOON)[number]

/** Where a household stands before a notice leaves; `later`: reached, at an hour of its own. */
export const STANDS = [
  'reachable',
  'later',
  'budget',
  'held',
  'unbound',
  'refused',
  'no-smartphone',
  'nobody',
] as const
export type Stands = (typeof STANDS)[number]

export type Reach = {
  standing: Map<string, Standing>
  /** When it leaves at the earliest, and for somebody with an hour of their own (ms). */
  from: number
  fromFor: (part: PartOfDay | null) => number
  /** Households by where they stand; they add up to `total`. `last`: when the last of `later` leaves (ms). */
  counts: { of: Stands; count: number }[]
  total: number
  last: number
}

/**
 * Where each adult of an audience stands if a person sends a notice now or at `leavesAt` (ms). Read under the county's
 * scope. A hold only stops what is automatic, and would tell of a case: nobody stands there because of one.
 */
export async function reachOf(
  tx: Tx,
  { policy, now }: { policy: Policy; now: number },
  adults: readonly Adult[],
  { soon, leavesAt }: { soon: Soon; leavesAt: number | null },
): Promise<Reach> {
  const wanted = Math.max(now, leavesAt ?? now)
  const from = soon === 'danger' ? wanted : outOfQuiet(wanted, policy.quiet)
  const fromFor = (part: PartOfDay | null) => (soon === 'plain' ? routineFrom(policy, from, part) : from)
  const all = await standingOf(tx, peopleOf(adults), { automatic: false })
  const standing = soon === 'plain' ? await withinBudget(tx, policy, from, all) : all
  const reachable = [...standing].flatMap(([person, where]) => (where === 'reachable' ? [person] : []))
  const { rows } = await tx.query(
    'select id, part_of_day as part from people where id = any($1) and part_of_day is not null',
    [reachable],
  )
  const later = new Map<string, number>(
    rows.flatMap(row => (fromFor(row.part) > from ? [[row.id, fromFor(row.part)] as const] : [])),
  )
  const stands = new Map<string, Stands>(
    [...standing].map(([person, where]) => [person, later.has(person) ? 'later' : where]),
  )
  const households = bestOff(STANDS, adults, stands)
  const count = (of: Stands) => ({ of, count: households.filter(one => one === of).length })
  return {
    ...{ standing, from, fromFor },
    counts: STANDS.map(count),
    total: households.length,
    last: Math.max(from, ...later.values()),
  }
}

/** Households that get it, now or at their hour. */
export const reachedIn = ({ counts }: Pick<Reach, 'counts'>): number =>
  counts.filter(({ of }) => of === 'reachable' || of === 'later').reduce((sum, { count }) => sum + count, 0)

/** Whoever has had their week's routine messages stands at `budget`. */
export async function withinBudget(
  tx: Tx,
  policy: Policy,
  at: number,
  standing: ReadonlyMap<string, Standing>,
): Promise<Map<string, Standing>> {
  const reachable = [...standing].filter(([, where]) => where === 'reachable').map(([person]) => person)
  const left = await budgetLeft(tx, policy, at, reachable, 'notice')
  return new Map(
    [...standing].map(([person, where]) => [
      person,
      where === 'reachable' && left.get(person)! <= 0 ? 'budget' : where,
    ]),
  )
}
