import { around, is, leftOf, near, places, type Said, says, speaksOf, token } from '../clauses.ts'
import type { Finding } from '../finding.ts'
import { isThing, subjectOf } from '../roles.ts'
import { denied, supposed, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

const said7 = /学校|班|寝室|宿舍|校|放学|路上|同学/

const said8 = /学校|班上|班里|寝室|宿舍|校车|放学|厕所/

/** Children at play or in jest. */
export const play =
  /也不恼|不生气|不介意|不计较|小狗|小猫|玩具|闹着玩|打打闹闹|开玩笑|逗他玩|抢着|游戏|玩着玩着/

/** Brothers and sisters among themselves. */
export const atHome =
  /(?:他|她|我|孩子)?(?:哥|姐|弟|妹|表哥|表弟|表姐|堂哥|堂弟)(?:哥|姐|弟|妹)?(?:老|总|又|就|也|爱|喜欢)?(?:是)?欺负|欺负(?:弟|妹|他弟|他妹|哥|姐)/

/** Children against a child: mocked, shunned, robbed, hit. Brothers and sisters at play and school fees are not. */
export function bullying(said: Said): Finding | null {
  const amber: Finding = { level: 'amber', class: 'bullying' }
  for (const place of places(said, 'bully')) {
    const { word } = token(place)!
    const { text } = place.clause
    if (toldOf(place) || supposed(place) || leftOf(place, 6, 'dont', 'careful') >= 0) continue
    if (denied(place) && !/^(?:没人|不|没爹|没娘|没爸|没妈|没人要)/.test(word)) continue
    const peer = around(said, place, 1, 'classmate') || says(said, said7)
    const who = subjectOf(place)
    if (is(token(place), 'taken', 'locked', 'undress') && !peer) continue
    if (/欺负|欺侮|欺凌|霸凌|校园暴力|孤立|排挤|欺生|欺压/.test(word)) {
      if (atHome.test(text) || says(said, play) || who?.is === 'animal') continue
      if (/^(?:孤立|排挤|针对)/.test(word) && !around(said, place, 1, ...child, 'he', 'me', 'classmate'))
        continue
      if (
        !peer &&
        !near(place, 9, ...child, 'he', 'me', 'someone', 'folk', 'passive') &&
        !speaksOf(said, ...child, 'he')
      )
        continue
      return amber
    }
    if (/^(?:勒索|敲诈|保护费|恐吓)/.test(word)) return amber
    if (
      /外号|绰号|嘲笑|取笑|讥笑|嘲讽|羞辱|侮辱|捉弄|不跟|不和|没人跟|没人理|没爹|没娘|没爸|没妈|没人要的|野孩子|说他没/.test(
        word,
      )
    ) {
      if (peer || around(said, place, 1, ...child, 'he', 'me')) if (!isThing(subjectOf(place))) return amber
    }
    if (
      /^(?:骂|骂他|骂她|骂我|辱骂|骂人|笑他|笑她|笑我|笑话|不理他|不理她|不理我|推|推他|推我|踢他|绊他|围攻|堵|堵着|堵住|堵他|堵我|围着|围住|抢|抢了|抢钱|抢走|威胁|收钱|逼他|逼我|逼她|使唤|报复|找麻烦|找茬|找事|跑腿|藏书包|扔书包|扔厕所|扔进厕所|撕了|撕烂|撕坏|撕破|倒水|泼水|吐口水|扒裤子|关厕所|关在厕所|冷落|针对|抬他)$/.test(
        word,
      )
    ) {
      const classmates =
        leftOf(place, 9, 'classmate') >= 0 ||
        (around(said, place, 1, 'classmate') && !near(place, 5, 'parent', 'elder'))
      const inSchool = says(said, said8)
      const victim = around(said, place, 1, ...child, 'he', 'me') || /[他她我]/.test(word)
      const deed = /^(?:扔|撕|关|吐|扒|藏|倒|泼)/.test(word)
      const persistent = leftOf(place, 5, 'passive') >= 0 || /老|总|天天|经常|一直|几次|不买就|钱/.test(text)
      const adult = near(place, 6, 'parent', 'elder', 'kin', 'teacher')
      const route = /堵(?:住|着)?(?:了)?(?:车|路|水|管|下水|鼻|塞)/.test(text)
      if (route || (isThing(who) && !deed)) continue
      if (classmates && victim && !adult) return amber
      if (inSchool && victim && persistent && !adult) return amber
      if (deed && victim && (classmates || (leftOf(place, 10, 'someone') >= 0 && inSchool)) && !adult)
        return amber
      if (
        /^(?:堵|围|抢|威胁)/.test(word) &&
        victim &&
        /钱|饭卡|书包|零食|路上|放学|学校/.test(text) &&
        !adult
      )
        return amber
    }
  }
  for (const place of places(said, 'classmate')) {
    // 同学打他, 同学要他买零食, 大孩子要钱.
    if (toldOf(place)) continue
    const asks =
      /要(?:他|她|我|孩子)?.{0,3}(?:钱|买零食|买烟|饭卡)|抢/.test(place.clause.text) &&
      !/班费|资料|校服|书费/.test(place.clause.text)
    if (asks && around(said, place, 1, ...child, 'he', 'me') && !/借|一起/.test(place.clause.text))
      return amber
  }
  return null
}
