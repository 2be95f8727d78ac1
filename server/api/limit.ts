import { minutes } from '../../flows/engine/calendar.ts'

/** Counts by the minute in this process: whole seconds until there is room again, 0 when there is room now. */
export type Limit = (key: string, most: number, now: number) => number

/** A count that begins anew with each minute; what lies in minutes gone by is forgotten. */
export function openLimit(): Limit {
  let minute = 0
  const counts = new Map<string, number>()
  return (key, most, now) => {
    const current = Math.floor(now / minutes(1))
    if (current !== minute) {
      minute = current
      counts.clear()
    }
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= most ? 0 : Math.ceil((minutes(current + 1) - now) / 1_000)
  }
}
