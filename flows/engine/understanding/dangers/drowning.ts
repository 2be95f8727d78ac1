import {
  around,
  is,
  leftOf,
  near,
  type Place,
  places,
  rightOf,
  type Said,
  says,
  speaksOf,
  token,
} from '../clauses.ts'
import { type Finding, graver, type Level } from '../finding.ts'
import { isThing, objectOf, subjectOf } from '../roles.ts'
import { denied, forbidden, over, supposed, toldOf } from '../tone.ts'

const saved = /救(?:上|起|回|出)来/
const inWater = /下去|水/
const child = ['child', 'baby', 'sibling', 'offspring'] as const

function weighed(said: Said, place: Place, level: Level): Finding | null {
  if (toldOf(place) || forbidden(place) || supposed(place)) return null
  if (denied(place)) return level === 'red' ? { level: 'amber', class: 'drowning' } : null
  const nearly = leftOf(place, 4, 'adv') >= 0 && /差点|差一点|险些/.test(place.clause.text)
  return {
    level: level === 'red' && (nearly || (over(said, place) && !speaksOf(said, 'grave'))) ? 'amber' : level,
    class: 'drowning',
  }
}

function thingInvolved(place: Place): boolean {
  const whom = objectOf(place, 4)
  if (whom?.is === 'child' || whom?.is === 'he') return false
  const who = subjectOf(place)
  const what = objectOf(place, 3)
  const water = what !== null && is(place.clause.tokens[what.at], 'water')
  return isThing(who) || (isThing(what) && !water)
}

function drowned(said: Said, place: Place): Level | null {
  if (thingInvolved(place) || leftOf(place, 6, 'crop') >= 0) return null
  const { word } = token(place)!
  const person =
    near(place, 8, ...child, 'he', 'folk', 'someone', 'elder', 'me', 'neighbour', 'classmate', 'kin') ||
    says(said, saved)
  if (/^(?:淹|溺|沉)/.test(word) && word.length < 3 && word !== '溺水')
    return person || speaksOf(said, ...child) ? 'red' : null
  if (/沉/.test(word)) return person || speaksOf(said, ...child, 'water', 'swim') ? 'red' : null
  return 'red'
}

function fell(said: Said, place: Place): Level | null {
  const { clause } = place
  const into = rightOf(place, 5, 'water')
  const alone =
    /[去来]了?$|^(?:踩破|踏破|掉了|掉起|失足掉)/.test(token(place)!.word) ||
    clause.tokens.length - 1 === place.at
  const water = into >= 0 || (alone && (leftOf(place, 8, 'water') >= 0 || around(said, place, 1, 'water')))
  if (!water) return null
  if (/^(?:掉了|掉)$/.test(token(place)!.word) && into < 0) return null
  const who = subjectOf(place)
  const person = leftOf(place, 12, ...child, 'he', 'elder', 'me', 'folk', 'someone') >= 0
  if (isThing(who) && !is(clause.tokens[who!.at], 'water'))
    return person && /连人|和人|带人|人在|坐的|车上|车里/.test(clause.text) ? 'red' : null
  if (leftOf(place, 8, 'animal', 'thing') >= 0 && !person) return null
  if (rightOf(place, 6, 'thing', 'animal') > into && into >= 0 && !person) return null
  return who?.is === 'unknown' && !person ? 'amber' : 'red'
}

const risky = /偷|自己|几个|一群|天天|经常|老是|总|又|跑|私自|不听|说不|劝不|一帮|带着弟|没大人|没有大人/

function atTheWater(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const before = token(place, -1)?.word ?? ''
  if (/会|学|教|想|爱|喜欢|能|可以|不|没|未|别|莫|让/.test(before) || around(said, place, 1, 'withAdult'))
    return null
  if (/洗/.test(word) && !near(place, 6, 'water') && word !== '洗冷水澡') return null
  if (/^去|捞鱼|抓鱼|捉鱼/.test(word) && !/玩|游|洗澡|耍/.test(place.clause.text)) return null
  const young = around(said, place, 1, 'child', 'sibling', 'he', 'baby')
  const grown = ['parent', 'elder', 'adult', 'me'].includes(subjectOf(place)?.is ?? '')
  if (!young || grown) return null
  const open = around(said, place, 1, 'water') || /河|塘|库|野/.test(word)
  return open && (says(said, risky) || speaksOf(said, 'nobodyThere', 'alone') || /玩水|下河|野泳/.test(word))
    ? 'amber'
    : null
}

/** Somebody in the water: fallen in, swept away, gone under. Fields, things and ducks are not; children bathing alone are amber. */
export function drowning(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (level !== null) found = graver(found, weighed(said, place, level))
  }
  for (const place of places(said, 'drowned')) look(place, drowned(said, place))
  for (const place of places(said, 'notUp', 'fished')) {
    const water = around(said, place, 3, 'water', 'swim', 'fell') || says(said, inWater)
    const person =
      around(said, place, 2, ...child, 'he', 'folk', 'someone') ||
      /打捞|捞人|没上来|冇上来/.test(token(place)!.word)
    const lost = leftOf(place, 8, 'thing') >= 0 && leftOf(place, 8, ...child, 'he', 'folk') < 0
    look(place, water && person && !lost && !thingInvolved(place) ? 'red' : null)
  }
  for (const place of places(said, 'swept'))
    look(place, thingInvolved(place) || leftOf(place, 6, 'crop', 'thing', 'animal') >= 0 ? null : 'red')
  for (const place of places(said, 'fell')) look(place, fell(said, place))
  for (const place of places(said, 'struggle')) {
    const person = around(said, place, 1, ...child, 'folk', 'someone', 'he')
    look(
      place,
      near(place, 9, 'water') &&
        person &&
        (leftOf(place, 12, ...child, 'he', 'folk', 'someone') >= 0 || !isThing(subjectOf(place)))
        ? 'red'
        : null,
    )
  }
  for (const place of places(said, 'swim')) look(place, atTheWater(said, place))
  return found
}
