import { z } from 'zod'
import { Entrusting } from './care-effects.ts'

const Id = z.uuid()
/** Conversations of staff that are about one family. */
export const FamilyFlow = z.enum(['visit', 'contact', 'bind-for', 'answer-for', 'leaving'])
/** Who was there when somebody visited. */
export const Seen = z.enum(['both', 'carer', 'child', 'nobody'])
export type Seen = z.infer<typeof Seen>
/** For whom of a place a notice is. */
export const NoticeFor = z.enum(['all', 'silent', 'under-seven', 'twelve-up'])
export type NoticeFor = z.infer<typeof NoticeFor>
/** A page of staff, below /console. */
export const PagePath = z.string().regex(/^\/console(?![\w-])(?!.*\/\/)[\w/-]*(?<!\/)$/)
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

/** What every village is to announce. */
const Announcement = {
  text: z.string(),
  /** Where a director does not decide it goes out by itself. */
  urgent: z.boolean(),
  /** Life is in danger: it does not wait for the morning. */
  danger: z.boolean(),
}

/** What staff do from the chat; the house answers with words of its own. */
export const STAFF_EFFECTS = [
  z.object({ type: z.literal('previewNotice'), ...Draft }),
  z.object({ type: z.literal('releaseNotice'), ...Draft }),
  /** A one-time link to a page for this member of staff; `path` is the page's. */
  z.object({ type: z.literal('openPage'), path: PagePath }),
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
  /** A link to the page of an entrustment, to those who have not agreed yet; by its number, or a name of the family. */
  z.object({ type: z.literal('sendConfirmPage'), no: z.number().int().nullable(), words: z.string() }),
  // what a township or the county wants every village to announce
  z.object({ type: z.literal('previewAnnouncement'), ...Announcement }),
  z.object({ type: z.literal('announce'), ...Announcement }),
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
  z.object({
    type: z.literal('draftReport'),
    no: z.number().int(),
    /** Which township's, where several have a case of that number. */
    township: z.string().optional(),
  }),
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
  /** The carer's answer about a visit that was drawn by lot. */
  z.object({ type: z.literal('answerSpotCheck'), check: Id, answer: z.enum(['yes', 'no', 'unsure']) }),

  // children entrusted to somebody
  z.object({ type: z.literal('showEntrustments') }),
  z.object({ type: z.literal('showEntrustment'), entrustment: Id }),
  /** By its number, or by a family's name; where none is under way, one begins with the carer on record. */
  z.object({ type: z.literal('findEntrustment'), words: z.string(), no: z.number().int().nullable() }),
  /** What a side said by telephone or at the door, written down by staff. */
  z.object({
    type: z.literal('entrustFor'),
    entrustment: Id,
    party: z.enum(['parent', 'carer']),
    said: z.array(Entrusting),
    how: z.enum(['phone', 'door']),
  }),
  z.object({ type: z.literal('askEntrustmentAgain'), entrustment: Id }),
  z.object({
    type: z.literal('endEntrustment'),
    entrustment: Id,
    reason: z.enum(['village-refused', 'wrong-entry']),
  }),
  /** The written notice to school and village: whose it is; and that it was handed over on a day (YYYY-MM-DD). */
  z.object({ type: z.literal('showNoticeToHand'), notice: Id }),
  z.object({ type: z.literal('handNotice'), notice: Id, day: z.iso.date() }),
  z.object({ type: z.literal('liftEntrustment'), entrustment: Id, way: z.string() }),
  z.object({ type: z.literal('fileEntrustment'), entrustment: Id, number: z.string() }),
] as const
