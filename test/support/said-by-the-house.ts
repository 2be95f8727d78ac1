import type { z } from 'zod'
import { flows, THINGS } from '../../flows/index.ts'
import { receiptStates } from '../../server/notices/receipts.ts'

const some = (before: string, ...endings: string[]): string[] => endings.map(ending => before + ending)
const roles = ['director', 'supervisor', 'county']
const tasks = [
  ...['care-differs', 'who-cares', 'small-trouble', 'away', 'unanswered', 'voice', 'stopped'],
  ...['withdrawn', 'child-consent', 'data-correct', 'data-delete'],
  'unread',
  'silent',
  ...['from-visit', 'unsafe-home'],
  'home-again',
  'carer-strained',
  'carer-unwilling',
  'written-note',
]

/** What a template in the code can say; empty where it makes a key of another kind. */
export const SAID_BY_TEMPLATE: Record<string, string[]> = {
  // flows
  'report-danger:${key}': some('report-danger:', 'safe', 'safeDuty', 'child'),
  // families
  'hotlines:${number}': some('hotlines:', '110', '119', '120', '12345', '12348', '12355', '12356'),
  'sent:${thing}': some('sent:', ...THINGS),
  'my-data:${key}': [
    ...some('my-data:', 'self', 'children', 'child', 'consents', 'answers', 'day', 'rest'),
    ...some('my-data:consent-', 'agreed', 'refused'),
    ...some('my-data:child-consent-', 'agreed', 'refused'),
    ...some('my-data:report-', 'well', 'trouble', 'call-me', 'away', 'voice'),
    ...some('my-data:care-', 'yes', 'changed', 'nobody', 'talk'),
  ],
  'checklist-parent:is-${question}-${option}': Object.entries(flows['checklist-parent']!.answers.shape)
    .filter(
      ([question]) => !['worry', 'review', 'hello', 'rest1', 'rest2', 'second', 'wrong'].includes(question),
    )
    .flatMap(([question, schema]) =>
      (schema as z.ZodEnum).options.map(option => `checklist-parent:is-${question}-${option}`),
    ),
  // requests and cases
  'request:promise-${role}-${when}': roles.flatMap(role =>
    some(`request:promise-${role}-`, 'today', 'tomorrow', 'date'),
  ),
  'request:answer-${role}': some('request:answer-', ...roles),
  'request:answerVoice-${role}': some('request:answerVoice-', ...roles),
  'case:${effect.words ? ': some('case:', 'alert-red', 'alert-amber', 'alertChild'),
  // staff
  'staff:matter-${kind}': some('staff:matter-', ...tasks, 'contact', 'visit', 'vacation'),
  'staff:spoken-${about}': some('staff:spoken-', 'money', 'illness', 'school', 'quarrel'),
  'staff:spoken-${task.kind}': some(
    'staff:spoken-',
    ...['hardship', 'checklist-wrong', 'checklist-unfinished', 'worry'],
  ),
  'staff:gap-${what}': some('staff:gap-', 'silent', 'requests', 'cases', 'overdue', 'unconfirmed'),
  'visit:seen-${effect.seen}': some('visit:seen-', 'both', 'carer', 'child', 'nobody'),
  'staff:recorded-${how}': some('staff:recorded-', 'phone', 'visit'),
  // notices
  'notice:count-${of}': some('notice:count-', 'reachable', 'unbound', 'no-smartphone', 'refused', 'nobody'),
  'notice:released-${day}': some('notice:released-', 'today', 'tomorrow'),
  'notice:state-${state}': some('notice:state-', ...receiptStates),
  'notice:${state}-${kind}': [
    ...some('notice:confirmed-', 'wechat', 'phone', 'visit'),
    ...some('notice:undelivered-', 'queued', 'failed', 'expired', 'uncertain', 'cancelled', 'stopped'),
  ],
  'notice:to-${draft.audience}': some('notice:to-', 'silent', 'under-seven', 'twelve-up'),
  'answer-for:what-${effect.what}': some('answer-for:what-', 'check-in', 'care', 'receipt'),
  'notice:how-${how}': some('notice:how-', 'wechat', 'phone', 'visit'),
  'notice:${key}': [
    ...some('notice:', 'whoConfirmed', 'whoIsMissing', 'whomToCall'),
    ...some('notice:', 'remindedNow', 'leaves-today', 'leaves-tomorrow', 'remindedBefore', 'nobodySilent'),
  ],
  'seasons:${topic}': some(
    'seasons:',
    ...['water', 'weekend', 'vacation', 'ice'],
    ...['new-year', 'spring-festival', 'qingming', 'labour-day', 'dragon-boat', 'mid-autumn', 'national-day'],
    'other',
  ),
  // keys of rows, not of texts
  'spot-check:${id}': [],
  'request:${request.id}:${key}': [],
  'request:${request.id}:${voice}:voice': [],
  'picture:${turn.waiting.key}': [],
  'picture:${turn.waiting.key}:itself': [],
  'case:${id}:${turn.waiting.key}': [],
  'case:${rows[0].id}:${turn.waiting.key}': [],
  'child-consent:${contact}': [],
  'child-consent:${row.id}:${isoWeek(day)}': [],
  'check-in:${one.checkIn}': [],
  'check-in:${row.id}:${isoWeek(day)}': [],
  'notice:${notice}:${person}': [],
  'notice:${author}:${dayOf(house.now)}:${fingerprint(house.keys, effect)}': [],
}

