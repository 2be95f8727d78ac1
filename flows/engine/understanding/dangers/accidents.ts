import { around, leftOf, near, type Place, rightOf, type Said, says, speaksOf, token } from '../clauses.ts'
import type { Level } from '../finding.ts'
import { objectOf } from '../roles.ts'
import { child, whose } from './whose-body.ts'

/** Signs that an accident is grave. */
export const worse =
  /很多血|好多血|流血不止|止不住|一地|满头|满脸|昏|晕|不醒|不动|骨折|断|抽|紫|住院|缝|重|厉害|严重|大片|全身|一身|脸上|眼睛|掉皮|烂|救护|送医院/

/** Bitten by a beast. */
export function bitten(said: Said, place: Place): Level | null {
  const who = whose(said, place)
  if (who === 'animal' || who === 'other') return null
  if (objectOf(place, 3)?.is === 'animal') return null
  const animal = leftOf(place, 6, 'animal') >= 0 && leftOf(place, 6, 'passive') < 0
  if (animal) return null
  if (/没咬|追/.test(place.clause.text) && !/咬了|咬伤/.test(place.clause.text)) return 'amber'
  return who === 'me' ? 'amber' : 'red'
}

const high = ['height'] as const

/** Fallen from a height, into something hot, or only off a bed. */
export function fallen(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const who = whose(said, place)
  if (who === 'animal' || who === 'thing' || rightOf(place, 3, 'water') >= 0) return null
  if (
    /^(?:掉了|掉|掉在|掉到|滑|翻到|落到|落下|滚|摔|跌|摔在|掉下|掉落|滑到|栽|坠|翻|陷)$/.test(word) &&
    !near(place, 6, ...high, 'low', 'hot', 'body') &&
    !/坑|机器|开水|锅|火|洞|沟|悬/.test(place.clause.text)
  )
    return null
  const person =
    who === 'child' ||
    who === 'carer' ||
    (who === 'nobody' && !around(said, place, 1, 'thing', 'animal')) ||
    who === 'me'
  if (!person) return who === 'other' && near(place, 8, ...high) ? 'amber' : null
  if (leftOf(place, 8, 'low') >= 0 && leftOf(place, 8, 'height') < 0)
    return says(said, worse) ? 'red' : 'amber'
  if (near(place, 9, ...high)) return 'red'
  if (near(place, 6, 'hot') || /机器|石灰|坑里|深坑|洞里|洞|陷阱/.test(place.clause.text)) return 'red'
  if (/下/.test(word) && /坎|坡|崖|梯|台/.test(place.clause.text)) return 'red'
  return /下来|下去/.test(word) && who === 'child' ? (says(said, worse) ? 'red' : 'amber') : null
}

/** Scalded. */
export function scald(said: Said, place: Place): Level | null {
  const { text } = place.clause
  if (
    !near(place, 8, 'hot') &&
    !/汤|水壶|稀饭|粥|火|电熨斗|排气管|炉/.test(text) &&
    !near(place, 6, ...child, 'body', 'he')
  )
    return null
  const who = whose(said, place)
  if (leftOf(place, 2, 'not', 'neg') >= 0) return null
  const touched =
    /烫(?:到|伤|着|了一下|红|起|破)|泼/.test(text) ||
    near(place, 8, 'hot') ||
    leftOf(place, 5, 'passive') >= 0 ||
    rightOf(place, 4, 'body') >= 0
  if (!touched) return null
  if (who !== 'child' && who !== 'nobody') return null
  if (who === 'nobody' && !speaksOf(said, ...child, 'body')) return null
  return says(said, worse) ? 'red' : 'amber'
}

/** Swallowed what is no food. */
export function swallowedThing(said: Said, place: Place): Level | null {
  const who = whose(said, place)
  if (who === 'animal' || who === 'other' || who === 'me' || who === 'carer') return null
  const { text } = place.clause
  const accident =
    /^误|^偷吃|^吃错/.test(token(place)!.word) ||
    around(said, place, 0, 'byMistake') ||
    speaksOf(said, 'careless', 'baby')
  const poisonous = rightOf(place, 8, 'poison') >= 0 || leftOf(place, 6, 'poison') >= 0
  if (poisonous) return 'red'
  if (/电池|磁铁|磁力珠|硬币|纽扣|钉子|针|刀片|玻璃|水银|异物|珠子/.test(text) && /吞|吃|咽|误/.test(text))
    return 'red'
  if (accident && (rightOf(place, 8, 'medicine') >= 0 || /药/.test(text))) return 'red'
  if (/野蘑菇|毒蘑菇|野菌|野菜|野果|毒菌|发芽的土豆|毒/.test(text) && around(said, place, 2, 'ill', 'grave'))
    return 'red'
  return null
}
