import { el } from './dom.js'
import { sections } from './record-sections.js'
import { t } from './words.js'

/** @typedef {import('./api.js').Records} Records */

/** What the system recorded, one tab per kind; a dot tells that something changed out of sight. */
export function recordPanel() {
  const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': t('records') })
  const body = el('div', { class: 'record-body', role: 'tabpanel', id: 'record-body', tabindex: 0 })
  const element = el(
    'aside',
    { class: 'records', 'aria-label': t('records') },
    el('h2', { class: 'unseen' }, t('records')),
    tabs,
    body,
  )
  /** @type {Records | null} */
  let records = null
  let shown = Object.keys(sections)[0] ?? ''
  /** What each tab showed last, to tell changes. @type {Map<string, string>} */
  const before = new Map()

  const buttons = Object.entries(sections).map(([key]) => {
    const count = el('span', { class: 'count' })
    const dot = el('span', { class: 'dot', hidden: true }, el('span', { class: 'unseen' }, t('tabChanged')))
    const button = el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${key}`,
        'aria-controls': 'record-body',
        onclick: () => choose(key),
      },
      t(`tab.${key}`),
      count,
      dot,
    )
    tabs.append(button)
    return { key, button, count, dot }
  })

  tabs.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const at = buttons.findIndex(one => one.key === shown)
    const to = buttons[(at + step + buttons.length) % buttons.length]
    if (to) choose(to.key)
    to?.button.focus()
  })

  /** @param {string} key */
  function choose(key) {
    shown = key
    for (const one of buttons) {
      one.button.setAttribute('aria-selected', String(one.key === key))
      one.button.tabIndex = one.key === key ? 0 : -1
      if (one.key === key) one.dot.hidden = true
    }
    body.setAttribute('aria-labelledby', `tab-${key}`)
    render()
    body.scrollTop = 0
  }

  function render() {
    const section = sections[shown]
    if (!records || !section) return
    const open = new Set([...body.querySelectorAll('details[open]')].map(one => one.getAttribute('data-key')))
    const top = body.scrollTop
    body.replaceChildren(...section.show(records))
    for (const one of body.querySelectorAll('details')) one.open = open.has(one.getAttribute('data-key'))
    body.scrollTop = top
  }

  /** @param {Records} now */
  function show(now) {
    records = now
    for (const { key, count, dot } of buttons) {
      const section = sections[key]
      if (!section) continue
      const n = section.waiting?.(now) ?? 0
      count.textContent = n > 0 ? String(n) : ''
      const text = JSON.stringify(section.of(now))
      const changed = before.has(key) && before.get(key) !== text
      before.set(key, text)
      if (changed && key !== shown) dot.hidden = false
      if (key === shown && (changed || body.childElementCount === 0)) render()
    }
  }

  choose(shown)
  return { element, show }
}
