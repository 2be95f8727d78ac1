import { normalise } from './understand.ts'

const COURTESY =
  /谢谢|谢了|多谢|感谢|辛苦|麻烦|不客气|好的|好嘞|知道|明白|晓得|可以|再见|拜拜|没事|主任|好|嗯|哦|噢|行|您|你|了|啦|呀|啊|哈|呢/gu
/** Smiles, with the joiners and skin tones between them, WeChat's own in brackets, and what parts sentences. */
const SMILES = /\[[^\]\s]{1,6}\]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|[\s!,.~。,!]/gu

const GREETING = /^(?:(?:[你您]们?|主任|大家|早上|上午|中午|下午|晚上)好|(?:有人)?在(?:吗|不|么|嘛))/u

/** 你好, 主任好, 在吗: somebody knocks, and wants to know that the bot is there. */
export function greeting(text: string): boolean {
  const said = normalise(text)
  return [...said].length <= 8 && GREETING.test(said)
}

/** Thanks, yes-yes and smiles between questions: nothing to do, and no answer, or two polite sides never end. */
export function courtesy(text: string): boolean {
  const said = normalise(text)
  return [...said].length <= 16 && said.replace(SMILES, '').replace(COURTESY, '') === ''
}
