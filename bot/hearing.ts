import type { Health } from './channel.ts'

/** A time in which we could not hear, ms since 1970. */
export type Gap = { account: string | null; from: number; to: number; cause: string }

/** Keeps whether WeChat can be heard and since when not. `clock` dates things, it measures nothing. */
export function hearing(clock: { now(): number }) {
  let account: string | null = null
  let state: Health['state'] = 'starting'
  let lastEventAt: number | null = null
  let deaf: { from: number; cause: string } | null = { from: clock.now(), cause: 'not connected yet' }

  function sign() {
    lastEventAt = clock.now()
  }

  function ended(): Gap | null {
    const gap = deaf && { account, from: deaf.from, to: clock.now(), cause: deaf.cause }
    deaf = null
    return gap
  }

  return {
    /** The account we hear for, known from the first login on. */
    get account() {
      return account
    },
    /** Something came from WeChat or the gateway. */
    sign,
    /** Heard (again) as `id`; gives the deaf time this ends. */
    heard(id: string): Gap | null {
      account = id
      sign()
      state = 'ready'
      return ended()
    },
    /** We have heard nothing since the last sign of life. */
    lost(cause: string) {
      if (state === 'stopped' || deaf) return
      deaf = { from: lastEventAt ?? clock.now(), cause }
      state = 'deaf'
    },
    /** Gives the deaf time in which we stop, for nobody else will know of it. */
    stopped(): Gap | null {
      state = 'stopped'
      return ended()
    },
    health: (): Health => ({ account, state, lastEventAt }),
  }
}
