import { type Cell, saidIn } from '../read/cells.ts'
import { closedUp, maskedNumber, tidy, wordOf } from '../text.ts'
import type { Read } from './id-number.ts'

/** A mobile number; `said` is false for an empty cell or 不详, which say nothing, and true for 无. `hint`: what was tidied. */
export type ReadPhone = Read<string> & { said: boolean; hint?: string }

const mobile = /^1[3-9]\d{9}$/
const parting = /[/、,，;;|\n]|或者?|和|及|以及/u
const prefix = /^(\+|00)?86(?=1\d{10}$)/
const joints = /[\s\-‐-―−.·()]/gu

/**
 * Reads one mobile number: full-width digits, +86, spaces and dashes are taken away without a question; two numbers,
 * words beside the number, a landline or a wrong length need a person.
 */
export function readPhone(cell: Cell | undefined): ReadPhone {
  const written = tidy(saidIn(cell))
  const word = wordOf(written)
  if (word !== 'value') return { value: null, said: word === 'none' || word === 'dash' }

  const pieces = written
    .normalize('NFKC')
    .split(parting)
    .map(piece => closedUp(piece).replace(joints, '').replace(prefix, ''))
    .filter(piece => piece !== '')
  const numbers = [...new Set(pieces.flatMap(several))]
  const whole = pieces.every(piece => several(piece).join('') === piece)

  if (numbers.length > 1) {
    return doubtful(`格内有 ${numbers.length} 个号码(${numbers.map(maskedNumber).join('、')}),请选定一个`)
  }
  const [number] = numbers
  if (number && whole) {
    return number === written
      ? { value: number, said: true }
      : { value: number, said: true, hint: '电话已按 11 位手机号整理' }
  }
  if (number)
    return { ...doubtful(`电话格内除号码(${maskedNumber(number)})外还有别的内容,请核对`), value: null }
  const digits = pieces.join('').replace(/\D/g, '')
  if (/^0\d{9,11}$/.test(digits) || /^\d{7,8}$/.test(digits)) return doubtful('是座机号码,不是手机号,请核对')
  if (/e\+?\d+$/i.test(pieces.join(''))) return doubtful('电话变成了科学记数法,后面的数字已丢失,请重填')
  if (digits === '') return doubtful('这一格不是电话号码,请核对')
  return doubtful(
    digits.length === 11 ? '不是手机号码,请核对' : `电话有 ${digits.length} 位,手机号应为 11 位,请核对`,
  )
}

/** The mobile numbers in a piece: one, several written without a gap, or one among words. */
function several(piece: string): string[] {
  if (/^(1[3-9]\d{9})+$/.test(piece)) return piece.match(/\d{11}/g)!
  return (piece.match(/\d+/g) ?? []).filter(run => mobile.test(run))
}

const doubtful = (reason: string): ReadPhone => ({
  value: null,
  said: false,
  fault: { severity: 'doubtful', reason },
})
