import { z } from 'zod'

/** One conversation between two turns. Names and roster data are not in it: only ids and answers. */
export const State = z.object({
  flow: z.string(),
  step: z.string(),
  about: z.record(z.string(), z.unknown()),
  answers: z.record(z.string(), z.unknown()),
  /** When the open question was first put (ms); reminders count from here. */
  askedAt: z.number(),
  /** When it was last put, reminders and repetitions included (ms); what came after it is answered first. */
  putAt: z.number().default(0),
  reminders: z.number().int(),
  /** The inbox key of a voice note that was given as an answer. */
  voice: z.string().nullable().default(null),
  /** What was said and not understood since the question was put. */
  unclear: z.array(z.string()),
})
export type State = z.infer<typeof State>

/** A question waiting for its turn. */
export const Prompt = z.object({
  flow: z.string(),
  about: z.record(z.string(), z.unknown()),
  /** 0 is asked first. */
  urgency: z.number().int(),
  /** ms; a question that is no longer worth asking is dropped. */
  expiresAt: z.number().nullable(),
  /** The conversation as it stood when something else came in between; absent when it has not begun. */
  paused: State.optional(),
})
export type Prompt = z.infer<typeof Prompt>

/** How much a contact has written lately; a hash tells the last text from the next without keeping it. */
export const Bucket = z.object({
  /** When the running minute began (ms), and how many messages it has. */
  minute: z.number(),
  inMinute: z.number().int(),
  /** YYYY-MM-DD, and how many messages it has. */
  day: z.string(),
  inDay: z.number().int(),
  last: z.number().int(),
  lastAt: z.number(),
  /** How often the last text has come in a row. */
  same: z.number().int(),
  /** When the sender was last told that it is too much (ms). */
  toldAt: z.number(),
})
export type Bucket = z.infer<typeof Bucket>
/** A numbered list that was shown: which conversation each number opens, and about what (ids, never names). */
export const Shown = z.object({
  /** ms */
  at: z.number(),
  items: z.array(z.object({ flow: z.string(), about: z.record(z.string(), z.unknown()) })),
})
export type Shown = z.infer<typeof Shown>

/** All that one WeChat contact's conversation remembers. */
export const Mind = z.object({
  /** Counts every turn; a timer that names an older one is ignored. */
  turn: z.number().int(),
  open: State.nullable(),
  queue: z.array(Prompt),
  /** Not bound and said no: never asked again. */
  refused: z.boolean().default(false),
  /** Not bound yet and agreed to the privacy notice: not asked twice. */
  agreed: z.boolean().default(false),
  /** A child seems to write from here: never asked to join, never bound. */
  child: z.boolean().default(false),
  /** The last question of the house that closed unanswered; an answer to it is still taken. */
  lapsed: State.nullable().default(null),
  /** Questions answered after they were closed: each is thanked for once. */
  late: z.array(z.string()).default([]),
  bucket: Bucket.nullable().default(null),
  /** Messages without anything to see, in a row. */
  blanks: z.number().int().default(0),
  /** When somebody not bound was last told the way to a person (ms). */
  pointedAt: z.number().nullable().default(null),
  /** What the numbers of the list last shown to a member of staff stand for. */
  list: Shown.nullable().default(null),
})
export type Mind = z.infer<typeof Mind>

export const newMind = (): Mind => ({
  turn: 0,
  open: null,
  queue: [],
  refused: false,
  agreed: false,
  child: false,
  lapsed: null,
  late: [],
  bucket: null,
  blanks: 0,
  pointedAt: null,
  list: null,
})
