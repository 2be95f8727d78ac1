/** Numbers of the page that change while it is open. Without it the page is read again by itself. */
const table = /** @type {HTMLElement | null} */ (document.querySelector('[data-live]'))

/** The list below the numbers is older than they are. */
let told = false

/** @param {Record<string, number>} counts */
function show(counts) {
  let changed = false
  for (const [name, count] of Object.entries(counts)) {
    const cell = table?.querySelector(`[data-of="${name}"]`)
    if (!cell || cell.textContent === String(count)) continue
    changed = true
    cell.textContent = String(count)
    const row = cell.closest('tr')
    if (row && name !== 'confirmed') row.toggleAttribute('data-empty', count === 0)
  }
  for (const line of document.querySelectorAll('[data-waiting]'))
    line.toggleAttribute('hidden', counts.queued === 0)
  document.querySelector('[data-again]')?.toggleAttribute('hidden', !changed && !told)
  told ||= changed
  const bar = document.querySelector('progress')
  if (bar && counts.total) bar.value = Math.round((100 * (counts.confirmed ?? 0)) / counts.total)
}

if (table?.dataset.live) {
  const stream = new EventSource(table.dataset.live)
  stream.addEventListener('counts', event => show(JSON.parse(event.data)))
  window.addEventListener('pagehide', () => stream.close())
}
