import { addDays, dayOf, weekday } from '../../flows/engine/calendar.ts'
import type { Policy } from '../policy.ts'

/** So many days from now (ms), or the day after it: never on the day of the weekly question. */
export function dayToAsk(policy: Policy, now: number, inDays: number): string {
  const day = addDays(dayOf(now), inDays)
  return weekday(day) === policy['check-in'].weekday ? addDays(day, 1) : day
}
