import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { addDays, between, dayOf, isDay } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { type Period, type Reported, reportPeriod, sumOf } from '../notices/period-report.ts'
import { receiptStates } from '../notices/receipts.ts'
import { firstWords } from '../notices/recent.ts'
import { receiptsFor } from '../notices/send-prepared.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'
import type { Looking } from './whoever.ts'

type Seen = { period: Period; reported: Reported[]; places: Map<string, string>; wrong: boolean }

/** A drowning season and a month; more is two reports. */
const LONGEST = 190
/** What is shown to whoever names no days. */
const USUAL = 120

const Day = z.string().refine(isDay)
const Days = z.strictObject({ from: Day, to: Day })
const Typed = z.strictObject({ from: z.string(), to: z.string() })
const isPeriod = (days: { from: string; to: string }): boolean =>
  Days.safeParse(days).success && days.from <= days.to && between(days.from, days.to) <= LONGEST

/** What was sent in a season and where the households stand, by kind, by village and one by one, to be printed. */
export const noticeReportPages = (parts: Parts) => async (app: FastifyInstance) => {
  const page = {
    title: (_: Seen, { t }: View) => t('console-report:title'),
    render: draw,
    form: Typed,
    post: async (looking: Looking, _: object, days: z.infer<typeof Typed>) =>
      isPeriod(days)
        ? { to: `/console/notices/report/${days.from}/${days.to}` }
        : { again: { ...(await seen(looking, usual(looking))), wrong: true } },
  }
  staffPage<object, z.infer<typeof Typed>, Seen>(app, parts, {
    ...page,
    url: '/notices/report',
    read: looking => seen(looking, usual(looking)),
  })
  staffPage<z.infer<typeof Days>, z.infer<typeof Typed>, Seen>(app, parts, {
    ...page,
    url: '/notices/report/:from/:to',
    params: Days,
    read: async (looking, days) => (isPeriod(days) ? await seen(looking, days) : null),
  })
}

const usual = ({ now }: Looking) => ({ from: addDays(dayOf(now), -USUAL), to: dayOf(now) })

async function seen(looking: Looking, days: { from: string; to: string }): Promise<Seen> {
  const { tx, keys, who } = looking
  const period = { place: who.place, ...days }
  const reported = await asCounty(tx, who.county, () =>
    reportPeriod(tx, keys, period, notice => receiptsFor(looking, notice)),
  )
  const codes = [who.place, ...reported.flatMap(({ villages }) => [...villages.keys()])]
  const { rows } = await tx.query('select code, name from places where code = any($1)', [codes])
  return { period, reported, places: new Map(rows.map(row => [row.code, row.name])), wrong: false }
}

function draw({ period, reported, places, wrong }: Seen, { t, form }: View) {
  const kinds = [...Map.groupBy(reported, ({ kind }) => kind)]
  const villages = [...new Set(reported.flatMap(one => [...one.villages.keys()]))].sort()
  return html`
    <p>${t('console-report:period', { ...period, place: places.get(period.place) ?? '' })}</p>
    ${form(
      null,
      html`
        ${wrong && html`<p class="wrong" role="alert">${t('console-report:wrongDays', { days: LONGEST })}</p>`}
        <p class="field">
          <label for="from">${t('console-report:from')}</label>
          <input id="from" type="date" name="from" value=${period.from} required />
        </p>
        <p class="field">
          <label for="to">${t('console-report:to')}</label>
          <input id="to" type="date" name="to" value=${period.to} required />
        </p>
        <button class="weui-btn weui-btn_default">${t('console-report:show')}</button>
      `,
    )}
    ${
      reported.length === 0
        ? html`<p class="nothing">${t('console-report:none')}</p>`
        : html`
          <p class="hint">${t('console-report:whatItSays')}</p>
          ${table(t, t('console-report:byKind'), [
            ...kinds.map(([kind, some]) => ({ name: t(`console-report:kind-${kind}`), some })),
            { name: t('console-report:all'), some: reported },
          ])}
          ${table(
            t,
            t('console-report:byVillage'),
            villages.map(place => ({
              name: places.get(place) ?? place,
              some: reported.flatMap(one => one.villages.get(place) ?? []),
            })),
          )}
          ${table(
            t,
            t('console-report:oneByOne'),
            reported.map(one => ({
              name: `${one.day} ${firstWords(one.text) || t('notice:aVoiceNote')}${one.stopped ? t('console-report:stopped') : ''}`,
              href: `/console/notices/sent/${one.id}`,
              some: [one],
            })),
          )}
        `
    }
  `
}

type Row = { name: string; href?: string; some: readonly Pick<Reported, 'households' | 'states'>[] }

/** Each row adds up to its households. On a phone a row is a card: every figure stands beside its own name. */
function table(t: View['t'], caption: string, rows: readonly Row[]) {
  const columns = ['notices', 'households', ...receiptStates] as const
  const name = (column: (typeof columns)[number]) => t(`console-report:column-${column}`)
  const figures = ({ some }: Row) => {
    const { households, states } = sumOf(some)
    return { notices: some.length, households, ...states }
  }
  return html`
    <table class="list figures-by-row">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map(column => html`<th scope="col">${name(column)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row => {
          const counts = figures(row)
          return html`<tr>
            <th scope="row">${row.href ? html`<a href=${row.href}>${row.name}</a>` : row.name}</th>
            ${columns.map(
              column =>
                html`<td data-name=${name(column)} data-empty=${counts[column] === 0}>${counts[column]}</td>`,
            )}
          </tr>`
        })}
      </tbody>
    </table>
  `
}
