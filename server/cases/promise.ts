import { addDays, dayOf, hours, instantOf, spokenTime } from '../../flows/engine/calendar.ts'
import type { House, Turned } from '../conversation/apply.ts'
import type { Policy } from '../policy.ts'
import { calledOfficer, type Officer } from '../staff/staff.ts'

/** The promise counts hours between `from` and `to`: what comes at night is answered in the morning. */
export function promiseTime(
  now: number,
  { answerWithin, from, to }: Pick<Policy['request'], 'answerWithin' | 'from' | 'to'>,
): number {
  const today = dayOf(now)
  const [opens, closes] = [instantOf(today, from), instantOf(today, to)]
  const begins = Math.max(now, opens)
  const left = Math.max(0, closes - begins)
  if (hours(answerWithin) <= left || closes <= opens) return begins + hours(answerWithin)
  const tomorrow = instantOf(addDays(today, 1), from)
  return promiseTime(tomorrow, { answerWithin: answerWithin - left / hours(1), from, to })
}

/** Who will be in touch, until when, and the telephone; without anybody, the county's duty number. */
export function promise(
  { now, county }: House,
  holder: Officer | null,
  promised: number,
): Turned['replies'][number] {
  const { day, time } = spokenTime(promised, now)
  const when = day === 'today' || day === 'tomorrow' ? day : 'date'
  if (!holder) return { key: 'request:nobody', values: { dutyPhone: county.dutyPhone } }
  const { surname, post: role } = calledOfficer(holder)
  return {
    key: `request:promise-${role}-${when}`,
    values: { surname, time, day, phone: holder.phone ?? county.dutyPhone },
  }
}
