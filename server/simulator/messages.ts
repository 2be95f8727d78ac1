import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Passed, THINGS } from '../../bot/puppets/simulator/history.ts'
import { zone } from '../../flows/engine/calendar.ts'

const kinds = ['text', 'image', 'voice', 'recall', 'friend', ...THINGS] as const

/** One thing that passed between a phone and the bot. `media` is an address; a recall's `text` is what it took back. */
export const Message = z.object({
  seq: z.int(),
  id: z.string(),
  contact: z.string(),
  from: z.enum(['contact', 'bot']),
  kind: z.enum(kinds),
  text: z.string(),
  at: z.string(),
  media: z.string().optional(),
  /** Of a card: where it leads. */
  link: z.object({ url: z.string(), description: z.string() }).optional(),
  recalled: z.boolean().optional(),
  /** Typed by the account's owner on the bot's own phone. */
  byHand: z.boolean().optional(),
})
export type Message = z.infer<typeof Message>

/** The same, told by somebody who only asks what the bot sent. */
export const Sent = Message.omit({ from: true })

export function messageOf(passed: Passed): Message {
  const { seq, id, contact, from, kind, text, at, mediaId, link, recalled, byOwner } = passed
  return {
    seq,
    id,
    contact,
    from,
    kind,
    text: recalled ? '' : text,
    at: isoOf(at),
    ...(mediaId && !recalled && { media: `/simulator/media/${mediaId}` }),
    ...(link && !recalled && { link }),
    ...(recalled && { recalled }),
    ...(byOwner && { byHand: byOwner }),
  }
}

export function sentOf(passed: Passed): z.infer<typeof Sent> {
  const { from: _, ...sent } = messageOf(passed)
  return sent
}

/** Only what the bot itself sent: not what the account's owner typed. */
export const byBot = (passed: Passed): boolean => passed.from === 'bot' && !passed.byOwner

/** An instant as the clocks in Shanghai show it, with +08:00 behind it. */
export function isoOf(ms: number): string {
  const there = Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toZonedDateTimeISO(zone)
  return there.toString({ timeZoneName: 'never', fractionalSecondDigits: 3 })
}

/** `since` is a seq (what came after it) or an instant (what passed at or after it). */
export const Since = z.union([
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(text => ({ seq: Number(text) })),
  z.iso.datetime({ offset: true }).transform(text => ({ at: Date.parse(text) })),
])

/** Filters what passed by a `since`. */
export function after(since: z.infer<typeof Since> | undefined): (passed: Passed) => boolean {
  if (!since) return () => true
  return 'seq' in since ? passed => passed.seq > since.seq : passed => passed.at >= since.at
}
