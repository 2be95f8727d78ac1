import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { momentOf } from '../../flows/engine/calendar.ts'
import { asCounty } from '../db/scope.ts'
import { type Announced, announcedBy } from '../notices/announced.ts'
import { type Draft, waitingDrafts } from '../notices/drafts.ts'
import { openPrepared, type Prepared } from '../notices/prepared.ts'
import { firstWords, type Notice, recentNotices } from '../notices/recent.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'

type Listed = {
  prepared: Prepared[]
  drafts: Draft[]
  announced: Announced[]
  sent: Notice[]
  names: Map<string, string>
  now: number
}

/** 通知: what is being written, what came from above, and what went out. */
export const noticesPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/notices',
    read: async (looking): Promise<Listed> => {
      const { tx, keys, who, now } = looking
      const above = await asCounty(tx, who.county, async () => ({
        drafts: await waitingDrafts(tx, looking, who.place),
        announced: await announcedBy(tx, looking, who.place),
        sent: await recentNotices(tx, looking, who.place),
      }))
      const { rows } = await tx.query('select code, name from places where code = any($1)', [
        above.sent.map(({ place }) => place),
      ])
      const names = new Map(rows.map(row => [row.code, row.name]))
      return { prepared: await openPrepared(tx, keys, who), names, now, ...above }
    },
    title: (_, { t }) => t('console-notices:title'),
    render: draw,
  })

function draw({ prepared, drafts, announced, sent, names, now }: Listed, { t, who }: View) {
  return html`
    <a class="weui-btn weui-btn_primary" href="/console/notices/write/blank">${t('console-notices:write')}</a>
    ${section(
      t('console-notices:fromAbove'),
      (who.role === 'director' ? drafts : []).map(({ id, content, urgent }) =>
        cell(
          `/console/notices/drafts/${id}`,
          firstWords(content.text),
          t(urgent ? 'console-notices:draftUrgent' : 'console-notices:draftWaits'),
        ),
      ),
    )}
    ${section(
      t('console-notices:beingWritten'),
      prepared.map(({ id, content }) =>
        cell(`/console/notices/prepared/${id}`, firstWords(content.text), t('console-notices:notSent')),
      ),
    )}
    ${section(
      t('console-notices:handedDown'),
      announced.map(({ id, text, at, released, villages }) =>
        cell(
          `/console/notices/announced/${id}`,
          firstWords(text),
          t('console-notices:villagesReleased', { time: momentOf(at, now), released, count: villages }),
        ),
      ),
    )}
    ${section(
      t('console-notices:sent'),
      sent.map(({ id, text, place, releasedAt, author }) =>
        cell(
          `/console/notices/sent/${id}`,
          firstWords(text) || t('notice:aVoiceNote'),
          [
            place !== who.place && (names.get(place) ?? place),
            momentOf(releasedAt, now),
            author === null && t('console-notices:automatic'),
          ]
            .filter(Boolean)
            .join(' · '),
        ),
      ),
    )}
    ${sent.length === 0 && html`<p class="nothing">${t('console-notices:noneYet')}</p>`}
    <h2>${t('console-notices:more')}</h2>
    <div class="weui-cells">
      ${cell('/console/notices/report', t('console-report:title'), '')}
      ${who.role !== 'county' && cell('/console/notices/waters', t('console-waters:title'), '')}
    </div>
  `
}

const section = (title: string, cells: unknown[]) =>
  cells.length > 0 && html`<h2>${title}</h2><div class="weui-cells">${cells}</div>`

const cell = (href: string, text: string, hint: string) => html`
  <a class="weui-cell weui-cell_access" href=${href}>
    <span class="weui-cell__bd">${text}${hint && html`<br /><span class="hint">${hint}</span>`}</span>
    <span class="weui-cell__ft"></span>
  </a>
`
