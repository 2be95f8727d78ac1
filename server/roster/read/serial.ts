/** 25569 days lie between Excel's day 0 and 1970-01-01. */
const EPOCH = 25_569
const DAY = 86_400_000
/** 9999-12-31. */
const LAST = 2_958_465

/**
 * The day of a number that Excel shows as a date. Excel believes in 29 February 1900 (day 60): that one comes back
 * as the text it shows, for the rules to refuse. A number that is no day stays a number.
 */
export function serialDay(value: number, from1904: boolean): ['d' | 't' | 'n', string] {
  const serial = Math.floor(value) + (from1904 ? 1462 : 0)
  if (serial < 1 || serial > LAST) return ['n', String(value)]
  if (serial === 60 && !from1904) return ['t', '1900-02-29']
  const days = serial < 60 && !from1904 ? serial + 1 : serial
  return ['d', new Date((days - EPOCH) * DAY).toISOString().slice(0, 10)]
}
