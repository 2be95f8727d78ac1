import { html } from 'htm/preact'
import { addDays, dayOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { messageFor } from '../notices/calendar/compose.ts'
import { calendarOf } from '../notices/calendar/give.ts'
import { AUDIENCES } from '../notices/calendar/rule.ts'
import { type Entry, rulesOn, whatGoesOut } from '../notices/calendar/what-goes-out.ts'
import { ownWordsOn, wordingRows } from '../notices/calendar/wordings.ts'
import { firstWords } from '../notices/recent.ts'
import { countyOn } from '../policy.ts'
import { sourceWords } from './calendar.ts'
import { daysAndSource } from './policy-form.ts'
import type { View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

/** A rule as it holds today: what it says the next time and when that is, or null if not in so many days. */
export type RuleInForce = { key: string; source: string; next: { day: string; text: string } | null }

const AHEAD = 400

/** The rules of the county's calendar that hold today, ours and its own, the next to speak first. */
export async function rulesInForce({ tx, who, words, policy, now }: Looking): Promise<RuleInForce[]> {
  const today = dayOf(now)
  return await asCounty(tx, who.county, async () => {
    const calendar = await calendarOf(tx, who.county, policy)
    const { name } = await countyOn(tx, who.county, today)
    const own = ownWordsOn(await wordingRows(tx, who.county), today)
    const says = (entry: Entry) =>
      AUDIENCES.map(to => messageFor({ words, own, county: name }, who.language, to, [entry])).find(Boolean)
    const ahead = whatGoesOut(calendar, today, addDays(today, AHEAD)).flatMap(({ said }) => said)
    return rulesOn(calendar, today)
      .map(({ key, source }) => {
        const next = ahead.find(({ rule }) => rule === key || rule.startsWith(`${key}-20`))
        return { key, source, next: next ? { day: next.day, text: says(next) ?? '' } : null }
      })
      .sort((a, b) => ((a.next?.day ?? '9') < (b.next?.day ?? '9') ? -1 : 1))
  })
}

/** Each rule in its words, with the way to silence it. */
export const drawRules = (rules: readonly RuleInForce[], today: string, { t, form }: View) => html`
  <h2>${t('console-calendar-rows:inForce')}</h2>
  ${rules.map(
    ({ key, source, next }) => html`<details>
      <summary>
        ${
          next
            ? t('console-calendar-rows:next', { day: next.day, words: firstWords(next.text) })
            : t('console-calendar-rows:notSoon', { key })
        }
      </summary>
      ${next && html`<p class="bubble">${next.text}</p>`}
      <p class="hint">${t('console-calendar:source', { source: sourceWords(source, t) })} · ${key}</p>
      <details class="more">
        <summary>${t('console-calendar-rows:silence')}</summary>
        ${form(
          null,
          html`<input type="hidden" name="key" value=${key} />
            ${daysAndSource({ typed: { from: today }, wrong: [], id: key }, t)}`,
        )}
      </details>
    </details>`,
  )}
`
