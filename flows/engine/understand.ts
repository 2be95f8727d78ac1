import { findingIn } from './danger.ts'
import { agreeOrThink, consentOf } from './understanding/answers/agreement.ts'
import { careOf } from './understanding/answers/care.ts'
import { wellOrTrouble } from './understanding/answers/check-in.ts'
import { namesSeveral, pickedNumber } from './understanding/answers/options.ts'
import { isQuestion } from './understanding/answers/question.ts'
import { isReceipt } from './understanding/answers/receipt.ts'
import { asksForPerson, rightAskedFor, wantsNoMore } from './understanding/answers/requests.ts'
import { plainYesNo, togetherOrNot, toldOrNot } from './understanding/answers/yes-no.ts'
import { dateIn, pastDateIn as dayPast } from './understanding/dates/dates.ts'
import type { DangerClass, Level } from './understanding/finding.ts'
import { normalise, withoutQuote } from './understanding/normalise.ts'
import { readable } from './understanding/spelling.ts'

export { companionIn } from './understanding/answers/companion.ts'
export {
  noMoreNudges,
  nudgesAgain,
  saysCarerChanged,
  saysTheyAreBack,
  saysTheyLeaveAgain,
  saysTheyMoved,
  wantsToPassOn,
} from './understanding/answers/family-words.ts'
export { notNow } from './understanding/answers/not-now.ts'
export { asksForPerson, wantsAnotherTime } from './understanding/answers/requests.ts'
export { seenIn, stateIn } from './understanding/answers/seen.ts'
export { troubleIn } from './understanding/answers/trouble.ts'
export { notHere, notWithMe } from './understanding/away.ts'
export { sinceIn } from './understanding/dates/since.ts'
export { laterIn, timeIn } from './understanding/dates/times.ts'
export { dayPast, normalise, withoutQuote }

/** How a text is read while a question is open; the labels are those of the labelled set. */
export type Reading =
  | { kind: 'danger'; level: Level; class: DangerClass; also?: Reading }
  | { kind: 'choice'; value: string }
  | { kind: 'consent'; value: string }
  | { kind: 'date'; value: string }
  | { kind: 'receipt' }
  | { kind: 'wants-person' }
  | { kind: 'stop' }
  | { kind: 'rights'; value: 'view' | 'correct' | 'delete' | 'stop' }
  | { kind: 'not-understood' }

/**
 * What was asked: `context` names the question, `options` its choices in digit order (null where it has none), `today` the
 * day of writing (needed for dates), `carer` who a question about care named (奶奶 when not given).
 */
export type Asked = {
  context: string
  options?: readonly string[] | null
  today?: string
  text: string
  carer?: string
}

const notUnderstood: Reading = { kind: 'not-understood' }

/** Reads a text while a question is open (`context: 'free'`: none is). Danger comes before every answer. */
export function understand(asked: Asked): Reading {
  const { said } = withoutQuote(asked.text)
  const normal = normalise(said)
  if (normal === '') return notUnderstood
  const text = readable(said)
  const found = findingIn(text, asked.context === 'check-in')
  const answer = answered(asked, normal, text)
  if (found === null) return answer
  if (optionsOwnWords(normal, found.class, answer)) return answer
  const { level } = found
  return answer.kind === 'not-understood'
    ? { kind: 'danger', level, class: found.class }
    : { kind: 'danger', level, class: found.class, also: answer }
}

// 3 一时没人看: the option says it in the question's own words, and the flow weighs it by the child's age.
function optionsOwnWords(normal: string, found: DangerClass, answer: Reading): boolean {
  if (found !== 'unattended' && found !== 'carer-in-need') return false
  if (answer.kind !== 'choice') return false
  const { value } = answer
  if (value === 'nobody')
    return found === 'unattended' && normal.length <= 14 && !/[岁住院病死]|爷|奶|婆|公|一个人/.test(normal)
  return (value === 'disagree' || value === 'changed') && found === 'carer-in-need' && normal.length <= 8
}

function answered(asked: Asked, normal: string, text: string): Reading {
  const options = asked.options ?? null
  const value = options === null ? null : optionOf(asked, options, normal, text)
  if (value !== null) return { kind: asked.context === 'consent' ? 'consent' : 'choice', value }
  if (wantsNoMore(text)) return { kind: 'stop' }
  const right = options === null || asked.context === 'menu' ? rightAskedFor(text) : null
  if (right !== null) return { kind: 'rights', value: right }
  if (asked.context === 'date' && asked.today !== undefined) {
    const day = dateIn(text, asked.today)
    if (day !== null) return { kind: 'date', value: day }
  }
  if (asked.context === 'receipt') {
    const pick = pickedNumber(normal)
    if (pick !== null && pick.rest === '' && pick.number !== 1) return notUnderstood
    if (
      (pick?.number === 1 && !namesSeveral(normal) && !isQuestion(pick.rest)) ||
      (isReceipt(text) && !asksForPerson(text))
    )
      return { kind: 'receipt' }
  }
  return asksForPerson(text) ? { kind: 'wants-person' } : notUnderstood
}

function optionOf(asked: Asked, options: readonly string[], normal: string, text: string): string | null {
  if (namesSeveral(normal)) return null
  const pick = pickedNumber(normal) ?? pickedNumber(text)
  const words = wordsOf(asked, options, pick === null || pick.weak ? text : pick.rest)
  if (pick === null || (pick.weak && words !== null)) return words
  const numbered = options[pick.number - 1] ?? null
  if (pick.rest !== '' && numbered !== null && !pick.weak) {
    // 2都好 and 1是什么意思 pick nothing; a wish for a call is never passed over.
    if (words !== null && words !== numbered) return words === 'call-me' || words === 'talk' ? words : null
    if (words === null && isQuestion(pick.rest)) return null
  }
  if (pick.weak && pick.rest !== '' && words === null) return null
  return numbered
}

function wordsOf(asked: Asked, options: readonly string[], text: string): string | null {
  const offered = (value: string | null) => (value !== null && options.includes(value) ? value : null)
  if (text.trim() === '') return null
  const call = options.includes('call-me') ? 'call-me' : options.includes('talk') ? 'talk' : null
  if (call !== null && asksForPerson(text)) return call
  if (options.includes('well')) return offered(wellOrTrouble(text))
  if (options.includes('changed') || options.includes('nobody'))
    return offered(careOf(text, asked.carer ?? '奶奶'))
  if (options.includes('how-to'))
    return /怎么用|咋用|咋弄|咋整|咋操作|咋个用|如何用|怎样用|怎么使|用法|使用|教(?:教|我|一下)|不会用|说明|怎么操作|怎么弄|怎么玩|看看怎么|介绍/.test(
      text,
    ) && !/不用|不看/.test(text)
      ? 'how-to'
      : null
  if (options.includes('full-text') || options.includes('refuse'))
    return asksForPerson(text) ? null : offered(consentOf(text))
  if (options.includes('disagree') || options.includes('think') || options.includes('agree'))
    return offered(agreeOrThink(text))
  if (options.includes('yes') && options.includes('no')) {
    if (asked.context === 'confirm-care-parent') return toldOrNot(text)
    if (asked.context === 'confirm-care-carer') return togetherOrNot(text)
    return plainYesNo(text)
  }
  const plain = plainYesNo(text)
  return plain === null
    ? null
    : offered(
        plain === 'yes'
          ? options.includes('yes')
            ? 'yes'
            : 'agree'
          : options.includes('no')
            ? 'no'
            : options.includes('disagree')
              ? 'disagree'
              : 'refuse',
      )
}
