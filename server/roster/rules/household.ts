import type { Entry } from '../entry.ts'
import type { Fault } from '../problem.ts'

/** The household number: six last digits of the village's code and a number. */
export function householdRules(entry: Entry): Fault[] {
  const { household, place } = entry
  if (household === '') {
    const reason = '没有填家庭编号,不知道与谁同户'
    return [{ fields: ['household'], severity: 'doubtful', rule: 'household', reason }]
  }
  const village = /^(\d{6})-?\d{1,5}$/.exec(household)?.[1]
  if (place && village && village !== place.slice(6)) {
    const reason = `家庭编号的前六位(${village})不是这个村的代码(${place.slice(6)}),请核对`
    return [{ fields: ['household'], severity: 'doubtful', rule: 'household', reason }]
  }
  return []
}
