/** @typedef {import('./api.js').Message} Message @typedef {import('./api.js').Clock} Clock */

/** A pause before the page itself tries again, ms; usually the browser does. */
const pause = 2_000

/**
 * Hears what the server tells, for as long as the page is open. `hello` comes at every connection with the server's
 * run: another one may have another past.
 * @param {{
 *   hello(run: string): void, lost(): void, message(message: Message): void, clock(clock: Clock): void,
 *   contacts(): void, records(): void,
 * }} told
 */
export function listen(told) {
  const events = new EventSource('/simulator/events')
  events.addEventListener('hello', event => told.hello(JSON.parse(event.data).run))
  events.addEventListener('message', event => told.message(JSON.parse(event.data)))
  events.addEventListener('clock', event => told.clock(JSON.parse(event.data)))
  events.addEventListener('contacts', () => told.contacts())
  events.addEventListener('records', () => told.records())
  events.addEventListener('error', () => {
    told.lost()
    // Closed: the server answered with an error, and the browser gives up.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => listen(told), pause)
  })
}
