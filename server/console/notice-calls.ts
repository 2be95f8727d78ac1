import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { mustCall } from '../notices/calls.ts'
import { type Family, familiesOf, phonesOf } from '../notices/families.ts'
import type { Receipt } from '../notices/receipts.ts'
import type { Parts } from '../parts.ts'
import { type Sent, seen } from './sent-notice.ts'
import { staffPage, type View } from './staff-page.ts'

type Calls = Omit<Sent, 'villages'> & { phones: Map<string, string[]> }

/** 名单: the families to telephone or to look in on, with their numbers, to be printed and ticked. */
export const noticeCallsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<{ id: string }, object, Calls>(app, parts, {
    url: '/notices/sent/:id/calls',
    params: z.strictObject({ id: z.uuid() }),
    read: async (looking, { id }) => {
      const data = await seen(looking, { id })
      if (!data) return null
      const receipts = data.receipts.filter(receipt => mustCall(receipt, data.reminded))
      const { tx, who } = looking
      const households = receipts.map(({ household }) => household)
      return {
        ...data,
        receipts,
        families: await familiesOf(tx, looking, who.language, receipts),
        phones: await phonesOf(tx, looking, who.language, households),
      }
    },
    about: ({ receipts }) => receipts.map(({ household }) => household),
    title: (_, { t }) => t('console-notices:calls'),
    render: draw,
  })

function draw({ notice, receipts, families, phones, now }: Calls, { t }: View) {
  const row = (receipt: Receipt, n: number, family: Family | undefined) => html`<tr>
    <td>${n + 1}</td>
    <td>${family?.village}</td>
    <td>${family?.family}</td>
    <td>${(phones.get(receipt.household) ?? []).map(phone => html`<div>${phone}</div>`)}</td>
    <td>${t(receipt.state === 'undelivered' ? `console-notices:reason-${receipt.reason}` : `console-notices:why-${receipt.state}`)}</td>
    <td class="tick">□ ${t('console-notices:byPhone')}<br />□ ${t('console-notices:atTheDoor')}</td>
  </tr>`
  return html`
    <p>${notice.text || t('notice:aVoiceNote')}</p>
    <p class="hint">${t('console-notices:releasedAt', { time: momentOf(notice.releasedAt, now) })}</p>
    ${receipts.length === 0 && html`<p class="nothing">${t('notice:nobodyToCall')}</p>`}
    ${
      receipts.length > 0 &&
      html`<div class="wide">
        <table class="list">
          <thead>
            <tr>
              ${['no', 'village', 'family', 'phones', 'why', 'told'].map(
                one => html`<th scope="col">${t(`console-notices:head-${one}`)}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${receipts.map((receipt, n) => row(receipt, n, families.get(receipt.household)))}
          </tbody>
        </table>
      </div>`
    }
    <p class="hint screen">${t('console-notices:aboutCalls')}</p>
    <a class="weui-btn weui-btn_default screen" href=${`/console/notices/sent/${notice.id}`}>${t('console-notices:back')}</a>
  `
}
