const ones: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  壹: 1,
  弌: 1,
  幺: 1,
  二: 2,
  贰: 2,
  弍: 2,
  两: 2,
  俩: 2,
  三: 3,
  叁: 3,
  弎: 3,
  仨: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
  元: 1,
}
const tens: Record<string, number> = { 十: 10, 拾: 10, 廿: 20, 卅: 30 }

/** Characters that numbers are written with, for use inside a character class. */
export const numberCharacters = '0-9零〇一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾廿卅'

/** The value of a number up to 9999 in figures or Chinese (`12`, `十二`, `廿三`, `二〇二六`, `三百`); null if it is none. */
export function numberOf(text: string): number | null {
  if (/^[0-9]{1,8}$/.test(text)) return Number(text)
  if (text.length === 0 || text.length > 8) return null
  const positional = [...text].every(c => ones[c] !== undefined || /[0-9]/.test(c))
  if (positional && text.length > 1) return Number([...text].map(c => ones[c] ?? c).join(''))
  let total = 0
  let current: number | null = null
  for (const character of text) {
    const one = /[0-9]/.test(character) ? Number(character) : ones[character]
    const ten = tens[character]
    if (one !== undefined) {
      if (current !== null && one !== 0 && current !== 0) return null
      current = one
    } else if (ten === 10) {
      total += (current ?? 1) * 10
      current = null
    } else if (ten !== undefined) {
      if (current !== null) return null
      total += ten
    } else if (character === '百') {
      total += (current ?? 1) * 100
      current = null
    } else if (character === '千') {
      total += (current ?? 1) * 1000
      current = null
    } else return null
  }
  return total + (current ?? 0)
}
