import { momentOf } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import { cut } from './official-words.ts'
import type { Desk, Stored } from './rows.ts'

type Saying = Pick<Desk, 'policy' | 'now' | 'words'>

/** The station's own words, as short as they go into a message. */
export const quoteOf = ({ policy }: Pick<Desk, 'policy'>, { headline, description }: Stored): string =>
  cut(headline || description, policy.weather.quote)

/** Whose words, when they were published, and the words. A headline that names its station needs it once. */
export function saidBy(desk: Saying, warning: Stored, language: Language): { source: string; quote: string } {
  const quote = quoteOf(desk, warning)
  const station = quote.includes(warning.station) ? '' : warning.station
  const source = desk.words(language, 'weather:source', { station, time: momentOf(warning.sentAt, desk.now) })
  return { source: source.trim(), quote }
}

/** What families read: who said so, when, in whose words; and what to mind, in ours. Never a warning of our own. */
export function letterOf(desk: Saying, warning: Stored, language: Language): string {
  const advice = desk.words(language, `weather:mind-${warning.kind}`)
  const key = warning.change === 'Update' ? 'weather:update' : 'weather:letter'
  return desk.words(language, key, { ...saidBy(desk, warning, language), advice })
}

/** What families read when it is taken back. */
export function liftedOf(desk: Saying, warning: Stored, language: Language): string {
  const said = saidBy(desk, warning, language)
  return desk.words(language, said.quote === '' ? 'weather:liftedPlain' : 'weather:lifted', said)
}
