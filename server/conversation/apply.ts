import type { Effect, EffectOf, EffectType, Facts, Mind } from '../../flows/index.ts'
import { answerFor } from '../care/answer-for.ts'
import { recordCheckIns } from '../care/check-ins.ts'
import { goOnWithChecklists, pauseChecklists } from '../care/checklist.ts'
import { confirmCare } from '../care/confirm.ts'
import { recordContact } from '../care/contacts.ts'
import { keepDroppedQuestions } from '../care/dropped-questions.ts'
import { keepAnswers } from '../care/keep-answers.ts'
import { keepLateAnswers } from '../care/late-answers.ts'
import { stopNudges } from '../care/nudges.ts'
import { passWordsOn, playVoices, wordsArrived, wordsUnanswered } from '../care/pass-words.ts'
import { answerSpotCheck } from '../care/spot-checks.ts'
import { openTasks } from '../care/tasks.ts'
import { recordVisits } from '../care/visits.ts'
import { openWorries } from '../care/worries.ts'
import { addToCases } from '../cases/add-to-case.ts'
import { answerFamily, closeRequest } from '../cases/answers.ts'
import { answeredByHand } from '../cases/by-hand.ts'
import { acknowledgeCase, closeCase, openCases, releaseHold } from '../cases/cases.ts'
import { draftReport } from '../cases/draft.ts'
import { giveBack, settleRequest, takeRequest } from '../cases/escalations.ts'
import { passLocations } from '../cases/locations.ts'
import { recallMessages } from '../cases/recalls.ts'
import { addToRequests, openRequests, passPictures } from '../cases/requests.ts'
import { showCase, showRequest } from '../cases/show.ts'
import type { Chance } from '../chance.ts'
import { askConfirmPage, sendConfirmPage } from '../confirm-page/send.ts'
import { allOf, type Tx } from '../db/scope.ts'
import {
  askEntrustmentAgain,
  endEntrustment,
  entrustFor,
  fileEntrustment,
  liftEntrustment,
} from '../entrustment/by-staff.ts'
import { handNotice, showNoticeToHand } from '../entrustment/notices-to-hand.ts'
import { pauseEntrusting, sayEntrusting } from '../entrustment/say.ts'
import { findEntrustments, showEntrustment, showEntrustments } from '../entrustment/show.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import { recordChatReads } from '../evidence/chat-reads.ts'
import { comeBack, findLeft } from '../exits/away-again.ts'
import { askExits, confirmExit, listExits, refuseExit, showExit } from '../exits/chat.ts'
import { leaveList, showLeaver, showLeavers } from '../exits/leaving.ts'
import { bind, undoJoin } from '../families/bind.ts'
import { recordChildConsents } from '../families/child-consent.ts'
import { countWrongCodes } from '../families/codes.ts'
import { agree, refuse, withdraw } from '../families/consent.ts'
import { eraseWords } from '../families/erase-words.ts'
import { issueCode, showAdults } from '../families/in-person.ts'
import { setLanguage } from '../families/language.ts'
import { showMyData } from '../families/my-data.ts'
import { setPartOfDay } from '../families/part-of-day.ts'
import { showHotlines } from '../hotlines.ts'
import { announce, previewAnnouncement, showAnnounced } from '../notices/announcements.ts'
import { showCalls } from '../notices/calls.ts'
import { declineDraft, releaseDraft, showDraft } from '../notices/drafts.ts'
import { confirmReceipts } from '../notices/receipts.ts'
import { previewNotice, releaseNotice, remindSilent, showProgress } from '../notices/staff-notices.ts'
import { stopNotice } from '../notices/stop.ts'
import type { Policy } from '../policy.ts'
import { begin, findFamily, showFamily } from '../staff/families.ts'
import { endLeave, listStandIns, takeLeave } from '../staff/leave.ts'
import { openPages } from '../staff/login.ts'
import { replaceDirector } from '../staff/replace.ts'
import { showDigest } from '../staff/show-digest.ts'
import { setMorning, showToday } from '../staff/today.ts'
import type { Waiting } from './load.ts'
import { noteOddities } from './oddities.ts'
import type { Ink } from './outbox.ts'
import { save } from './save.ts'

/**
 * A message and what its turn decided. Whoever carries out an effect may add replies to the same person, and what of it
 * goes into the county's record.
 */
export type Turned = {
  waiting: Waiting
  facts: Facts
  place: string
  mind: Mind
  effects: readonly Effect[]
  replies: { key: string; values: Record<string, unknown> }[]
  acts: Act[]
}

export type House = Ink & {
  policy: Policy
  county: Facts['county']
  /** Where people open our pages (server/parts.ts). */
  address?: () => string
  /** For visits drawn by lot; the system's own unless a test brings one. */
  chance?: Chance
}

/** One effect of one turn of the batch. */
export type Item<T extends EffectType> = { effect: EffectOf<T>; turn: Turned }

