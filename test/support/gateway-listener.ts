import type { Incoming, Listener } from '../../bot/channel.ts'
import type { Log } from '../../bot/log.ts'

/** A listener that writes down what it is told and lets a test wait for it. */
export function recorder() {
  const heard: Incoming[] = []
  const logins: string[] = []
  const gaps: Parameters<Listener['gap']>[0][] = []
  const watchers = new Set<() => void>()
  const changed = () => {
    for (const watch of watchers) watch()
  }

  const listener: Listener = {
    async message(incoming) {
      heard.push(incoming)
      changed()
    },
    async login(account) {
      logins.push(account)
      changed()
    },
    async gap(gap) {
      gaps.push(gap)
      changed()
    },
  }

  /** What `look` gives as soon as it gives something, looking whenever the listener is told something. */
  async function until<T>(look: () => T | undefined | false, ms = 10_000): Promise<T> {
    const found = Promise.withResolvers<T>()
    const watch = () => {
      const seen = look()
      if (seen !== undefined && seen !== false) found.resolve(seen)
    }
    const timer = setTimeout(() => found.reject(new Error(`not heard within ${ms} ms`)), ms)
    watchers.add(watch)
    watch()
    return found.promise.finally(() => {
      clearTimeout(timer)
      watchers.delete(watch)
    })
  }

  return {
    listener,
    heard,
    logins,
    gaps,
    until,
    from: (contact: string) => heard.filter(one => one.contact === contact),
    /** The first `count` messages of a contact, when they are there. */
    messages: (contact: string, count = 1, ms?: number) =>
      until(() => {
        const from = heard.filter(one => one.contact === contact)
        return from.length >= count && from.slice(0, count)
      }, ms),
  }
}

export type Recorder = ReturnType<typeof recorder>

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
