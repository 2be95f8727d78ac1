import { html } from 'htm/preact'
import { momentOf } from '../../flows/engine/calendar.ts'
import type { Reach } from '../notices/reach.ts'
import type { View } from './staff-page.ts'

/** Households by where they stand, and their sum. What is none of it is not named, but for the usual ones. */
export const reachTable = ({ counts, total, last }: Reach, now: number, { t }: View) => html`
  <table class="counts">
    <caption>${t('console-notices:total', { count: total })}</caption>
    <tbody>
      ${counts
        .filter(({ of, count }) => count > 0 || of === 'reachable')
        .map(
          ({ of, count }) => html`<tr>
            <th scope="row">
              ${of === 'later' ? t('console-notices:count-later', { time: momentOf(last, now) }) : t(`console-notices:count-${of}`)}
            </th>
            <td>${count}</td>
          </tr>`,
        )}
    </tbody>
  </table>
`
