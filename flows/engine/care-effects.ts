import { z } from 'zod'

const Id = z.uuid()
const Children = z.array(Id).min(1)

const Applies = z.enum(['yes', 'no', 'unclear'])
export type Declared = z.infer<typeof Applies>

/** What one side says about an entrustment (server/entrustment/chain.ts). */
export const Entrusting = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('exclusions'),
    declared: z.object({ offences: Applies, addiction: Applies, neglect: Applies, unsuitable: Applies }),
  }),
  z.object({
    act: z.literal('child-view'),
    view: z.enum(['willing', 'unwilling', 'cannot-say', 'not-asked']),
  }),
  z.object({ act: z.enum(['agrees', 'thinks', 'refuses']) }),
  /** What stands on its paper besides; null is left out by whoever was asked. */
  z.object({ act: z.literal('tells'), facts: z.record(z.string(), z.string().nullable()) }),
])

/** What families' own conversations about care ask of the house: checklists, words passed on, the weekly nudge. */
export const CARE_EFFECTS = [
  /** A link to the page on which whoever asks reads their entrustments whole, and writes their name. */
  z.object({ type: z.literal('askConfirmPage') }),
  /** An answer of the checklist, kept with the wording that was shown. */
  z.object({
    type: z.literal('keepAnswer'),
    children: Children,
    party: z.enum(['parent', 'carer']),
    carer: Id,
    question: z.string(),
    answer: z.string(),
    words: z.string(),
    wording: z.string(),
  }),
  /** The checklist rests; it goes on another day, or becomes a line with the question's number of the director's list. */
  z.object({
    type: z.literal('pauseChecklist'),
    children: Children,
    party: z.enum(['parent', 'carer']),
    carer: Id,
    number: z.int(),
    why: z.enum(['later', 'silent']),
  }),
  /** 继续: the checklist goes on now. */
  z.object({ type: z.literal('goOnWithChecklist') }),
  /** What a parent does not like to say at home: for staff who are no relatives of these children, and nobody else. */
  z.object({
    type: z.literal('worry'),
    children: Children,
    words: z.string(),
    voice: z.string().nullable(),
  }),

  /** What a parent or a carer says about entrusting children to somebody, one thing at a time. */
  z.object({
    type: z.literal('entrustSay'),
    entrustments: z.array(Id).min(1),
    versions: z.array(z.int()),
    children: Children,
    party: z.enum(['parent', 'carer']),
    said: Entrusting,
    words: z.string(),
    wording: z.string(),
  }),
  /** The questions about an entrustment rest: asked again some days later, or left to the director's list. */
  z.object({
    type: z.literal('entrustPause'),
    entrustments: z.array(Id).min(1),
    carer: Id,
    why: z.enum(['later', 'silent']),
  }),

  /** 捎句话: to the other adults of these children; `back` is what it answers. */
  z.object({
    type: z.literal('passOn'),
    children: Children,
    words: z.string(),
    voice: z.string().nullable(),
    back: Id.nullable(),
  }),
  /** The voice note that belongs to the question goes to whoever is asked. */
  z.object({ type: z.literal('playVoice'), voice: z.string() }),
  z.object({ type: z.literal('wordsArrived'), passed: Id }),
  z.object({ type: z.literal('wordsUnanswered'), passed: Id }),
  /** 别提醒 and 要提醒: the weekly nudge only. */
  z.object({ type: z.literal('stopNudge'), stop: z.boolean() }),
  /** Children who may leave the list: the director confirms, then the township. */
  z.object({ type: z.literal('askExit'), children: Children, reason: z.enum(['parents-back', 'moved']) }),
  /** `exit`: the line of a list, when it was not the number that was typed. */
  z.object({ type: z.literal('confirmExit'), no: z.int(), exit: Id.optional() }),
  z.object({ type: z.literal('refuseExit'), no: z.int(), exit: Id.optional() }),
  z.object({ type: z.literal('showExit'), exit: Id }),
  /** Children who may leave, on the list of whoever looks: how many days it may be undone, and who is under way. */
  z.object({ type: z.literal('listExits') }),
  /** The children of a family who may leave the list, to choose one of. */
  z.object({ type: z.literal('showLeavers'), household: Id }),
  /** A child by name, before somebody says why it leaves. */
  z.object({ type: z.literal('showLeaver'), child: Id }),
  z.object({
    type: z.literal('leaveList'),
    child: Id,
    reason: z.enum(['parents-back', 'sixteen', 'moved', 'death', 'wrong-entry']),
    note: z.string(),
  }),
  /** 又出去了: which of this person's children left the list lately, and whether they may come back to it. */
  z.object({ type: z.literal('findLeft') }),
  /** Children who left come back to the list as they were. */
  z.object({ type: z.literal('comeBack'), exits: z.array(Id).min(1) }),
] as const
