import { askCheckIns } from './care/ask-check-ins.ts'
import { askWhoCares } from './care/ask-who-cares.ts'
import { checkInLadder } from './care/check-in-ladder.ts'
import { askChecklists } from './care/checklist.ts'
import { nudgeParents } from './care/nudges.ts'
import { askSpotChecks } from './care/spot-checks.ts'
import { worryWaiting } from './care/worries.ts'
import { caseLadders } from './cases/case-ladder.ts'
import { requestLadder, requestQuiet } from './cases/request-ladder.ts'
import type { DueWork } from './due.ts'
import { askAgain, askEntrustments } from './entrustment/ask.ts'
import { endEntrustments } from './entrustment/end.ts'
import { ladders as entrustLadders } from './entrustment/ladder.ts'
import { dailyRoot } from './evidence/roots.ts'
import { askAtSixteen } from './exits/sixteen.ts'
import { askChildConsent } from './families/child-consent.ts'
import { forgetWords } from './families/erase-words.ts'
import { lookForGaps } from './gaps/daily.ts'
import { worksOf } from './ladders/ladder.ts'
import { askForRows } from './notices/calendar/ask-staff.ts'
import { giveCalendar } from './notices/calendar/give.ts'
import { releaseByItself } from './notices/drafts.ts'
import { plan } from './plan.ts'
import { leaveBegins, leaveEnds } from './staff/leave.ts'
import { digest, morningList } from './staff/lists.ts'
import { warningBegins, warningWaiting } from './weather/begin.ts'

/** Everything that happens at a time, by the kind written in `due_items`. */
export const works: Readonly<Record<string, DueWork>> = {
  plan,
  'care-question': askWhoCares,
  checklist: askChecklists,
  entrust: askEntrustments,
  'entrust-again': askAgain,
  'entrustments-end': endEntrustments,
  'turned-sixteen': askAtSixteen,
  'worry-waiting': worryWaiting,
  'weekly-nudge': nudgeParents,
  'check-in': askCheckIns,
  'morning-list': morningList,
  digest,
  'spot-check': askSpotChecks,
  'announcement-default': releaseByItself,
  'calendar-notice': giveCalendar,
  'calendar-ask': askForRows,
  'warning-begins': warningBegins,
  'warning-waiting': warningWaiting,
  'request-quiet': requestQuiet,
  'leave-begins': leaveBegins,
  'leave-ends': leaveEnds,
  'forget-words': forgetWords,
  'evidence-root': dailyRoot,
  gaps: lookForGaps,
  // whatever stays unanswered, step by step
  ...worksOf(checkInLadder, requestLadder, ...Object.values(caseLadders), ...Object.values(entrustLadders)),
  'child-consent': askChildConsent,
}
