import { el, icon } from './dom.js'
import { pictureOf, startRecording } from './media.js'
import { t } from './words.js'

/**
 * Where one types on a phone: Enter sends (not while an input method is composing), Shift+Enter is a new line. What is
 * typed next may quote a message, or go out as if the account's owner had typed it on the bot's own phone.
 * @typedef {{ words: string, send(text: string): Promise<unknown> }} Otherwise what stands above the line, and how it is sent then
 * @param {{
 *   say(text: string, quotes?: string): Promise<unknown>,
 *   send(what: Record<string, unknown>): Promise<unknown>,
 *   greeting: string,
 *   complain(error: unknown): void,
 * }} phone
 */
export function composer(phone) {
  const input = el('textarea', { rows: 1, 'aria-label': t('say'), enterkeyhint: 'send', maxlength: 100_000 })
  const file = el('input', { type: 'file', accept: 'image/*', hidden: true, tabindex: -1 })
  const sendButton = el('button', { type: 'submit', class: 'send' }, t('send'))
  const voiceButton = iconButton('voice', t('voice'), () => void record())
  const pictureButton = iconButton('picture', t('picture'), () => file.click())
  const moreButton = iconButton('more', t('more'), () => showTiles(tiles.hidden !== false))
  const tiles = el(
    'div',
    { class: 'tiles', hidden: true },
    tile('picture', t('choosePicture'), () => file.click()),
    tile('picture', t('samplePicture'), () => send({ kind: 'image' })),
    tile('note', t('sampleVoice'), () => send({ kind: 'voice' })),
    tile('voice', t('recordVoice'), () => void record()),
    tile('sticker', t('sendSticker'), () => send({ kind: 'sticker' })),
    tile('place', t('sendPlace'), () => send({ kind: 'location' })),
    tile('gift', t('sendRedPacket'), () => send({ kind: 'red-packet' })),
    tile('hand', t('byHand'), byHand),
    tile('friend', t('friend'), () => send({ kind: 'friend', text: phone.greeting })),
  )
  const above = el('div', { class: 'above', hidden: true })
  const recording = el('div', { class: 'recording', hidden: true, role: 'status' })
  const form = el(
    'form',
    { class: 'composer', autocomplete: 'off' },
    above,
    el('div', { class: 'line' }, voiceButton, input, pictureButton, moreButton, sendButton),
    recording,
    tiles,
    file,
  )

  function resize() {
    form.classList.toggle('typed', input.value.trim() !== '')
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, 96)}px`
  }

  /** @param {boolean} shown */
  function showTiles(shown) {
    tiles.hidden = !shown
    moreButton.setAttribute('aria-expanded', String(shown))
  }
  showTiles(false)

  /** @param {Record<string, unknown>} what */
  function send(what) {
    showTiles(false)
    phone.send(what).catch(phone.complain)
  }

  /** How the next message is sent, when not as usual. @type {Otherwise | null} */
  let otherwise = null

  /** @param {Otherwise | null} next */
  function sendNext(next) {
    otherwise = next
    above.hidden = next === null
    form.classList.toggle('otherwise', next !== null)
    if (next === null) return above.replaceChildren()
    above.replaceChildren(
      el('span', {}, next.words),
      iconButton('close', t('asUsual'), () => {
        sendNext(null)
        input.focus()
      }),
    )
    showTiles(false)
    input.focus()
  }

  function byHand() {
    sendNext({ words: t('byHandNow'), send: text => phone.send({ kind: 'by-hand', text }) })
  }

  function say() {
    const text = input.value
    if (text.trim() === '') return
    const how = otherwise
    input.value = ''
    sendNext(null)
    resize()
    ;(how ? how.send(text) : phone.say(text)).catch(error => {
      if (input.value === '') {
        input.value = text
        sendNext(how)
      }
      resize()
      phone.complain(error)
    })
  }

  async function record() {
    showTiles(false)
    try {
      const seconds = el('span', {})
      const count = (/** @type {number} */ n) => {
        seconds.textContent = t('recording', { seconds: n })
      }
      const voice = await startRecording(count)
      count(0)
      const end = (/** @type {boolean} */ sent) => {
        recording.hidden = true
        recording.replaceChildren()
        if (!sent) return voice.cancel()
        return voice.finish().then(phone.send).catch(phone.complain)
      }
      recording.replaceChildren(
        seconds,
        el('button', { type: 'button', onclick: () => void end(false) }, t('recordingCancel')),
        el('button', { type: 'button', class: 'send', onclick: () => void end(true) }, t('recordingSend')),
      )
      recording.hidden = false
    } catch (error) {
      phone.complain(error)
    }
  }

  input.addEventListener('input', resize)
  input.addEventListener('focus', () => showTiles(false))
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.isComposing) sendNext(null)
    // 229 is what browsers give while an input method holds the key.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    say()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    say()
    input.focus()
  })
  file.addEventListener('change', () => {
    const chosen = file.files?.[0]
    file.value = ''
    if (chosen) pictureOf(chosen).then(send, phone.complain)
  })

  return {
    element: form,
    focus: () => input.focus(),
    /** @param {string} id @param {string} words */
    quote: (id, words) => sendNext({ words: t('quoting', { words }), send: text => phone.say(text, id) }),
    /** @param {string} text */
    fill(text) {
      input.value = text
      resize()
      input.focus()
    },
  }
}

/** @param {Parameters<typeof icon>[0]} name @param {string} label @param {() => void} act */
const iconButton = (name, label, act) =>
  el(
    'button',
    { type: 'button', class: 'round', 'aria-label': label, title: label, onclick: act },
    icon(name),
  )

/** @param {Parameters<typeof icon>[0]} name @param {string} label @param {() => void} act */
const tile = (name, label, act) =>
  el('button', { type: 'button', class: 'tile', onclick: act }, icon(name), el('span', {}, label))
