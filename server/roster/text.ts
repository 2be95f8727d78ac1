import { toSimplified } from './traditional.ts'

/** Characters that take no room or only room: spaces of every width, joiners, marks of direction. */
const unseen = '[\\s\\p{Zs}\\p{Cf}]'
const ends = new RegExp(`^${unseen}+|${unseen}+$`, 'gu')
const anywhere = new RegExp(`${unseen}+`, 'gu')

/** Most cells: nothing to tidy. */
const ordinary = /^[\u4e00-\u9fff\w]*$/

/** The text without spaces and invisible characters at its ends, in composed form: nothing of meaning changes. */
export const tidy = (text: string): string =>
  ordinary.test(text) ? text : text.normalize('NFC').replace(ends, '')

/** The text without any space or invisible character. */
export const closedUp = (text: string): string => text.replace(anywhere, '')

/** Full-width letters, digits and signs made half-width, without spaces: to read numbers and dates from. */
export const halfWidth = (text: string): string => closedUp(text.normalize('NFKC'))

/** For comparing names of places and headings: half-width, simplified, lower case, no spaces. */
export const comparable = (text: string): string => toSimplified(halfWidth(text)).toLowerCase()

/** What a cell says when it says nothing: 无 there is none, 不详 unknown, — struck out, 同上 as above. */
export type Word = 'empty' | 'none' | 'unknown' | 'dash' | 'ditto' | 'value'

const words: [Word, RegExp][] = [
  ['none', /^(无|没有|暂无|空|none)[。.]?$/],
  ['unknown', /^(不详|不祥|未知|不清楚|不明|不知道|待查|[??]+)[。.]?$/],
  ['dash', /^([-‐-―−ー一]{2,}|[-‐-―−]|\/)$/],
  ['ditto', /^(同上|同上行|同前|同前行|如上|″|〃|"|'')$/],
]

/** Whether the text of a cell is a value or one of the words that stand for none. */
export function wordOf(text: string): Word {
  const bare = comparable(text)
  if (bare === '') return 'empty'
  return words.find(([, pattern]) => pattern.test(bare))?.[0] ?? 'value'
}

/** Hides the middle of identity and phone numbers (11 digits or more) standing anywhere in a text: 199****7623. */
export const masked = (text: string): string => text.replace(/\d{10,}[\dXx]/g, hidden)

/** The same for the cell of a number, where every run of digits is private, however it is written. */
export const maskedNumber = (text: string): string =>
  text.normalize('NFKC').replace(/\d(?:[\s-]?[\dXx]){4,}/g, run => hidden(run.replace(/[\s-]/g, '')))

function hidden(digits: string): string {
  const shown = digits.length >= 11 ? 3 : 1
  return digits.slice(0, shown) + '*'.repeat(Math.max(digits.length - shown - 4, 1)) + digits.slice(-4)
}

/** What a spreadsheet may take for a formula, also in full width. */
const formula = /^[=+\-@＝＋－＠\t\r]/
const mark = /^'(?=[=+\-@＝＋－＠\t\r])/

/** Text as exports write it: with a mark before what might be taken for a formula (RELIABILITY.md T15). */
export const marked = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** The text without that mark. */
export const unmarked = (text: string): string => text.replace(mark, '')
