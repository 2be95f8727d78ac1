import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { momentOf } from '../../flows/engine/calendar.ts'
import type { Limits } from '../conversation/pace.ts'
import { asCounty } from '../db/scope.ts'
import { type AccountUse, accountUse } from '../notices/account-use.ts'
import type { Parts } from '../parts.ts'
import { staffPage, type View } from './staff-page.ts'

type Shown = { accounts: AccountUse[]; limits: Limits | null; now: number }

/** 微信号发了多少: what each account of the county has sent against its pace, and what still waits for its turn. */
export const accountsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage(app, parts, {
    url: '/accounts',
    roles: ['county'],
    read: async ({ tx, who, policy, now, sends: limits = null }): Promise<Shown> => ({
      ...{ limits, now },
      accounts: await asCounty(tx, who.county, () => accountUse(tx, { limits, quiet: policy.quiet }, now)),
    }),
    title: (_, { t }) => t('console-accounts:title'),
    refresh: 30,
    render: ({ accounts, limits, now }, view) => html`
      <p class="hint">${view.t('console-accounts:about')}</p>
      ${limits === null && html`<p class="hint">${view.t('console-accounts:unpaced')}</p>`}
      ${accounts.length === 0 && html`<p class="nothing">${view.t('console-accounts:none')}</p>`}
      ${accounts.map(one => draw(one, limits, now, view))}
    `,
  })

function draw(one: AccountUse, limits: Limits | null, now: number, { t }: View) {
  const row = (name: 'lastMinute' | 'today' | 'waiting' | 'later', most: number | undefined) => html`<tr>
    <th scope="row">${t(`console-accounts:row-${name}`)}</th>
    <td>${t(most === undefined ? 'console-accounts:count' : 'console-accounts:countOf', { count: one[name], most })}</td>
  </tr>`
  return html`
    <table class="counts">
      <caption>${t('console-accounts:account', { account: one.account })}</caption>
      <tbody>
        ${row('lastMinute', limits?.perMinute)} ${row('today', limits?.perDay)} ${row('waiting', undefined)}
        ${row('later', undefined)}
      </tbody>
    </table>
    ${limits && one.today >= limits.perDay && html`<p class="missing wrong">${t('console-accounts:full')}</p>`}
    ${limits && one.until !== null && html`<p class="hint">${t('console-notices:goneBy', { time: momentOf(one.until, now) })}</p>`}
  `
}
