// Classes of UTF-16 code units, looked up instead of matched: every character of every text passes here.
const table = new Uint8Array(65_536)

/** The classes a code unit can be in; other is 0. */
export const softMark = 1
export const hardMark = 2
export const numeral = 3
export const letter = 4
export const han = 5

for (let code = 0x4e00; code <= 0x9fff; code++) table[code] = han
for (let code = 0x3400; code <= 0x4dbf; code++) table[code] = han
for (let code = 0xf900; code <= 0xfaff; code++) table[code] = han
for (const character of '0123456789零〇一二三四五六七八九十两几百千半俩仨')
  table[character.charCodeAt(0)] = numeral
for (let code = 97; code <= 122; code++) table[code] = letter
for (const character of ' \t,，、:：;；"“”\'‘’()（）【】「」『』〔〕<>|~～—_*#&+=/\\^`…·•-')
  table[character.charCodeAt(0)] = softMark
for (const character of '.。!！?？\n') table[character.charCodeAt(0)] = hardMark

/** The class of the code unit at a position. */
export function classAt(text: string, at: number): number {
  return table[text.charCodeAt(at)]!
}

/** Whether the code unit at a position belongs to a Chinese character (numerals such as 一 included). */
export function isHan(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  const kind = table[code]!
  return (
    kind === han || (kind === numeral && code > 0x3000) || (code >= 0xd840 && code <= 0xdfff && code < 0xd8a0)
  )
}
