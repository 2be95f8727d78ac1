import { api } from './api.js'
import { row, shortly, stamp } from './bubbles.js'
import { composer } from './composer.js'
import { el, icon } from './dom.js'
import { messageMenu } from './message-menu.js'
import { dayAndTime } from './time.js'
import { called, listed, t } from './words.js'

/** @typedef {import('./api.js').Contact} Contact @typedef {import('./api.js').Message} Message */

/** The most rows a chat keeps on the page. */
const mostRows = 400

/**
 * One phone on the page: whose it is, the chat with the bot, and where one types.
 * @param {Contact} contact
 * @param {{ close(id: string): void, complain(error: unknown): void, unread(id: string): void }} house
 */
export function openPhone(contact, house) {
  let owner = contact
  /** @type {Message | null} */
  let last = null
  const empty = el('p', { class: 'empty' }, t('emptyChat'))
  const rows = el('div', { role: 'log', 'aria-live': 'polite' }, empty)
  const chat = el('div', { class: 'chat', tabindex: 0 }, rows)
  const holder = el('header', { class: 'holder' })
  const strip = el('div', { class: 'strip', hidden: true })
  const clock = el('span', { class: 'time', 'aria-hidden': 'true' })
  const typing = composer({
    say: (text, quotes) => api.say(contact.id, text, quotes),
    send: what => api.send({ contact: contact.id, ...what }),
    greeting: t('friendGreeting', { name: contact.name }),
    complain: house.complain,
  })
  const element = el(
    'section',
    { class: 'phone', 'data-contact': contact.id },
    holder,
    el(
      'div',
      { class: 'screen' },
      el('div', { class: 'bar' }, clock, el('h3', {}, t('bot'))),
      chat,
      strip,
      typing.element,
    ),
  )
  /** What can be quoted, by id. @type {Map<string, Message>} */
  const lying = new Map()
  /** @param {string} id */
  function quote(id) {
    const message = lying.get(id)
    if (message) typing.quote(id, shortly(message, owner.name))
  }
  messageMenu(chat, {
    quote,
    recall(id) {
      api.send({ contact: contact.id, kind: 'recall', message: id }).catch(house.complain)
    },
  })

  let drawn = ''
  /** @param {Contact} now */
  function show(now) {
    // Drawn again only when it changed: a button must not vanish under somebody's finger.
    if (drawn === JSON.stringify(now)) return
    drawn = JSON.stringify(now)
    owner = now
    element.setAttribute('aria-label', t('holder', { name: now.name }))
    rows.setAttribute('aria-label', t('holder', { name: now.name }))
    element.dataset.role = now.role
    const about = [...new Set([now.kin, called('role', now.role), now.village])].filter(Boolean)
    holder.replaceChildren(
      el('span', { class: 'face', 'aria-hidden': 'true' }, [...now.name][0] ?? ''),
      el(
        'div',
        { class: 'who' },
        el(
          'h2',
          {},
          now.name,
          el('span', { class: `chip ${now.bound ? 'bound' : ''}` }, t(now.bound ? 'bound' : 'notBound')),
        ),
        el('p', {}, about.join(' · ')),
        now.children.length > 0 && el('p', { class: 'children' }, listed(now.children)),
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'round',
          'aria-label': t('closePhone', { name: now.name }),
          title: t('closePhone', { name: now.name }),
          onclick: () => house.close(now.id),
        },
        icon('close'),
      ),
    )
    showCard(now)
  }

  /** @param {Contact} now */
  function showCard({ person, bound, card }) {
    strip.hidden = bound || person === null
    if (strip.hidden || person === null) return strip.replaceChildren()
    const get = el(
      'button',
      { type: 'button', class: 'plain', onclick: () => api.addPhone({ person }).then(show, house.complain) },
      t(card ? 'cardNew' : 'cardGet'),
    )
    strip.replaceChildren()
    if (!card) return strip.append(get)
    strip.append(
      el(
        'div',
        { class: 'card' },
        el('span', {}, t('card')),
        el('strong', {}, card.code),
        el('span', {}, t('cardUntil', { when: dayAndTime(card.expires) })),
      ),
      el('button', { type: 'button', class: 'use', onclick: () => typing.fill(card.code) }, t('cardUse')),
      get,
    )
  }

  /** @param {Message} message @param {boolean} live false while the chat is filled with what passed before */
  function add(message, live) {
    empty.remove()
    if (message.kind === 'recall') chat.querySelector(`[data-id="${CSS.escape(message.text)}"]`)?.remove()
    // What was taken back is told by the recall itself.
    if (message.recalled) return
    const above = stamp(last, message)
    if (above) rows.append(above)
    rows.append(row(message, owner.name, quote))
    lying.set(message.id, message)
    last = message
    while (rows.childElementCount > mostRows) rows.firstElementChild?.remove()
    if (live && message.from === 'contact') following = true
    if (live && message.from === 'bot') house.unread(contact.id)
  }

  // Whoever reads at the end stays at the end when a message comes, a picture has loaded or the keyboard opens;
  // whoever has scrolled up stays where they are.
  let following = true
  let top = 0
  chat.addEventListener('scroll', () => {
    if (chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60) following = true
    else if (chat.scrollTop < top) following = false
    top = chat.scrollTop
  })
  const growth = new ResizeObserver(() => {
    if (following) chat.scrollTop = chat.scrollHeight
  })
  growth.observe(rows)
  growth.observe(chat)

  show(contact)
  return {
    id: contact.id,
    element,
    show,
    add,
    /** @param {string} time */
    setTime(time) {
      clock.textContent = time
    },
    focus: typing.focus,
    get owner() {
      return owner
    },
  }
}
