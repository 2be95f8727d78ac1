/** Which phones lie on the page, in order, and which one a narrow screen shows; kept in the browser. */
const place = 'xiangban.simulator.phones'

/** @typedef {import('./api.js').Contact} Contact */

/** @returns {string[] | null} */
function kept() {
  try {
    const ids = JSON.parse(localStorage.getItem(place) ?? 'null')
    return Array.isArray(ids) ? ids.filter(id => typeof id === 'string') : null
  } catch {
    return null
  }
}

/** @param {string[]} ids */
export function keepPhones(ids) {
  try {
    localStorage.setItem(place, JSON.stringify(ids))
  } catch {
    // A browser that keeps nothing shows the usual phones next time.
  }
}

/**
 * The phones of last time that still exist; else a parent, a carer, a director and a supervisor.
 * @param {Contact[]} contacts
 */
export function phonesToOpen(contacts) {
  const last = kept()?.filter(id => contacts.some(contact => contact.id === id))
  if (last && last.length > 0) return last
  const parts = [['mother', 'father'], ['carer'], ['director'], ['supervisor']]
  return parts.flatMap(roles => contacts.find(contact => roles.includes(contact.role))?.id ?? [])
}
