import { html } from 'htm/preact'
import type { Officer } from '../staff/staff.ts'
import type { View } from './staff-page.ts'

type Entry = {
  path: string
  words: string
  roles?: readonly Officer['role'][]
  /** Other beginnings of addresses that belong to it. */
  also?: readonly string[]
}

/** Where home leads besides to what waits. */
const ENTRIES: readonly Entry[] = [
  { path: '/console/notices', words: 'console-notices:title' },
  { path: '/console/calendar', words: 'console-calendar:title' },
  { path: '/console/wordings', words: 'console-wordings:title', roles: ['county'] },
  {
    ...{ path: '/console/assessments', words: 'assess:list', roles: ['director'] },
    also: ['/console/assess', '/console/assessment'],
  },
  { path: '/console/gaps', words: 'console-gaps:title' },
  { path: '/console/exits', words: 'console-exits:title' },
  { path: '/console/papers', words: 'console-papers:title', also: ['/console/entrustments'] },
  { path: '/console/policies', words: 'console-policies:title', roles: ['county'] },
  { path: '/console/calendar-rows', words: 'console-calendar-rows:title', roles: ['county'] },
  { path: '/console/warnings', words: 'console-warnings:title', roles: ['county'] },
  { path: '/console/accounts', words: 'console-accounts:title', roles: ['county'] },
]

/** Where a page below /console belongs, for whoever looks: the nearest of these above it, else home; home to nothing. */
export function sectionOf(url: string, { t, who }: View): { path: string; words: string } | undefined {
  if (url === '') return undefined
  const home = { path: '/console', words: 'console:home' }
  const { path, words } =
    ENTRIES.find(
      ({ path, roles, also = [] }) =>
        [path, ...also].some(one => `/console${url}`.startsWith(`${one}/`)) &&
        (!roles || roles.includes(who.role)),
    ) ?? home
  return { path, words: t(words) }
}

export const menu = ({ t, who }: View) => html`
  <h2>${t('console:menu')}</h2>
  <div class="weui-cells">
    ${ENTRIES.filter(({ roles }) => !roles || roles.includes(who.role)).map(
      ({ path, words }) => html`<a class="weui-cell weui-cell_access" href=${path}>
        <span class="weui-cell__bd">${t(words)}</span><span class="weui-cell__ft"></span>
      </a>`,
    )}
  </div>
`
