import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { CalendarEntry, type CalendarRow, calendarRows, setCalendarRow } from '../notices/calendar/rows.ts'
import { type RowState, withStates } from '../notices/calendar/states.ts'
import type { Parts } from '../parts.ts'
import { inChinese } from '../zod-words.ts'
import { drawRules, type RuleInForce, rulesInForce } from './calendar-rules.ts'
import type { T } from './page.ts'
import { since, wrongAround } from './policies.ts'
import { daysAndSource, entry, type Wrong } from './policy-form.ts'
import { staffPage } from './staff-page.ts'
import type { Looking } from './whoever.ts'

const KINDS = ['rule', 'vacation', 'exam', 'holidays'] as const

type Shown = {
  rules: readonly RuleInForce[]
  today: string
  rows: { row: CalendarRow; state: RowState }[]
  typed: Readonly<Record<string, string>>
  wrong: readonly Wrong[]
}

const Form = z.strictObject({
  key: z.string().trim().max(100).default(''),
  value: z.string().trim().max(5_000).default(''),
  source: z.string().max(300).default(''),
  from: z.string().max(20).default(''),
  until: z.string().max(20).default(''),
})

/** Every row of the county's calendar, by kind, with its source and days; and a new rule. None is ever changed. */
export const calendarRowsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<object, z.infer<typeof Form>, Shown>(app, parts, {
    url: '/calendar-rows',
    roles: ['county'],
    read: looking => shown(looking, { from: dayOf(looking.now) }, []),
    title: (_, { t }) => t('console-calendar-rows:title'),
    render: ({ rules, today, rows, typed, wrong }, view) => {
      const { t, form } = view
      return html`
      <p class="hint">${t('console-calendar-rows:about')}</p>
      ${drawRules(rules, today, view)}
      <h2>${t('console-calendar-rows:written')}</h2>
      ${rows.length === 0 && html`<p class="nothing">${t('console-calendar-rows:none')}</p>`}
      ${KINDS.map(kind =>
        listed(
          rows.filter(({ row }) => row.kind === kind),
          kind,
          t,
        ),
      )}
      <details class="more" open=${wrong.length > 0}>
        <summary>${t('console-calendar-rows:new')}</summary>
        <p class="hint">${t('console-calendar-rows:howItCounts')}</p>
        ${form(null, fields(typed, wrong, t))}
      </details>
    `
    },
    form: Form,
    post: async (looking, _, typed) => {
      const { tx, who, now, words } = looking
      const rule = { kind: 'rule' as const, key: typed.key, value: valueIn(typed.value) }
      const read = CalendarEntry.safeParse(rule, inChinese)
      const wrong: Wrong[] = [
        ...(read.error?.issues ?? []).map(({ path, message }) => ({
          field: path[0] === 'key' ? 'key' : 'value',
          message:
            path[0] === 'key'
              ? words(who.language, 'console-calendar-rows:wrong-key')
              : [...path.slice(1), message].join(' '),
        })),
        ...wrongAround(looking, typed, dayOf(now)),
      ]
      if (wrong.length > 0) return { again: await shown(looking, typed, wrong) }
      const row = { ...rule, source: typed.source.trim(), from: typed.from, to: typed.until || null }
      await asCounty(tx, who.county, () => setCalendarRow(tx, looking, who.county, row, { staff: who.id }))
      return { to: '/console/calendar-rows' }
    },
  })

const shown = async (looking: Looking, typed: Shown['typed'], wrong: readonly Wrong[]): Promise<Shown> => ({
  ...{ rules: await rulesInForce(looking), rows: await rowsOf(looking) },
  ...{ today: dayOf(looking.now), typed, wrong },
})

const rowsOf = async ({ tx, who, now }: Looking) => withStates(await calendarRows(tx, who.county), dayOf(now))

/** A rule as JSON; left empty it is silent. What is no JSON stays as it is, for the schema to refuse. */
function valueIn(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function listed(rows: Shown['rows'], kind: (typeof KINDS)[number], t: T) {
  if (rows.length === 0) return null
  return html`<h2>${t(`console-calendar-rows:kind-${kind}`)}</h2>
    ${rows.map(
      ({ row, state }) => html`<details open=${state === 'holds'}>
        <summary>
          ${row.key} · ${t(`console-policies:is-${state}`)} · ${since({ ...row, until: row.to }, t)}
        </summary>
        <p class="below">${spoken(row, t)}</p>
      </details>`,
    )}`
}

function spoken({ kind, value }: CalendarRow, t: T): string {
  if (value === null) return t('console-calendar-rows:silent')
  if (kind === 'vacation' || kind === 'exam') return t('console-policies:between', value)
  if (kind === 'holidays')
    return value
      .map(({ name, days, work }) => [name, t('console-policies:between', days), ...work].join(' '))
      .join('\n')
  return JSON.stringify(value, null, 1)
}

function fields(typed: Shown['typed'], wrong: Shown['wrong'], t: T) {
  const of = (field: string) => wrong.filter(one => one.field === field).map(one => one.message)
  return html`
    ${entry(
      { name: 'key', label: t('console-calendar-rows:key'), wrong: of('key') },
      html`<input id="key" name="key" maxlength="60" autocapitalize="off" value=${typed.key ?? ''} />`,
    )}
    ${entry(
      { name: 'value', label: t('console-calendar-rows:value'), wrong: of('value') },
      html`<textarea id="value" name="value" rows="8" spellcheck="false">${typed.value ?? ''}</textarea>`,
    )}
    ${daysAndSource({ typed, wrong }, t)}
  `
}
