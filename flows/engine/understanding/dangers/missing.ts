import { around, is, leftOf, once, type Place, places, type Said, says, speaksOf, token } from '../clauses.ts'
import { type Finding, graver, type Level } from '../finding.ts'
import type { Kind } from '../lexicon/index.ts'
import { isThing, mayBeChild, objectOf, patientOf, subjectOf } from '../roles.ts'
import { denied, explained, forbidden, over, supposed, toldOf } from '../tone.ts'
import { child, grown, taken, unreachable, whereabouts } from './taken.ts'

const pressing = /急|哭|怎么办|咋办|也没(?:在|回|去|来)|没在.{1,6}[家那]/

const manyDays = /(?:半个?月|一个月|几天|多天|[两三四五六七八九十0-9]天|星期|礼拜|[一两三]周)/

const excused = /请假|请了假|生病|病假|放假|周末|停课|补课/

const laughing = /哈哈|嘿嘿|嘻嘻|😂|🤣|躲猫猫/u

const notAtHome =
  /也没(?:在|来|到|去)|早(?:上|就)?.{0,3}出门|出门了|送(?:到|去)了|没在家|不在家|家里(?:也|都)?没|也没在家|没见|人呢|去哪|哪里|哪儿|不晓得|不知道/

function weighed(said: Said, place: Place, level: Level): Finding | null {
  if (toldOf(place) || forbidden(place) || supposed(place) || says(said, laughing) || explained(said))
    return null
  if (denied(place)) return level === 'red' ? { level: 'amber', class: 'missing' } : null
  return { level: level === 'red' && over(said, place) ? 'amber' : level, class: 'missing' }
}

// Signs that somebody is waiting in vain: a night, a search, a dead phone.
function urgent(said: Said): boolean {
  return speaksOf(said, 'long', 'notFound', 'vanished', 'unreachable') || says(said, pressing)
}

const accounted =
  /住校|值日|补课|晚自习|加班|上班|打工|走亲戚|过年|春节|寒假|暑假|国庆|放假|堵车|在路上|在学校(?!也|没)|同学家玩|快到|一会儿?就?回|晚点回|等下回|马上回|还没下课|还没放学/

// 在他姑姑家, 跟他舅去了外婆家: absent, but somebody knows where.
function whereKnown(said: Said): boolean {
  if (says(said, accounted)) return true
  return places(said, 'kin', 'elder', 'parent', 'classmate').some(place => {
    const before = token(place, -1)
    const after = token(place, 1)
    if (before === undefined || !/^(?:在|去|到|跟|和|随)/.test(before.word) || is(before, 'neg')) return false
    return (
      leftOf(place, 3, 'neg', 'not') < 0 &&
      (after === undefined || /^(?:家|那|这|玩|住|睡|屋|去|走|一起|过)/.test(after.word))
    )
  })
}

function vanished(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const who = subjectOf(place)
  const what = objectOf(place)
  if (isThing(who) || isThing(what)) return null
  if (who === null && speaksOf(said, 'thing', 'animal') && !speaksOf(said, ...child) && !/人|影/.test(word))
    return null
  const weak = /^没(?:见|看)|^见不|^看不|人呢|^不见$/.test(word)
  if (weak && !(urgent(said) && (word !== '人呢' || speaksOf(said, 'long', 'notFound'))) && !mayBeChild(who))
    return null
  if (word === '不见' && !mayBeChild(who) && !mayBeChild(what)) return null
  if (grown(who) && !speaksOf(said, ...child)) return who!.is === 'offspring' ? 'red' : 'amber'
  if (grown(who) && who!.is !== 'offspring') return weak ? null : 'amber'
  return 'red'
}

function lost(place: Place): Level | null {
  const who = patientOf(place)
  const what = objectOf(place)
  if (what !== null && what.is !== 'unknown') return mayBeChild(what) || what.is === 'elder' ? 'red' : null
  return mayBeChild(who) || who?.is === 'elder' ? 'red' : null
}

function gone(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const who = subjectOf(place)
  const after = token(place, 1)
  if (
    isThing(objectOf(place, 2)) ||
    (after !== undefined && /^(?:玩|去|来|第|步|圈|趟|得|步行|耐心|力气)/.test(after.word))
  )
    return null
  if (
    who?.is === 'someone' &&
    leftOf(place, 6, 'stranger', 'someone', 'man') >= 0 &&
    leftOf(place, 9, ...child, 'offspring') >= 0
  )
    return 'red'
  const someone =
    mayBeChild(who) ||
    token(place, -1)?.word === '人' ||
    (leftOf(place, 3, 'folk') >= 0 && speaksOf(said, ...child, 'offspring', 'he'))
  if (!someone) return null
  if (who?.is === 'offspring' && !urgent(said)) return null
  return /^(?:没|不在)/.test(word) || urgent(said) || who?.is === 'child' || speaksOf(said, 'stranger')
    ? 'red'
    : 'amber'
}

