import { api } from './api.js'
import { el, icon } from './dom.js'
import { dayAndTime, later, longDate, soonTime, timeOfDay } from './time.js'
import { called, t } from './words.js'

/** @typedef {import('./api.js').Clock} Clock */

/**
 * The date and time of the village, and the buttons that move it forward.
 * @param {{ complain(error: unknown): void, tick(time: string): void, sentByBot(): number }} house
 */
export function clockBar({ complain, tick, sentByBot }) {
  /** @type {{ clock: Clock, since: number } | null} */
  let known = null
  let moving = false
  const date = el('span', { class: 'date' })
  const time = el('span', { class: 'hour' })
  const next = el('p', { class: 'next' })
  const happened = el('p', { class: 'happened', role: 'status' })
  const buttons = [
    button('later', 'forward10', 'PT10M'),
    button('day', 'forwardDay', 'P1D'),
    button('next', 'forwardNext', 'next'),
  ]
  const element = el(
    'div',
    { class: 'clock' },
    el('div', { class: 'now', role: 'group', 'aria-label': t('clock') }, date, time),
    el('div', { class: 'moves' }, ...buttons.map(one => one.element)),
    el('div', { class: 'told' }, happened, next),
  )

  /** @param {Parameters<typeof icon>[0]} picture @param {string} words @param {string} advance */
  function button(picture, words, advance) {
    const made = el(
      'button',
      { type: 'button', class: 'move', onclick: () => void move(advance, made) },
      icon(picture),
      el('span', {}, t(words)),
    )
    return { element: made, advance }
  }

  /** @param {string} advance @param {HTMLButtonElement} pressed */
  async function move(advance, pressed) {
    if (moving) return
    moving = true
    pressed.classList.add('working')
    happened.textContent = t('moving')
    showButtons()
    const before = sentByBot()
    try {
      show(await api.advance(advance))
      // The last messages may come a moment after the answer.
      await new Promise(resolve => setTimeout(resolve, 150))
      const count = sentByBot() - before
      happened.textContent = t(count > 0 ? 'moved' : 'movedQuiet', { when: dayAndTime(nowText()), count })
    } catch (error) {
      happened.textContent = ''
      complain(error)
    }
    moving = false
    pressed.classList.remove('working')
    showButtons()
  }

  function showButtons() {
    for (const { element: one, advance } of buttons) {
      one.disabled = moving || (advance === 'next' && known?.clock.next === null)
    }
    element.setAttribute('aria-busy', String(moving))
  }

  const nowText = () => (known ? later(known.clock.now, performance.now() - known.since) : '')

  function showTime() {
    if (!known) return
    const now = nowText()
    date.textContent = longDate(now)
    time.textContent = timeOfDay(now)
    tick(timeOfDay(now))
    const due = known.clock.next
    next.textContent = due
      ? t('nextIs', { when: soonTime(due.at, now), what: called('due', due.kind) })
      : t('nextNone')
  }

  /** @param {Clock} clock */
  function show(clock) {
    // The clock never goes back: this answer was overtaken.
    if (known && clock.now < known.clock.now) return
    known = { clock, since: performance.now() }
    showTime()
    showButtons()
  }
  setInterval(showTime, 1000)
  showButtons()

  return {
    element,
    show,
    /** Another run of the server may have another clock. */
    forget() {
      known = null
    },
  }
}
