import type { Entry } from '../entry.ts'
import type { Field } from '../fields.ts'
import type { Fault, Severity } from '../problem.ts'
import { birthIn, genderIn } from './id-number.ts'
import { genderOfChild } from './kin.ts'

const titles = { father: '父亲', mother: '母亲', carer: '照护人' }

/** Who the child is: birth date, gender and identity number must say the same. Settles `entry.birthDate`. */
export function identityRules(entry: Entry, today: string): Fault[] {
  const faults: Fault[] = []
  const say = (fields: Field[], severity: Severity, rule: string, reason: string) =>
    faults.push({ fields, severity, rule, reason })

  // A parent's number in the child's cell is no number of the child's.
  const whose = (['father', 'mother', 'carer'] as const).find(
    who => entry.idNumber !== null && entry[who].idNumber === entry.idNumber,
  )
  if (whose) {
    entry.idNumber = null
    say(['idNumber'], 'refused', 'same-id', `儿童的身份证号与本行${titles[whose]}的相同,请照原件重填`)
  }

  const inNumber = entry.idNumber ? birthIn(entry.idNumber) : null
  const { birth } = entry
  entry.birthDate = birth.kind === 'day' || birth.kind === 'guess' ? birth.day : inNumber
  switch (birth.kind) {
    case 'day':
      if (birth.day > today) say(['birth'], 'refused', 'birth', '出生日期还没有到')
      else if (inNumber && inNumber !== birth.day) {
        say(['birth'], 'doubtful', 'birth', `出生日期(${birth.day})与身份证号里的(${inNumber})不一致,请核对`)
      }
      break
    case 'guess': {
      const agrees =
        inNumber === null ? '' : inNumber === birth.day ? ',与身份证号一致' : `,身份证号里的是 ${inNumber}`
      say(['birth'], 'doubtful', 'birth', `出生日期的年份只有两位,按 ${birth.day} 理解${agrees},请核对`)
      break
    }
    case 'impossible':
      say(['birth'], 'refused', 'birth', '出生日期不存在(日历上没有这一天),请照原件重填')
      break
    case 'unreadable':
      say(['birth'], 'refused', 'birth', '出生日期看不出是哪一天,请按 2019-03-14 的样子填写')
      break
    case 'part':
    case 'lunar':
    case 'empty': {
      const what = { part: '出生日期不完整', lunar: '出生日期是农历', empty: '没有填出生日期' }[birth.kind]
      if (inNumber) say(['birth'], 'doubtful', 'birth', `${what},按身份证号定为 ${inNumber},请核对`)
      else say(['birth'], 'refused', 'birth', `${what},又没有可用的身份证号,不知道是哪个孩子`)
    }
  }

  if (entry.withoutId && entry.registered !== false) {
    const why = entry.registered ? '「是否登记户口」填的是「是」' : '「是否登记户口」没有填「否」'
    say(['idNumber'], 'doubtful', 'no-id', `身份证号空着,而${why},请补填或核对`)
  }
  if (entry.idNumber && entry.registered === false) {
    say(['registered'], 'doubtful', 'registered', '填了身份证号,「是否登记户口」却是「否」,请核对')
  }

  const gender = entry.idNumber ? genderIn(entry.idNumber) : null
  if (entry.gender && gender && entry.gender !== gender) {
    say(['gender'], 'doubtful', 'gender', `性别填「${entry.gender}」,身份证号里是「${gender}」,请核对`)
  }
  const toHead = genderOfChild(entry.details.kinToHead ?? '')
  if (entry.gender && toHead && entry.gender !== toHead) {
    say(
      ['kinToHead'],
      'doubtful',
      'kin-to-head',
      `「${entry.details.kinToHead}」与性别「${entry.gender}」不符,请核对`,
    )
  }
  return faults
}
