import {
  around,
  is,
  leftOf,
  near,
  once,
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
import { denied, supposed, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling'] as const
const said1 = /睡|住|没|不在/
const said2 = /自己在屋|自己在家|怎么办|咋办|乱成/

// Under 8 a child may not be left alone at all (未保法 21); where no age is given a person looks the same day.
function byAge(said: Said): Level {
  return said.ages.small || speaksOf(said, 'baby') ? 'red' : 'amber'
}

function weighed(place: Place, level: Level | null): Finding | null {
  if (
    level === null ||
    toldOf(place) ||
    supposed(place) ||
    denied(place) ||
    leftOf(place, 8, 'dont', 'careful') >= 0
  )
    return null
  return { level, class: 'unattended' }
}

const fine =
  /敢一个人|写作业|看电视|看书|睡一间|一间房|一个房间|很乖|马上|一会儿|买菜|就回|刚出去|在隔壁|做作业|习惯了|没事|挺好|上学|回家|放学|回来了/

function alone(said: Said, place: Place): Level | null {
  const { clause } = place
  const who = subjectOf(place)
  if (
    who?.is === 'parent' ||
    who?.is === 'adult' ||
    who?.is === 'elder' ||
    who?.is === 'someone' ||
    isThing(who)
  )
    return null
  const me = who?.is === 'me' || (leftOf(place, 3, 'me') >= 0 && leftOf(place, 6, ...child) < 0)
  if (me && !said.ages.under18) return null
  const young =
    leftOf(place, 10, ...child, 'offspring', 'he') >= 0 ||
    rightOf(place, 5, ...child, 'he') >= 0 ||
    me ||
    around(said, place, 1, ...child) ||
    (who?.is === 'unknown' && said.ages.under18) ||
    (said.ages.under18 && who === null)
  if (!young) return null
  if (rightOf(place, 6, 'factory') >= 0 && !said.ages.under18) return null
  const self = is(token(place), 'self')
  const where =
    rightOf(place, 6, 'home') >= 0 ||
    leftOf(place, 4, 'home') >= 0 ||
    /留在|锁在|丢在|住校外|马路|街上|路上走|车上/.test(clause.text)
  const stays = rightOf(place, 4, 'stay') >= 0 || /住|过夜|吃住|睡|呆|待/.test(clause.text)
  if (self) {
    if (!/自己(?:一个人)?(?:在家|在屋|住|待|呆|做饭|煮饭|过|睡|在马路|在路|在街|一|在外)/.test(clause.text))
      return null
    if (/做饭|煮饭/.test(clause.text) && !says(said, said1)) return null
    if (
      /自己睡/.test(clause.text) &&
      !speaksOf(said, 'nobodyThere', 'noCarer') &&
      !/做饭|住/.test(clause.text)
    )
      return null
  } else if (!where && !stays && !said.ages.small) return null
  if (!self && /^一个$/.test(token(place)!.word)) return null
  const level = byAge(said)
  if (level === 'red') return /睡|玩|坐|吃/.test(clause.text) && !where ? null : 'red'
  return says(said, fine) && !says(said, nobody) && !said.ages.older ? null : 'amber'
}

const nobody = /没人|没有人|没大人|天|夜|晚|不在/

function noCarer(said: Said, place: Place): Level | null {
  const { word } = token(place)!
  const who = subjectOf(place)
  const what = objectOf(place, 3)
  if (what?.is === 'me' && !said.ages.under18 && !speaksOf(said, ...child)) return null
  if (isThing(what) || (isThing(who) && !is(place.clause.tokens[who!.at], 'body', 'height', 'low')))
    return null
  if (
    /^没人(?:要|看|管|接|理|送)/.test(word) &&
    (around(said, place, 0, 'thing') || rightOf(place, 2, 'thing') >= 0)
  )
    return null
  if (/没人接|没人理|没人陪|没人送/.test(word) && !around(said, place, 2, ...child, 'me', 'he', 'offspring'))
    return null
  if (who?.is === 'me' && !said.ages.under18 && /没人(?:管|理|要)我?/.test(word))
    return speaksOf(said, ...child) ? byAge(said) : 'amber'
  if (who?.is === 'adult' || who?.is === 'parent' || who?.is === 'animal')
    return speaksOf(said, ...child) ? byAge(said) : null
  if (/没个照应|没地方去/.test(word) && !speaksOf(said, ...child)) return null
  return byAge(said)
}

function nobodyThere(said: Said, place: Place): Level | null {
  if (
    !around(said, place, 2, ...child, 'he', 'offspring', 'us') &&
    !said.ages.under18 &&
    !around(said, place, 1, 'me')
  )
    return null
  if (/陪|带着|跟着/.test(token(place)!.word) && !speaksOf(said, ...child, 'he')) return null
  return byAge(said)
}

function abandoned(said: Said, place: Place): Level | null {
  const what = objectOf(place, 4)
  const who = subjectOf(place)
  const { word } = token(place)!
  const { text } = place.clause
  if (isThing(what) || who?.is === 'animal' || what?.is === 'animal') return null
  if (isThing(who) && !is(place.clause.tokens[who!.at], 'home')) return null
  const parted = around(said, place, 1, ...child) && near(place, 6, 'parent', 'elder')
  const victim =
    parted ||
    near(place, 8, ...child, 'offspring') ||
    /[他她我]/.test(word) ||
    (what !== null && ['child', 'he', 'me', 'offspring'].includes(what.is))
  if (!victim) return null
  if (/^(?:丢给|扔给|留在家|留家里|留屋里|留在屋)/.test(word))
    return /丢给|扔给/.test(word)
      ? says(said, unwilling)
        ? 'amber'
        : null
      : said.ages.small || speaksOf(said, 'nobodyThere', 'noCarer', 'alone')
        ? byAge(said)
        : null
  if (/^卖/.test(word) && /块|元|钱|斤|百|千/.test(text)) return null
  if (/^(?:没人要|不要了|扔了|丢掉|卖了|卖掉|送人)$/.test(word) && !near(place, 5, ...child, 'me', 'he'))
    return null
  if (
    /^(?:不管了|不管他|不管我|不管她|不管孩子|不管不顾)/.test(word) &&
    !around(said, place, 1, 'parent', 'elder', 'kin', 'me')
  )
    return null
  if (/^不要我/.test(word) && !around(said, place, 1, 'parent', 'elder', 'me')) return null
  if (/门口|路边|垃圾|桥下|草|火车站|车站/.test(text)) return 'red'
  return byAge(said)
}

const unwilling = /带不动|不会带|走了|跑了/

// 爷爷去世了, 奶奶住院: the one who looks after the child is gone.
function carerGone(said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  if (
    who?.is !== 'elder' &&
    !(who === null && leftOf(place, 5, 'elder') >= 0 && leftOf(place, 2, 'parent', 'child') < 0)
  )
    return null
  if (says(said, hearsay) && who === null) return null
  if (says(said, longAgo) || speaksOf(said, 'past')) return null
  const { word } = token(place)!
  const left = once(said, leftAlone)
  if (/^(?:走了|没了|没命|走得)/.test(word) && !left) return null
  if (/死了几天|走了几天/.test(word))
    return said.ages.small || speaksOf(said, 'baby') ? 'red' : left ? 'red' : 'amber'
  return left ? byAge(said) : 'amber'
}

const longAgo =
  /[一二三四五六七八九十两几多0-9]年(?:了|前|多)?|早就|很早|从小|生前|清明|上坟|扫墓|烧纸|忌日|周年/

function leftAlone(said: Said): boolean {
  return speaksOf(said, 'noCarer', 'nobodyThere', 'alone', 'abandoned', 'remain') || says(said, said2)
}

function carerAway(said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  const { word } = token(place)!
  const { text } = place.clause
  if (who === null || !['parent', 'elder', 'adult'].includes(who.is)) return null
  if (/几天没回|几天不回|好几天/.test(word) && who.is !== 'adult')
    return speaksOf(said, ...child, 'me', 'us') ? (said.ages.small ? 'red' : 'amber') : null
  const leftTokens = once(said, leftAlone)
  if (/^(?:跑了|跑路|不回来了|走了不回来|改嫁|失联|坐牢|判刑|被抓|抓走|拘留|不管)/.test(word) && leftTokens)
    return byAge(said)
  if (/都走了|走人了/.test(word) && leftTokens) return byAge(said)
  return /去(?:外地|福建|广东|浙江|上海|深圳)|出远门|出门了/.test(text) && leftTokens ? byAge(said) : null
}

function carerIll(said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  const carer = who?.is === 'elder' || leftOf(place, 8, 'elder') >= 0
  const me = who?.is === 'me' || leftOf(place, 5, 'me') >= 0
  const { word } = token(place)!
  if (says(said, discharged)) return null
  const left = once(said, leftAlone)
  if (carer) {
    if (says(said, longAgo) && !left) return null
    return left
      ? byAge(said)
      : /手术|送医院|住进|住院|瘫|卧床|起不|下不|病重|病倒|脑|中风|断/.test(word)
        ? 'amber'
        : null
  }
  if (me && /住院|手术|送医院|开刀|看病几天/.test(word)) return left ? byAge(said) : 'amber'
  return null
}

const hearsay = /[奶爷婆公]说/
const discharged = /报销|费能|费用|能报|好多了|出院|好转|好了|没事了/

/** A child without anyone to look after it: red under 8 or when the carer lies dead, else amber. */
export function unattended(said: Said): Finding | null {
  let found: Finding | null = null
  if (said.ages.under18 && says(said, emptyHouse) && !says(said, fine))
    found = { level: byAge(said), class: 'unattended' }
  const look = (place: Place, level: Level | null) => {
    if (found?.level !== 'red') found = graver(found, weighed(place, level))
  }
  for (const place of places(said, 'alone', 'self')) look(place, alone(said, place))
  for (const place of places(said, 'noCarer')) look(place, noCarer(said, place))
  for (const place of places(said, 'nobodyThere')) look(place, nobodyThere(said, place))
  for (const place of places(said, 'abandoned')) look(place, abandoned(said, place))
  for (const place of places(said, 'carerDead')) look(place, carerGone(said, place))
  for (const place of places(said, 'carerAway')) look(place, carerAway(said, place))
  for (const place of places(said, 'carerIll')) look(place, carerIll(said, place))
  for (const place of places(said, 'locked')) {
    const home = near(place, 4, 'home') || /家|屋|房/.test(token(place)!.word)
    if (home && near(place, 10, ...child, 'he') && (said.ages.small || speaksOf(said, 'baby')))
      look(place, 'red')
  }
  for (const place of places(said, 'remain')) {
    const { text } = place.clause
    const young = rightOf(place, 6, ...child, 'he', 'baby', 'us') >= 0 || /岁/.test(text)
    const home =
      near(place, 8, 'home') ||
      around(said, place, 1, 'carerDead', 'carerIll', 'carerAway', 'nobodyThere', 'elder')
    if (young && home && !/考|米|元|块|钱|分/.test(text) && (said.ages.under18 || once(said, gone)))
      look(place, byAge(said))
  }
  return found
}

const emptyHouse =
  /家里?(?:都|又|也|就)?没(?:有)?(?:人|大人)(?:在|管)?(?:$|[,，。!！了])|没人在家|(?:屋|家)里?(?:都)?没得人/

function gone(said: Said): boolean {
  return speaksOf(said, 'carerDead', 'carerIll', 'carerAway', 'noCarer', 'nobodyThere')
}
