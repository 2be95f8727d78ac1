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
import { isPerson, isThing, looksLikeName, mayBeChild, objectOf, type Role, subjectOf } from '../roles.ts'
import { denied, toldOf } from '../tone.ts'
import { agentOf, harmlessTarget } from './harmless-blows.ts'

const squabble =
  /(?:姐弟|兄弟|姐妹|兄妹|两个小的|俩娃|俩孩子|俩小的|弟弟|妹妹).{0,16}(?:又好了|和好|抢|玩|争|闹着)/

const again = /现在还|又|还在/

const child = ['child', 'baby', 'sibling'] as const

const severe =
  /伤|血|断|晕|昏|肿|青|紫|住院|医院|骨|刀|棍|围|一群|好几个|往死|惨|流|缝|起不来|下不了|送|眼|耳膜|牙/

function weighed(said: Said, place: Place, level: Level | null): Finding | null {
  if (/再不.{0,8}(?:就|要|可要)?打/.test(place.clause.text) && !/死|断/.test(place.clause.text)) return null
  if (level === null || toldOf(place) || near(place, 8, 'game')) return null
  const before = token(place, -1)?.word ?? ''
  if (
    /^(?:打死|打)/.test(token(place)!.word) &&
    /^打死(?:也|都|我也|我都)/.test(place.clause.text.slice(place.clause.text.indexOf('打死')))
  )
    return null
  if (leftOf(place, 9, 'dont') >= 0 && /[别要莫能会]让/.test(place.clause.text))
    return { level: 'amber', class: 'violence' }
  if (denied(place)) return level === 'red' ? { level: 'amber', class: 'violence' } : null
  if (around(said, place, 1, 'past') && !says(said, again)) return { level: 'amber', class: 'violence' }
  if (leftOf(place, 10, 'if') >= 0 && !isMe(objectOf(place))) return { level: 'amber', class: 'violence' }
  if (before === '想' || before === '不') return { level: 'amber', class: 'violence' }
  // Children among themselves: a matter for the school, unless somebody is hurt.
  const agent = agentOf(place)
  const passive = leftOf(place, 4, 'passive') >= 0 || /^[被挨]/.test(token(place)!.word)
  const atSchool = agent === null && passive && /学校|班|校/.test(place.clause.text)
  if (agent === 'classmate' || atSchool)
    return {
      level: says(said, severe) ? 'red' : 'amber',
      class: says(said, severe) ? 'violence' : 'bullying',
    }
  return { level, class: 'violence' }
}

function isMe(who: Role | null): boolean {
  return who?.is === 'me'
}

