import { el } from './dom.js'
import { dayAndTime } from './time.js'
import { called, t } from './words.js'

/** @param {string} kind @param {string} value */
export const chip = (kind, value) => el('span', { class: `chip ${kind}-${value}` }, called(kind, value))

/** @param {string} text */
export const line = text => el('p', {}, text)

/** @param {string} text what somebody wrote, as they wrote it */
export const quote = text => text !== '' && el('blockquote', {}, text)

/** @param {string} title @param {string} village @param {HTMLElement} mark @param {...import('./dom.js').Child} rest */
export const entry = (title, village, mark, ...rest) =>
  el(
    'article',
    {},
    el('header', {}, el('h4', {}, title), village && el('small', { class: 'place' }, village), mark),
    ...rest,
  )

/** @template T @param {readonly T[]} list @param {string} nothing @param {(one: T) => Node} show @returns {Node[]} */
export const each = (list, nothing, show) =>
  list.length > 0 ? list.map(show) : [el('p', { class: 'nothing' }, t(`nothing.${nothing}`))]

/** @param {string} text */
export const heading = text => el('h3', {}, t(`head.${text}`))

/** @param {string | null} iso */
export const when = iso => (iso === null ? '' : dayAndTime(iso))
