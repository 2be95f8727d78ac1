import { minutes } from './calendar.ts'
import type { Facts } from './facts.ts'
import type { Flows } from './hear.ts'
import type { Bucket, Mind } from './state.ts'
import { readingOf } from './turn.ts'

/** Why something is kept without an answer. */
export type Over = 'flood' | 'repeat' | 'loop'

/** The same words once more so soon are a repetition; the second time is still heard, a person may mean it. */
const AGAIN_WITHIN = minutes(1)
const HEARD_TWICE = 2
/** Five equal exchanges, none long after the other: somebody else's machine answers ours. */
const LOOP_WITHIN = minutes(10)
const LOOP = 5
/** Told so often at the most. */
const TELL_EVERY = minutes(60)

const empty: Bucket = { minute: 0, inMinute: 0, day: '', inDay: 0, last: 0, lastAt: 0, same: 0, toldAt: 0 }

/** What comes after one more message from a contact, and whether it is too much (RELIABILITY.md T9, C17). */
export function fill(
  flows: Flows,
  mind: Mind,
  text: string | null,
  facts: Facts,
): { bucket: Bucket; over: Over | null } {
  const limits = facts.limits
  if (!limits) return { bucket: mind.bucket ?? empty, over: null }
  const at = facts.heardAt ?? facts.now
  const before = mind.bucket ?? empty
  const fresh = at - before.minute >= minutes(1)
  const last = text === null ? 0 : hashOf(text)
  const same = last !== 0 && last === before.last && at - before.lastAt <= LOOP_WITHIN ? before.same + 1 : 1
  const bucket: Bucket = {
    ...before,
    minute: fresh ? at : before.minute,
    inMinute: fresh ? 1 : before.inMinute + 1,
    day: facts.today,
    inDay: before.day === facts.today ? before.inDay + 1 : 1,
    last,
    lastAt: at,
    same,
  }
  if (bucket.inMinute > limits.perMinute || bucket.inDay > limits.perDay) return { bucket, over: 'flood' }
  if (same <= HEARD_TWICE || picks(flows, mind, text!, at, facts)) return { bucket, over: null }
  if (same >= LOOP && !facts.person?.staff) return { bucket, over: 'loop' }
  return { bucket, over: at - before.lastAt <= AGAIN_WITHIN ? 'repeat' : null }
}

/** Whether the sender is to be told now. A machine never is, or the telling would be part of the loop. */
export function tells(bucket: Bucket, over: Over, facts: Facts): boolean {
  return over !== 'loop' && facts.now - bucket.toldAt >= TELL_EVERY
}

/** 1 to one question and 1 to the next is no repetition, if the next had been put when it was written. */
function picks(flows: Flows, { open }: Mind, text: string, at: number, facts: Facts): boolean {
  const flow = open && flows[open.flow]
  const step = open && flow?.steps[open.step]
  if (!flow || !step?.ask || at < open.putAt) return false
  const reading = readingOf(flow, step, text, facts.today)
  return 'value' in reading || reading.kind === 'words'
}

/** Tells texts apart without keeping them (FNV-1a, 32 bits, never 0). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < Math.min(text.length, 2_000); at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash || 1
}
