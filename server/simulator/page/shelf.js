import { el } from './dom.js'
import { keepPhones } from './layout.js'
import { openPhone } from './phone.js'
import { t } from './words.js'

/** @typedef {import('./api.js').Contact} Contact @typedef {import('./api.js').Message} Message */

/**
 * The phones side by side; on a narrow screen one at a time, or the records, with a tab for each.
 * @param {{ complain(error: unknown): void, passed(contact: string): Message[] }} house
 */
export function phoneShelf({ complain, passed }) {
  /** @type {Map<string, ReturnType<typeof openPhone>>} */
  const phones = new Map()
  /** @type {Map<string, number>} */
  const unread = new Map()
  /** A contact's id, or 'records'. */
  let shown = 'records'
  let time = ''
  const tabs = el('nav', { class: 'phone-tabs', 'aria-label': t('phones') })
  const empty = el('p', { class: 'empty-shelf' }, t('noPhones'))
  const shelf = el('main', { class: 'shelf', 'aria-label': t('phones') }, empty)

  /** @param {Contact} contact */
  function open(contact) {
    if (phones.has(contact.id)) return
    const phone = openPhone(contact, {
      close,
      complain,
      unread(id) {
        if (id !== shown) unread.set(id, (unread.get(id) ?? 0) + 1)
      },
    })
    phones.set(contact.id, phone)
    phone.setTime(time)
    empty.remove()
    shelf.append(phone.element)
    for (const message of passed(contact.id)) phone.add(message, false)
    showTabs()
  }

  /** @param {string} id */
  function close(id) {
    remove(id)
    keepPhones([...phones.keys()])
    if (shown === id) chooseFirst()
    showTabs()
  }

  /** @param {string} id */
  function remove(id) {
    phones.get(id)?.element.remove()
    phones.delete(id)
    unread.delete(id)
    if (phones.size === 0) shelf.append(empty)
  }

  /** @param {string} id */
  function choose(id) {
    shown = id
    unread.delete(id)
    document.body.dataset.shown = id === 'records' ? 'records' : 'phone'
    for (const phone of phones.values()) phone.element.classList.toggle('chosen', phone.id === id)
    phones.get(id)?.element.scrollIntoView({ inline: 'nearest', block: 'nearest' })
    showTabs()
  }
  const chooseFirst = () => choose([...phones.keys()][0] ?? 'records')

  let drawn = ''
  function showTabs() {
    const names = [...phones.values()].map(({ id, owner }) => ({
      id,
      name: owner.name,
      count: unread.get(id) ?? 0,
    }))
    // Drawn again only when they changed: a tab must not vanish under somebody's finger.
    if (drawn === JSON.stringify([shown, names])) return
    drawn = JSON.stringify([shown, names])
    tabs.replaceChildren(...names.map(tab), tab({ id: 'records', name: t('records'), count: 0 }))
    tabs.querySelector('[aria-pressed="true"]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
  }

  /** @param {{ id: string, name: string, count: number }} of */
  const tab = ({ id, name, count }) =>
    el(
      'button',
      { type: 'button', 'aria-pressed': String(shown === id), onclick: () => choose(id) },
      name,
      count > 0 &&
        el(
          'span',
          { class: 'badge', role: 'img', 'aria-label': t('unread', { count }) },
          String(Math.min(count, 99)),
        ),
    )

  return {
    tabs,
    element: shelf,
    isEmpty: () => phones.size === 0,
    /** @param {string} id */
    has: id => phones.has(id),
    open,
    chooseFirst,
    /** Opens a phone for somebody who asked for it, and keeps it there for the next visit. @param {Contact} contact */
    openAndKeep(contact) {
      open(contact)
      keepPhones([...phones.keys()])
      choose(contact.id)
      phones.get(contact.id)?.focus()
    },
    /** @param {Message} message @param {boolean} live */
    take(message, live) {
      phones.get(message.contact)?.add(message, live)
      showTabs()
    },
    /** @param {Contact[]} contacts */
    showContacts(contacts) {
      for (const contact of contacts) phones.get(contact.id)?.show(contact)
      showTabs()
    },
    /** @param {string} now */
    setTime(now) {
      time = now
      for (const phone of phones.values()) phone.setTime(now)
    },
    clear() {
      for (const id of [...phones.keys()]) remove(id)
    },
  }
}
