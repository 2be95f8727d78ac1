/**
 * Elements made from data. Text is only ever set as text, so nothing that a person typed can become markup.
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [given] attributes; `class`, `on…` listeners, and `data-…` as written
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    } else made.setAttribute(name, value === true ? '' : String(value))
  }
  fill(made, ...children)
  return made
}

/**
 * Puts children into a node, after what is there.
 * @param {Element} node
 * @param {...Child} children
 */
export function fill(node, ...children) {
  for (const child of children) if (child) node.append(child)
}

/** Line drawings on a 24 x 24 field. */
const drawings = {
  voice: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3Z M6 11a6 6 0 0 0 12 0 M12 17v4 M9 21h6',
  picture: 'M4 5h16v14H4Z M4 16l4.5-4.5 4 4 2.5-2.5 5 5 M15.5 9.5h.01',
  more: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z M12 8v8 M8 12h8',
  close: 'M6 6l12 12 M18 6 6 18',
  add: 'M12 5v14 M5 12h14',
  sound: 'M5 10v4h3l4 3.5v-11L8 10Z M15.5 9.5a3.5 3.5 0 0 1 0 5 M18 7a7 7 0 0 1 0 10',
  friend: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z M3.5 20c.5-4 3-6 6.5-6s6 2 6.5 6 M19 8v6 M16 11h6',
  note: 'M9 18V6l10-2v12 M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  quote: 'M4 11h6v6H4Z M4 11c0-3 1.5-5 4-6 M14 11h6v6h-6Z M14 11c0-3 1.5-5 4-6',
  hand: 'M5 20h14 M6 16l1-4 9-9 3 3-9 9Z',
  sticker:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z M8.5 14c1 1.6 2.2 2.3 3.5 2.3s2.5-.7 3.5-2.3 M9 9.5h.01 M15 9.5h.01',
  place: 'M12 21c4-4.5 6-7.7 6-10.5a6 6 0 0 0-12 0c0 2.8 2 6 6 10.5Z M12 12.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  gift: 'M6 3.5h12v17H6Z M6 8c4 3 8 3 12 0 M12 10.5v3',
  later: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z M12 8v4.5l3 2',
  day: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z M12 2.5v2 M12 19.5v2 M2.5 12h2 M19.5 12h2 M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M5.3 18.7l1.4-1.4 M17.3 6.7l1.4-1.4',
  next: 'M5 6l8 6-8 6Z M17 6v12',
}

/**
 * @param {keyof typeof drawings} name
 * @returns {SVGSVGElement} decoration only: the button around it carries the words
 */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'icon')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', drawings[name])
  svg.append(path)
  return svg
}
