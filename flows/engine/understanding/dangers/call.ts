import { madeOf } from '../answers/only.ts'
import { around, leftOf, near, type Place, places, type Said, says, token } from '../clauses.ts'
import { type Finding, graver } from '../finding.ts'
import { subjectOf } from '../roles.ts'
import { denied, toldOf } from '../tone.ts'

const child = ['child', 'baby', 'sibling', 'offspring'] as const

const said11 = /记|知道|会|有危险|如果|教|要是|遇到|先|背|学|可以|应该|有事|电话是|号|懂|提醒|告诉/

const said12 = /搬|抬|吃|喝|领|拿|开会|打牌|三缺一|帮忙(?!救)|玩|抢|砍/

const said13 = /他要|她要|过来|进来|敲门|撞门|踹门|砸门|有人在|外面有人|拿刀|喝醉|打|杀|救|帮帮/

const commonplace = /电影|歌|小说|书名|考试|游戏/

// 要命了快来, 救一下孩子, 110110: nothing but calls and what hurries them.
const callsOnly = madeOf(
  '救命 救我 救我们 救救我 救救我们 救一下 救下 救救 救人 来人呐 来人啊 来人呀 来人哪 快来人 110 119 120 sos help 报警 报警啊 喊警察 叫警察 ' +
    '火警 匪警 叫救护车 喊救护车 出事了 出大事了 要命了快来 要出人命 出人命 杀人了 打死人',
  '快 急 速 请 求 求求 帮我 帮帮我 帮帮忙 帮忙 谁 人 有没有人 有人吗 call 打 叫 喊 要 我 我们 你们 点 来 啊 呀 呐 了 啦 吧 孩子 娃 赶紧 赶快 立刻 马上 主任 快点',
)

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
  if (callsOnly(bare)) return red
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
