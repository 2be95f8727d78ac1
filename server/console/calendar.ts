import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { addMonths, dayOf, monthOf as monthOfDay, timeOf, weekday } from '../../flows/engine/calendar.ts'
import { type Dated, type Month, type MonthDay, monthOf } from '../notices/calendar/month.ts'
import { NO_PAPER } from '../notices/seasons.ts'
import type { Parts } from '../parts.ts'
import { type StaffPage, staffPage, type View } from './staff-page.ts'

type At = { month?: string | undefined }

/** 日历: what the house will say to families this month or another, and to how many. */
export const calendarPage = (parts: Parts) => async (app: FastifyInstance) => {
  const page: Omit<StaffPage<At, object, Month>, 'url' | 'params'> = {
    read: ({ tx, who, ...looking }, { month }) =>
      monthOf(tx, looking, who, month ?? monthOfDay(dayOf(looking.now))),
    title: ({ month }, { t }) =>
      t('console-calendar:titleOf', { year: month.slice(0, 4), month: Number(month.slice(5)) }),
    render: draw,
  }
  staffPage<At, object, Month>(app, parts, { ...page, url: '/calendar' })
  staffPage<At, object, Month>(app, parts, {
    ...page,
    url: '/calendar/:month',
    params: z.strictObject({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/) }),
  })
}

function draw({ month, days, dated, holidays }: Month, view: View) {
  const { t } = view
  const turn = (by: number) => addMonths(`${month}-01`, by).slice(0, 7)
  const year = month.slice(0, 4)
  return html`
    <p class="turns">
      ${[-1, 1].map(
        by => html`<a href=${`/console/calendar/${turn(by)}`}>
          ${t(by < 0 ? 'console-calendar:before' : 'console-calendar:after', { month: Number(turn(by).slice(5)) })}
        </a>`,
      )}
    </p>
    ${days.length === 0 && html`<p class="nothing">${t('console-calendar:nothing')}</p>`}
    ${days.map(day => drawDay(day, view))}
    <h2>${t('console-calendar:school', { year })}</h2>
    <div class="weui-cells">
      ${dated.map(one => drawDated(one, view))}
      ${drawEntry(
        `holidays ${year}`,
        t(
          holidays.every(one => one.announced)
            ? 'console-calendar:holidays'
            : 'console-calendar:notAnnounced',
          {
            days: holidays.map(one => `${one.name} ${spanOf(one)}`).join(t('seasons:and')),
          },
        ),
        view,
      )}
    </div>
  `
}

const short = (day: string): string => `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`
const spanOf = ({ from, to }: { from: string; to: string }): string =>
  from === to ? short(from) : `${short(from)}–${short(to)}`

/** Where a rule is written, in the language of whoever reads; most of ours is written nowhere. */
export const sourceWords = (source: string, t: View['t']): string =>
  source === NO_PAPER ? t('console-calendar:noPaper') : source

function drawDay(one: MonthDay, { t }: View) {
  const { day, at, said, leftOut, households, reached, supposed, sources, became, past } = one
  const dayName = t('console-calendar:day', {
    ...{ month: Number(day.slice(5, 7)), date: Number(day.slice(8)) },
    weekday: t(`console-calendar:weekday-${weekday(day)}`),
  })
  // The same words for everybody stand once.
  const line = (texts: MonthDay['said']) =>
    [...Map.groupBy(texts, one => one.text)].map(
      ([text, those]) => html`<p class="hint">
          ${t(`console-calendar:to-${those.length > 1 ? 'all' : those[0]!.to}`)}
        </p>
        <p class="bubble">${text}</p>`,
    )
  if (said.length === 0)
    return html`<details class="more"><summary>${t('console-calendar:leftOut', { day: dayName })}</summary>
      ${line(leftOut)}</details>`
  return html`
    <h2 id=${day}>${dayName} ${timeOf(at)}</h2>
    <p>${t('console-calendar:toHowMany', { households, reached })}
      ${became && became.state !== 'open' && html` · ${t(`console-calendar:became-${became.state}`)}`}
      ${past && !became && html` · ${t('console-calendar:past')}`}</p>
    ${line(said)}
    ${supposed && html`<p class="hint">${t('console-calendar:supposed')}</p>`}
    <p class="hint">${t('console-calendar:source', { source: sources.map(source => sourceWords(source, t)).join(t('seasons:and')) })}</p>
  `
}

function drawDated({ row, span, source }: Dated, view: View) {
  const { t } = view
  const [, which = ''] = row.split('-')
  const name = t(`seasons:${which}`)
  const days = span ? spanOf(span) : ''
  return drawEntry(
    row,
    source === null
      ? t('console-calendar:usual', { name, days })
      : t('console-calendar:entered', { name, days, source }),
    view,
  )
}

/** A line that leads whoever of the county may enter it to the page for it. */
const drawEntry = (row: string, text: string, { who }: View) =>
  who.role === 'county'
    ? html`<a class="weui-cell weui-cell_access" href=${`/console/calendar/enter/${row.replace(' ', '-')}`}>
        <span class="weui-cell__bd">${text}</span><span class="weui-cell__ft"></span></a>`
    : html`<div class="weui-cell"><span class="weui-cell__bd">${text}</span></div>`
