import { setTimeout as sleep } from 'node:timers/promises'
import type { Puppet } from 'wechaty-puppet'
import type { Incoming } from './channel.ts'
import type { Settle } from './in-order.ts'
import { believableTime, readFriendship, readMessage } from './incoming.ts'
import { causeOf, type Log } from './log.ts'
import { late, within } from './within.ts'

/** Waits before our own tries to read a message, ms. Wechaty's first try usually wins before the first is over. */
const usualTries = [300, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]
/** One request for a payload, ms. */
const requestTime = 5_000
/** A request and its confirmation are one new friend when no more than this lies between them, ms. */
const sameFriend = 600_000

/** What the intake needs: where to ask, who we are, the order of arrival, and whom to tell of a loss. */
type IntakeParts = {
  puppet(): Puppet | null
  account(): string | null
  announce(): Settle<Incoming>
  unreadable(id: string, heardAt: number): void
  clock: { now(): number }
  log: Log
  tries?: number[]
}

/** Turns a puppet's announcements (ids only) into what was said, without losing the order of arrival. */
export function intake(parts: IntakeParts) {
  const { puppet, account, announce, unreadable, clock, log, tries = usualTries } = parts
  const unread = new Map<string, Settle<Incoming>[]>()
  const newFriends = new Map<string, { at: number; confirmed: boolean }>()
  const over = new AbortController()

  /** The puppet says that there is a message. The same id may come twice; both are handed over. */
  function announced(id: string) {
    const settle = announce()
    const waiting = unread.get(id)
    if (waiting) waiting.push(settle)
    else {
      unread.set(id, [settle])
      void readUntilKnown(id)
    }
  }

  /** Somebody (wechaty, or we ourselves) has read a message. */
  function known(id: string, payload: unknown) {
    const waiting = unread.get(id)
    const me = account()
    if (!waiting || me === null) return
    unread.delete(id)
    const incoming = readMessage(payload, me, clock.now())
    if ('ignored' in incoming) log.debug({ message: id, why: incoming.ignored }, 'message not for us')
    for (const settle of waiting) settle('ignored' in incoming ? null : incoming)
  }

  async function readUntilKnown(id: string) {
    const heardAt = clock.now()
    for (const wait of tries) {
      await sleep(wait, null, { signal: over.signal, ref: false }).catch(() => {})
      if (!unread.has(id) || over.signal.aborted) break
      const payload = await asked(puppet()?.messagePayload(id))
      if (payload !== null) known(id, payload)
    }
    const waiting = unread.get(id)
    if (!waiting) return
    unread.delete(id)
    log.error({ message: id }, 'message could not be read')
    unreadable(id, heardAt)
    for (const settle of waiting) settle(null)
  }

  async function asked<T>(request: Promise<T> | undefined): Promise<T | null> {
    try {
      const answer = request && (await within(requestTime, request))
      return answer === late || answer === undefined ? null : answer
    } catch (thrown) {
      log.debug({ cause: causeOf(thrown) }, 'gateway did not answer')
      return null
    }
  }

  /** Somebody wants to be our friend, or has become it: accepted, and handed over once as kind `friend`. */
  async function friendship(id: string) {
    const settle = announce()
    const friend = readFriendship(await asked(puppet()?.friendshipPayload(id)))
    const me = account()
    if (!friend || me === null) return settle(null)
    const seen = newFriends.get(friend.contact)
    const recent = seen && clock.now() - seen.at < sameFriend
    if (friend.state === 'confirmed') {
      if (recent) {
        seen.confirmed = true
        return settle(null)
      }
    }
    const now = { at: clock.now(), confirmed: friend.state === 'confirmed' }
    newFriends.delete(friend.contact)
    newFriends.set(friend.contact, now)
    if (newFriends.size > 1_000) newFriends.delete(newFriends.keys().next().value!)
    // Accepting may fail to answer although it worked; then the confirmation tells.
    const accepted = now.confirmed || (await accept(id)) || now.confirmed
    if (!accepted) {
      newFriends.delete(friend.contact)
      log.error({ contact: friend.contact }, 'friend request could not be accepted')
      return settle(null)
    }
    settle({
      account: me,
      contact: friend.contact,
      id: `friend:${id}`,
      kind: 'friend',
      text: friend.greeting,
      sentAt: believableTime(friend.timestamp, clock.now()),
      self: false,
    })
  }

  async function accept(id: string): Promise<boolean> {
    for (const wait of [0, 1_000, 3_000]) {
      await sleep(wait, null, { signal: over.signal, ref: false }).catch(() => {})
      const done = await asked(
        puppet()
          ?.friendshipAccept(id)
          .then(() => true),
      )
      if (done) return true
    }
    return false
  }

  /** Gives what is announced up to `ms` to be read; what is not by then counts as unreadable. */
  async function finish(ms: number) {
    const end = performance.now() + ms
    while (unread.size > 0 && performance.now() < end) await sleep(20)
    over.abort()
  }

  return { announced, known, friendship, finish }
}
