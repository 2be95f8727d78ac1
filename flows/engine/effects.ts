import { z } from 'zod'
import { CARE_EFFECTS } from './care-effects.ts'

const Id = z.uuid()
const Children = z.array(Id).min(1)
export const Condition = z.enum(['well', 'trouble', 'call-me', 'away', 'voice'])
export const CareAnswer = z.enum(['yes', 'changed', 'nobody', 'talk'])
/** What the carer’s own checklist may add: not willing after all. */
const CareDecision = z.enum([...CareAnswer.options, 'disagree'])
/** What a small trouble is about; anything else is not named. */
const Trouble = z.enum(['money', 'illness', 'school', 'quarrel'])
/** Conversations of staff that are about one family. */
export const FamilyFlow = z.enum(['visit', 'contact', 'bind-for', 'answer-for'])
/** Who was there when somebody visited. */
export const Seen = z.enum(['both', 'carer', 'child', 'nobody'])
export type Seen = z.infer<typeof Seen>
export const PartOfDay = z.enum(['morning', 'noon', 'afternoon', 'evening'])
export type PartOfDay = z.infer<typeof PartOfDay>
/** For whom of a place a notice is. */
export const NoticeFor = z.enum(['all', 'silent', 'under-seven', 'twelve-up'])
export type NoticeFor = z.infer<typeof NoticeFor>
/** A notice before it goes out. */
const Draft = {
  text: z.string(),
  voice: z.string().nullable(),
  /** The provider's id of a picture's message; its content is not kept. */
  picture: z.string().optional(),
  audience: NoticeFor.optional(),
  /** When it is to leave (ms); at once without it. */
  at: z.number().optional(),
}
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
    reason: z.enum(['expired', 'superseded', 'too-many', 'stopped', 'vanished']),
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
      'carer-strained',
      'carer-unwilling',
      'written-note',
      'hardship',
      'checklist-wrong',
      'new-phone',
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

  // what staff do from the chat; the house answers with words of its own
  z.object({ type: z.literal('previewNotice'), ...Draft }),
  z.object({ type: z.literal('releaseNotice'), ...Draft }),
  /** Gaps by village, in the order of places. */
  z.object({ type: z.literal('showDigest') }),
  // a request that has come up from a village
  z.object({ type: z.literal('takeRequest'), no: z.number().int().nullable(), request: Id.optional() }),
  z.object({ type: z.literal('giveBack'), no: z.number().int().nullable(), request: Id.optional() }),
  z.object({
    type: z.literal('settleRequest'),
    no: z.number().int().nullable(),
    request: Id.optional(),
    words: z.string(),
  }),
  // what a township or the county wants every village to announce
  z.object({ type: z.literal('previewAnnouncement'), text: z.string(), urgent: z.boolean() }),
  z.object({ type: z.literal('announce'), text: z.string(), urgent: z.boolean() }),
  z.object({ type: z.literal('showAnnounced') }),
  z.object({ type: z.literal('showDraft'), draft: Id, text: z.string().nullable() }),
  z.object({ type: z.literal('releaseDraft'), draft: Id, text: z.string().nullable() }),
  z.object({ type: z.literal('declineDraft'), draft: Id }),
  /** What of the last notice has not left yet does not leave. */
  z.object({ type: z.literal('stopNotice') }),
  /** Families of the last notice whom WeChat does not reach, with telephone numbers, numbered. */
  z.object({ type: z.literal('showCalls') }),
  /** What a family said by telephone or at the door, written down by staff. */
  z.object({
    type: z.literal('answerFor'),
    household: Id,
    what: z.enum(['check-in', 'care', 'receipt']),
    /** The last notice of the place, when none is named. */
    notice: Id.optional(),
    who: z.enum(['carer', 'father', 'mother']),
    answer: z.enum(['well', 'trouble', 'yes', 'changed', 'nobody', 'received']),
    words: z.string(),
    how: z.enum(['phone', 'visit']),
  }),
  z.object({ type: z.literal('showProgress') }),
  z.object({ type: z.literal('remindSilent') }),
  /** What waits, numbered; `all` of it, or what comes first. `morning`: pushed at the hour they chose. */
  z.object({ type: z.literal('showToday'), all: z.boolean(), morning: z.boolean().optional() }),
  /** When the morning list comes, HH:MM, or not at all. */
  z.object({ type: z.literal('setMorning'), at: z.string().regex(/^(?:off|([01]\d|2[0-3]):[0-5]\d)$/) }),
  z.object({
    type: z.literal('answerFamily'),
    no: z.number().int().nullable(),
    words: z.string(),
    voice: z.string().nullable(),
    /** The request that a line of a list stands for, when the number was taken from one. */
    request: Id.optional(),
  }),
  z.object({ type: z.literal('closeRequest'), no: z.number().int().nullable(), request: Id.optional() }),
  z.object({ type: z.literal('acknowledgeCase'), no: z.number().int().nullable() }),
  z.object({ type: z.literal('closeCase'), no: z.number().int(), words: z.string() }),
  /** Who may stand in for a director, by number. */
  z.object({ type: z.literal('listStandIns') }),
  /** Away from the first to the last day (YYYY-MM-DD); `standIn` is a number of that list or a name. */
  z.object({ type: z.literal('takeLeave'), from: z.string(), until: z.string(), standIn: z.string() }),
  z.object({ type: z.literal('endLeave') }),
  z.object({
    type: z.literal('replaceDirector'),
    village: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
  }),
  /** What to say on the telephone to the police. */
  z.object({ type: z.literal('draftReport'), no: z.number().int() }),
  z.object({ type: z.literal('releaseHold'), no: z.number().int() }),
  /** The adults of a family, to choose whom to bind in person. */
  z.object({ type: z.literal('showAdults'), household: Id }),
  /** A code of half an hour for one adult, to be typed into that person's own phone. */
  z.object({ type: z.literal('issueCode'), household: Id, person: Id }),
  z.object({ type: z.literal('eraseWords'), no: z.number().int() }),
  z.object({ type: z.literal('undoJoin'), no: z.number().int() }),
  /** Begins a conversation with this member of staff. */
  z.object({ type: z.literal('begin'), flow: z.string(), about: z.record(z.string(), z.unknown()) }),
  /** Which family is meant, by a child's or an adult's name or the number of a task; then that conversation begins. */
  z.object({
    type: z.literal('findFamily'),
    words: z.string(),
    no: z.number().int().nullable(),
    for: FamilyFlow,
    /** What was said in the same breath. */
    said: z.string(),
  }),
  /** Whose children, whom to call, and what is open about this family. */
  z.object({ type: z.literal('showFamily'), household: Id, task: Id.nullable() }),
  z.object({ type: z.literal('showRequest'), request: Id }),
  z.object({ type: z.literal('showCase'), case: Id }),
  /** A real contact: about a task by its number, or with a family. */
  z.object({
    type: z.literal('recordContact'),
    no: z.number().int().optional(),
    household: Id.optional(),
    task: Id.optional(),
    how: z.enum(['phone', 'visit']),
    child: z.enum(['well', 'trouble']).optional(),
    words: z.string().optional(),
  }),
  z.object({
    type: z.literal('recordVisit'),
    household: Id,
    task: Id.nullable(),
    /** YYYY-MM-DD; null is today. */
    day: z.string().nullable(),
    seen: Seen,
    child: z.enum(['well', 'trouble', 'help']).nullable(),
    home: z.enum(['safe', 'unsafe']).nullable(),
    words: z.string(),
    voice: z.string().nullable(),
  }),
  z.object({ type: z.literal('answerSpotCheck'), check: Id, answer: z.enum(['yes', 'no', 'unsure']) }),
])
export type Effect = z.infer<typeof Effect>
export type EffectType = Effect['type']
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>
