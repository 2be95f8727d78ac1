import { normalise } from './normalise.ts'

const kin =
  '(?:爸爸?|妈妈?|爸妈|父母|姑姑?|姑妈|舅舅?|舅妈|姨妈?|小姨|叔叔?|婶婶?|大伯|伯伯|外婆|外公|姥姥|姥爷|奶奶|爷爷|婆婆|亲戚|大姑|小姑|二姑|大舅|小舅|同学|嘎嘎|家家|家婆|哥哥?|姐姐?)'
const forms: readonly RegExp[] = [
  /(?:不|没|没有|未)(?:在|跟|和|住|住在|归|由)(?:我|俺|我们|咱)(?:这|家|身边|这儿|这里|们|屋|带|管|们这|手上|住|一起)?/,
  /(?:不|没)(?:在|住)(?:家|屋|村里|老家|这里|这儿|这边)(?:了|住|里)?$/,
  new RegExp(
    `(?:被|让|叫|给|由|跟|随|遭)?(?:他|她|孩子|娃)?(?:的)?${kin}(?:把.{1,4})?(?:昨天|前天|上周|刚|刚刚|都|已经|又)?(?:接|带|领|弄|喊)(?:走|去|回|到|起走|起去)`,
  ),
  new RegExp(
    `(?:去|到|在|住|住在|住到|送到|送去|搬到|转到)(?:了)?(?:他|她|孩子)?(?:的)?${kin}(?:家|那|那里|那边|那儿|身边|屋里|屋)(?:了|住|过|玩|去|几天|里|上学|读书|$)`,
  ),
  new RegExp(`(?:跟|随|和)(?:着|了)?(?:他|她)?${kin}(?:去|到|进|住|过|走|在)`),
  /(?:接|带)(?:走|去|到|进|回)(?:了)?(?:城|县|市|广东|浙江|江苏|上海|北京|深圳|外地|那边|身边)?了?$|不归我(?:带|管)|(?:不|没)(?:是)?我(?:在)?带|(?:转学|搬走|搬家)了/,
]

/** Whether an answer to the weekly question says that the child is not with the person asked (孩子不在我这儿, 娃让他妈接走了). */
export function notWithMe(text: string): boolean {
  return normalise(text)
    .slice(0, 300)
    .split(/[,，。!！;；\n\s]+/)
    .some(clause => !/[?？吗]$/.test(clause) && forms.some(form => form.test(clause)))
}

const here = '(?:我|俺|我们|咱)(?:这|身边|家|这儿|这里|这边|手上|跟前|屋里)'
const alone = new RegExp(
  `^(?:孩子|娃儿?|小孩|他|她|孙子|孙女|两个娃|孩子们)(?:们)?(?:现在|这几天|最近|今天|这周|暂时|眼下)?(?:不|没)(?:有)?在${here}(?:了|住|呢)?[,。!，！.]?`,
)

const staysWith =
  '(?:爸爸?|妈妈?|爸妈|父母|姑姑?|姑妈|舅舅?|舅妈|姨妈?|小姨|叔叔?|婶婶?|大伯|伯伯|外婆|外公|姥姥|姥爷|奶奶|爷爷|亲戚|嘎嘎|家婆)'
/** 孩子去他外婆家了: with relatives, not out to play. */
const gone = new RegExp(
  `^(?:孩子|娃儿?|小孩|孙子|孙女)(?:们)?(?:这几天|最近|昨天|前天|上周)?(?:去|到|住到|送到|送去|搬到)(?:了)?(?:他|她|孩子)?(?:的)?${staysWith}(?:家|那里|那边|那儿|身边)(?:去|住)?了[,。!，！.]?$`,
)

/** 孩子不在我这儿 said of one’s own accord: the text begins with it and is no question. */
export const notHere = (text: string): boolean => {
  const said = normalise(text).trim()
  return said.length <= 60 && (alone.test(said) || gone.test(said)) && !/[?？吗]$/.test(said)
}
