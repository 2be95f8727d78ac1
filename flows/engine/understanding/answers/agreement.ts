import { isQuestion } from './question.ts'
import { plainYesNo } from './yes-no.ts'

const unwilling =
  /(?:不|唔|没|冇|弗|不太|不想|不大|没法|不能|莫|别|不会|不肯|不愿|没有|绝不|坚决不|无法|难以|不准|不许|不给)(?:太|想|会|能|再|怎么|是很|愿|敢)?(?:同意|愿意|愿|乐意|情愿|行|可以|得行|中|干|带|想|照看|照顾|肯|要|接受|方便|记|登记|给|看|管|答应|参加|授权|允许|留|填)|(?:带|看|照看|照顾|管|顾)不(?:了|动|来|过来|住)|拒绝|算了|做不到|没空|没时间|没精力|反对|免了|别记|莫记|退出|不带|不管|做不来|不用了|不需要|唔好|推掉/
const undecided =
  /想想|想一想|想一下|想一?哈|想下子|考虑|再说|再看|商量|问问|问一下|没想好|不一定|看情况|等等|等几天|过几天|过两天|没定|犹豫|拿不定|斟酌|缓(?:缓|一)|回头|打听|琢磨|合计|说不好|不好说|没考虑好|不确定|等.{0,6}(?:回来|同意|说)/
const willing =
  /同意|愿意|可以|没问题|没得问题|没意见|没得意见|应该的|我来(?:带|照看|照顾|管)|我(?:带|照看|照顾|照管|负责)|答应|乐意|包在我|放心|支持|接受|允许|授权|记吧|登记吧|你记|记就记|只管记|尽管记|你们记|写就写|登就登|自己(?:的)?(?:孙|外孙|娃|孩)|没得说|没话说|随便记|肯定(?:要)?(?:带|照|同意|愿意|行)|行(?:吧|啊|呢|的)?$|要得|得行/
const whole =
  /全文|全部的|详细|完整|念(?:给|一|来)|读(?:给|一)|听听|听一下|(?:给|让|发)我(?:看|听|念|读|发)|具体(?:内容|条款|说)|条款|原文|全部内容|所有内容|内容(?:是|发|给|看)|先(?:听|念)|说详细|仔细(?:看|听|说)|看一?看?(?:内容|说明|条款|全)/

/** The answer to 您同意照看吗 by its words. Two minds, a question back or a double negation are null. */
export function agreeOrThink(text: string): 'agree' | 'disagree' | 'think' | null {
  const plain = plainYesNo(text)
  if (plain !== null) return plain === 'yes' ? 'agree' : 'disagree'
  if (
    /(?:哪(?:有|会|能)|还能|怎能|岂能)不(?:同意|愿意|带|照看|管)|(?:怎么|咋)(?:会|能|可能)?不(?:同意|愿意|管|带)/.test(
      text,
    )
  )
    return 'agree'
  if (/不是不|没有不|没不|不能不|同意还是不同意|愿不愿都/.test(text)) return null
  const clauses = text
    .slice(0, 300)
    .split(/[,，。!！;；\n\s]+/)
    .filter(Boolean)
  const votes = new Set<'agree' | 'disagree' | 'think'>()
  for (const clause of clauses) {
    if (isQuestion(clause) && !/考虑|想想|商量|问问/.test(clause)) return null
    const simple = plainYesNo(clause)
    if (undecided.test(clause)) votes.add('think')
    else if (unwilling.test(clause) || simple === 'no') votes.add('disagree')
    else if (willing.test(clause) || simple === 'yes') votes.add('agree')
  }
  if (votes.has('think')) return votes.has('agree') && votes.has('disagree') ? null : 'think'
  return votes.size === 1 ? [...votes][0]! : null
}

/** The answer to the consent question by its words: agree, refuse, or have the full text read. */
export function consentOf(text: string): 'agree' | 'refuse' | 'full-text' | null {
  const plain = plainYesNo(text)
  if (plain !== null) return plain === 'yes' ? 'agree' : 'refuse'
  if (/不是不|没有不|没不|不能不|同不同意|同意不同意/.test(text)) return null
  const clauses = text
    .slice(0, 300)
    .split(/[,，。!！;；\n\s]+/)
    .filter(Boolean)
  const votes = new Set<'agree' | 'refuse' | 'full-text'>()
  for (const clause of clauses) {
    const wanted = whole.test(clause) && !/(?:不用|不想|不要|不看|不听|没)(?:看|听|念|读)?/.test(clause)
    if (wanted) votes.add('full-text')
    else if (isQuestion(clause)) return null
    else if (undecided.test(clause)) return null
    else if (unwilling.test(clause) || plainYesNo(clause) === 'no') votes.add('refuse')
    else if (willing.test(clause) || plainYesNo(clause) === 'yes') votes.add('agree')
  }
  if (votes.has('full-text')) return votes.has('refuse') && !/先/.test(text) ? null : 'full-text'
  return votes.size === 1 ? [...votes][0]! : null
}
