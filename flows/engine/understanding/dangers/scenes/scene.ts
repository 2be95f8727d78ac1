import type { DangerClass, Level } from '../../finding.ts'
import type { Kind } from '../../lexicon/index.ts'

/**
 * A danger told as a scene rather than by one verb: 嘴唇发紫, 被窝是空的, 米缸见底. The files beside this one list them by
 * what happens. How a scene is matched (staged.ts):
 *
 * 1. The text is ready to match: simplified, slips and pinyin undone, harmless words (打电话, 抽风机) blotted out.
 * 2. `pattern` is tried at each place of each clause, and may run on into the next two clauses of the sentence (`,` stands
 *    between them). Every gap is bounded, so the time is linear.
 * 3. `unless` found in the same stretch of text lets the scene go: 鸡跑了, 打农药, 孩子找到了.
 * 4. `about` says who must be there. `young`: a child is named, or nobody else is; `outsider`: somebody from outside the
 *    family, or 被; `family` and `anyone`: nobody in particular. `needs` asks for a kind of word (`child`: any young one)
 *    anywhere in the text.
 * 5. What is told of, forbidden, supposed, denied or over counts for less (tone.ts); beasts and things count for nothing.
 */
export type Scene = {
  class: DangerClass
  level: Level
  about: 'young' | 'anyone' | 'family' | 'outsider'
  pattern: RegExp
  unless?: RegExp
  needs?: Kind
}

/** Scenes of one class. */
export function scenesOf(kind: DangerClass, scenes: readonly Omit<Scene, 'class'>[]): readonly Scene[] {
  return scenes.map(scene => ({ class: kind, ...scene }))
}

/** A child, by whatever word. */
export const kid =
  '(?:小[军明伟刚强红丽华宝芳杰龙虎燕玲娟霞雪雨涛鹏辉斌超宇浩轩涵欣怡琪菲萱]|孩子?|娃|崽|伢|孙|女儿|儿子|闺女|妹|弟|囡|妮|小的|宝|他|她|我|学生|丫头|俩)'
/** A grown person. */
export const grown =
  '(?:爸|妈|爹|娘|后妈|后爸|继父|继母|爷爷|奶奶|外公|外婆|姥|叔|舅|姑|姨|伯|婶|老汉|老公|男人|男的|老师|校长|邻居|人家|老头|大人|养父|亲戚|光棍)'
/** Where one can drown. */
export const water =
  '(?:河|塘|水库|沟|渠|井|江|湖|海|水里|水中|水池|池子|堰|溪|潭|粪池|粪坑|化粪池|冰窟|水坑|港里|浜|凼)'
/** A hand, not 手机 or 手续. */
export const hand = '手(?!机|表|电|套|环|工|链|推|提|镯|抄|续|艺|指甲|写|舞|气)'
/** A stretch of time: 三个小时, 半天. */
export const time = '(?:一|两|三|四|五|半|几|好几|[0-9]{1,5})个?(?:多|半)?(?:小时|钟头|天|夜|晚|宿|星期|礼拜)'
/** What may be lost, fetched or found without harm. */
export const goods =
  '(?:钥匙|手机|书包|作业|本子|鞋|帽|衣服找|钱包|证|卡|票|药|包裹|快递|老花镜|眼镜|伞|笔|工具|锄头|剪刀|遥控|自行车|电动车|工作|对象|医生|店|路口|门牌|地方停|车位|信号|充电)'
/** Beasts that stray. */
export const beasts = '(?:鸡|鸭|鹅|狗|猫|牛|羊|猪|驴|兔|鸟|鱼|乌龟|仓鼠)'
