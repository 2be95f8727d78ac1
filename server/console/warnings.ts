import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { momentOf } from '../../flows/engine/calendar.ts'
import type { Parts } from '../parts.ts'
import { quoteOf } from '../weather/quote.ts'
import { type State, type Stored, stateAt, warningsWhere } from '../weather/rows.ts'
import type { T } from './page.ts'
import { staffPage } from './staff-page.ts'

/** The county's weather warnings, the newest first; those that wait for a person stand on top. */
export const warningsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/warnings',
    roles: ['county'],
    read: async ({ tx, keys, now, policy }) => ({
      now,
      shown: (await warningsWhere(tx, keys, 'true', [])).map(warning => ({
        id: warning.id,
        state: stateAt(warning, now),
        quote: quoteOf({ policy }, warning),
        line: warning,
      })),
    }),
    title: (_, { t }) => t('console-warnings:title'),
    render: ({ shown, now }, { t }) => html`
      <p><a class="weui-btn weui-btn_primary" href="/console/warnings/paste">${t('console-warnings:paste')}</a></p>
      ${shown.length === 0 && html`<p class="nothing">${t('console-warnings:none')}</p>`}
      <div class="weui-cells">
        ${[...shown]
          .sort((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'))
          .map(
            one => html`<a class="weui-cell weui-cell_access" href=${`/console/warnings/${one.id}`}>
              <span class="weui-cell__bd">
                ${one.quote || t('console-warnings:noWords')}
                <br /><span class="hint">${standing(one.line, one.state, now, t)}</span>
              </span>
              <span class="weui-cell__ft"></span>
            </a>`,
          )}
      </div>
    `,
  })

const standing = (warning: Stored, state: State, now: number, t: T): string =>
  [
    t(`console-warnings:state-${state}`),
    warning.level && t(`console-warnings:level-${warning.level}`),
    t(`console-warnings:kind-${warning.kind}`),
    warning.station,
    momentOf(warning.sentAt, now),
  ]
    .filter(Boolean)
    .join(' · ')
