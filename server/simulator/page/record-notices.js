import { el } from './dom.js'
import { entry, quote, when } from './record-parts.js'
import { called, listed, t } from './words.js'

/** @typedef {import('./api.js').Records} Records */

const receipts = /** @type {const} */ ([
  'confirmed',
  'sent',
  'undelivered',
  'excluded',
  'unbound',
  'refused',
  'no-smartphone',
])

/** @type {(one: Records['notices'][number]) => Node} */
export const noticeOf = one =>
  entry(
    called('notice', one.kind),
    one.village,
    el(
      'span',
      { class: 'fine' },
      one.author
        ? t('released', { who: one.author, when: when(one.releasedAt) })
        : t('releasedAuto', { when: when(one.releasedAt) }),
    ),
    quote(one.voice && one.text === '' ? t('noticeVoice') : one.text),
    el(
      'ul',
      { class: 'receipts' },
      ...receipts.map(
        state =>
          one.counts[state] > 0 &&
          el(
            'li',
            { class: `receipt-${state}` },
            el('b', { class: 'amount' }, String(one.counts[state])),
            called('receipt', state),
          ),
      ),
    ),
    one.households.length > 0 &&
      el(
        'details',
        { 'data-key': one.id },
        el('summary', {}, t('more.households', { count: one.households.length })),
        el('ul', { class: 'households' }, ...one.households.map(householdOf)),
      ),
  )

/** @param {Records['notices'][number]['households'][number]} one */
const householdOf = one =>
  el(
    'li',
    {},
    el(
      'span',
      { class: 'whose' },
      listed(one.children),
      one.village && el('small', { class: 'detail' }, one.village),
    ),
    el(
      'span',
      { class: `receipt-${one.state}` },
      called('receipt', one.state),
      one.state === 'confirmed' &&
        el(
          'small',
          { class: 'detail' },
          [one.who, when(one.at), called('how', one.how)].filter(Boolean).join(' '),
        ),
      one.reason !== null && el('small', { class: 'detail' }, called('reason', one.reason)),
    ),
  )
