import { el } from './dom.js'
import { t } from './words.js'

/** How long a finger rests before the menu opens, ms. */
const longPress = 500

/**
 * What can be done with a message of the chat, by the right button, a long press, or Enter on the bubble: any can be
 * quoted, one's own taken back.
 * @param {HTMLElement} chat
 * @param {{ quote(id: string): void, recall(id: string): void }} deeds
 */
export function messageMenu(chat, { quote, recall }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting
  const rest = () => clearTimeout(resting)

  /** @param {Event} event */
  const bubbleOf = event => {
    const bubble = event.target instanceof Element ? event.target.closest('.row > .bubble') : null
    return bubble instanceof HTMLElement ? bubble : null
  }

  /** @param {HTMLElement} bubble */
  function open(bubble) {
    chat.querySelector('.menu')?.remove()
    const id = bubble.parentElement?.dataset.id
    if (!id) return
    const mine = bubble.parentElement?.classList.contains('mine')
    const menu = el(
      'div',
      { class: 'menu', role: 'menu' },
      item(t('quote'), () => quote(id)),
      mine && item(t('recall'), () => recall(id)),
    )
    /** @param {string} words @param {() => void} act */
    function item(words, act) {
      const chosen = () => {
        close()
        act()
      }
      return el('button', { type: 'button', role: 'menuitem', onclick: chosen }, words)
    }
    const items = [...menu.querySelectorAll('button')]
    const close = () => {
      menu.remove()
      document.removeEventListener('pointerdown', outside, true)
    }
    /** @param {Event} event */
    const outside = event => {
      if (!(event.target instanceof Node && menu.contains(event.target))) close()
    }
    menu.addEventListener('keydown', event => {
      const at = items.findIndex(one => one.matches(':focus'))
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
      if (step) items.at((at + step) % items.length)?.focus()
      if (event.key !== 'Escape') return
      close()
      bubble.focus()
    })
    bubble.after(menu)
    document.addEventListener('pointerdown', outside, true)
    items[0]?.focus()
  }

  chat.addEventListener('contextmenu', event => {
    const bubble = bubbleOf(event)
    if (!bubble) return
    event.preventDefault()
    open(bubble)
  })
  chat.addEventListener('pointerdown', event => {
    const bubble = event.pointerType === 'mouse' ? null : bubbleOf(event)
    if (bubble) resting = setTimeout(() => open(bubble), longPress)
  })
  for (const event of ['pointerup', 'pointercancel', 'pointermove', 'scroll'])
    chat.addEventListener(event, rest)
  chat.addEventListener('keydown', event => {
    const bubble = event.key === 'Enter' && event.target === bubbleOf(event) ? bubbleOf(event) : null
    if (!bubble) return
    // Or the same key press would push the button that gets the focus.
    event.preventDefault()
    open(bubble)
  })
}