function hit(said: Said, place: Place): Level | null {
  const word = token(place)!.word
  if (harmlessTarget(place)) return null
  const who = subjectOf(place)
  const what = objectOf(place, 8)
  const passive = leftOf(place, 7, 'passive')
  const ba = leftOf(place, 8, 'ba')
  const body = rightOf(place, 6, 'body', 'private') >= 0
  if (passive >= 0) {
    const agent = place.clause.tokens.slice(passive + 1, place.at)
    if (agent.some(each => is(each, 'thing', 'animal', 'crop'))) return null
    const victim = passive > 0 ? subjectOf({ clause: place.clause, at: passive }) : null
    return isThing(victim) && !is(place.clause.tokens[victim!.at], 'body') ? null : 'red'
  }
  // 让他舅打了, 着他爸打了
  const by = leftOf(place, 3, 'let')
  const giver = by >= 0 || /^[着给]$/.test(place.clause.tokens[Math.max(0, place.at - 2)]!.word)
  const agent = place.clause.tokens[place.at - 1]
  if (
    giver &&
    what === null &&
    agent !== undefined &&
    is(agent, 'parent', 'kin', 'elder', 'man', 'someone', 'neighbour', 'teacher') &&
    /了|过|惨|一顿|伤/.test(place.clause.text)
  )
    return 'red'
  if (ba >= 0) {
    const patient = objectOf({ clause: place.clause, at: ba }, 4)
    if (isThing(patient) && is(place.clause.tokens[patient!.at], 'body')) return 'red'
    if (isThing(patient)) return rightOf(place, 4, ...child, 'he', 'me') >= 0 ? 'red' : null
    if (patient !== null && patient.is !== 'unknown') {
      const tool = is(place.clause.tokens[ba], 'ba') && /^[拿]/.test(place.clause.tokens[ba]!.word)
      return tool && !isPerson(what) ? null : childHits(who, patient) ? 'amber' : 'red'
    }
  }
  if (what !== null && isPerson(what)) {
    const someoneThere = is(place.clause.tokens[what.at], 'folk')
    if (someoneThere) return who?.is === 'child' || who?.is === 'he' ? 'amber' : 'red'
    if (who?.is === 'animal') return null
    if (what.is === 'adult' || what.is === 'someone' || what.is === 'director') return 'amber'
    return childHits(who, what) ? 'amber' : 'red'
  }
  const bare = place.at === place.clause.tokens.length - 1 && /^打$|^揍$|^抽$/.test(word)
  if (
    bare &&
    what === null &&
    who !== null &&
    ['parent', 'elder'].includes(who.is) &&
    speaksOf(said, ...child, 'he', 'me')
  )
    return 'red'
  if (what?.is === 'unknown') {
    const run = place.clause.tokens[what.at]!.word
    return looksLikeName(run) && isPerson(who) ? 'red' : null
  }
  if (isThing(what) && !is(place.clause.tokens[what!.at], 'body')) return null
  // 追着我打, 按着他打
  if (
    bare &&
    what === null &&
    /[追按揪拖拉抓压摁逮]/.test(place.clause.text) &&
    leftOf(place, 4, ...child, 'he', 'me') >= 0
  )
    return 'red'
  const tool = leftOf(place, 7, 'tool') >= 0
  if (body && (isPerson(who) || tool || speaksOf(said, ...child)))
    return is(token(place), 'rough') && who === null ? null : 'red'
  if (tool && (isPerson(who) || speaksOf(said, ...child, 'me'))) return 'red'
  if (/^(?:打得|揍得|抽得|打成|捶得|踢得|打到)/.test(word)) {
    const result = place.clause.text.slice(place.clause.text.indexOf(word))
    return /[哭叫惨肿青紫血伤晕昏死断狠凶床怕厉害痛疼躲抖]/.test(result) ? 'red' : null
  }
  if (/^动手$/.test(word)) {
    const to = leftOf(place, 5, 'ba')
    return to >= 0 && mayBeChild(objectOf({ clause: place.clause, at: to }, 3))
      ? 'red'
      : (who?.is === 'parent' || who?.is === 'adult') && place.at === place.clause.tokens.length - 1
        ? 'amber'
        : null
  }
  return null
}

// A child who hits somebody, or two children at it: no small matter, but not red.
function childHits(who: Role | null, what: Role): boolean {
  return (
    who?.is === 'child' &&
    (what.is === 'child' || what.is === 'he' || what.is === 'me' || what.is === 'elder')
  )
}

function rough(said: Said, place: Place): Level | null {
  const what = objectOf(place, 5)
  const who = subjectOf(place)
  const tool = leftOf(place, 6, 'tool') >= 0
  const passive = leftOf(place, 5, 'passive')
  const agent = agentOf(place)
  if (isThing(who) || who?.is === 'animal' || leftOf(place, 4, 'animal') >= 0) return null
  const body = rightOf(place, 5, 'body', 'private') >= 0
  if (passive >= 0 && (agent !== null || tool)) return 'red'
  if (passive >= 0 && /^(?:推|扔|泼|捂|按|摁|勒|砸)/.test(token(place)!.word))
    return /楼|水|门外|雪|河|火|地上|墙/.test(place.clause.text) ? 'red' : 'amber'
  if (isPerson(what) && (tool || (body && isPerson(who) && who?.is !== 'child'))) return 'red'
  if (tool && body && (isPerson(who) || speaksOf(said, ...child))) return 'red'
  if (
    leftOf(place, 6, 'ba') >= 0 &&
    (body || leftOf(place, 4, 'body') >= 0) &&
    agent !== null &&
    /[揪拧砸泼烫扎]/.test(token(place)!.word)
  )
    return 'red'
  if (
    /^[推扔泼捂]/.test(token(place)!.word) &&
    agent !== null &&
    mayBeChild(what) &&
    /地|墙|楼|水|床|沟|门/.test(place.clause.text)
  )
    return 'red'
  if (
    /^摔/.test(token(place)!.word) &&
    leftOf(place, 5, 'ba') >= 0 &&
    leftOf(place, 4, ...child) >= 0 &&
    agent !== null
  )
    return 'red'
  return null
}

