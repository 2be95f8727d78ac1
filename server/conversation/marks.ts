import type { SendResult } from '../../bot/channel.ts'
import { days, minutes } from '../../flows/engine/calendar.ts'

/** An uncertain send waits this long (ms) for its echo, then goes out once more at the most (RELIABILITY G6). */
export const UNCERTAIN_PAUSE = 20_000
export const MOST_COPIES = 2
/** What certainly did not leave is tried again for so long, ever more slowly, and is no copy. */
const TRIED_FOR = days(1)
const SLOWEST = minutes(1)
const FASTEST = 2_000

/** How a letter of the outbox stands after a try. */
export type Mark = {
  state: 'queued' | 'sent' | 'uncertain' | 'failed'
  provider: string | null
  reason: string | null
  notBefore: Date | null
  /** It certainly did not leave: the claim was no attempt. */
  unsent: boolean
}

/** What became of a try. `attempts` counts it; instants in ms. */
export function markOf(
  result: SendResult,
  { attempts, createdAt }: { attempts: number; createdAt: number },
  now: number,
): Mark {
  const mark = { provider: null, reason: null, notBefore: null, unsent: false }
  switch (result.result) {
    case 'sent':
      return { ...mark, state: 'sent', provider: result.id }
    case 'uncertain':
      return attempts < MOST_COPIES
        ? { ...mark, state: 'queued', reason: 'uncertain', notBefore: new Date(now + UNCERTAIN_PAUSE) }
        : { ...mark, state: 'uncertain', reason: result.reason }
    case 'failed': {
      const tried = now - createdAt
      // An earlier try, of which nobody was sure, may have arrived.
      if (!result.again || tried >= TRIED_FOR)
        return { ...mark, state: attempts > 1 ? 'uncertain' : 'failed', reason: result.reason }
      const pause = Math.min(Math.max(tried, FASTEST), SLOWEST)
      return {
        ...mark,
        state: 'queued',
        reason: result.reason,
        notBefore: new Date(now + pause),
        unsent: true,
      }
    }
  }
}
