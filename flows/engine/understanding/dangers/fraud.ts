import { childSpeaks } from '../child-voice.ts'
import { around, leftOf, near, places, rightOf, type Said, says, speaksOf, token } from '../clauses.ts'
import type { Finding } from '../finding.ts'
import { objectOf, subjectOf } from '../roles.ts'
import { denied, forbidden, supposed, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

const said2 = /骗了|被骗|转了|打了/

const said3 = /骗了|遇|碰|打来|是不是|钱|转|电话|咋办|怎么办|找|加/

const said4 = /见面|约/

const said5 = /游戏|皮肤|装备|主播|直播|王者|吃鸡|网上|手机/

const said6 =
  /说.{0,6}(?:公安|法院|检察|警察|客服|医院|出事|手术|中奖|老师|领导|银行|贷款|快递|退款)|安全账户|陌生|不认识|中奖|解冻|保证金|手续费|验证码|冒充/

/** Words of somebody who saw through a lie. */
export const handled =
  /没通过|没同意|没答应|没搭理|没开门|没买|直接挂|没理|没转|没信|没上当|没给|没点|不理|识破|挂了电话|挂断|拉黑|报警了没事|没被骗|是骗子吧|别信|不信|没加|删了|拒绝/

/** Words of an advertisement. */
export const advert =
  /秒批|无抵押|低息|利息低|日结|招聘|急招|扫码领|免费领|优惠|促销|甩卖|限时|清仓|咨询|详情|名额|招生|报名热线|有意|私我|vx|加v|代理|返利|包邮|下单|送货|特价|开业|欢迎光临|关注公众号/

/** Money taken by lies, strangers who seek out a child. Advertising and lies seen through are not. */
export function fraud(said: Said): Finding | null {
  const amber: Finding = { level: 'amber', class: 'fraud' }
  const ad = says(said, advert)
  for (const place of places(said, 'fraud')) {
    const { word } = token(place)!
    const { text } = place.clause
    if (
      toldOf(place) ||
      forbidden(place) ||
      (supposed(place) && !/怕是|是不是/.test(text)) ||
      (denied(place) && !/没.{0,4}反应/.test(text)) ||
      ad
    )
      continue
    if (/^骗$/.test(word)) {
      const passive = leftOf(place, 5, 'passive', 'let') >= 0
      const money = /钱|块|元|万|千|百|照片|信息|身份证|卡/.test(text)
      if (!(passive && !/药|饭|觉/.test(text)) && !money) continue
      if (leftOf(place, 3, 'not', 'neg', 'dont') >= 0) continue
    }
    if (/^(?:诈骗|骗局|冒充|假冒)/.test(word) && says(said, handled)) continue
    if (/^骗子/.test(word) && says(said, handled) && !says(said, said2)) continue
    if (/^骗子$/.test(word) && !says(said, said3)) continue
    if (/^(?:骗去|骗了|骗)$/.test(word) && subjectOf(place)?.is === 'me' && objectOf(place)?.is === 'child')
      continue
    if (/^(?:被盗|被盗了|盗刷|被刷)/.test(word) && !/号|qq|微信|卡|钱|账/.test(text)) continue
    if (/^(?:上当|受骗)/.test(word) && leftOf(place, 3, 'neg', 'not') >= 0) continue
    if (/^(?:洗钱|敲诈|跑分|传销|网贷|高利贷|借贷|转错|刷单)/.test(word) && says(said, handled)) continue
    if (/^被刷$/.test(word) && !/钱|卡/.test(text)) continue
    return amber
  }
  for (const place of places(said, 'stranger')) {
    const { clause } = place
    if (toldOf(place) || ad) continue
    if (
      leftOf(place, 8, 'dont', 'careful', 'not', 'neg') >= 0 &&
      !/有.{0,6}(?:陌生|不认识)/.test(clause.text)
    )
      continue
    const acts = rightOf(place, 12, 'approach', 'pay') >= 0 || leftOf(place, 8, 'approach') >= 0
    const after = said.clauses[clause.index + 1]
    const next =
      after !== undefined &&
      after.sentence === clause.sentence &&
      (after.kinds.has('approach') || after.kinds.has('pay'))
    const target =
      around(said, place, 1, ...child, 'he') ||
      clause.kinds.has('let') ||
      (clause.kinds.has('me') && (clause.kinds.has('pay') || childSpeaks(said.text)))
    if (
      (acts || next) &&
      (target || /学校|校门|村口|家门/.test(clause.text)) &&
      !(says(said, handled) && !speaksOf(said, ...child))
    )
      return amber
  }
  for (const place of places(said, 'approach')) {
    const { word } = token(place)!
    if (toldOf(place) || leftOf(place, 6, 'dont', 'careful') >= 0 || denied(place)) continue
    if (/^(?:跟踪|尾随|盯着|跟着|跟在)/.test(word)) {
      const who = leftOf(place, 8, 'someone', 'man', 'stranger', 'folk')
      const target = near(place, 6, ...child, 'me', 'he') && rightOf(place, 4, 'thing') < 0
      if (/^(?:跟踪|尾随)/.test(word) ? target || who >= 0 : target && who >= 0) return amber
    }
    const online =
      around(said, place, 1, 'stranger') || /网上|网友|qq|抖音|快手|游戏里/.test(place.clause.text)
    if (
      /^(?:约|见面|约见)/.test(word) &&
      online &&
      around(said, place, 1, ...child, 'he', 'me') &&
      says(said, said4)
    )
      return amber
    const someone = leftOf(place, 6, 'someone', 'man') >= 0
    if (
      someone &&
      near(place, 8, ...child, 'he') &&
      /加|给糖|给吃|给钱|送|搭讪|转悠|拉|约|问家里|上车|要照片/.test(word) &&
      !near(place, 8, 'kin', 'elder', 'parent', 'teacher')
    )
      return amber
  }
  for (const place of places(said, 'pay')) {
    const { text } = place.clause
    const { word } = token(place)!
    if (toldOf(place) || forbidden(place) || ad) continue
    if (/^(?:充值|充了|打赏|打赏了|刷了|花了|买装备|买皮肤|充钱|付|交了)/.test(word)) {
      const game = says(said, said5)
      if (game && around(said, place, 1, ...child, 'he') && !/话费|流量|电|没让|不让/.test(text)) return amber
    }
    const order = leftOf(place, 8, 'let') >= 0 || /让我|叫我|要我|说是|对方/.test(text)
    const claimed = says(said, said6)
    if (order && claimed && /转|打|汇|付|交|充|验证码|红包/.test(word)) return amber
    if (
      /^(?:发红包|发照片|发定位|要照片|要地址|要身份证)/.test(word) &&
      around(said, place, 1, 'stranger', 'someone') &&
      around(said, place, 1, ...child, 'he')
    )
      return amber
  }
  return null
}