function notFound(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const what = objectOf(place)
  const who = subjectOf(place)
  if (isThing(what)) return null
  const people = what !== null && token({ clause: place.clause, at: what.at })!.word === '人'
  if (people && (mayBeChild(who) || speaksOf(said, ...child)) && !isThing(who)) return 'red'
  if (what?.is === 'unknown') return null
  if (what !== null && mayBeChild(what)) return 'red'
  if (/^(?:正在找|帮|到处问)/.test(word) && what?.is !== 'elder') return null
  if (what?.is === 'elder' || what?.is === 'parent')
    return who?.is === 'me' || what.is === 'elder' ? 'red' : null
  if (what !== null && what.is !== 'me') return null
  const searched = isThing(who) && is(token({ clause: place.clause, at: who!.at }), 'water', 'height', 'low')
  if (
    (isThing(who) && !searched) ||
    (who === null && leftOf(place, 8, 'thing', 'animal') >= 0 && leftOf(place, 8, ...child) < 0)
  )
    return null
  if (mayBeChild(who) || who?.is === 'elder') return 'red'
  if (grown(who)) return null
  const where =
    who !== null &&
    ['water', 'height', 'low', 'place'].some(kind =>
      token({ clause: place.clause, at: who.at })!.kinds.has(kind as 'water'),
    )
  const things = around(said, place, 1, 'thing', 'animal', 'crop') && !where
  if (speaksOf(said, ...child, 'offspring', 'elder'))
    return things && !speaksOf(said, 'long', 'notBack') ? null : 'red'
  return things ? null : 'red'
}

function notBack(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const who = subjectOf(place)
  if (/^(?:吃|拿|取|带)/.test(token(place, 1)?.word ?? '')) return null
  if (isThing(who) || grown(who) || who?.is === 'me')
    return who?.is === 'offspring' && speaksOf(said, 'long') ? 'red' : null
  if (who?.is === 'elder')
    return speaksOf(said, 'notFound', 'vanished') || (speaksOf(said, 'long') && !whereKnown(said))
      ? 'red'
      : null
  const waiting = urgent(said)
  if (!waiting && once(said, whereKnown)) return null
  if (waiting && says(said, accounted) && !speaksOf(said, 'notFound', 'vanished', 'unreachable')) return null
  const adult = leftOf(place, 10, 'parent', 'kin', 'man')
  if (adult >= 0 && adult > leftOf(place, 12, ...child, 'he')) return null
  const spokenOf = who?.is === 'child' || speaksOf(said, ...child)
  if (who === null || who.is === 'unknown') {
    if (spokenOf && !waiting && leftOf(place, 10, ...child) >= 0)
      return /^不|还/.test(word) || token(place, -1)?.word === '还' ? 'amber' : 'red'
    if (!waiting || (!spokenOf && speaksOf(said, 'parent', 'kin', 'animal'))) return null
    return 'red'
  }
  if (waiting) return 'red'
  if (who.is === 'he') return 'amber'
  return /^不|还/.test(word) || token(place, -1)?.word === '还' ? 'amber' : 'red'
}

function notAtSchool(said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  if (
    (isThing(who) && leftOf(place, 12, ...child) < 0) ||
    who?.is === 'parent' ||
    who?.is === 'me' ||
    says(said, excused)
  )
    return null
  if (says(said, manyDays) && !says(said, notAtHome)) return null
  const absent = says(said, notAtHome)
  if (absent || speaksOf(said, 'unreachable', 'vanished', 'notFound', 'notBack')) return 'red'
  return /到|教室|进|没在学校|不在学校/.test(token(place)!.word) &&
    (mayBeChild(who) || speaksOf(said, 'teacher', ...child))
    ? 'red'
    : null
}

/** A child (or the carer) gone: not to be found, taken, run away, lost. Things, animals and grown people's absence are not. */
export function missing(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (level !== null) found = graver(found, weighed(said, place, level))
  }
  // Once it is red nothing more can come of the rest.
  const seek = (kind: Kind, levelOf: (place: Place) => Level | null) => {
    for (const place of places(said, kind)) {
      if (found?.level === 'red') return
      look(place, levelOf(place))
    }
  }
  seek('vanished', place => vanished(said, place))
  seek('lost', lost)
  seek('gone', place => gone(said, place))
  seek('notFound', place => notFound(said, place))
  seek('notBack', place => notBack(said, place))
  seek('notAtSchool', place => notAtSchool(said, place))
  for (const place of places(said, 'ranAway')) {
    const who = subjectOf(place)
    look(place, isThing(who) ? null : who?.is === 'parent' || who?.is === 'adult' ? 'amber' : 'red')
  }
  for (const place of places(said, 'left')) {
    const who = subjectOf(place)
    look(
      place,
      grown(who) && who?.is !== 'offspring'
        ? null
        : mayBeChild(who) || speaksOf(said, 'stranger', 'notFound')
          ? 'red'
          : null,
    )
  }
  seek('taken', place => taken(said, place))
  for (const place of places(said, 'abducted')) {
    const { word } = token(place)!
    const patient = mayBeChild(subjectOf(place)) || mayBeChild(objectOf(place))
    const sure = word !== '拐' && word !== '卖给'
    look(
      place,
      isThing(objectOf(place))
        ? null
        : sure || (word === '拐' && leftOf(place, 3, 'passive', 'let') >= 0) || patient
          ? 'red'
          : null,
    )
  }
  seek('unreachable', place => unreachable(said, place))
  seek('unknow', place => whereabouts(said, place))
  for (const place of places(said, 'lostWay')) {
    const who = subjectOf(place)
    look(
      place,
      who === null || who.is === 'child' || who.is === 'he' || who.is === 'me' || who.is === 'elder'
        ? 'red'
        : null,
    )
  }
  return found
}
