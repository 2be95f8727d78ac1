import type { Entry } from '../entry.ts'
import type { Field } from '../fields.ts'
import type { Fault } from '../problem.ts'
import { comparable } from '../text.ts'
import { fullYears } from './family.ts'
import { birthIn, genderIn } from './id-number.ts'
import { kinOf } from './kin.ts'

const ADULT = 18

/** Whether somebody fit looks after the child: a named adult who is neither of the absent parents. */
export function careRules(entry: Entry, today: string): Fault[] {
  const { carer, father, mother } = entry
  const faults: Fault[] = []
  const say = (fields: Field[], rule: string, reason: string) =>
    faults.push({ fields, severity: 'doubtful', rule, reason })

  if (!carer.name) {
    // A capable parent at home needs nobody; who is at home and cannot care is named in 一方外出另一方无监护能力.
    const athome =
      (father.status === '在家' && entry.oneAway !== '父') ||
      (mother.status === '在家' && entry.oneAway !== '母')
    if (!athome)
      say(['carer.name'], 'nobody', '没有照护人:父母不在身边,不知道谁在照看孩子;孩子照样列出,请主任核实')
    else if (entry.entrusted === true) say(['carer.name'], 'nobody', '填了有委托,却没有照护人的姓名,请核对')
    return faults
  }

  const kin = kinOf(carer.kin)
  if (kin.wrongSide) {
    say(['carer.kin'], 'carer-kin', `「${carer.kin}」像是从照护人一方说的,请填照护人是孩子的什么人`)
  }
  if (isParent(entry)) {
    say(['carer.name', 'carer.kin'], 'carer-parent', '照护人就是孩子的父亲或母亲,请填实际照看孩子的人')
  } else if (carer.idNumber) {
    if (kin.gender && genderIn(carer.idNumber) !== kin.gender) {
      say(['carer.kin'], 'carer-gender', `「${carer.kin}」与照护人身份证号里的性别不符,请核对`)
    }
  }
  if (carer.idNumber && fullYears(birthIn(carer.idNumber), today) < ADULT) {
    say(
      ['carer.name', 'carer.idNumber'],
      'carer-minor',
      `按身份证号,照护人未满 ${ADULT} 周岁,不能受托照护,请核实`,
    )
  }
  if (entry.entrusted === false) say(['entrusted'], 'entrusted', '「有无委托」填「否」,却有照护人,请核对')
  if (entry.details.guardianship === '无人监护') {
    say(['guardianship'], 'guardianship', '监护类型是「无人监护」,却有照护人,请核对')
  }
  if (carer.device === '无' && carer.phone) {
    say(['carer.device'], 'device', '手机情况填「无」,却有联系电话,请核对')
  }
  if (carer.phone === null && (carer.device === '智能手机' || carer.device === '老人机')) {
    say(['carer.phone'], 'device', `有${carer.device},联系电话却填「无」,请核对`)
  }
  return faults
}

function isParent({ carer, father, mother }: Entry): boolean {
  if (kinOf(carer.kin).parent) return true
  return [father, mother].some(parent => {
    if (carer.idNumber && parent.idNumber) return carer.idNumber === parent.idNumber
    return parent.name !== null && comparable(parent.name) === comparable(carer.name!)
  })
}
