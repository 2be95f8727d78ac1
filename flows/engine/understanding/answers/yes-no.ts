import { madeOf } from './only.ts'
import { isQuestion } from './question.ts'

const polite = /谢谢[您你]?|麻烦[您你]了?|主任|辛苦了?|[您你]好|\[[^\]]{1,6}\]|[\s.,，。、!！~…;；:："“”]/g

const fillers =
  '的 滴 哒 嘞 咧 呢 啊 呀 哦 喔 啦 了 吧 哈 呐 嘛 咯 噻 撒 哩 涅 着 呃 唉 哎 诶 欸 喔哟 那 就 我 我们 俺 确实 应该 都 已经 早就 早 现在'
const yes = madeOf(
  '是 系 对 对头 没错 不错 正确 好 行 中 可以 可 要得 得行 得 有 嗯 恩 嗯呐 ok okay okk yes y 👌 是这样 一样 成 妥 当然 肯定 必须 没问题 木问题 没得问题 冇问题 么问题 昂 诶 妥妥 阔以 就是 正是 好嘞 好滴 必须的',
  fillers,
)
const no = madeOf(
  '不是 不对 不 否 没有 没 还没 还没有 没得 冇 冇得 冒 冒得 未 不行 不中 不可以 不好 不要 no n 唔系 唔是 唔 莫 木有 不得行 不成 不得 莫得 么得 并没有 并没 哪有 冇啊 没没',
  `${fillers} 还`,
)

/** The plain words: 是的 嗯 中 要得 / 不是 没有 冇. Null for anything longer or doubtful. */
export function plainYesNo(text: string): 'yes' | 'no' | null {
  const bare = text.replace(polite, '').replace(/👍|🙂|😊|🙏/gu, '')
  if (bare === '' || bare.length > 16 || isQuestion(text)) return null
  if (no(bare)) return 'no'
  return yes(bare) ? 'yes' : null
}

const told =
  /(?:老师|村里|学校|村上|干部|主任|他们|都|两边)(?:都|也|全)?(?:知道|晓得|知情|清楚)|(?:告诉|说|讲|通知|知道|晓得|打过?招呼|报告|交代|反映|沟通|联系|打过电话|交待|知会|知情|备案|登记|写过?条)(?:了|过|过了|啦|好了|完了|咯|哒|嘞|的|清楚)|(?:都|全|已|已经|早|早就|早都|刚|也)(?:是|跟.{1,4}|和.{1,4}|给.{1,4})?(?:告诉|说|讲|通知|知道|晓得|知情)/
const notTold =
  /(?:没|没有|冇|冒|未|还没|还没有|不|没得|忘|忘了|忘记|来不及|没来得及|没顾上|没空|没去|没时间|不曾|冇得)(?:都|跟.{1,4}|和.{1,4}|给.{1,4}|去|来得及|时间|空|顾得上|顾上)?(?:告诉|说|讲|通知|知道|晓得|打招呼|联系|去)|忘(?:了|记|记了)|没来得及|没顾上|还没$|过两天(?:再)?(?:去)?(?:说|讲)|不(?:知道|晓得)$/
const together =
  /^(?:都|我们)?在一起(?:的|呢)?$|^(?:都|一直)?(?:跟|和|同|与|随)(?:着)?(?:我|俺)(?:一起|一块儿?)?(?:的|呢|了)?$|(?:一起|一块儿?|一屋|一个屋|同吃同)住|住(?:在)?(?:一起|一块|一屋|我家|我这|我屋|我们家|我们这|家里)|同住|(?:跟|和|同|与|随|靠|跟到|跟着|挨着|挨到)(?:我|俺|我们|咱)(?:一起|一块儿?)?(?:住|睡|过|生活|吃住)|在(?:我|俺|我们)(?:家|这|这儿|这里|屋|屋里|身边|这边)(?:住|里住|吃住|睡)?|(?:我|我们)带着(?:住|睡|他|她)?|一直(?:住|在|跟)(?:我|在我|着我)|天天(?:住|在)(?:我|一起)/
const apart =
  /(?:不|没|没有|未|不是)(?:在|跟|和|同|与|住|住在|有)?(?:我|俺|我们)?(?:一起|一块儿?|我家|我这|我住|我们|住|跟我|和我)|分开住|各住各|住(?:在)?(?:学校|校|城里|县城|镇上|外婆|奶奶|姑|舅|姨|爸|妈|他|她|别|亲戚|老家)|(?:跟|和|同|随|在)(?:他|她|孩子)?(?:的)?(?:爸|妈|爸妈|父母|姑|舅|姨|叔|伯|外婆|外公|姥|大伯|亲戚)(?:妈|爸|姑|舅|姨|叔|伯|爷|家|们){0,3}(?:住|那|过|身边|屋)|自己住|住宿|寄宿|住校/

/** Yes or no to whether teacher and village were told. 老师说了村里没说 is neither. */
export function toldOrNot(text: string): 'yes' | 'no' | null {
  return weighed(text, told, notTold)
}

/** Yes or no to whether the child lives with the carer. */
export function togetherOrNot(text: string): 'yes' | 'no' | null {
  return weighed(text, together, apart)
}

function weighed(text: string, forYes: RegExp, forNo: RegExp): 'yes' | 'no' | null {
  const plain = plainYesNo(text)
  if (plain !== null) return plain
  let yeses = 0
  let noes = 0
  for (const clause of text.slice(0, 300).split(/[,，。!！;；\n\s]+/)) {
    if (clause === '') continue
    if (isQuestion(clause)) return null
    if (/有时|偶尔|有的时候|周末才|放假才|一半/.test(clause)) return null
    const simple = plainYesNo(clause)
    if (forNo.test(clause) || simple === 'no') noes++
    else if (forYes.test(clause) || simple === 'yes') yeses++
  }
  if (yeses > 0 && noes > 0) return /^(?:不是|没有|没|不|还没)/.test(text) && noes > 1 ? 'no' : null
  return yeses > 0 ? 'yes' : noes > 0 ? 'no' : null
}
