import type { FastifyInstance } from 'fastify'
import { html } from 'htm/preact'
import { z } from 'zod'
import { momentOf } from '../../flows/engine/calendar.ts'
import { noteContact, restLadders } from '../care/contacts.ts'
import { asCounty } from '../db/scope.ts'
import { mustCall, remindedIn } from '../notices/calls.ts'
import { confirmByHand } from '../notices/confirm-household.ts'
import { type Family, familiesOf } from '../notices/families.ts'
import { openUntil } from '../notices/gone-by.ts'
import { type Receipt, rowOf, silentIn } from '../notices/receipts.ts'
import { findNotice, firstWords, type Notice } from '../notices/recent.ts'
import { chase } from '../notices/remind.ts'
import { receiptsFor } from '../notices/send-prepared.ts'
import { changedWords } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import { liveCounts } from './live-counts.ts'
import { RECEIPT_ROWS, receiptCounts } from './receipt-counts.ts'
import { staffPage, type View } from './staff-page.ts'
import { isSteer, maySteer, type Refused, STEERS, steer, steering } from './steer-notice.ts'
import type { Looking } from './whoever.ts'

const Params = z.strictObject({ id: z.uuid() })
const InVillage = z.strictObject({ id: z.uuid(), place: z.string().regex(/^\d{12}$/) })
type Params = { id: string; place?: string | undefined }
const Posted = z.strictObject({
  do: z.enum(['phone', 'visit', 'chase', ...STEERS]),
  household: z.uuid().optional(),
  // other words, or a later time, for what has not left
  text: z.string().trim().max(300).optional(),
  day: z.string().max(10).optional(),
  time: z.string().max(5).optional(),
})
type Posted = z.infer<typeof Posted>

export type Sent = {
  notice: Notice
  receipts: Receipt[]
  families: Map<string, Family>
  /** Households that were reminded. */
  reminded: Set<string>
  /** The villages of the audience, where there are several and none is chosen. */
  villages: { place: string; name: string; receipts: Receipt[] }[]
  place: string
  now: number
  /** The words of those who have not got it yet. */
  unsent: string
  /** When the last of them will have it (ms), at the accounts' pace. */
  until: number | null
  /** What was to be done about them could not be: why, and what was typed. */
  refused: Refused | null
}

/** 进度: who has confirmed, who is silent and whom WeChat did not reach, by household, with what a director can do about it. */
export const sentNoticePage = (parts: Parts) => async (app: FastifyInstance) => {
  const page = {
    form: Posted,
    about: ({ receipts, families }: Sent) =>
      receipts.map(({ household }) => household).filter(household => families.has(household)),
    read: seen,
    post,
    title: ({ notice }: Sent, { t }: View) => headingOf(notice) || t('notice:aVoiceNote'),
    render: draw,
    scripts: ['live.js'],
    refresh: 30,
  }
  staffPage<Params, Posted, Sent>(app, parts, {
    ...page,
    url: '/notices/sent/:id',
    params: Params,
  })
  staffPage<Params, Posted, Sent>(app, parts, {
    ...page,
    url: '/notices/sent/:id/in/:place',
    params: InVillage,
    up: ({ notice }, { t }) => ({
      path: `/console/notices/sent/${notice.id}`,
      words: t('console-notices:aboutOneNotice'),
    }),
  })
  await liveCounts(app, parts)
}

