import type { Cell } from '../read/cells.ts'
import { tidy, wordOf } from '../text.ts'
import type { Read } from './id-number.ts'

const LONGEST = 60
const unseenInside = /[\p{Cf}\p{Cc}]/gu
/** A space between two characters of which one is Han. */
const innerSpace = /(?<=\p{Script=Han})[\s\p{Zs}]+|[\s\p{Zs}]+(?=\p{Script=Han})/gu
const remark = /[(\uff08【[〔][^)\uff09】\]〕]*[)\uff09】\]〕]?/u
const hidden = /[×✕*＊?？□■〼]|某/u

/**
 * Reads a name and keeps it exactly, rare characters and every kind of dot included. Spaces inside, remarks in
 * brackets, digits and hidden characters need a person. 无, 不详 and — are no name (null).
 */
export function readName(cell: Cell | undefined): Read<string> {
  const written = tidy(cell?.text ?? '')
  if (wordOf(written) !== 'value') return { value: null }
  const name = tidy(written.replace(remark, '').replace(unseenInside, '').replace(innerSpace, ''))
  if (name === '' || /^[×✕*＊?？某□\s]+$/u.test(name))
    return { value: null, fault: fault('格内不是完整的姓名') }
  if ([...name].length > LONGEST) return { value: null, fault: fault(`姓名超过 ${LONGEST} 个字,请核对`) }
  if (cell!.kind !== 'text') return { value: name, fault: fault('姓名格内是数字或日期,请核对') }
  if (name !== written) {
    const what = remark.test(written)
      ? '姓名后有附注'
      : /[\s\p{Zs}]/u.test(written)
        ? '姓名中间有空格'
        : '姓名中有看不见的字符'
    return { value: name, fault: fault(`${what},拟记为「${name}」,请核对`) }
  }
  if (hidden.test(name) || name.includes('\ufffd'))
    return { value: name, fault: fault('姓名不完整或有缺字,请核对') }
  if (/[\d０-９]/u.test(name)) return { value: name, fault: fault('姓名里有数字,请核对') }
  return { value: name }
}

const fault = (reason: string) => ({ severity: 'doubtful' as const, reason })
