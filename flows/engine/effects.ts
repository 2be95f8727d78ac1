import { z } from 'zod'
import { CARE_EFFECTS } from './care-effects.ts'
import { STAFF_EFFECTS } from './staff-effects.ts'

const Id = z.uuid()
const Children = z.array(Id).min(1)
export const Condition = z.enum(['well', 'trouble', 'call-me', 'away', 'voice'])
export const CareAnswer = z.enum(['yes', 'changed', 'nobody', 'talk'])
/** What the carer’s own checklist may add: not willing after all. */
const CareDecision = z.enum([...CareAnswer.options, 'disagree'])
/** What a small trouble is about; anything else is not named. */
const Trouble = z.enum(['money', 'illness', 'school', 'quarrel'])

export type { Declared } from './care-effects.ts'
export const PartOfDay = z.enum(['morning', 'noon', 'afternoon', 'evening'])
export type PartOfDay = z.infer<typeof PartOfDay>
export type Condition = z.infer<typeof Condition>
export type CareAnswer = z.infer<typeof CareAnswer>

/**
 * Everything a conversation can ask of the house, as plain data. The server proves at compile time that it
 * carries out each of them (server/conversation/apply.ts).
 */
export const Effect = z.discriminatedUnion('type', [
  /** Words to the person who is speaking; `key` is `<flow>:<step>` in locales. */
  z.object({
    type: z.literal('say'),
    key: z.string(),
    values: z.record(z.string(), z.unknown()),
    /** These words put the open question, so that whoever quotes them answers it. */
    asks: z.literal(true).optional(),
  }),
  /** Wake this conversation at an instant (ms); the timer names the turn that set it. */
  z.object({ type: z.literal('wakeMe'), at: z.number() }),
  /** A question of the house is not put any more, or not again; `put`: it had been. The reason is kept. */
  z.object({
    type: z.literal('dropQuestion'),
    flow: z.string(),
    checkIn: Id.nullable(),
    put: z.boolean(),
    reason: z.enum(['expired', 'superseded', 'too-many', 'stopped', 'vanished', 'left']),
  }),
  /** Somebody took a message back; `message` is the provider's id of what they had sent. */
  z.object({ type: z.literal('recall'), message: z.string() }),
  /** Something that got another answer than usual is counted, without its words. */
  z.object({
    type: z.literal('noteOddity'),
    kind: z.enum(['flood', 'repeat', 'loop', 'forged-notice', 'id-number', 'too-long', 'blank']),
  }),
  /** Do not keep the words just heard. */
  z.object({ type: z.literal('forget') }),

  z.object({ type: z.literal('refuse'), wording: z.string(), person: Id.nullable() }),
  /** What a father or mother decided about their children's data; `own`: of their own accord, not asked by the house. */
  z.object({
    type: z.literal('childConsent'),
    children: Children,
    answer: z.enum(['agreed', 'refused']),
    wording: z.string(),
    own: z.boolean(),
  }),
  /** All that was agreed to is taken back, the consent for the own children's data included. */
  z.object({ type: z.literal('withdraw'), person: Id.nullable() }),
  /** Somebody bound who had said no agrees once more, of their own accord. */
  z.object({ type: z.literal('agree'), wording: z.string(), person: Id.nullable() }),
  z.object({ type: z.literal('wrongCode') }),
  /** `agreed`: the privacy wording agreed to; staff need none. */
  z.object({ type: z.literal('bind'), code: z.string(), agreed: z.string().nullable() }),

  z.object({
    type: z.literal('confirmCare'),
    children: Children,
    party: z.enum(['parent', 'carer']),
    carer: Id.nullable(),
    answer: CareDecision,
    words: z.string(),
    wording: z.string(),
  }),
  z.object({
    type: z.literal('recordCheckIn'),
    children: Children,
    checkIn: Id.nullable(),
    condition: Condition,
  }),
  /** What somebody answered after the question was closed, beside whatever it still does. */
  z.object({
    type: z.literal('lateAnswer'),
    flow: z.string(),
    checkIn: Id.nullable(),
    children: z.array(Id),
    words: z.string(),
  }),
  z.object({
    type: z.literal('openTask'),
    kind: z.enum([
      'unread',
      'care-differs',
      'who-cares',
      'small-trouble',
      'away',
      'unanswered',
      'voice',
      'stopped',
      'withdrawn',
      'child-consent',
      'data-correct',
      'data-delete',
      'home-again',
      'moved',
      'moved-without',
      'carer-strained',
      'carer-unwilling',
      'written-note',
      'hardship',
      'checklist-wrong',
      'new-phone',
      'entrust-why',
    ]),
    children: z.array(Id),
    words: z.string(),
    /** The day understood (YYYY-MM-DD) when the words name one. */
    since: z.string().optional(),
    about: Trouble.optional(),
  }),

  ...CARE_EFFECTS,

  z.object({ type: z.literal('openRequest'), words: z.array(z.string()), voice: z.string().nullable() }),
  z.object({ type: z.literal('addToRequest'), words: z.string(), voice: z.string().nullable() }),
  /** Somebody wrote to this person on the account's own phone; only words are kept. */
  z.object({ type: z.literal('answeredByHand'), words: z.string(), as: z.enum(['text', 'voice', 'image']) }),
  /** Pass a picture on without keeping it; `message` is the provider's id. */
  z.object({ type: z.literal('passPicture'), message: z.string() }),

  /** Pass a place on to whoever is talking with them or has their case; otherwise it is thanked for and not kept. */
  z.object({ type: z.literal('passLocation'), message: z.string() }),

  z.object({
    type: z.literal('openCase'),
    level: z.enum(['red', 'amber']),
    class: z.string(),
    aboutDirector: z.boolean(),
    /** The people at home may be the ones doing harm: nothing automatic reaches them until a person decides. */
    hold: z.boolean(),
    children: z.array(Id),
    words: z.string(),
    /** Chosen from a list instead of told in words. */
    chosen: z.enum(['lost', 'hurt', 'harmed', 'alone', 'other', 'silent']).optional(),
  }),
  /** More about the danger this contact told of: whether the child is safe now, words, a voice note. */
  z.object({
    type: z.literal('addToCase'),
    safe: z.enum(['yes', 'no', 'unknown']).nullable(),
    words: z.string(),
    voice: z.string().nullable(),
  }),

  z.object({ type: z.literal('receipt'), notice: Id }),

  // what anybody may wish; the house answers with words of its own
  z.object({ type: z.literal('showHotlines') }),
  z.object({ type: z.literal('showMyData') }),
  /** When it suits somebody that the house writes by itself; null: at any time. */
  z.object({ type: z.literal('setPartOfDay'), part: PartOfDay.nullable() }),
  z.object({ type: z.literal('setLanguage'), language: z.enum(['zh-CN', 'en']) }),

  ...STAFF_EFFECTS,
])
export type Effect = z.infer<typeof Effect>
export type EffectType = Effect['type']
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>
