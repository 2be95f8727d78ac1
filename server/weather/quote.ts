import { momentOf } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import { cut } from './official-words.ts'
import type { Desk, Stored } from './rows.ts'

/** The station's own words, as short as they go into a message. */
export const quoteOf = ({ policy }: Pick<Desk, 'policy'>, { headline, description }: Stored): string =>
  cut(headline || description, policy.weather.quote)

/** Station, time and words, for a text of the house. */
export const saidBy = (desk: Pick<Desk, 'policy' | 'now'>, warning: Stored) => ({
  station: warning.station,
  time: momentOf(warning.sentAt, desk.now),
  quote: quoteOf(desk, warning),
})

/** What families read: who said so, when, in whose words; and what to mind, in ours. Never a warning of our own. */
export function letterOf(desk: Desk, warning: Stored, language: Language): string {
  const said = saidBy(desk, warning)
  const advice = desk.words(language, `weather:mind-${warning.kind}`)
  // A headline that names its station needs it once.
  const named = said.quote.includes(warning.station) ? 'Named' : ''
  const key = warning.change === 'Update' ? `weather:update${named}` : `weather:letter${named}`
  return desk.words(language, key, { ...said, advice })
}

/** What families read when it is taken back. */
export function liftedOf(desk: Desk, warning: Stored, language: Language): string {
  const said = saidBy(desk, warning)
  if (said.quote === '') return desk.words(language, 'weather:liftedPlain', said)
  return desk.words(
    language,
    said.quote.includes(warning.station) ? 'weather:liftedNamed' : 'weather:lifted',
    said,
  )
}
