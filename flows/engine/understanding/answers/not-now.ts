import { normalise } from '../normalise.ts'
import { madeOf } from './only.ts'

const later = madeOf(
  '下次 下回 改天 改日 以后 以后再说 回头 回头再说 等会 等会儿 等一会 等一下 等下 晚点 晚上再说 过会 过会儿 过几天 过两天 明天再说 有空再说 没空 没时间 不得闲 不得空 忙 在忙 在上班 上班 在开车 开车 先不说 先这样 先到这 不想说 不说了 再说 先停',
  '我 现在 这会 这会儿 正 正在 很 太 有点 再 说 吧 了 啊 呀 哈 呢 的 先 就 好 嗯 要 得 谢谢 , . ! 。 ， 着',
)

/** 下次再说, 现在忙: not now, and perhaps another day. Whole texts only. */
export const notNow = (text: string): boolean => later(normalise(text).trim().slice(0, 40))
