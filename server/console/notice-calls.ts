import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { dayOf, timeOf } from '../../flows/engine/calendar.ts'
import { mustCall } from '../notices/calls.ts'
import { type Family, familiesOf, phonesOf } from '../notices/families.ts'
import type { Receipt } from '../notices/receipts.ts'
import type { Parts } from '../parts.ts'
import { post, type Sent, seen, toldButtons } from './sent-notice.ts'
import { staffPage, type View } from './staff-page.ts'

const Params = z.strictObject({ id: z.uuid() })
const Told = z.strictObject({ do: z.enum(['phone', 'visit']), household: z.uuid() })
type Calls = Omit<Sent, 'villages'> & { phones: Map<string, string[]> }

/** 名单: the families to telephone or to look in on, with their numbers, to be printed and ticked. */
export const noticeCallsPage = (parts: Parts) => async (app: FastifyInstance) =>
  staffPage<z.infer<typeof Params>, z.infer<typeof Told>, Calls>(app, parts, {
    url: '/notices/sent/:id/calls',
    params: Params,
    form: Told,
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
    // Whoever works down the list stays on it.
    post: async (looking, { id }, told) => {
      const done = await post(looking, { id }, told)
      return done && 'to' in done ? { to: `/console/notices/sent/${id}/calls` } : null
    },
    up: ({ notice }, { t }) => ({
      path: `/console/notices/sent/${notice.id}`,
      words: t('console-notices:aboutOneNotice'),
    }),
    about: ({ receipts }) => receipts.map(({ household }) => household),
    title: ({ receipts }, { t }) => t('console-notices:calls', { count: receipts.length }),
    render: draw,
  })

/** On a screen each family with telephones to touch and buttons; on paper a table to tick. */
function draw({ notice, receipts, families, phones }: Calls, { t, form }: View) {
  const why = ({ state, reason }: Receipt) =>
    t(state === 'undelivered' ? `console-notices:reason-${reason}` : `console-notices:why-${state}`)
  const cell = (receipt: Receipt, family: Family | undefined) => html`<div class="weui-cell household">
    <span class="weui-cell__bd">
      ${family?.family} <span class="hint">${family?.village} · ${why(receipt)}</span>
      ${(phones.get(receipt.household) ?? []).map(phone => html`<div>${touchable(phone)}</div>`)}
    </span>
    ${form(null, toldButtons(receipt.household, t))}
  </div>`
  const row = (receipt: Receipt, n: number, family: Family | undefined) => html`<tr>
    <td>${n + 1}</td>
    <td>${family?.village}</td>
    <td>${family?.family}</td>
    <td>${(phones.get(receipt.household) ?? []).map(phone => html`<div>${phone}</div>`)}</td>
    <td>${why(receipt)}</td>
    <td class="tick">□ ${t('console-notices:byPhone')}<br />□ ${t('console-notices:atTheDoor')}</td>
  </tr>`
  return html`
    <p>${notice.text || t('notice:aVoiceNote')}</p>
    <p class="hint">${t('console-notices:releasedAt', { time: `${dayOf(notice.releasedAt)} ${timeOf(notice.releasedAt)}` })}</p>
    ${receipts.length === 0 && html`<p class="nothing">${t('notice:nobodyToCall')}</p>`}
    <p class="hint screen">${t('console-notices:aboutCalls')}</p>
    <div class="weui-cells screen">${receipts.map(receipt => cell(receipt, families.get(receipt.household)))}</div>
    <table class="list paper">
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
  `
}

/** A number that a phone dials when it is touched. */
function touchable(phone: string) {
  const number = /\d[\d-]{5,}/.exec(phone)?.[0]
  return number ? html`<a href=${`tel:${number}`}>${phone}</a>` : phone
}
