import { announce } from './announce.ts'
import { answer } from './answer.ts'
import { answerFor } from './answer-for.ts'
import { awayAgain } from './away-again.ts'
import { bindFor } from './bind-for.ts'
import { call, calls } from './call.ts'
import { changeCarer } from './change-carer.ts'
import { checkIn } from './check-in.ts'
import { checklistCarer } from './checklist-carer.ts'
import { checklistParent } from './checklist-parent.ts'
import { childConsent } from './child-consent.ts'
import { confirmCareCarer, confirmCareParent, whoCares } from './confirm-care.ts'
import { contact } from './contact.ts'
import { convenient } from './convenient.ts'
import type { Flow } from './engine/define.ts'
import { entrustCarer } from './entrust-carer.ts'
import { entrustParent } from './entrust-parent.ts'
import { entrustment, entrustmentAbove } from './entrustment.ts'
import { escalation } from './escalation.ts'
import { exit } from './exit.ts'
import { handNotice } from './hand-notice.ts'
import { join } from './join.ts'
import { leave } from './leave.ts'
import { leaving } from './leaving.ts'
import { menu } from './menu.ts'
import { myData } from './my-data.ts'
import { newNumber } from './new-number.ts'
import { noticeFlow } from './notice.ts'
import { openPage } from './open-page.ts'
import { passOn, wordsArrive } from './pass-on.ts'
import { picture } from './picture.ts'
import { releaseDraft } from './release-draft.ts'
import { reportDanger } from './report-danger.ts'
import { spotCheck } from './spot-check.ts'
import { stop } from './stop.ts'
import { urgent } from './urgent.ts'
import { visit } from './visit.ts'
import { weAreBack } from './we-are-back.ts'
import { weMoved } from './we-moved.ts'
import { weeklyNudge } from './weekly-nudge.ts'
import { whom } from './whom.ts'

export { CHECKLIST_WORDING, QUESTIONS } from './checklist.ts'
export { CHILD_PRIVACY, OF_AGE } from './child-consent.ts'
export { WORDING } from './confirm-care.ts'
export { codeToLookUp } from './engine/code.ts'
export { Effect, type EffectOf, type EffectType, PartOfDay } from './engine/effects.ts'
export type { ChildFacts, CodeFacts, Facts, PersonFacts, Quoted } from './engine/facts.ts'
export { type Arrived, askedByTheHouse, hear, inDanger } from './engine/hear.ts'
export { calledBy, directorCalled } from './engine/placeholders.ts'
export type { NoticeFor } from './engine/staff-effects.ts'
export { Mind, newMind, type Prompt, type Shown } from './engine/state.ts'
export { THINGS } from './engine/things.ts'
export { wordsPut } from './engine/turn.ts'
export { withoutQuote } from './engine/understand.ts'
export { ENTRUST_WORDING } from './entrust.ts'
export { PAPER_QUESTIONS, type PaperQuestion } from './entrust-paper.ts'
export { PRIVACY } from './join.ts'

/** Every conversation the bot can hold, by id. */
export const flows: Readonly<Record<string, Flow>> = Object.fromEntries(
  [
    ...[join, confirmCareParent, confirmCareCarer, whoCares, checkIn, menu, picture, stop, myData],
    ...[
      reportDanger,
      childConsent,
      convenient,
      spotCheck,
      checklistParent,
      checklistCarer,
      entrustParent,
      entrustCarer,
      entrustment,
      entrustmentAbove,
      passOn,
      wordsArrive,
      weeklyNudge,
      changeCarer,
      weAreBack,
      awayAgain,
      weMoved,
    ],
    ...[noticeFlow, answer, contact, visit, urgent, whom, answerFor, call, calls],
    ...[newNumber, bindFor, leave],
    ...[escalation, exit, leaving, handNotice, announce, releaseDraft, openPage],
  ].map(flow => [flow.id, flow]),
)
