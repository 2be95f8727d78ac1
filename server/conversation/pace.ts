import { minutes } from '../../flows/engine/calendar.ts'

/** How many questions and notices an account may still send now. Danger and replies are never held back. */
export type Pace = { allowance(now: number): number; used(now: number, count: number): void }

/** As fast as the channel takes them: the simulator. */
export const unpaced: Pace = { allowance: () => 1_000_000, used: () => {} }

/** So many a minute, spread over it: WeChat blocks accounts that send in bursts. */
export function perMinute(most: number): Pace {
  let sent: number[] = []
  const burst = Math.max(1, Math.ceil(most / 6))
  const within = (now: number, span: number) => sent.filter(at => at > now - span).length
  return {
    allowance: now => {
      sent = sent.filter(at => at > now - minutes(1))
      return Math.max(0, Math.min(most - sent.length, burst - within(now, 10_000)))
    },
    used: (now, count) => {
      for (let i = 0; i < count; i++) sent.push(now)
    },
  }
}
