import { el } from './dom.js'
import { t } from './words.js'

/** How long a finger rests before the menu opens, ms. */
const longPress = 500

/**
 * Lets the owner of a chat take back their own messages: by the right button, a long press, or Enter on the bubble.
 * @param {HTMLElement} chat
 * @param {(id: string) => void} recall
 */
export function recallMenu(chat, recall) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting
  const rest = () => clearTimeout(resting)

  /** @param {Event} event */
  const ownBubble = event => {
    const bubble = event.target instanceof Element ? event.target.closest('.mine > .bubble') : null
    return bubble instanceof HTMLElement ? bubble : null
  }

  /** @param {HTMLElement} bubble */
  function open(bubble) {
    chat.querySelector('.menu')?.remove()
    const id = bubble.parentElement?.dataset.id
    if (!id) return
    const button = el('button', { type: 'button', role: 'menuitem' }, t('recall'))
    const menu = el('div', { class: 'menu', role: 'menu' }, button)
    const close = () => {
      menu.remove()
      document.removeEventListener('pointerdown', outside, true)
    }
    /** @param {Event} event */
    const outside = event => {
      if (!(event.target instanceof Node && menu.contains(event.target))) close()
    }
    button.addEventListener('click', () => {
      close()
      recall(id)
    })
    menu.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return
      close()
      bubble.focus()
    })
    bubble.after(menu)
    document.addEventListener('pointerdown', outside, true)
    button.focus()
  }

  chat.addEventListener('contextmenu', event => {
    const bubble = ownBubble(event)
    if (!bubble) return
    event.preventDefault()
    open(bubble)
  })
  chat.addEventListener('pointerdown', event => {
    const bubble = event.pointerType === 'mouse' ? null : ownBubble(event)
    if (bubble) resting = setTimeout(() => open(bubble), longPress)
  })
  for (const event of ['pointerup', 'pointercancel', 'pointermove', 'scroll'])
    chat.addEventListener(event, rest)
  chat.addEventListener('keydown', event => {
    const bubble = event.key === 'Enter' && event.target === ownBubble(event) ? ownBubble(event) : null
    if (!bubble) return
    // Or the same key press would push the button that gets the focus.
    event.preventDefault()
    open(bubble)
  })
}
