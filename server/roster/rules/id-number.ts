import { isDay } from '../../../flows/engine/calendar.ts'
import type { Cell } from '../read/cells.ts'
import { closedUp, tidy, wordOf } from '../text.ts'

/** What a cell was read as. `fault` says what was wrong; `value` is then the proposal, or null when there is none. */
export type Read<T> = { value: T | null; fault?: { severity: 'refused' | 'doubtful'; reason: string } }

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The 18th character for the first 17 digits: ISO 7064 MOD 11-2 as GB 11643-1999 prescribes. */
export const checkCharacter = (body: string): string =>
  '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11]!

/** The birthday within an identity number, 'YYYY-MM-DD'. */
export const birthIn = (idNumber: string): string =>
  `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`

/** The gender within an identity number: the 17th digit is odd for men. */
export const genderIn = (idNumber: string): '男' | '女' => (Number(idNumber[16]) % 2 ? '男' : '女')

/**
 * As papers and pages show an identity number: 341226***********1. The birthday often stands beside it and the county is
 * known, so no more of its order number may show, or the whole could be worked out.
 */
export const maskedIdNumber = (idNumber: string | null): string | null =>
  idNumber && idNumber.length >= 15
    ? `${idNumber.slice(0, 6)}${'*'.repeat(idNumber.length - 7)}${idNumber.slice(-1)}`
    : null

/**
 * Reads an identity number of 18 characters. One that stands as a number, lacks characters or fails its check is
 * refused and never mended; one that is right after taking away signs or widths is proposed. An empty cell or 无 is
 * null without a fault. `today` ('YYYY-MM-DD') bounds the birthday.
 */
export function readIdNumber(cell: Cell | undefined, today: string): Read<string> {
  if (!cell) return { value: null }
  if (cell.kind === 'number' || cell.kind === 'date') {
    return refused('身份证号是数字格式,末几位可能已丢失,不能修补;请把这一格改成文本格式,照原件重填')
  }
  const written = tidy(cell.text)
  if (wordOf(written) !== 'value') return { value: null }
  if (/^\d([.,]\d+)?e\+?\d+$/i.test(written))
    return refused('身份证号变成了科学记数法,后面的数字已丢失,请照原件重填')

  const number = closedUp(written.normalize('NFKC'))
    .replace(/['‘’`"“”=.\-‐-―−]/gu, '')
    .toUpperCase()
  if (/^\d{15}$/.test(number)) return refused('身份证号只有 15 位(旧号码),请填 18 位号码')
  if (/[^\dX]/.test(number) || /X(?!$)/.test(number))
    return refused('身份证号里有不是数字的字符,请照原件重填')
  if (number.length !== 18) return refused(`身份证号有 ${number.length} 位,应为 18 位`)
  const birth = birthIn(number)
  if (!isDay(birth) || birth < '1900-01-01') return refused('身份证号里的出生日期不存在')
  if (birth > today) return refused('身份证号里的出生日期还没有到')
  if (checkCharacter(number) !== number[17]) return refused('身份证号校验码不对,请照原件核对')
  if (number === written) return { value: number }
  return { value: number, fault: { severity: 'doubtful', reason: `${manner(written)}后校验通过,请核对` } }
}

function manner(written: string): string {
  if (/^\d{17}x$/.test(written)) return '身份证号末位为小写x,改作X'
  const changes = [
    /[\uff01-\uff5e]/u.test(written) && '全角字符改成半角',
    /\s/u.test(written) && '去掉中间的空格',
    /['‘’`"“”=.\-‐-―−]/u.test(written) && '去掉多余的符号',
    /x/u.test(written) && '末位改作大写X',
  ].filter(Boolean)
  return `身份证号${changes.join('、') || '去掉看不见的字符'}`
}

const refused = (reason: string): Read<string> => ({ value: null, fault: { severity: 'refused', reason } })
