import { html } from 'htm/preact'
import { countsOf } from '../notices/count.ts'
import type { Receipt } from '../notices/receipts.ts'
import type { View } from './staff-page.ts'

/** The rows of the table, in its order. */
export const RECEIPT_ROWS = [
  'confirmed',
  'sent',
  'queued',
  'undelivered',
  'unbound',
  'no-smartphone',
  'refused',
  'excluded',
] as const

/** The table that adds up; `live` is where new numbers come from while the page is open. */
export function receiptCounts(receipts: readonly Receipt[], { t }: View, live: string) {
  const counts = countsOf(receipts)
  const percent = counts.total === 0 ? 0 : Math.round((100 * counts.confirmed) / counts.total)
  const [before, after] = t('console-notices:total', { count: '|' }).split('|')
  return html`
    <table class="counts" data-live=${live}>
      <caption>
        ${before}<span data-of="total">${counts.total}</span>${after}
      </caption>
      <tbody>
        ${RECEIPT_ROWS.map(
          of => html`<tr class=${of} data-empty=${counts[of] === 0 && of !== 'confirmed' ? 'yes' : undefined}>
            <th scope="row">${t(`console-notices:row-${of}`)}</th>
            <td data-of=${of}>${counts[of]}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <progress max="100" value=${percent} aria-label=${t('console-notices:row-confirmed')}></progress>
    <p hidden data-again><a href="">${t('console-notices:listChanged')}</a></p>
  `
}
