import { madeOf } from './only.ts'
import { isQuestion } from './question.ts'

const seen =
  /收到|守到|收悉|悉知|知悉|(?:念|读|说|讲)给.{1,6}听(?:了|过)|已收|收[!！。]*$|知道|晓得|知晓|明白|看到|看见|看了|看过|已看|已阅|阅[!！。]*$|已读|读了|读过|懂了|懂得|了解|清楚|记住|记下|记到|记得|注意|放心|遵守|配合|照办|照做|没问题|会的|一定|转告|转达|^(?:sd|ysd|zdl|zdle|yy)$|收啦|收咯|接到|roger|copy|get到|学习了|看完|读完|听完|造了|瞧见|瞅见|瞧了|谨记|牢记|落实|保证|做到|听到了|听见了|谢谢提醒|感谢提醒|多谢提醒|谢谢通知|有数|(?:会|要|我们?).{0,4}(?:看好|管好|看住|看牢|教育好|盯紧|叮嘱|告诉孩子|跟孩子说|管住)|不(?:会|准|许|能)?让(?:他|她|孩子|娃|小孩|崽|伢).{0,8}(?:去|下|到|玩|靠近|出)/
const notSeen =
  /(?:没|没有|冇|未|不|还没|还没有|看不|听不|不太|不大|不怎么|搞不|弄不|没得|不会|冒)(?:有|太|大|怎么|看|听|搞|弄|完全|全){0,2}(?:收到|看到|看见|看|懂|明白|知道|清楚|晓得|了解|清|见|听懂|认得|识字|理解|打开)/
const agreeing = madeOf(
  '好 好的 好滴 好嘞 好咧 好哒 好叻 好勒 嗯 恩 嗯呐 嗯啦 行 中 可以 要得 得行 得 ok okay k 哦 噢 喔 是 对 成 妥 谢谢 谢了 感谢 多谢 辛苦 1 一 壹 遵命 阔以 对头 得嘞 安逸 没毛病 哎 欸 👌 👍 🙏 ✅ ✔ ☑ 🆗 🤝 🫡 💪',
  '的 了 啦 您 你 哒 昂 哈 吧 啊 呀 呢 哦 主任 嘞 麻烦 晓得',
)
const codes = /\[(?:ok|强|握手|抱拳|合十|好的|收到|嗯|赞|鼓掌|敬礼|棒|加油)\]/

/** Whether an answer to a notice says it was seen. 没收到, 没看懂 and questions back do not. */
export function isReceipt(text: string): boolean {
  const clauses = text
    .slice(0, 300)
    .split(/[,，。!！;；\n\s~]+|(?<=[?？])/)
    .filter(Boolean)
  let found = false
  for (const clause of clauses) {
    const bare = clause.replace(/\[[^\]]{1,6}\]|[.、"“”:：…\-()（）]/g, '')
    if (notSeen.test(bare)) return found && isQuestion(clause)
    if (isQuestion(clause)) {
      if (!found && !/^(?:收到|知道了|好的)/.test(bare)) return false
      continue
    }
    if (codes.test(clause) || agreeing(bare) || seen.test(bare)) found = true
  }
  return found
}
