import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import type { Parts } from '../parts.ts'
import { idsOf, type Line } from '../staff/show-list.ts'
import { todayList } from '../staff/today-list.ts'
import { menu } from './menu.ts'
import { staffPage } from './staff-page.ts'

/** What waits for whoever looks: the same lines as 今天 in the chat. A line with a page of its own leads there. */
export const homePage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '',
    read: looking => todayList(looking.tx, looking, looking.who.language, looking.who),
    about: ({ lines }) => idsOf(lines.map(({ item }) => item.about)),
    title: (_, { t }) => t('console:home'),
    render: ({ lines, below }, view) => html`
      ${lines.length + below.length === 0 && html`<p class="nothing">${view.t('staff:nothingToday')}</p>`}
      ${lines.length > 0 && html`<div class="weui-cells">${lines.map(cell)}</div>`}
      ${below.map(line => html`<p class="below">${line}</p>`)}
      ${lines.length > 0 && html`<p class="hint">${view.t('console:restInChat')}</p>`}
      ${menu(view)}
    `,
  })

const cell = ({ line, item }: Line) => {
  const path = pathOf(item)
  const text = html`<span class="weui-cell__bd">${line}</span>`
  return path
    ? html`<a class="weui-cell weui-cell_access" href=${path}>${text}<span class="weui-cell__ft"></span></a>`
    : html`<div class="weui-cell">${text}</div>`
}

/** The page on which a line of the list is done, if there is one. */
function pathOf({ flow, about }: Line['item']): string | null {
  if (flow === 'open-page') return String(about.path)
  if (flow === 'release-draft') return `/console/notices/drafts/${String(about.draft)}`
  if (!/^entrustment(-above)?$/.test(flow)) return null
  return `/console/entrustments/${String(about.entrustment)}/witness`
}
