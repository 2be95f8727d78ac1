import { api } from './api.js'
import { el, icon } from './dom.js'
import { called, listed, t } from './words.js'

/** @typedef {import('./api.js').Contact} Contact */

/** A pause in typing after which the roster is searched, ms. */
const pause = 200

/**
 * Asks whose phone to add: one that was closed, somebody of the roster, or a stranger.
 * @param {{ closed: Contact[], open(contact: Contact): void, complain(error: unknown): void }} house
 */
export function askForPhone({ closed, open, complain }) {
  const search = el('input', {
    type: 'search',
    placeholder: t('search'),
    'aria-label': t('search'),
    maxlength: 40,
  })
  const found = el('ul', { class: 'people', 'aria-live': 'polite' })
  const again = el('ul', { class: 'people' })
  const stranger = el('input', {
    type: 'text',
    placeholder: t('strangerName'),
    'aria-label': t('strangerName'),
    maxlength: 40,
  })
  const dialog = el(
    'dialog',
    { class: 'add', 'aria-label': t('addPhoneTitle'), onclose: () => dialog.remove() },
    el(
      'header',
      {},
      el('h2', {}, t('addPhoneTitle')),
      el(
        'button',
        { type: 'button', class: 'round', 'aria-label': t('close'), onclick: () => dialog.close() },
        icon('close'),
      ),
    ),
    search,
    el('h3', {}, t('openAgain')),
    again,
    el('h3', {}, t('fromRoster')),
    found,
    el('h3', {}, t('role.stranger')),
    el(
      'form',
      {
        class: 'stranger',
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault()
          const name = stranger.value.trim()
          api.addPhone(name ? { name } : {}).then(done, complain)
        },
      },
      stranger,
      el('button', { type: 'submit', class: 'use' }, t('addStranger')),
    ),
  )

  /** @param {Contact} contact */
  function done(contact) {
    dialog.close()
    open(contact)
  }

  let asked = 0
  async function look() {
    const mine = ++asked
    const sought = search.value.trim()
    const fits = closed.filter(one =>
      [one.name, one.village, ...one.children].some(text => text.includes(sought)),
    )
    show(again, fits, done)
    const people = await api.people(sought)
    if (mine !== asked) return
    show(found, people, one => void api.addPhone({ person: one.id }).then(done, complain))
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting
  search.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void look().catch(complain), pause)
  })

  document.body.append(dialog)
  dialog.showModal()
  search.focus()
  look().catch(complain)
}

/**
 * @template {Parameters<typeof line>[0]} T
 * @param {HTMLElement} list
 * @param {T[]} people
 * @param {(one: T) => void} choose
 */
function show(list, people, choose) {
  list.replaceChildren(...people.map(one => line(one, () => choose(one))))
  if (people.length === 0) list.append(el('li', { class: 'none' }, t('nobodyFound')))
}

/**
 * @param {{ name: string, role: string, kin: string, village: string, children: string[], device?: string }} one
 * @param {() => void} choose
 */
function line({ name, role, kin, village, children, device }, choose) {
  const without = device === 'none' || device === 'old-phone' ? called('device', device) : ''
  const about = [...new Set([kin, called('role', role), village])].filter(Boolean).join(' · ')
  return el(
    'li',
    {},
    el(
      'button',
      { type: 'button', 'data-role': role, onclick: choose },
      el('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0] ?? ''),
      el(
        'span',
        { class: 'who' },
        el('b', {}, name),
        el('small', {}, [about, listed(children)].filter(Boolean).join(' · ')),
      ),
      without && el('span', { class: 'chip' }, without),
    ),
  )
}
