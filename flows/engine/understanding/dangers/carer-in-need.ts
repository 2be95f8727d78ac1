import { around, is, leftOf, places, type Said, says, token } from '../clauses.ts'
import type { Finding } from '../finding.ts'
import { isThing, objectOf, subjectOf } from '../roles.ts'
import { denied, supposed, toldOf } from '../tone.ts'
import { advert } from './fraud.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

const said9 = /病|钱|难|愁|撑|累/

const said10 =
  /没法(?:做饭|带|照|送|接|煮|弄|干)|没人(?:做饭|送|接|带|煮)|不能(?:做饭|带|照|送|接)|做不了饭|起不来|下不了|动不了|照看不|照顾不|带不|爬不起|躺/

const joking = /说笑|开玩笑|逗你/

const overworked = /收完|稻子|农忙|干活|插秧|割|工作|上班|地里|农活|作业|考试|打游戏|走路|路|天气|热|冷|堵车/

/** A carer at the end of strength or money. */
export function carerInNeed(said: Said): Finding | null {
  const amber: Finding = { level: 'amber', class: 'carer-in-need' }
  const ad = says(said, advert)
  for (const place of places(said, 'need')) {
    const { word } = token(place)!
    const { text } = place.clause
    if (toldOf(place) || supposed(place) || ad || says(said, joking)) continue
    if (denied(place) && !/^(?:没|不|断|揭|交|吃)/.test(word)) continue
    const who = subjectOf(place)
    const isMoney = /钱|米|粮|吃|锅|债|学费|借|收入|生活费|低保|寄/.test(word)
    if (isThing(who) && !is(place.clause.tokens[who!.at], 'body', 'crop') && !/家|米|饭/.test(text)) {
      if (!/学费|药费|医药费|书费|生活费|学杂费|药|医/.test(place.clause.tokens[who!.at]!.word)) continue
    }
    if (who?.is === 'animal') continue
    if (isMoney) {
      if (
        /^(?:欠|债|欠钱|借钱)$/.test(word) &&
        !/一屁股|还不|还不起|很多|好多|万|逼|催|看病|学费|买米|吃/.test(text)
      )
        continue
      if (/^(?:没吃的|没得吃|没东西吃)/.test(word) && /零食|狗|猫|鸡/.test(text)) continue
      if (/^没钱/.test(word) && /手机|话费|卡里|玩具|游戏|公交|红包里/.test(text)) continue
      if (/^(?:养不|供不|买不)/.test(word) && /牛|猪|鸡|狗|车|房/.test(text)) continue
      return amber
    }
    if (/^(?:带|看|管|照顾|照看|照料|顾)/.test(word)) {
      if (/^(?:管不住|管不了|管不动)/.test(word)) {
        if (/就听|嘴|手痒|别人|闲事|那么多|水/.test(text)) continue
        if (!around(said, place, 1, ...child, 'he') && !/管不住[他她]/.test(text)) continue
        return amber
      }
      if (/带不|看不了/.test(word) && (isThing(objectOf(place, 3)) || /东西|手机|视频|电视|图片/.test(text)))
        continue
      return amber
    }
    if (/^(?:忙不过来|搞不定|顾不上)/.test(word)) {
      if (
        around(said, place, 1, ...child) &&
        around(said, place, 1, 'me', 'elder') &&
        !says(said, overworked)
      )
        return amber
      continue
    }
    if (/^(?:走不动|动不了)/.test(word) && !/我|奶奶|爷爷|腿|老/.test(text)) continue
    if (/^(?:困难|好困难|难处|有难处|很困难|难熬)/.test(word)) {
      if (/没(?:有|得|什么)?难处|没(?:有|什么)困难|不困难|作业|题|考试/.test(text)) continue
      if (/家|日子|生活|过|我们|我/.test(text)) return amber
      continue
    }
    if (/^(?:睡不着觉|天天哭|精神不好)$/.test(word)) {
      if (who?.is === 'me' || around(said, place, 1, 'me'))
        return says(said, said9) || /天天哭/.test(word) ? amber : null
      continue
    }
    if (/^(?:崩溃|要疯了|快疯了)/.test(word) && (/电脑|手机|系统|网/.test(text) || says(said, overworked)))
      continue
    if (
      /^(?:撑不住|熬不住|顶不住|扛不住|吃不消|受不了)/.test(word) &&
      says(said, overworked) &&
      !around(said, place, 1, ...child, 'he')
    )
      continue
    if (/^(?:倒下|倒下了|垮了|困)/.test(word) && isThing(who)) continue
    if (/^(?:没法子|没办法了|没人帮|没指望)/.test(word) && !around(said, place, 1, ...child, 'me', 'he'))
      continue
    if (/^(?:失业|累倒|病倒|累病)/.test(word) && who?.is === 'adult') continue
    return amber
  }
  // 我病了，照顾不过来 is in the table; 我生病了没法做饭 is not.
  for (const place of places(said, 'ill', 'carerIll')) {
    const who = subjectOf(place)
    const me = who?.is === 'me' || who?.is === 'elder' || leftOf(place, 5, 'me') >= 0
    if (!me || denied(place) || toldOf(place)) continue
    if (says(said, said10)) return amber
  }
  return null
}