function locked(_said: Said, place: Place): Level | null {
  const who = subjectOf(place)
  const what = objectOf(place, 3)
  if (isThing(what) || what?.is === 'animal' || leftOf(place, 6, 'animal', 'thing', 'poison', 'tool') >= 0)
    return null
  const shut = /锁|关/.test(token(place)!.word)
  const ba = leftOf(place, 6, 'ba', 'passive')
  const patient = ba >= 0 || mayBeChild(what) || isMe(what)
  const victim = leftOf(place, 6, ...child, 'offspring', 'he', 'me') >= 0 || mayBeChild(what) || isMe(what)
  const self = leftOf(place, 4, 'self') >= 0
  if (self) return victim ? 'amber' : null
  if (shut && near(place, 5, 'home'))
    return victim && (patient || who === null) ? 'red' : victim ? 'amber' : null
  return victim && patient ? 'red' : null
}

// 不给他饭吃, 不让孩子吃饭: the verb and what is withheld stand apart.
const withheld =
  /(?:不|没|未)(?:给|让|准|许)[^,，。]{1,6}?(?:饭吃|吃饭|饭|吃的|东西吃|水喝|喝水)(?:$|[了的，])/

/** A child (or the carer) beaten, bound, starved, shut out or threatened. Telephone calls, games, jabs and farm work are not. */
export function violence(said: Said): Finding | null {
  let found: Finding | null = null
  const look = (place: Place, level: Level | null) => {
    if (found?.level !== 'red') found = graver(found, weighed(said, place, level))
  }
  for (const place of places(said, 'beaten')) {
    const who = subjectOf(place)
    const what = objectOf(place, 3)
    const animal =
      who?.is === 'animal' ||
      what?.is === 'animal' ||
      (isThing(who) && !is(place.clause.tokens[who!.at], 'body', 'tool', 'home'))
    look(place, animal ? null : 'red')
  }
  for (const place of places(said, 'mild'))
    look(
      place,
      near(place, 8, ...child, 'he', 'me', 'offspring') || speaksOf(said, ...child, 'he') ? 'amber' : null,
    )
  for (const place of places(said, 'fight')) {
    const who = subjectOf(place)
    const adult = who !== null && ['parent', 'adult', 'elder', 'someone', 'director'].includes(who.is)
    if (who?.is === 'animal' || (says(said, squabble) && !speaksOf(said, 'parent', 'classmate'))) continue
    look(
      place,
      /人/.test(token(place)!.word) && adult
        ? 'red'
        : mayBeChild(who) || adult || speaksOf(said, ...child, 'classmate', 'he', 'me', 'parent')
          ? 'amber'
          : null,
    )
  }
  for (const place of places(said, 'hit')) look(place, hit(said, place))
  for (const place of places(said, 'rough')) look(place, rough(said, place))
  for (const place of places(said, 'locked')) look(place, locked(said, place))
  for (const place of places(said, 'starved')) {
    const treat = rightOf(place, 2, 'thing') >= 0 && /零食|糖|手机|冰/.test(place.clause.text)
    const who = subjectOf(place)
    look(place, treat || who?.is === 'animal' ? null : 'red')
  }
  for (const place of places(said, 'expelled')) {
    const victim = speaksOf(said, ...child, 'he', 'me', 'offspring')
    look(place, victim && !isThing(objectOf(place, 3)) && !isThing(subjectOf(place)) ? 'red' : null)
  }
  for (const place of places(said, 'killing', 'blade')) {
    const what = objectOf(place, 4)
    const who = subjectOf(place)
    const word = token(place)!.word
    if (isThing(what) || who?.is === 'animal' || (what?.is === 'unknown' && !is(token(place), 'blade')))
      continue
    const chores = /切|削|剪|杀[鸡鸭鱼猪]|砍柴|割|做饭|剥|菜/.test(place.clause.text)
    if (
      is(token(place), 'blade') &&
      (chores ||
        !near(
          place,
          10,
          'hit',
          'killing',
          'let',
          'rough',
          'folk',
          'me',
          ...child,
          'parent',
          'he',
          'want',
          'someone',
          'man',
          'stranger',
        ))
    )
      continue
    if (/^杀掉?了?$/.test(word) && !isPerson(what) && !isPerson(who)) continue
    look(place, 'red')
  }
  for (const clause of said.clauses) {
    if (clause.repeated) continue
    const match = withheld.exec(clause.text)
    if (match === null || /零食|糖|冰|手机|外卖|辣/.test(match[0])) continue
    const at = clause.tokens.findIndex(each => is(each, ...child, 'he', 'me', 'offspring'))
    if (at >= 0) look({ clause, at }, 'red')
  }
  return found
}
