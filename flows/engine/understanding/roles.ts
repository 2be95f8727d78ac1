import { type Clause, is, type Place, type Token } from './clauses.ts'
import type { Kind } from './lexicon/index.ts'

/**
 * Who or what a word stands for in its clause. `child` includes a name, `unknown` is a run of characters that is neither in
 * the tables nor looks like a thing or a name.
 */
export type Role = {
  /** Said of 人 alone, which may be anybody. */
  people?: boolean
  is:
    | 'child'
    | 'he'
    | 'me'
    | 'elder'
    | 'parent'
    | 'offspring'
    | 'adult'
    | 'someone'
    | 'classmate'
    | 'director'
    | 'thing'
    | 'animal'
    | 'unknown'
  at: number
}

const childish: readonly Kind[] = ['child', 'baby', 'sibling']
const passable: readonly Kind[] = [
  'adv',
  'neg',
  'not',
  'passive',
  'likely',
  'ask',
  'fear',
  'long',
  'past',
  'alone',
  'self',
  'ba',
  'let',
  'want',
  'home',
  'careless',
  'if',

  'notToday',
  'place',
]
const thingEnds =
  '机包卡钱本书笔车鞋衣裤帽伞表钥匙盒袋瓶杯票单证纸药球绳线器壳套圈灯饭菜锁箱具件品物料码图片题卷桶盆碗刀镜环链带布板架柜桌椅床席垫巾梳扣画报册簿馆店厂局所站网号群费款金楼屋棚膜树苗胎筐篓盖管阀刷筒轮'
const surnames =
  '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚'

/** Whether characters outside the tables look like somebody's name: 小伟, 阿强, 妞妞, 王子涵, 强儿. */
export function looksLikeName(run: string): boolean {
  if (
    /^[小阿][一-鿿]{1,2}$/.test(run) ||
    (/^[一-鿿]{2}$/.test(run) &&
      run[0] === run[1] &&
      !/[看说听想试天日年常慢轻偷狠啪哇呜嗷汪哈嘻呵急快好谢走问玩坐聊算动]/.test(run))
  )
    return true
  if (run.length >= 2 && run.length <= 3 && surnames.includes(run[0]!)) return true
  return /^[一-鿿][儿宝仔]$/.test(run)
}

function role(token: Token, at: number): Role | null {
  if (is(token, ...childish)) return { is: 'child', at }
  if (is(token, 'offspring')) return { is: 'offspring', at }
  if (is(token, 'elder')) return { is: 'elder', at }
  if (is(token, 'parent')) return { is: 'parent', at }
  if (is(token, 'classmate')) return { is: 'classmate', at }
  if (is(token, 'director')) return { is: 'director', at }
  if (is(token, 'someone', 'stranger', 'man')) return { is: 'someone', at }
  if (token.word === '人') return { is: 'adult', at, people: true }
  if (is(token, 'kin', 'teacher', 'neighbour', 'police', 'doctor', 'you', 'folk')) return { is: 'adult', at }
  if (is(token, 'he')) return { is: 'he', at }
  if (is(token, 'me', 'us')) return { is: 'me', at }
  if (is(token, 'animal')) return { is: 'animal', at }
  if (
    is(
      token,
      'thing',
      'crop',
      'tool',
      'body',
      'water',
      'height',
      'low',
      'hot',
      'private',
      'medicine',
      'poison',
      'photo',
    )
  )
    return { is: 'thing', at }
  return null
}

function unknownRun(clause: Clause, at: number, step: 1 | -1): { run: string; edge: number } {
  let edge = at
  while (
    edge + step >= 0 &&
    edge + step < clause.tokens.length &&
    clause.tokens[edge + step]!.kinds.size === 0 &&
    Math.abs(edge + step - at) < 5
  )
    edge += step
  const [from, to] = step === 1 ? [at, edge] : [edge, at]
  return {
    run: clause.tokens
      .slice(from, to + 1)
      .map(each => each.word)
      .join(''),
    edge,
  }
}

function roleOfRun(clause: Clause, at: number, step: 1 | -1): Role {
  const { run, edge } = unknownRun(clause, at, step)
  const from = step === 1 ? at : edge
  const possessed = clause.tokens[from - 1]?.word === '的' || run.startsWith('的')
  if (thingEnds.includes(run.at(-1)!) || possessed) return { is: 'thing', at: edge }
  return { is: looksLikeName(run) ? 'child' : 'unknown', at: edge }
}

