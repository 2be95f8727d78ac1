import { randomUUID } from 'node:crypto'
import type { Channel, Incoming, Listener, Media, Outgoing, SendResult } from './channel.ts'
import { hearing } from './hearing.ts'

/** One thing the bot sent through a fake channel and what became of it. */
export type Sent = { contact: string; outgoing: Outgoing; result: SendResult }

/** A channel in memory, for tests of everything that is not WeChat. */
export type FakeChannel = Channel & {
  readonly sent: Sent[]
  /** Everything `hear` was given. */
  readonly heard: Incoming[]
  /** Results of the next sends, first to last; when there are none, everything is `sent`. */
  readonly results: SendResult[]
  /** What `fetch` finds, by message id. */
  readonly files: Map<string, Media>
  /** `contact` says a text, or anything given in parts; resolves when the listener has taken it. */
  hear(contact: string, what: string | Partial<Incoming>): Promise<Incoming>
  /** We could not hear from `from` until now. */
  deaf(from: number, cause: string): Promise<void>
}

export function fakeChannel(clock: { now(): number }, account = 'fake'): FakeChannel {
  const ears = hearing(clock)
  const sent: Sent[] = []
  const heard: Incoming[] = []
  const results: SendResult[] = []
  const files = new Map<string, Media>()
  let listener: Listener | null = null
  /** As in the port: in order of arrival, one at a time for each contact. */
  const chains = new Map<string, Promise<unknown>>()

  return {
    sent,
    heard,
    results,
    files,

    async start(to) {
      listener = to
      ears.heard(account)
      await to.login(account)
    },

    async stop() {
      await Promise.all(chains.values())
      listener = null
      ears.stopped()
    },

    async send(contact, outgoing) {
      const fallback: SendResult = listener
        ? { result: 'sent', id: randomUUID() }
        : { result: 'failed', reason: 'not connected to WeChat', again: true }
      const result = (listener && results.shift()) || fallback
      sent.push({ contact, outgoing, result })
      return result
    },

    async fetch(message) {
      return files.get(message) ?? null
    },

    health: ears.health,

    async hear(contact, what) {
      const incoming: Incoming = {
        account,
        contact,
        id: randomUUID(),
        kind: 'text',
        text: '',
        sentAt: clock.now(),
        self: false,
        ...(typeof what === 'string' ? { text: what } : what),
      }
      heard.push(incoming)
      ears.sign()
      const before = chains.get(contact) ?? Promise.resolve()
      const taken = before.then(() => listener?.message(incoming)).catch(() => {})
      chains.set(contact, taken)
      await taken
      return incoming
    },

    async deaf(from, cause) {
      await listener?.gap({ account, from, to: clock.now(), cause })
    },
  }
}
