import { isDay } from '../../flows/engine/calendar.ts'
import { AppError } from '../errors.ts'

const INSTANT =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** An instant (ms) with its zone, as CAP writes it. Throws E-WARN-TIME naming the field: a time without a zone is none. */
export function instantIn(field: string, text: string): number {
  const day = INSTANT.exec(text)?.[1]
  if (day === undefined || !isDay(day)) throw new AppError('E-WARN-TIME', { what: field })
  return Date.parse(text)
}
