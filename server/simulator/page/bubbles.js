import { el, icon } from './dom.js'
import { dayAndTime, sameDay, timeOfDay } from './time.js'
import { called, t } from './words.js'

/** @typedef {import('./api.js').Message} Message */

/** A pause after which the time is shown again, ms: WeChat's own five minutes. */
const pause = 300_000

/**
 * The time that stands above a message, or null when the one before was just now.
 * @param {Message | null} before
 * @param {Message} message
 */
export function stamp(before, message) {
  const near = before && Date.parse(message.at) - Date.parse(before.at) < pause
  if (near) return null
  const text = before && sameDay(before.at, message.at) ? timeOfDay(message.at) : dayAndTime(message.at)
  return el('div', { class: 'stamp' }, el('time', { datetime: message.at }, text))
}

/** What WeChat hands over when somebody quotes: who and what, a ruler, the reply. */
const quoted = /^「(.*?)」\n(?:- ){14}-\n(.*)$/s

/** A message on one line, as it stands above a reply that quotes it. @param {Message} message @param {string} owner */
export function shortly(message, owner) {
  const words =
    message.kind === 'text'
      ? (quoted.exec(message.text)?.[2] ?? message.text)
      : [called('thing', message.kind), message.text].join('')
  return `${message.from === 'contact' ? owner : t('bot')}：${words}`
}

/**
 * One message as a row of the chat.
 * @param {Message} message
 * @param {string} owner whose phone it is
 * @param {(id: string) => void} quote
 */
export function row(message, owner, quote) {
  const mine = message.from === 'contact'
  if (message.kind === 'recall') return note(t(mine ? 'youRecalled' : 'botRecalled'), message)
  if (message.kind === 'friend')
    return note([t('friendAsked'), message.text].filter(Boolean).join(' · '), message)
  const bubble = el('div', { class: `bubble ${message.kind}` }, content(message, mine ? owner : t('bot')))
  bubble.tabIndex = 0
  bubble.title = t(mine ? 'recallable' : 'quotable')
  return el(
    'div',
    { class: `row ${mine ? 'mine' : 'theirs'}`, 'data-id': message.id },
    el('span', { class: 'face', 'aria-hidden': 'true' }, mine ? [...owner][0] : '伴'),
    el('span', { class: 'unseen' }, t('from', { name: mine ? owner : t('bot') })),
    bubble,
    el(
      'button',
      {
        type: 'button',
        class: 'quote',
        'aria-label': t('quote'),
        title: t('quote'),
        onclick: () => quote(message.id),
      },
      icon('quote'),
    ),
  )
}

/** @param {string} text @param {Message} message */
const note = (text, message) => el('div', { class: 'note', 'data-id': message.id }, el('span', {}, text))

/** @param {Message} message @param {string} sender */
function content(message, sender) {
  if (message.kind === 'image' && message.media) return picture(message.media, sender)
  if (message.kind === 'voice' && message.media) return voice(message.media)
  if (message.kind === 'text') return words(message)
  if (message.link) return card(message.text, message.link)
  if (message.kind === 'image' || message.kind === 'voice')
    return el('span', { class: 'text gone' }, t('mediaGone'))
  return el(
    'span',
    { class: 'text thing' },
    [called('thing', message.kind), message.text].filter(Boolean).join(' · '),
  )
}

/** A page to open. @param {string} title @param {{ url: string, description: string }} link */
function card(title, { url, description }) {
  return el(
    'a',
    { class: 'card', href: url, target: '_blank', rel: 'noopener noreferrer' },
    el('strong', {}, title),
    el('small', {}, description),
  )
}

/** What was said, and below it what it quotes. @param {Message} message */
function words({ text, byHand }) {
  const [, before, said] = quoted.exec(text) ?? [null, '', text]
  const shown = el('span', { class: 'text' }, said)
  if (!before && !byHand) return shown
  return el(
    'span',
    {},
    shown,
    before && el('span', { class: 'quoted' }, before),
    byHand && el('span', { class: 'quoted' }, t('writtenByHand')),
  )
}

/** @param {string} src @param {string} sender */
function picture(src, sender) {
  const alt = t('pictureFrom', { name: sender })
  const small = el('img', { src, alt, loading: 'lazy', width: 120, height: 80 })
  return el(
    'button',
    { type: 'button', class: 'bare', title: t('seePicture'), onclick: () => enlarge(src, alt) },
    small,
  )
}

/** @param {string} src @param {string} alt */
function enlarge(src, alt) {
  const seen = el(
    'dialog',
    { class: 'viewer', onclick: () => seen.close(), onclose: () => seen.remove() },
    el('img', { src, alt }),
    el('button', { type: 'button', class: 'round', 'aria-label': t('close') }, icon('close')),
  )
  document.body.append(seen)
  seen.showModal()
}

/** @param {string} src */
function voice(src) {
  const length = el('span', { class: 'length' })
  const sound = new Audio()
  sound.preload = 'metadata'
  sound.addEventListener('loadedmetadata', () => {
    if (!Number.isFinite(sound.duration)) return
    length.textContent = t('voiceSeconds', { seconds: Math.max(1, Math.round(sound.duration)) })
  })
  sound.src = src
  const button = el(
    'button',
    {
      type: 'button',
      class: 'bare play',
      'aria-label': t('play'),
      onclick: () => (sound.paused ? void sound.play().catch(() => {}) : sound.pause()),
    },
    icon('sound'),
    length,
  )
  for (const event of ['play', 'pause', 'ended']) {
    sound.addEventListener(event, () => button.classList.toggle('playing', !sound.paused))
  }
  return button
}