/** Null where families of theirs had nothing to do with it. */
export async function seen(looking: Looking, { id, place }: Params): Promise<Sent | null> {
  const { tx, keys, who, now } = looking
  const found = await asCounty(tx, who.county, async () => ({
    notice: await findNotice(tx, keys, who.place, id),
    changed: await changedWords(tx, keys, id),
    until: await openUntil(tx, { limits: looking.sends ?? null, quiet: looking.policy.quiet }, id, now),
    reminded: await remindedIn(tx, id),
  }))
  const where = place ?? who.place
  if (!found.notice) return null
  const receipts = await receiptsFor(looking, id, where)
  if (place !== undefined && receipts.length === 0) return null
  const codes = [...new Set(receipts.map(receipt => receipt.place))]
  const { rows } = await tx.query('select code, name from places where code = any($1) order by code', [codes])
  const villages =
    where.length === 12 || codes.length < 2
      ? []
      : rows.map(row => ({
          ...{ place: row.code, name: row.name },
          receipts: receipts.filter(receipt => receipt.place === row.code),
        }))
  const families =
    villages.length > 0 ? new Map<string, Family>() : await familiesOf(tx, looking, who.language, receipts)
  const { notice, changed, reminded, until } = found
  const unsent = changed ?? notice.text
  return { notice, reminded, receipts, families, villages, place: where, now, unsent, until, refused: null }
}

export async function post(looking: Looking, { id, place }: Params, posted: Posted) {
  const { do: what, household } = posted
  const { tx, who, now, acts } = looking
  const data = await seen(looking, { id, place })
  if (!data) return null
  const to = `/console/notices/sent/${id}${place ? `/in/${place}` : ''}`
  if (isSteer(what)) {
    if (!maySteer(data.notice, who)) return null
    const why = await steer(looking, data.notice, { ...posted, do: what })
    return why === null ? { to } : { again: { ...data, refused: { ...posted, why } } }
  }
  if (what === 'chase') {
    const silent = data.receipts.filter(receipt => receipt.state === 'sent')
    const { unsent, notice } = data
    const content = unsent ? { text: unsent } : { voice: '' }
    await asCounty(tx, who.county, () =>
      chase(tx, looking, { id, content, automatic: notice.author === null }, silent),
    )
    acts.push({
      ...{ kind: 'notice-chased', place: who.place, by: { staff: who.id }, what: { notice: id } },
      subjects: silentIn(silent),
    })
    return { to }
  }
  const told = data.receipts.find(receipt => receipt.household === household)
  if (!told) return null
  const by = { household: told.household, how: what, staff: who.id } as const
  const done = await asCounty(tx, who.county, async () => {
    const counted = await confirmByHand(tx, { ...by, notice: id, who: null }, now)
    const people = counted ? await noteContact(tx, { ...by, place: told.place, at: now }) : []
    await restLadders(tx, people, now, now)
    return counted
  })
  if (done)
    acts.push({
      ...{ kind: 'answered-for', place: told.place, subjects: [told.household], by: { staff: who.id } },
      what: { what: 'receipt', notice: id, how: what },
    })
  return { to: `${to}#h-${told.household}` }
}

function draw(data: Sent, view: View) {
  const { notice, receipts, villages, reminded, now, place, unsent, until, refused } = data
  const { t, form } = view
  const path = `/console/notices/sent/${notice.id}`
  const silent = receipts.filter(receipt => receipt.state === 'sent')
  const fresh = silent.filter(({ household }) => !reminded.has(household))
  const calls = receipts.filter(receipt => mustCall(receipt, reminded))
  const waiting = receipts.some(({ reason }) => reason === 'queued')
  const hasLeft = receipts.some(({ state, how }) => state === 'sent' || how === 'wechat')
  const since = waiting && !hasLeft ? 'console-notices:decidedAt' : 'console-notices:releasedAt'
  return html`
    ${notice.text !== headingOf(notice) && html`<p class="bubble">${notice.text}</p>`}
    <p class="hint" data-waiting=${waiting && !hasLeft ? '' : undefined}>${t(since, { time: momentOf(notice.releasedAt, now) })}</p>
    ${notice.stoppedAt !== null && html`<p class="missing">${t('console-notices:wasStopped', { time: momentOf(notice.stoppedAt, now) })}</p>`}
    ${receiptCounts(receipts, view, `${path}/live/${place}`)}
    ${until !== null && notice.pausedAt === null && html`<p class="hint" data-waiting>${t('console-notices:goneBy', { time: momentOf(until, now) })}</p>`}
    <p class="hint">${t('console-notices:onlySeen')}</p>
    ${notice.pausedAt !== null && notice.stoppedAt === null && html`<p class="missing">${t('console-notices:isPaused', { time: momentOf(notice.pausedAt, now) })}</p>`}
    ${notice.version > 1 && html`<p class="missing">${t('console-notices:otherWordsSince', { text: unsent })}</p>`}
    ${maySteer(notice, view.who) && waiting && steering(view, notice, unsent, refused)}
    ${
      calls.length > 0 &&
      html`<a class="weui-btn weui-btn_default" href=${`${path}/calls`}>${t('console-notices:toCall', { count: calls.length })}</a>`
    }
    ${
      fresh.length > 0 &&
      form(
        null,
        html`<button class="weui-btn weui-btn_default" name="do" value="chase">
          ${t('console-notices:chase', { count: fresh.length })}
        </button>`,
      )
    }
    ${
      villages.length > 0
        ? html`<div class="weui-cells">
            ${villages.map(
              one => html`<a class="weui-cell weui-cell_access" href=${`${path}/in/${one.place}`}>
                <span class="weui-cell__bd">${one.name}<br /><span class="hint">${inShort(one.receipts, t)}</span></span>
                <span class="weui-cell__ft"></span>
              </a>`,
            )}
          </div>`
        : RECEIPT_ROWS.map(row => group(row, data, view))
    }
  `
}

