import { is, leftOf, places, type Said, says, speaksOf, token } from '../clauses.ts'
import type { Finding } from '../finding.ts'
import { isThing, mayBeChild, objectOf, subjectOf } from '../roles.ts'
import { denied, supposed, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

const said1 = /还小|太小|没到年龄|没到上学|才[两三二]岁/

/** Words that say why a child is not at school just now. */
export const excused =
  /调休|串休|放假|周末|星期[天六日]|周[六日]|礼拜[天六]|寒假|暑假|停课|请假|生病|感冒|发烧|下雪|台风|病假|假期|疫情|双休|清明|端午|中秋|元旦|国庆|五一|毕业|高考|体检|考完|今天不用/

const grownSchooling =
  /(?:我|我们|俺|奶奶|爷爷|他爸|他妈|大人|老人|那时候|以前|小时候|当年|家里穷).{0,12}(?:没|冇).{0,4}(?:读|念|上)(?:过|多少|几|什么|到)/

/** A child leaving school. Holidays, leave, children too small and the carer's own schooling are not. */
export function dropout(said: Said): Finding | null {
  const found = (): Finding => ({ level: 'amber', class: 'dropout' })
  for (const place of places(said, 'quit')) {
    const { word } = token(place)!
    const { text } = place.clause
    if (toldOf(place) || supposed(place)) continue
    if (denied(place) && !/^(?:没|不|逃|旷)/.test(word)) continue
    const who = subjectOf(place)
    if (who?.is === 'parent' || who?.is === 'elder' || who?.is === 'adult' || isThing(who)) continue
    const wilful =
      /想|肯|愿|爱|死活|退|辍|逃|旷|厌|弃|失学|用|翘|开除|劝退|拒|网吧|打工|进厂|几天|[天次]|礼拜|星期|不念了|不读了|哒|不让|不给|报名/.test(
        text + word,
      )
    if (says(said, excused) && !/想|肯|愿|退学|辍学|逃|旷|厌学|死活/.test(word)) continue
    if (/^(?:想|不想上|读不进|学习|不去学)$/.test(word) && !wilful) continue
    if (grownSchooling.test(text) && !speaksOf(said, ...child)) continue
    if (says(said, said1)) continue
    if (
      /^(?:没上学|没去上学|没去学校|没读书了|没去上课)$/.test(word) &&
      !/天|星期|礼拜|周|久|次|了$|现在/.test(text) &&
      !speaksOf(said, ...child)
    )
      continue
    if (/^(?:休学|开除)/.test(word) && isThing(objectOf(place, 2))) continue
    if (
      /^(?:不上学|不读书|不念书|不上课|不去上学|不去学校)$/.test(word) &&
      who?.is === 'me' &&
      !said.ages.under18
    )
      continue
    return found()
  }
  // 不 (想|肯|去|…)* 上学, in whatever pieces.
  for (const place of places(said, 'school')) {
    const not = leftOf(place, 5, 'not')
    if (not < 0 || says(said, excused) || toldOf(place) || supposed(place)) continue
    const tokens = place.clause.tokens.slice(not + 1, place.at)
    if (
      !tokens.every(
        each =>
          is(each, 'want', 'adv', 'let', 'he', 'child', 'school', 'self') ||
          /^[去再肯愿想想着得能敢爱乐意往回进怎么大]+$/.test(each.word),
      )
    )
      continue
    if (
      tokens.length === 0 &&
      !/^(?:上学|读书|念书|去学校|读了|念了|去上学|上课|返校|回学校|进教室)/.test(token(place)!.word)
    )
      continue
    if (
      /^(?:学|读|念|学习|学校|开学|报名|报到|到校)$/.test(token(place)!.word) &&
      !tokens.some(each => is(each, 'want') || /[想肯愿去]/.test(each.word))
    )
      continue
    const who = subjectOf({ clause: place.clause, at: not })
    if (who !== null && !mayBeChild(who) && who.is !== 'unknown' && who.is !== 'me') continue
    if (/学习好|学好|会学|认得|知道|用读|用上|让人|用念/.test(place.clause.text)) continue
    return found()
  }
  for (const place of places(said, 'factory')) {
    const who = subjectOf(place)
    if (
      mayBeChild(who) &&
      (said.ages.under18 || speaksOf(said, 'quit')) &&
      !toldOf(place) &&
      who?.is !== 'offspring'
    )
      return found()
  }
  return null
}
