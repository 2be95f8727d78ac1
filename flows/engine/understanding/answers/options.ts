import { leadingWords, madeOf } from './only.ts'

const chinese: Record<string, number> = {}
for (const row of [
  '一壹幺弌',
  '二贰弍两俩',
  '三叁弎仨',
  '四肆',
  '五伍',
  '六陆',
  '七柒',
  '八捌',
  '九玖',
].entries())
  for (const numeral of row[1]) chinese[numeral] = row[0] + 1

/**
 * The option number a text picks, and what it says besides. `weak`: the number may only count something (2个娃都好), so
 * words that say otherwise win over it.
 */
export type Pick = { number: number; rest: string; weak: boolean }

const marks = ', . : ; ! ~ - # * " \' ( ) [ ] 。 、 “ ” ‘ ’ 【 】 … / \n'
const lead = leadingWords(
  `我 就 那就 那 请 帮我 要 选择 选 选项 回复 回 回答 答 按 填 发 点 打 第 数字 是 no 号码 嗯 好 好的 我选 ${marks}`,
)
const tail = madeOf(
  `号 个 项 条 种 选项 那个 这个 吧 哈 啊 呀 呢 了 哦 喔 嘛 哒 咯 噻 的 谢谢 谢谢您 谢谢你 主任 您 ${marks}`,
)
const gaps = /^[,.。、!~:; \-\n)）】\]]+/
// 3天, 2个娃, 1点: a count, an hour, a day.
const counted =
  /^(?:个|天|岁|点|年|月|日|周|次|口|家|位|斤|块|元|度|小时|分|娃|孩|宝|人|顿|百|千|万|十|米|公里|层|楼|组|队|班|级|只|双|件|条|们|胎|女|男|号|星期|礼拜|姐|妹|兄|弟|老|崽|伢|孙|场|节|篇|本)/
// 一都好 picks; 一切都好 does not.
const optionWords =
  /^(?:都好|有点|有小|请|同意|不同意|听全文|听|是|换|跟主任|没人|一时|再想|告诉|没有|看怎么|收到|好|知道)/

function anotherNumber(rest: string): boolean {
  if (/^[到至~-]{1,2}[0-9]/.test(rest)) return true
  return (
    /(?:^|[,，、或选和 还是])[0-9](?![0-9]|[个天岁点年月日周次口家位斤块元度号])/.test(rest) ||
    /[或选和][一二三四](?:$|[,。])/.test(rest)
  )
}

/**
 * The option number a text picks by itself (1, 选1, 第一个, 壹), ahead of words (1都好, 2，有点事) or after them (都好，1).
 * Null when it names none. `normalised` is the output of `normalise`, where every shape of a figure is already 0-9.
 */
export function pickedNumber(normalised: string): Pick | null {
  const text = normalised
    .replace(/\[[^\]]{1,6}\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(我?(?:就)?选?)头一(?:个|条|项|样)/, '$1第一个')
    .slice(0, 400)
  const compact = text.replace(/ /g, '')
  const start = lead(compact)
  const figures = /^[0-9]{1,4}/.exec(compact.slice(start))?.[0]
  const numeral = figures ?? (chinese[compact[start] ?? ''] === undefined ? undefined : compact[start])
  if (numeral !== undefined) {
    const number = chinese[numeral] ?? Number(numeral)
    const after = compact.slice(start + numeral.length)
    if (after === '' || tail(after)) return { number, rest: '', weak: false }
    const spaced = text.slice(text.indexOf(numeral) + numeral.length)
    const gap = gaps.exec(spaced)
    if (!anotherNumber(after)) {
      if (figures !== undefined) return { number, rest: after, weak: gap === null && counted.test(after) }
      if (
        (gap !== null || (optionWords.test(after) && numeral !== '两' && numeral !== '俩')) &&
        !counted.test(after)
      )
        return { number, rest: after, weak: false }
    }
    if (figures !== undefined) return null
  }
  const behind = /([0-9])[.。!~ ]*$/.exec(text)
  const before = behind === null ? '' : text.slice(0, behind.index)
  if (
    behind === null ||
    /[0-9零一二三四五六七八九十第到至和或与\-~.:/]$/.test(before) ||
    anotherNumber(before)
  )
    return null
  return { number: Number(behind[1]), rest: before, weak: false }
}

const several =
  /(?:^|[^0-9])(?:[0-9]|[一二三四](?![个点天切样直定下起家些]))(?:都好)?[,、. /]{0,2}(?:或者|或|还是|和|与|跟|[,、 /])[, ]{0,2}(?:是|选|回)?(?:[0-9](?![0-9个天岁点月号])|[一二三四](?:$|[,。都吧]))/

/** Whether a text weighs several numbers against each other (1还是2, 1和3, 1，2): it picks none. */
export function namesSeveral(normalised: string): boolean {
  const text = normalised.slice(0, 400)
  return !/[不没别]选[0-9一二三四]/.test(text) && several.test(text)
}
