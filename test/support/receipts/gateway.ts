import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, Outgoing, SendResult } from '../../../bot/channel.ts'
import type { Lots } from '../../../server/demo/draw.ts'

/** One call of the gateway as it saw it; `arrived` says what the phone got, whatever was answered. `at`: ms, real time. */
export type Seen = {
  step: number
  at: number
  account: string
  to: string
  text: string
  arrived: boolean
  id: string
  answer: SendResult['result'] | 'failed for good'
}

/** What happens to calls in a hundred: the answer, and whether the phone gets it. */
const WEATHER = [
  { upTo: 5, answer: 'failed', arrived: false },
  { upTo: 6, answer: 'failed for good', arrived: false },
  { upTo: 9, answer: 'uncertain', arrived: false },
  { upTo: 13, answer: 'uncertain', arrived: true },
  { upTo: 100, answer: 'sent', arrived: true },
] as const

/**
 * A gateway that answers, fails, is unsure or slow, by lot; every call goes into its own book before it is answered.
 * `ends` is asked before each call: whoever sends may die there.
 */
export function roughGateway(
  account: string,
  draw: Lots,
  { step, write, ends }: { step: () => number; write: (seen: Seen) => void; ends: () => Promise<void> },
): Channel {
  return {
    start: async () => {},
    stop: async () => {},
    fetch: async () => null,
    health: () => ({ account, state: 'ready', lastEventAt: null }),
    async send(to: string, outgoing: Outgoing) {
      await ends()
      const lot = draw.between(0, 99)
      const { answer, arrived } = WEATHER.find(one => lot < one.upTo)!
      const text = 'text' in outgoing ? outgoing.text : ''
      const id = randomUUID()
      if (draw.chance(3)) await pause(draw.between(1, 15))
      write({ step: step(), at: Date.now(), account, to, text, arrived, id, answer })
      await ends()
      if (answer === 'sent') return { result: 'sent', id: draw.chance(70) ? id : null }
      if (answer === 'uncertain') return { result: 'uncertain', reason: 'no answer' }
      return { result: 'failed', reason: 'busy', again: answer === 'failed' }
    },
  }
}