type Doing = {
  [T in EffectType]: ((tx: Tx, house: House, items: readonly Item<T>[]) => Promise<void>) | null
}

/**
 * Who carries out what, in this order, each kind once for the whole batch. The mapped type proves that nothing is
 * forgotten; null marks what `save` does with every turn. The last ones, which most turns need, answer nobody: their
 * statements go out together with those of `save`, and the line of a list last, because its number is locked.
 */
const doing: Doing = {
  say: null,
  wakeMe: null,
  forget: null,
  wrongCode: countWrongCodes,
  refuse,
  withdraw,
  agree,
  bind,
  childConsent: recordChildConsents,
  openCase: openCases,
  addToCase: addToCases,
  confirmCare,
  lateAnswer: keepLateAnswers,
  noteOddity: noteOddities,
  dropQuestion: keepDroppedQuestions,
  recall: recallMessages,
  keepAnswer: keepAnswers,
  pauseChecklist: pauseChecklists,
  entrustSay: sayEntrusting,
  entrustPause: pauseEntrusting,
  showEntrustments,
  showEntrustment,
  findEntrustment: findEntrustments,
  entrustFor,
  askEntrustmentAgain,
  endEntrustment,
  liftEntrustment,
  fileEntrustment,
  goOnWithChecklist: goOnWithChecklists,
  worry: openWorries,
  askExit: askExits,
  confirmExit,
  refuseExit,
  showExit,
  listExits,
  showLeavers,
  showLeaver,
  leaveList,
  findLeft,
  comeBack,
  handNotice,
  showNoticeToHand,
  passOn: passWordsOn,
  playVoice: playVoices,
  wordsArrived,
  wordsUnanswered,
  stopNudge: stopNudges,
  askConfirmPage,
  sendConfirmPage,
  openRequest: openRequests,
  addToRequest: addToRequests,
  answeredByHand,
  passPicture: passPictures,
  passLocation: passLocations,
  receipt: confirmReceipts,
  showHotlines,
  showMyData,
  setPartOfDay,
  setLanguage,
  previewNotice,
  releaseNotice,
  stopNotice,
  showDigest,
  openPage: openPages,
  takeRequest,
  giveBack,
  settleRequest,
  previewAnnouncement,
  announce,
  showAnnounced,
  showDraft,
  releaseDraft,
  declineDraft,
  showProgress,
  showCalls,
  answerFor,
  remindSilent,
  showToday,
  answerFamily,
  closeRequest,
  acknowledgeCase,
  closeCase,
  draftReport,
  listStandIns,
  takeLeave,
  endLeave,
  replaceDirector,
  releaseHold,
  showAdults,
  issueCode,
  eraseWords,
  undoJoin,
  recordContact,
  recordVisit: recordVisits,
  answerSpotCheck,
  setMorning,
  begin,
  findFamily,
  showFamily,
  showRequest,
  showCase,
  recordCheckIn: recordCheckIns,
  openTask: openTasks,
}

/** Every kind but those that go out with what is saved. */
const inOrder = (Object.keys(doing) as EffectType[]).filter(
  type => type !== 'recordCheckIn' && type !== 'openTask',
)

/** A township's numbers stay locked to the end: two batches that take those of several never wait for each other. */
const byTownship = (a: Turned, b: Turned): number => {
  const [one, other] = [townshipOf(a), townshipOf(b)]
  return one < other ? -1 : one > other ? 1 : 0
}
const townshipOf = ({ facts, place }: Turned): string => (facts.person?.place ?? place).slice(0, 9)

/** Carries out everything a batch of turns decided, and saves what they leave behind. */
export async function apply(tx: Tx, house: House, turned: readonly Turned[]): Promise<void> {
  const byType = new Map<EffectType, Item<EffectType>[]>()
  for (const turn of turned.toSorted(byTownship)) {
    for (const effect of turn.effects) {
      const items = byType.get(effect.type) ?? []
      items.push({ effect, turn })
      byType.set(effect.type, items)
    }
  }
  // Of the many kinds a batch has a few.
  const first = inOrder.filter(type => byType.has(type))
  for (const type of first) await carryOut(tx, house, type, byType)
  await allOf([
    carryOut(tx, house, 'recordCheckIn', byType),
    save(tx, house, turned),
    carryOut(tx, house, 'openTask', byType),
  ])
  recordChatReads(turned)
  // After every other lock: the end of the record is one row for the whole county.
  await appendEvidence(
    tx,
    house,
    turned.flatMap(turn => turn.acts),
  )
}

async function carryOut(
  tx: Tx,
  house: House,
  type: EffectType,
  byType: ReadonlyMap<EffectType, readonly Item<EffectType>[]>,
): Promise<void> {
  const items = byType.get(type)
  const work = doing[type] as
    | ((tx: Tx, house: House, items: readonly Item<EffectType>[]) => Promise<void>)
    | null
  if (items && work) await work(tx, house, items)
}
