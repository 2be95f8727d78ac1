import { childSpeaks } from '../child-voice.ts'
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
import { type Finding, graver } from '../finding.ts'
import { isThing, mayBeChild, objectOf, subjectOf } from '../roles.ts'
import { denied, forbidden, supposed, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const
const said1 = /还小|太小|没到年龄|没到上学|才[两三二]岁/
const said2 = /骗了|被骗|转了|打了/
const said3 = /骗了|遇|碰|打来|是不是|钱|转|电话|咋办|怎么办|找|加/
const said4 = /见面|约/
const said5 = /游戏|皮肤|装备|主播|直播|王者|吃鸡|网上|手机/
const said6 =
  /说.{0,6}(?:公安|法院|检察|警察|客服|医院|出事|手术|中奖|老师|领导|银行|贷款|快递|退款)|安全账户|陌生|不认识|中奖|解冻|保证金|手续费|验证码|冒充/
const said7 = /学校|班|寝室|宿舍|校|放学|路上|同学/
const said8 = /学校|班上|班里|寝室|宿舍|校车|放学|厕所/
const said9 = /病|钱|难|愁|撑|累/
const said10 =
  /没法(?:做饭|带|照|送|接|煮|弄|干)|没人(?:做饭|送|接|带|煮)|不能(?:做饭|带|照|送|接)|做不了饭|起不来|下不了|动不了|照看不|照顾不|带不|爬不起|躺/
const said11 = /记|知道|会|有危险|如果|教|要是|遇到|先|背|学|可以|应该|有事|电话是|号|懂|提醒|告诉/
const said12 = /搬|抬|吃|喝|领|拿|开会|打牌|三缺一|帮忙(?!救)|玩|抢|砍/
const said13 = /他要|她要|过来|进来|敲门|撞门|踹门|砸门|有人在|外面有人|拿刀|喝醉|打|杀|救|帮帮/

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

/** Words of somebody who saw through a lie. */
export const handled =
  /没通过|没同意|没答应|没搭理|没开门|没买|直接挂|没理|没转|没信|没上当|没给|没点|不理|识破|挂了电话|挂断|拉黑|报警了没事|没被骗|是骗子吧|别信|不信|没加|删了|拒绝/
const advert =
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

const commonplace = /电影|歌|小说|书名|考试|游戏/

/** A bare call for help, or somebody who has called the police or an ambulance. Thanks (救命之恩) and echoes (有危险打110) are not. */
export function call(said: Said): Finding | null {
  const red: Finding = { level: 'red', class: 'call' }
  const bare = said.text.replace(/[^0-9a-z一-鿿]/g, '')
  if (
    /^(?:请|快|我要|要|打|拨打|拨|报|叫|喊){0,4}(?:110|120|119)(?:快|救命|急|啊|呀|警察|来|报警){0,4}$/.test(
      bare,
    )
  )
    return red
  if (/^(?:help|helpme|sos|helphelp|helpmeplease|plshelp|sossos)$/.test(bare)) return red
  let found: Finding | null = null
  for (const place of places(said, 'call')) {
    const { word } = token(place)!
    const { text } = place.clause
    if (toldOf(place) || says(said, commonplace)) continue
    if (denied(place)) continue
    if (/^(?:打|拨|拨打|快打)?1[12][09]$|打1|拨1/.test(word)) {
      const echo = says(said, said11)
      if (!echo || /已经打|刚打|快打|帮我打|赶紧打/.test(text)) found = graver(found, red)
      continue
    }
    if (/^(?:救护车|报警|报了警|报警了|帮我报警|快报警|叫救护车|喊救护车|快叫救护车)$/.test(word)) {
      if (
        /车祸保险|交警|让路|给救护车|玩具|画|学|报警器|电话|知道|记|如果|有危险|教|会/.test(text) &&
        !/快|赶紧|来/.test(text)
      )
        continue
      if (word === '救护车' && !/快|叫|来|喊|打|要/.test(text)) continue
      found = graver(found, red)
      continue
    }
    if (/^(?:快来人|来人啊|快来人啊)$/.test(word) && says(said, said12)) continue
    if (/^(?:出事了|危险|有危险|很危险)$/.test(word)) {
      const gone = /危险的|路|桥|房|墙|电|塘|坑|树|井|太危险|注意|不要|别|先打|没/.test(text)
      if (!gone && (around(said, place, 1, ...child, 'me', 'he') || /快|现在|速|急/.test(text)))
        found = graver(found, word === '出事了' ? red : { level: 'amber', class: 'call' })
      continue
    }
    if (/^救人/.test(word) && /英雄|事迹|精神|见义勇为|表扬|学/.test(text)) continue
    if (/^救命$/.test(word) && /药|作业|钱啊|题/.test(place.clause.text) && !/快/.test(text)) continue
    found = graver(found, red)
  }
  for (const place of places(said, 'afraid')) {
    if (toldOf(place) || denied(place) || leftOf(place, 2, 'not') >= 0) continue
    const menace = says(said, said13)
    const me = near(place, 5, 'me') || subjectOf(place) === null
    if (
      /^(?:躲|不敢回家|不敢出)/.test(token(place)!.word)
        ? menace || (me && /不敢回家/.test(text(place)))
        : me && menace
    )
      found = graver(found, red)
  }
  return found
}

function text(place: Place): string {
  return place.clause.text
}
