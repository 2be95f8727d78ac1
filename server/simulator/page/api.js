/**
 * What the server tells and takes. The shapes are those of server/simulator/*.ts.
 * @typedef {{ id: string, person: string | null, name: string, role: string, kin: string, place: string, village: string,
 *   children: string[], bound: boolean, card?: { code: string, expires: string } }} Contact
 * @typedef {{ seq: number, id: string, contact: string, from: 'contact' | 'bot', kind: string, text: string, at: string,
 *   media?: string, link?: { url: string, description: string }, recalled?: boolean, byHand?: boolean }} Message
 * @typedef {{ now: string, next: { at: string, kind: string } | null }} Clock
 * @typedef {{ id: string, name: string, role: string, kin: string, village: string, children: string[],
 *   device: string }} Someone
 * @typedef {import('../records.ts').Records} Records
 */

/** A request that did not succeed; `message` is a sentence for the person at the page, or '' without a server. */
export class Refused extends Error {}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
async function ask(path, init) {
  const answer = await fetch(path, init).catch(() => {
    throw new Refused('')
  })
  const body = await answer.json().catch(() => null)
  if (!answer.ok) throw new Refused(body?.message ?? String(answer.status))
  return body
}

/** @param {string} path @param {unknown} body */
const tell = (path, body) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

export const api = {
  /** @param {string} language @returns {Promise<Record<string, string>>} */
  words: language => ask(`/simulator/words?lang=${encodeURIComponent(language)}`),
  /** @returns {Promise<Contact[]>} */
  contacts: () => ask('/simulator/contacts'),
  /** @param {string} search @returns {Promise<Someone[]>} */
  people: search => ask(`/simulator/people?search=${encodeURIComponent(search)}`),
  /** @param {{ person: string } | { name?: string }} whose @returns {Promise<Contact>} */
  addPhone: whose => tell('/simulator/contacts', whose),
  /** @param {number} since @returns {Promise<Message[]>} */
  messages: since => ask(`/simulator/messages?since=${since}`),
  /** @param {string} contact @param {string} text @param {string} [quotes] the id of a message in this chat */
  say: (contact, text, quotes) => tell('/simulator/say', { contact, text, quotes }),
  /** @param {Record<string, unknown>} what */
  send: what => tell('/simulator/send', what),
  /** @returns {Promise<Clock>} */
  clock: () => ask('/simulator/clock'),
  /** @param {string} advance @returns {Promise<Clock>} */
  advance: advance => tell('/simulator/clock', { advance }),
  /** @returns {Promise<Records>} */
  records: () => ask('/simulator/records'),
}