/** The values the house gives with its texts: which keys, which names. */
export const PROVIDED: [RegExp, string[]][] = [
  [/^hotlines:(emergency|ordinary)$/, ['lines']],
  [/^my-data:self$/, ['name', 'phone']],
  [/^my-data:child$/, ['child', 'kin']],
  [/^my-data:(children|consents|answers)$/, ['lines']],
  [/^my-data:(consent|report|care)-/, ['on']],
  [/^my-data:child-consent-/, ['on', 'child']],
  [/^my-data:day$/, ['month', 'date']],
  [/^my-data:rest$/, ['days']],
  [/^case:alert/, ['no', 'village', 'children', 'kin', 'words']],
  [/^case:more$/, ['no', 'children', 'kin', 'words']],
  [/^case:unacknowledged$/, ['no', 'village', 'words', 'minutes']],
  [/^case:closeAsked$/, ['no', 'words', 'village']],
  [/^case:(acknowledged|closeProposed|closed|released)$/, ['no']],
  [/^request:promise-/, ['surname', 'time', 'day', 'phone']],
  [/^request:answer/, ['surname', 'words']],
  [/^request:nobody$/, ['dutyPhone']],
  [/^request:new/, ['no', 'village', 'children', 'kin', 'words']],
  [/^request:more/, ['no', 'children', 'kin', 'words']],
  [/^(request:(picture|location|recalled)|case:(location|recalled))$/, ['no', 'children', 'kin']],
  [/^sent:/, ['director']],
  [/^request:(delivered|closed|byHand)$/, ['no']],
  [/^request:overdue$/, ['no', 'village', 'hours', 'words']],
  [/^staff:(noSuchNumber|joinUndone|erased|twoWithNumber|matter-.*)$/, ['no']],
  [/^staff:(noSuchFamily)$/, ['name']],
  [/^staff:(recorded-.*)$/, ['family']],
  [/^staff:(today|morning)$/, ['lines', 'below']],
  [/^staff:(digest|about|whichFamily)$/, ['lines']],
  [/^staff:digestLine$/, ['village', 'parts']],
  [/^staff:(gap-.*|moreItems)$/, ['count']],
  [/^staff:morningSet$/, ['time']],
  [/^staff:item$/, ['no', 'line']],
  [/^staff:family/, ['village', 'children', 'kin', 'matters']],
  [/^staff:adult/, ['kin', 'phone']],
  [/^staff:lastVisit$/, ['month', 'date', 'days']],
  [/^staff:case(Waiting|Taken)$/, ['no']],
  [/^staff:requestWaiting$/, ['no', 'name']],
  [/^staff:spoken-/, ['words', 'since']],
  [/^staff:worry(New|Township)$/, ['no', 'village', 'child']],
  [/^visit:(kept|keptLate|nobodyThere|stillDue)$/, ['family', 'month', 'date', 'seen']],
  [/^request:shown/, ['no', 'village', 'name', 'words']],
  [/^case:shown/, ['no', 'village', 'words']],
  [/^staff:numbered$/, ['name', 'no']],
  [/^staff:andMore$/, ['count']],
  [/^staff:joined$/, ['names']],
  [/^notice:preview/, ['letter', 'total', 'lines']],
  [/^notice:(letter|reminder|reminderAutomatic)$/, ['text']],
  [/^notice:(released|releasedToNobody)$/, ['total', 'lines']],
  [/^notice:released-/, ['total', 'lines', 'time']],
  [/^notice:with-parts$/, ['line', 'parts']],
  [/^notice:already$/, ['time']],
  [/^notice:(count|state|confirmed|undelivered)-/, ['count']],
  [/^notice:progress$/, ['excerpt', 'month', 'date', 'time', 'total', 'lines']],
  [/^notice:reminders$/, ['excerpt', 'month', 'date', 'time', 'lines']],
  [/^notice:(whoConfirmed|whoIsMissing|whomToCall)$/, ['names']],
  [/^notice:(andMore|remindedNow|remindedBefore)$/, ['count']],
  [/^notice:leaves-/, ['time']],
  [/^notice:leavesAt$/, ['month', 'date', 'time']],
  [/^notice:willLeave$/, ['month', 'date', 'time', 'total', 'lines']],
  [/^notice:(stopped|tooLateToStop)$/, ['excerpt', 'month', 'date', 'time', 'count', 'sent']],
  [/^notice:(calls|withoutWeChat)$/, ['excerpt', 'month', 'date', 'time', 'lines', 'below']],
  [/^notice:moreToCall$/, ['count']],
  [/^answer-for:(kept|noNotice)$/, ['family', 'what', 'how']],
  [/^notice:family$/, ['village', 'child']],
  [/^notice:familyConfirmed$/, ['family', 'who', 'how']],
  [/^seasons:arrangementMissing$/, ['year', 'holiday']],
]
