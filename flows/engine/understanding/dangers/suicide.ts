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
import { isPerson, isThing, objectOf, subjectOf } from '../roles.ts'
import { denied, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

function weighed(place: Place, level: Level | null): Finding | null {
  if (level === null || toldOf(place)) return null
  // 别想不开: said to comfort; 怕他想不开 is a real fear.
  if (denied(place)) return { level: 'amber', class: 'suicide' }
  if (leftOf(place, 6, 'dont') >= 0) return { level: 'amber', class: 'suicide' }
  return { level, class: 'suicide' }
}

function wished(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const { text } = place.clause
  const who = subjectOf(place)
  const what = objectOf(place, 4)
  if (
    who?.is === 'animal' ||
    (isThing(who) &&
      !/口|话|书|本|纸|信|日记|qq|微信|朋友圈|作文|胳膊|手/.test(place.clause.tokens[who!.at]!.word))
  )
    return null
  if (/^想死/.test(word)) return isPerson(what) ? null : 'red'
  if (/^(?:去死|要去死)/.test(word))
    return leftOf(place, 5, 'let', 'you') >= 0 && !near(place, 8, 'me', ...child)
      ? 'amber'
      : /去死吧|去死啊/.test(text) && !near(place, 6, ...child)
        ? 'amber'
        : 'red'
  if (/^(?:永别|来生|来世|下辈子)/.test(word))
    return around(said, place, 2, 'child', 'me', 'parent', 'he', 'elder') &&
      !/开玩笑|感谢|报答|一定报/.test(text)
      ? says(said, farewell)
        ? 'red'
        : 'amber'
      : null
  if (/^(?:消失|解脱|了结|了断|遗言|死亡|以死|做鬼|离开世界)/.test(word))
    return near(place, 8, 'me', ...child, 'he') ? 'red' : null
  if (/^(?:我先走了|先走一步|再也不回来了)$/.test(word)) return says(said, farewell) ? 'red' : null
  if (
    /^(?:吃安眠药|吃了安眠药)/.test(word) &&
    !near(place, 8, ...child, 'muchOf', 'he') &&
    !speaksOf(said, 'muchOf', 'grave')
  )
    return null
  if (/老鼠药|除草剂|农药|84|洗洁精|敌敌畏|百草枯|毒药/.test(word))
    return byMistake(said, place) ? null : 'red'
  if (/^(?:跳河|跳塘|跳水库|跳海|跳湖)/.test(word)) return /游|洗澡|玩|耍|抓鱼/.test(text) ? null : 'red'
  if (/^跳楼/.test(word) && /甩卖|价|特惠/.test(text)) return null
  if (/^割手$|^割胳膊|^割手臂/.test(word)) return /稻|麦|草|谷|不小心|镰/.test(text) ? null : 'red'
  if (/^(?:打自己|掐自己|咬自己|烫自己|扎自己|伤害自己)/.test(word))
    return /不小心/.test(text) ? null : near(place, 8, ...child, 'he', 'me') ? 'red' : null
  if (/^撞墙$/.test(word)) return /头/.test(text) ? 'red' : null
  if (/^想不开$/.test(word)) return /有什么想不开|别|莫/.test(text) ? 'amber' : 'red'
  if (/^(?:没法活|没活头|活不起|活受罪|活不成)/.test(word))
    return isThing(who) || /低保|钱|米|补助|收成|生意|日子/.test(text) ? 'amber' : 'red'
  return 'red'
}

const farewell = /先走了|再见了|对不起|别找我|不要找我|爱你们|照顾好|下辈子|来生|永别|来世|女儿|儿子|做牛做马/

function byMistake(said: Said, place: Place): boolean {
  const ages = said.ages
  return (
    near(place, 6, 'byMistake') ||
    around(said, place, 0, 'byMistake') ||
    (ages.small && !ages.older) ||
    around(said, place, 0, 'baby', 'animal') ||
    speaksOf(said, 'careless')
  )
}

function swallowed(said: Said, place: Place): Level | null {
  const poison = rightOf(place, 7, 'poison') >= 0 || leftOf(place, 5, 'poison') >= 0
  const who = subjectOf(place)
  if (who?.is === 'animal' || leftOf(place, 6, 'animal') >= 0) return null
  const { word } = token(place)!
  if (/^(?:误|偷吃|吃错)/.test(word) || byMistake(said, place)) return null
  if (poison && !denied(place)) return isPerson(who) || who === null ? 'red' : null
  const medicine = rightOf(place, 8, 'medicine') >= 0 || /药|安定/.test(place.clause.text)
  const much = near(place, 7, 'muchOf') || rightOf(place, 4, 'muchOf') >= 0
  if (
    medicine &&
    much &&
    !/治|感冒|退烧|医生|开了|中药|三天|几天|一个月|治病|看病|花了/.test(place.clause.text)
  )
    return who?.is === 'elder' || who?.is === 'parent' ? 'amber' : 'red'
  if (
    /^喝了?$/.test(word) &&
    /^喝了?药了?$/.test(
      place.clause.tokens
        .slice(place.at, place.at + 3)
        .map(each => each.word)
        .join(''),
    ) &&
    !says(said, underTreatment)
  )
    return leftOf(place, 5, 'me', 'elder') >= 0 && !near(place, 8, ...child) ? 'amber' : 'red'
  return null
}

const underTreatment =
  /感冒|发烧|咳|退|好多|好些|好了|睡|医生|医院|卫生院|中药|按时|一天|天天|每天|三天|几天|次|饭后|苦|喂|给|不肯|不愿|乖|病|拉肚子|疼|痛|开的|板蓝根|冲剂|糖浆|完|早上|晚上|没|还|不烧/

function jumped(said: Said, place: Place): Level | null {
  if (around(said, place, 0, 'animal') || says(said, playing)) return null
  const from = near(place, 9, 'height') || around(said, place, 1, 'height')
  const water = near(place, 6, 'water')
  const { word } = token(place)!
  const down = /下/.test(word) || /跳下|往下|跳楼|跳河|下去/.test(place.clause.text)
  const wants = leftOf(place, 6, 'want', 'let') >= 0 || /^[要想]/.test(word) || /说/.test(place.clause.text)
  if (
    /^要跳|^想跳|跳下去/.test(word) &&
    (near(place, 3, 'me') || leftOf(place, 4, 'me') >= 0) &&
    wants &&
    !water
  )
    return 'red'
  const window = /窗|楼|顶|桥|崖|阳台|天台/.test(place.clause.text)
  if (window && (down || wants) && (from || /窗/.test(place.clause.text))) return 'red'
  if (from && wants && down) return 'red'
  return water && wants && !/游|洗澡|玩|鱼/.test(place.clause.text) ? 'red' : null
}

const playing = /蹦床|跳台阶|跳格子|比赛|体育|操场|跳箱|跳水队|玩跳/

function cutting(said: Said, place: Place): boolean {
  const { text } = place.clause
  if (!/[割划扎刻]/.test(text) || /不小心|割草|割稻|割麦|镰刀|玻璃划破|钉子/.test(text)) return false
  const self = /自己[用拿]?.{0,6}[割划扎刻]|[割划扎刻].{0,4}自己|自己(?:划|割|扎|刻)的/.test(text)
  const blade =
    /(?:小刀|刀片|美工刀|圆规|刀|玻璃片).{0,6}[割划刻扎](?:了|着|破|伤)?(?:自己|手|胳膊|手臂|手腕|腿)/.test(
      text,
    )
  const wrist = /[割划刻](?:了|着)?(?:手腕|胳膊|手臂|腕)/.test(text) && !/破|伤了|了个|了一|口子/.test(text)
  return self || (blade && !/切菜|削/.test(text)) || wrist || (says(said, marks) && self)
}

const marks = /一道道|一道一道|都是.{0,4}(?:口子|刀痕|印)/

/** Death wished, threatened or tried, by a child or by the carer. Figures of speech (热死了, 想死你了) and cough mixture are not. */
export function suicide(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (found?.level !== 'red') found = graver(found, weighed(place, level))
  }
  for (const place of places(said, 'deathwish')) look(place, wished(said, place))
  for (const place of places(said, 'swallow')) look(place, swallowed(said, place))
  for (const place of places(said, 'jump')) look(place, jumped(said, place))
  for (const place of places(said, 'stand')) {
    const high = rightOf(place, 4, 'height') >= 0 || /窗|楼顶|天台|桥栏|崖/.test(place.clause.text)
    const refusing = says(said, brink)
    look(
      place,
      high &&
        refusing &&
        near(place, 10, ...child, 'he', 'me') &&
        /楼|窗|桥|崖|天台|顶|塔/.test(place.clause.text)
        ? 'red'
        : null,
    )
  }
  for (const clause of said.clauses) {
    if (clause.repeated || !cutting(said, { clause, at: 0 })) continue
    const at = clause.tokens.findIndex(each => is(each, ...child, 'he', 'me', 'self'))
    if (at >= 0) look({ clause, at }, 'red')
  }
  return found
}

const brink = /不下来|不肯下|要跳|想跳|往下|跳下|死|哭|叫不下|劝/
