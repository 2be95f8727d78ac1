import { normalise } from '../normalise.ts'

const bare = (text: string): string =>
  normalise(text)
    .trim()
    .replace(/[\s,，.。!！~]+/g, '')

const noMore =
  /^(?:请|以后|就|都)?(?:别|不用|不要|不必|甭|莫|取消|停止|关掉|关闭)(?:再|每周|老|总)?(?:给我)?(?:这个|这种|这条|每周的?|周周)?(?:提醒|问)(?:我|了|这个|吧|啦)*(?:谢谢)?$/
const again = /^(?:要|恢复|打开|开启|接着|继续)(?:每周的?)?提醒(?:我|吧)?$/

/** 别提醒: no more weekly nudges, said as a whole text. */
export const noMoreNudges = (text: string): boolean => noMore.test(bare(text))
/** 要提醒: the weekly nudge again. */
export const nudgesAgain = (text: string): boolean => again.test(bare(text))

const words =
  /^(?:我)?(?:想|要|帮我|请帮我|麻烦|请)?(?:给(?:家里|孩子|娃|奶奶|爷爷|外婆|外公|他们))?(?:捎|带|转|传)(?:一?句|个|几句|点)?(?:话|口信)(?:给(?:家里|孩子|娃|奶奶|爷爷|外婆|外公|他们)|回家|回去)?(?:吧|啊|呀|可以吗|行吗)?$/

/** 捎句话: somebody wants to pass a few words on. */
export const wantsToPassOn = (text: string): boolean => words.test(bare(text))

const changed =
  /^(?:我要|我们要|想|要|已经|刚|孩子|娃|家里)?(?:现在)?(?:照看(?:孩子)?的?人|带(?:娃|孩子)的人?|看(?:娃|孩子)的人?)?(?:已经|刚)?换(?:照看)?(?:人|别人|一个人)?(?:照看|照顾|照料|带|看)?(?:孩子|娃)?[了啦]*$/
const careSaid = /人|照看|照顾|照料|带|看/
const notMine =
  /^(?:现在|以后)?(?:孩子|娃)?(?:现在)?不(?:是|归|由)我(?:照看|照顾|带|管|看)(?:孩子|娃)?[了啦]*$/

/** 换人了, 换人照看了, 现在不是我带了: somebody else looks after the children. */
export const saysCarerChanged = (text: string): boolean =>
  notMine.test(bare(text)) || (changed.test(bare(text)) && careSaid.test(bare(text)))

const back =
  /^(?:我|我们|俺|俺们|咱们?|孩子(?:他|她)?(?:爸|妈|爸妈)|(?:他|她)(?:爸|妈|爸妈)|爸妈)?(?:和.{1,4})?(?:都|已经|今天|昨天|刚|刚刚|全家){0,2}(?:回来|回家|返乡|到家|回村|回老家)(?:住|长住)?[了啦]+$/

/** 我们回来了: a parent is home again. */
export const saysTheyAreBack = (text: string): boolean => back.test(bare(text))

const away =
  /^(?:我|我们|俺|俺们|咱们?|(?:孩子)?(?:他|她)?(?:爸妈|爸爸?|妈妈?)|家长)?(?:都|已经|过几天|明天|今天|刚|刚刚|马上|准备){0,2}(?:又|再|还)(?:要|得|准备|是|都){0,2}(?:出去|外出|去外地|出门)(?:打工|务工|干活|做工|上班|挣钱)?[了啦]+$/

/** 又出去了, 我们又要出去打工了: whoever had come back for good goes away again. */
export const saysTheyLeaveAgain = (text: string): boolean => away.test(bare(text))

const moved =
  /^(?:我|我们|俺|俺们|咱们?|家里?|全家)?(?:都|已经|要|准备|刚|刚刚|马上){0,2}搬(?:家|走|新家|到.{1,12})[了啦]*$/

/** 搬家了, 我们搬到县城了. */
export const saysTheyMoved = (text: string): boolean => moved.test(bare(text))