/** Who or what stands before a word with only adverbs and the like between: the subject, or the one something befell. */
export function subjectOf(place: Place, reach = 9): Role | null {
  const { clause } = place
  for (let i = place.at - 1; i >= 0 && i >= place.at - reach; i--) {
    const token = clause.tokens[i]!
    const found = role(token, i)
    if (found !== null) {
      // 在河里, 从楼上, 用针: where and with what, not who.
      // 出门, 坐车, 喝水: the thing belongs to the verb before it.
      if (
        found.is === 'thing' &&
        token.word.length === 1 &&
        /[出坐下上开关喝吃骑买卖看读写洗做送取交拿放]$/.test(clause.tokens[i - 1]?.word ?? '')
      ) {
        i--
        continue
      }
      const phrase = isThing(found) ? prepositionBefore(clause, i) : -1
      // 被水淹了, 让开水烫了: by what, not who.
      if (isThing(found) && phrase < 0 && is(clause.tokens[i - 1], 'passive', 'let')) {
        i--
        continue
      }
      if (phrase < 0) return found
      i = phrase
      continue
    }
    if (token.kinds.size === 0) {
      if (/^[0-9零一二三四五六七八九十两几半的个只头条位]+$/.test(token.word)) continue
      const run = roleOfRun(clause, i, -1)
      const phrase = run.is === 'child' ? -1 : prepositionBefore(clause, run.at)
      if (phrase < 0) return run
      i = phrase
      continue
    }
    if (!is(token, ...passable)) return null
  }
  return null
}

const preposition =
  /^(?:在|从|到|往|用|拿|抡|举|抄|以|由|于|去|打从|掉到|走到|爬到|路过|经过|拿着|举着|抡起|抄起|还在|正在)$/

function prepositionBefore(clause: Clause, at: number): number {
  for (let i = at - 1; i >= 0 && i >= at - 4; i--) {
    const { word, kinds } = clause.tokens[i]!
    if (preposition.test(word)) return i
    if (kinds.has('thing') || kinds.has('child') || kinds.has('me')) return -1
  }
  return -1
}

const between =
  /^[了过着到在的得地个一两三四五六七八九十几半只头条位捆堆锅壶盆桶担车袋包瓶箱把根颗粒斤块片张双件套本支枝辆台部场顿餐口碗杯盘筐篓群窝百千万多这那给住起完好去来0-9啊呀上下咯哒嘞咧啵撒噻呐啦哩嘛哦喽]$|^(?:几个|这个|那个|一个|[0-9]+)$/

/** Who something befell: the one before 被, else the subject. */
export function patientOf(place: Place, reach = 9): Role | null {
  for (let i = place.at - 1; i >= 0 && i >= place.at - 6; i--)
    if (is(place.clause.tokens[i], 'passive'))
      return subjectOf({ clause: place.clause, at: i }, reach) ?? subjectOf(place, reach)
  return subjectOf(place, reach)
}

/** Who or what stands after a word with only particles, numbers and measures between: the object. */
export function objectOf(place: Place, reach = 6): Role | null {
  const { clause } = place
  for (let i = place.at + 1; i < clause.tokens.length && i <= place.at + reach; i++) {
    const token = clause.tokens[i]!
    const found = role(token, i)
    if (found !== null) return owned(clause, found)
    if (token.kinds.size === 0) {
      if (between.test(token.word)) continue
      return roleOfRun(clause, i, 1)
    }
    if (!is(token, 'adv', 'alone') || !between.test(token.word[0]!)) return null
  }
  return null
}

// 孩子的书包, 他班主任: what is owned counts, not the owner.
function owned(clause: Clause, found: Role): Role {
  const next = clause.tokens[found.at + 1]
  if (found.is === 'thing' || found.is === 'animal' || next === undefined) return found
  const skip = next.word === '的' ? 2 : 1
  const thing = clause.tokens[found.at + skip]
  if (
    ['he', 'me', 'child', 'offspring'].includes(found.is) &&
    is(thing, 'teacher', 'director', 'parent', 'kin', 'elder', 'classmate')
  )
    return role(thing!, found.at + skip)!
  if (
    thing !== undefined &&
    (is(thing, 'thing', 'crop', 'animal') || (skip === 2 && thing.kinds.size === 0))
  ) {
    const inner = role(thing, found.at + skip)
    return inner ?? { is: 'thing', at: found.at + skip }
  }
  return found
}

/** Whether a role is a child, or somebody who may well be one (he, a name). */
export function mayBeChild(found: Role | null): boolean {
  return found !== null && (found.is === 'child' || found.is === 'he' || found.is === 'offspring')
}

/** Whether a role is no person at all. */
export function isThing(found: Role | null): boolean {
  return found !== null && (found.is === 'thing' || found.is === 'animal')
}

/** Whether a role is a person. */
export function isPerson(found: Role | null): boolean {
  return found !== null && !isThing(found) && found.is !== 'unknown'
}
