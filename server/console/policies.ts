import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf, isDay } from '../../flows/engine/calendar.ts'
import { AppError } from '../errors.ts'
import type { Json } from '../evidence/canonical.ts'
import type { Parts } from '../parts.ts'
import type { Policy } from '../policy.ts'
import {
  POLICY_KEYS,
  PolicyKey,
  type PolicyRow,
  policyRows,
  valueFor,
  writePolicyRow,
} from '../policy-rows.ts'
import { inChinese } from '../zod-words.ts'
import type { T } from './page.ts'
import { type Leaf, leafOf, leavesOf, nameOf, typedOf, valueTyped } from './policy-fields.ts'
import { policyForm, shownValue, type Wrong } from './policy-form.ts'
import { staffPage } from './staff-page.ts'
import type { Looking } from './whoever.ts'

/** What the county has decided, one line for each thing that can be: since when, and by which paper. */
export const policiesPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/policies',
    roles: ['county'],
    read: async ({ tx, who, now }: Looking) => await policyRows(tx, who.county, dayOf(now)),
    title: (_, { t }) => t('console-policies:title'),
    render: (rows, { t }) => html`
      <p class="hint">${t('console-policies:about')}</p>
      <div class="weui-cells">
        ${POLICY_KEYS.map(key => {
          const own = rows.filter(row => row.key === key)
          return html`<a class="weui-cell weui-cell_access" href=${`/console/policies/${key}`}>
            <span class="weui-cell__bd">
              ${t(`figures:${key}`)}<br />
              <span class="hint">${standing(own, t)}</span>
            </span>
            <span class="weui-cell__ft"></span>
          </a>`
        })}
      </div>
    `,
  })

function standing(rows: readonly PolicyRow[], t: T): string {
  const holds = rows.find(row => row.state === 'holds')
  const next = rows.findLast(row => row.state === 'planned')
  return [
    holds ? since(holds, t) : t('console-policies:default'),
    ...(next ? [t('console-policies:changes', { day: next.from })] : []),
  ].join(' · ')
}

/** From when to when a row holds, and where it is written. */
export const since = ({ from, until, source }: Pick<PolicyRow, 'from' | 'until' | 'source'>, t: T): string =>
  [
    until === null
      ? t('console-policies:since', { from })
      : t('console-policies:between', { from, to: until }),
    t('console-policies:source', { source }),
  ].join(' · ')

type Shown = {
  key: keyof Policy
  value: Json
  rows: PolicyRow[]
  leaves: Leaf[]
  typed: Record<string, string>
  wrong: Wrong[]
}

/** What was ticked comes several times under one name. */
const Form = z.record(
  z.string(),
  z.union([z.string(), z.array(z.string()).transform(ticked => ticked.filter(Boolean).join(','))]),
)

/** One thing the county may decide: what holds, what is planned, what was, and a new row. */
export const policyPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/policies/:key',
    roles: ['county'],
    params: z.strictObject({ key: PolicyKey }),
    read: (looking, { key }) => shown(looking, key),
    title: ({ key }, { t }) => t(`figures:${key}`),
    render: (it, view) => {
      const { t } = view
      const { key, rows, leaves } = it
      const values = (value: Json) => shownValue(key, leaves, value, t)
      const holds = rows.find(row => row.state === 'holds')
      const others = rows.filter(row => row !== holds)
      return html`
        <h2>${t('console-policies:now')}</h2>
        <p class="hint">${holds ? since(holds, t) : t('console-policies:default')}</p>
        ${values(it.value)}
        <h2>${t('console-policies:new')}</h2>
        <p class="hint">${t('console-policies:howItCounts')}</p>
        ${view.form(null, policyForm(it, t))}
        ${others.length > 0 && html`<h2>${t('console-policies:others')}</h2>`}
        ${others.map(
          row => html`<details>
            <summary>${t(`console-policies:is-${row.state}`)} · ${since(row, t)}</summary>
            ${values(row.value)}
          </details>`,
        )}
      `
    },
    form: Form,
    post: async (looking, { key }, typed) => {
      const { tx, who, now } = looking
      const leaves = leavesOf(valueFor(key))
      const today = dayOf(now)
      const read = valueFor(key).safeParse(valueTyped(leaves, fieldsOf(typed)), inChinese)
      const { source = '', from = '', until = '' } = typed
      const wrong: Wrong[] = [
        ...(read.error?.issues ?? []).map(({ path, message }) => {
          const leaf = leafOf(leaves, path.join('.'))
          return { field: leaf ? nameOf(leaf) : '', message }
        }),
        ...wrongAround(looking, { source, from, until }, today),
      ]
      if (wrong.length > 0 || !read.success)
        return { again: { ...(await shown(looking, key)), typed, wrong } }
      await writePolicyRow(
        tx,
        { county: who.county, today, now, acts: looking.acts },
        { staff: who.id },
        { key, value: read.data as Json, source: source.trim(), from, until: until || null },
      )
      return { to: `/console/policies/${key}` }
    },
  })

/** The leaves' own fields, by their names. */
const fieldsOf = (typed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).flatMap(([name, text]) => (name.startsWith('v.') ? [[name.slice(2), text]] : [])),
  )

async function shown({ tx, who, now, policy }: Looking, key: keyof Policy): Promise<Shown> {
  const leaves = leavesOf(valueFor(key))
  const value = policy[key] as Json
  const typed = Object.fromEntries(
    Object.entries(typedOf(leaves, value)).map(([name, text]) => [`v.${name}`, text]),
  )
  const rows = await policyRows(tx, who.county, dayOf(now), key)
  return { key, value, rows, leaves, typed: { ...typed, from: dayOf(now) }, wrong: [] }
}

/** What is wrong with the source and the days, in words. */
export function wrongAround(
  { words, who }: Looking,
  { source, from, until }: { source: string; from: string; until: string },
  today: string,
): Wrong[] {
  const say = (key: string) => words(who.language, key)
  const day = new AppError('E-POLICY-DAY').text(who.language)
  const isGood = isDay(from) && from >= today && (until === '' || (isDay(until) && until >= from))
  return [
    ...(source.trim() === '' || source.length > 200
      ? [{ field: 'source', message: say('console-policies:sourceNeeded') }]
      : []),
    ...(isGood ? [] : [{ field: 'from', message: day }]),
  ]
}
