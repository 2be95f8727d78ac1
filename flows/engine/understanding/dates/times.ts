import { numberCharacters, numberOf } from '../digits.ts'
import { normalise } from '../normalise.ts'
import { dateIn } from './dates.ts'

const hour = `[${numberCharacters}]{1,3}`
const part = '(凌晨|半夜|清早|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|早|晚)?'
const spoken = new RegExp(
  `${part}的?(${hour})(?:点钟?|时)(?:(半)|(一刻|三刻)|([${numberCharacters}]{1,3})分?)?`,
)
const written = new RegExp(`${part}([0-9]{1,2}):([0-9]{2})`)

/**
 * The time of day a text names, 'HH:MM', or null. `expects` says how an hour without 上午 or 下午 is meant: 7点 of a
 * morning list is seven in the morning; otherwise 1 to 6 are hours of the afternoon, as an announcement means them.
 */
export function timeIn(text: string, expects: 'morning' | 'day'): string | null {
  const clock = written.exec(text)
  if (clock) return timeOf(clock[1], Number(clock[2]), Number(clock[3]), expects)
  const found = spoken.exec(text)
  if (!found) return /中午/.test(text) ? '12:00' : null
  const [, when, at, half, quarter, minutes] = found
  const past = half ? 30 : quarter ? (quarter === '一刻' ? 15 : 45) : minutes ? numberOf(minutes) : 0
  return timeOf(when, numberOf(at!), past, expects)
}

/** The day (null: none is named) and the time at which something is to happen: 明早8点. */
export function laterIn(text: string, today: string): { day: string | null; time: string } | null {
  const said = normalise(text)
  const time = timeIn(said, 'day')
  if (time === null) return null
  // 明早, 后晚: the day and its part in one word.
  const apart = said.replace(/([今明后])(早|晚|天晚|天早)/gu, '$1天')
  return { day: dateIn(apart, today), time }
}

function timeOf(
  when: string | undefined,
  at: number | null,
  past: number | null,
  expects: 'morning' | 'day',
): string | null {
  if (at === null || past === null || at > 24 || past > 59) return null
  const late = when === undefined ? expects === 'day' && at >= 1 && at <= 6 : /下午|傍晚|晚|夜/.test(when)
  const noon = when === '中午' && at < 11
  const shown = (late || noon) && at < 12 ? at + 12 : at
  const whole = shown === 24 ? 0 : shown
  return `${String(whole).padStart(2, '0')}:${String(past).padStart(2, '0')}`
}
