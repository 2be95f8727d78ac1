import { leftOf, near, type Place, rightOf, type Said, says, token } from './clauses.ts'

/**
 * Whether an event is only told of: a campaign or homework (防溺水承诺书), the news, a film, a game, a dream. A sentence
 * about one's own family is never taken for news.
 */
export function toldOf(place: Place): boolean {
  if (near(place, 10, 'campaign') || leftOf(place, 4, 'prevent') >= 0) return true
  if (leftOf(place, 14, 'fiction') >= 0 || rightOf(place, 5, 'fiction') >= 0) return true
  // 看动画片，里面的人掉水里
  if (/里面的|里头|主角|那个人|有个人|好多人/.test(place.clause.text) && earlierFiction(place)) return true
  return place.clause.news && !place.clause.kinds.has('me') && !place.clause.kinds.has('us')
}

function earlierFiction(place: Place): boolean {
  return place.clause.before?.kinds.has('fiction') === true || leftOf(place, 20, 'fiction') >= 0
}

/** Whether the text itself denies an event: 没有打孩子, 不是被打的, 从来没丢过. */
export function denied(place: Place): boolean {
  for (let i = place.at - 1, steps = 0; i >= 0 && steps < 4; i--) {
    const each = place.clause.tokens[i]!
    if (each.kinds.has('neg')) return true
    const skip = [
      'adv',
      'passive',
      'ba',
      'let',
      'he',
      'child',
      'parent',
      'me',
      'elder',
      'someone',
      'folk',
      'self',
    ] as const
    if (!skip.some(kind => each.kinds.has(kind)) && !/^[人说讲]$/.test(each.word)) return false
    steps++
  }
  return false
}

/** Whether somebody is told not to let it happen: 别让孩子掉河里, 小心触电, 防止走失. */
export function forbidden(place: Place): boolean {
  return leftOf(place, 9, 'dont', 'careful', 'prevent') >= 0 && leftOf(place, 9, 'careless') < 0
}

/** Whether an event is only supposed or feared: 万一掉河里, 怕他走丢. */
export function supposed(place: Place): boolean {
  return leftOf(place, 12, 'if') >= 0 || leftOf(place, 7, 'fear') >= 0
}

/** Whether it lies in the past or has come to a good end: 后来找到了, 上次, 已经退烧了. */
export function over(said: Said, place: Place): boolean {
  for (let i = Math.max(0, place.clause.index - 1); i <= place.clause.index + 3; i++) {
    const clause = said.clauses[i]
    if (clause === undefined) continue
    for (let at = 0; at < clause.tokens.length; at++) {
      const each = clause.tokens[at]!
      if (i <= place.clause.index && each.kinds.has('past')) return true
      const after = i > place.clause.index || at > place.at
      if (!after || !each.kinds.has('recovered')) continue
      const before = token({ clause, at }, -1)
      if (!before?.kinds.has('neg') && !before?.kinds.has('not') && before?.word !== '还没') return true
    }
  }
  return false
}

const innocentReason =
  /原来(?:是)?(?:被)?(?:娃|他|她|孩子)?(?:在|拿|躲|藏|睡)|其实(?:在|没)|赖床|懒觉|雷打不动|吹吹(?:就)?好|吓唬(?:他|她|娃|孩子)|逗(?:他|她|娃|我)玩|虚惊|(?:明天|后天|周[一二三四五六日末]|下周|过两天|过几天)(?:再|就)?(?:去)?接/

/** Whether the text itself gives an innocent reason for what looked like an accident: 原来在睡懒觉, 后天接. */
export function explained(said: Said): boolean {
  return says(said, innocentReason)
}
