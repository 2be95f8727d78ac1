import { around, is, leftOf, type Place, rightOf, type Said, speaksOf, token } from '../clauses.ts'
import type { Level } from '../finding.ts'
import { isThing, mayBeChild, objectOf, patientOf, type Role, subjectOf } from '../roles.ts'

/** A child, by the kinds of words. */
export const child = ['child', 'baby', 'sibling'] as const

/** Whether a role is a grown person. */
export function grown(who: Role | null): boolean {
  return (
    who !== null &&
    !who.people &&
    ['parent', 'adult', 'someone', 'director', 'classmate', 'offspring'].includes(who.is)
  )
}

/** Taken along by somebody: a stranger, or nobody says who. */
export function taken(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const what = objectOf(place)
  if (isThing(what)) return null
  const who = subjectOf(place)
  if (isThing(who) && !/车/.test(place.clause.text)) return null
  const passive = word.startsWith('被') ? place.at : leftOf(place, 9, 'passive', 'let')
  const taker =
    leftOf(place, 10, 'stranger', 'someone', 'man') >= 0 ||
    (passive >= 0 && leftOf(place, 6, 'folk') > passive)
  const family = leftOf(place, 9, 'parent', 'elder', 'kin', 'teacher', 'doctor', 'director')
  const victim =
    leftOf(place, 12, ...child, 'offspring', 'he') >= 0 ||
    mayBeChild(what) ||
    rightOf(place, 3, ...child) >= 0
  if (/^被[偷抢]/.test(word))
    return patientOf(place)?.is === 'child' && leftOf(place, 3, 'thing') < 0 ? 'red' : null
  if (/^(?:抱上|拉上|拽上|带上)/.test(word) && !/车/.test(place.clause.text)) return null
  if (
    who === null &&
    passive >= 0 &&
    leftOf(place, 5, 'folk', 'someone', 'man', 'stranger') > passive &&
    !speaksOf(said, 'thing', 'animal')
  )
    return 'red'
  if (taker) return victim || mayBeChild(who) || who === null || speaksOf(said, ...child) ? 'red' : null
  if (passive < 0) {
    if (/拐|掳|劫|绑|抱跑|抱起/.test(word)) return victim ? 'red' : null
    return null
  }
  if (leftOf(place, 6, 'police') > passive) return 'amber'
  if (family > passive) return null
  if (leftOf(place, 4, 'let') === passive && !is(token(place, passive - place.at), 'passive'))
    return victim ? 'amber' : null
  return victim || speaksOf(said, ...child) ? 'red' : null
}

/** Not to be reached by telephone. */
export function unreachable(said: Said, place: Place): Level | null {
  const who = objectOf(place) ?? subjectOf(place)
  const named = who !== null && (who.is === 'child' || who.is === 'offspring' || who.is === 'he')
  if (grown(who) && who?.is !== 'offspring') return null
  const phoneOnly = /接|关机|打不通|听|回消息|回信息/.test(token(place)!.word)
  const other = speaksOf(said, 'long', 'notBack', 'notFound', 'vanished', 'notAtSchool', 'left', 'ranAway')
  if (phoneOnly)
    return other &&
      (named || speaksOf(said, ...child)) &&
      speaksOf(said, 'notBack', 'notFound', 'vanished', 'notAtSchool')
      ? 'red'
      : null
  if (who?.is === 'offspring') return other ? 'red' : null
  if (named) return 'red'
  if (speaksOf(said, ...child) && !place.clause.kinds.has('parent')) return 'red'
  return who === null &&
    !speaksOf(said, 'parent', 'kin', 'director', 'thing', 'offspring') &&
    /联系不|失联/.test(token(place)!.word)
    ? 'amber'
    : null
}

/** Nobody knows where. */
export function whereabouts(said: Said, place: Place): Level | null {
  const where = rightOf(place, 9, 'where')
  if (where < 0) return null
  const words = place.clause.tokens
    .slice(place.at + 1, where + 3)
    .map(each => each.word)
    .join('')
  if (
    !/(?:去|跑|在|到|上|走|钻|躲|藏|跟)了?(?:哪|谁|什么地方|啥地方|何处)|哪.{0,3}[去跑]/.test(words) ||
    /哪[个种样天年些家班所]/.test(words)
  )
    return null
  const inner = { clause: place.clause, at: where }
  if (leftOf(inner, 8, 'parent', 'kin', 'thing', 'director', 'me', 'us') > place.at) return null
  const subject = subjectOf(place)
  if (isThing(subject)) return null
  const named = leftOf(inner, 14, ...child, 'he', 'offspring')
  if (named < 0) {
    if (subject !== null || around(said, place, 1, 'thing', 'animal')) return null
    return around(said, place, 2, ...child)
      ? 'red'
      : /[跑去上到]哪.{0,2}去?了|哪.{0,2}去了/.test(words)
        ? 'amber'
        : null
  }
  if (subject?.is === 'he' && named < place.at && !/[跑去上到]哪.{0,2}去?了|哪.{0,2}去了/.test(words))
    return null
  return 'red'
}
