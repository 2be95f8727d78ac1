import { t } from './words.js'

/**
 * The server writes instants as the clocks in Shanghai show them (2026-11-21T10:05:00.000+08:00), so their own text
 * is what is shown, wherever the browser is.
 * @param {string} iso
 */
function parts(iso) {
  const [year = 0, month = 0, day = 0] = iso.slice(0, 10).split('-').map(Number)
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  return { year, month, day, weekday: t(`weekday.${weekday}`), time: iso.slice(11, 16) }
}

/** 2026年11月21日 周六 @param {string} iso */
export const longDate = iso => `${t('date', parts(iso))} ${parts(iso).weekday}`

/** 10:05 @param {string} iso */
export const timeOfDay = iso => parts(iso).time

/** 11月21日 10:05 @param {string} iso */
export const dayAndTime = iso => `${t('day', parts(iso))} ${parts(iso).time}`

/** 周六 10:05 within a week from `now`, else 11月21日 10:05 @param {string} iso @param {string} now */
export function soonTime(iso, now) {
  const days =
    (Date.parse(`${iso.slice(0, 10)}T00:00Z`) - Date.parse(`${now.slice(0, 10)}T00:00Z`)) / 86_400_000
  if (days === 0) return parts(iso).time
  return days > 0 && days < 7 ? `${parts(iso).weekday} ${parts(iso).time}` : dayAndTime(iso)
}

/** The same day @param {string} a @param {string} b */
export const sameDay = (a, b) => a.slice(0, 10) === b.slice(0, 10)

/** An instant `ms` later, written as the server writes it. @param {string} iso @param {number} ms */
export function later(iso, ms) {
  return `${new Date(Date.parse(iso) + ms + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`
}
