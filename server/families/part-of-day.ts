import { dayOf, instantOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { PartOfDay } from '../../flows/index.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'

/** What the house asks of its own accord, and at what time of day unless somebody wishes otherwise. */
const ASKED_AT: Record<string, (policy: Policy) => string> = {
  'check-in': policy => policy['check-in'].at,
  'care-question': policy => policy['care-question'].at,
  'child-consent': policy => policy['care-question'].at,
  checklist: policy => policy['care-question'].at,
  entrust: policy => policy.entrustment.at,
  'weekly-nudge': policy => policy['weekly-nudge'].at,
}

/** The instant (ms) of a routine question on a day: at its own time, or when the part of the day begins that suits. */
export function askedOn(policy: Policy, day: string, at: string, part: PartOfDay | null): number {
  if (part === null) return instantOf(day, at)
  const { from, to } = policy['part-of-day'][part]
  return instantOf(day, from <= at && at < to ? at : from)
}

/** The first instant (ms) from now on at which something routine may leave: out of the quiet hours, and when it suits. */
export function routineFrom(policy: Policy, now: number, part: PartOfDay | null): number {
  const awake = outOfQuiet(now, policy.quiet)
  if (part === null) return awake
  const { from, to } = policy['part-of-day'][part]
  // Everything but the part that suits is a time of rest.
  return outOfQuiet(awake, { from: to, to: from })
}

/** Remembered on the person; what is already planned moves along, so that no question waits unseen from its old hour on. */
export async function setPartOfDay(
  tx: Tx,
  { policy, now }: House,
  items: readonly Item<'setPartOfDay'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const person = turn.waiting.to.person
    if (person === null) continue
    await tx.query('update people set part_of_day = $2 where id = $1', [person, effect.part])
    const { rows } = await tx.query(
      `select id, kind, due_at, expires_at from due_items
       where person_id = $1 and kind = any($2) and state = 'open' and due_at > $3`,
      [person, Object.keys(ASKED_AT), new Date(now)],
    )
    const moved = rows.map(row => {
      const due = askedOn(policy, dayOf(row.due_at.getTime()), ASKED_AT[row.kind]!(policy), effect.part)
      const worth = row.expires_at && row.expires_at.getTime() - row.due_at.getTime()
      return { id: row.id, due, expires: worth && due + worth }
    })
    await tx.query(
      `update due_items d set due_at = m.due_at, expires_at = m.expires_at
       from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as m(id, due_at, expires_at) where d.id = m.id`,
      [
        moved.map(one => one.id),
        moved.map(one => new Date(one.due)),
        moved.map(one => (one.expires === null ? null : new Date(one.expires))),
      ],
    )
  }
}
