import { askCheckIns, askOtherAdults, listSilent, remindCarers } from './care/ask-check-ins.ts'
import { askWhoCares } from './care/ask-who-cares.ts'
import { caseUnacknowledged, requestOverdue, requestQuiet } from './cases/escalate.ts'
import type { DueWork } from './due.ts'
import { forgetWords } from './families/erase-words.ts'
import { holidayNotice, seasonNotice } from './notices/automatic.ts'
import { plan } from './plan.ts'
import { digest, morningList } from './staff/lists.ts'

/** Everything that happens at a time, by the kind written in `due_items`. */
export const works: Readonly<Record<string, DueWork>> = {
  plan,
  'care-question': askWhoCares,
  'check-in': askCheckIns,
  'check-in-remind': remindCarers,
  'check-in-other': askOtherAdults,
  'check-in-list': listSilent,
  'morning-list': morningList,
  digest,
  'season-notice': seasonNotice,
  'holiday-notice': holidayNotice,
  'case-unacknowledged': caseUnacknowledged,
  'request-overdue': requestOverdue,
  'request-quiet': requestQuiet,
  'forget-words': forgetWords,
}
