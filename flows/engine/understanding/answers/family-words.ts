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