/** A short notice is its own heading. */
const headingOf = ({ text }: Notice) => firstWords(text, 40)

const inShort = (receipts: readonly Receipt[], t: View['t']): string =>
  t('console-notices:inShort', {
    total: receipts.length,
    confirmed: receipts.filter(one => one.state === 'confirmed').length,
    silent: receipts.filter(one => one.state === 'sent').length,
  })

/** Those who wait for a person stand open; who has confirmed is folded. */
function group(
  row: (typeof RECEIPT_ROWS)[number],
  { receipts, families, reminded, now }: Sent,
  { t, form }: View,
) {
  const those = receipts.filter(receipt => rowOf(receipt) === row)
  if (those.length === 0) return null
  const line = (receipt: Receipt) => {
    const family = families.get(receipt.household)
    return html`<div class="weui-cell household" id=${`h-${receipt.household}`}>
      <span class="weui-cell__bd">
        ${family?.family} <span class="hint">${family?.village}</span>
        <br /><span class="hint">${standing(receipt, family, reminded, now, t)}</span>
      </span>
      ${row !== 'confirmed' && form(null, toldButtons(receipt.household, t))}
    </div>`
  }
  return html`<details class="more" open=${row !== 'confirmed'}>
    <summary>${t('console-notices:group', { row: t(`console-notices:row-${row}`), count: those.length })}</summary>
    <div class="weui-cells">${those.map(line)}</div>
  </details>`
}

/** A family was told by telephone or at the door: it counts like its own answer. */
export const toldButtons = (household: string, t: View['t']) => html`
  <input type="hidden" name="household" value=${household} />
  <button class="quiet" name="do" value="phone">${t('console-notices:byPhone')}</button>
  <button class="quiet" name="do" value="visit">${t('console-notices:atTheDoor')}</button>
`

/** Who, when and how; or why not. Why somebody was left out may be a case: not a word of it. */
function standing(
  { state, how, at, reason, household }: Receipt,
  family: Family | undefined,
  reminded: ReadonlySet<string>,
  now: number,
  t: View['t'],
): string {
  if (state === 'confirmed')
    return t('console-notices:confirmed', {
      ...{ who: how === 'wechat' ? (family?.who ?? '') : t('console-notices:written') },
      ...{ how: t(`notice:how-${how}`), time: momentOf(at!, now) },
    })
  if (state === 'undelivered') return t(`console-notices:reason-${reason}`)
  if (state === 'sent')
    return t(reminded.has(household) ? 'console-notices:silentReminded' : 'console-notices:silent')
  return t(`console-notices:why-${state}`)
}
