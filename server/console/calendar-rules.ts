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

/** A rule as it holds today: what it says, and the next day it does; null if not in so many days. */
export type RuleInForce = { key: string; source: string; text: string; next: string | null }

const AHEAD = 400
const NEVER = { at: 0, expiresAt: 0, missing: 'day', dated: false, once: false }

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
      .map(({ key, source, rule }) => {
        const next = ahead.find(one => one.rule === key || one.rule.startsWith(`${key}-20`))
        const never = { ...rule, ages: rule.ages, rule: key, source, day: today, ...NEVER }
        return { key, source, text: says(next ?? never) ?? key, next: next?.day ?? null }
      })
      .sort((a, b) => ((a.next ?? '9') < (b.next ?? '9') ? -1 : 1))
  })
}

/** Each rule in its words, with the way to silence it. */
export const drawRules = (rules: readonly RuleInForce[], today: string, { t, form }: View) => html`
  <h2>${t('console-calendar-rows:inForce')}</h2>
  ${rules.map(
    ({ key, source, text, next }) => html`<details>
      <summary>
        ${
          next
            ? t('console-calendar-rows:next', { day: next, words: firstWords(text) })
            : t('console-calendar-rows:notSoon', { words: firstWords(text) })
        }
      </summary>
      <p class="bubble">${text}</p>
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
