import type { Entry } from '../entry.ts'
import type { Fault } from '../problem.ts'
import { comparable } from '../text.ts'

type Seen = { row: number; sheet: string }

/** Remembers the rows before and says what a row repeats or contradicts. One per file. */
export function repeatRules(): (entry: Entry, at: Seen) => Fault[] {
  const ids = new Map<string, Seen>()
  const children = new Map<string, Seen & { idNumber: string | null }>()
  const adults = new Map<string, Seen & { name: string; phone: string | null }>()

  return (entry, at) => {
    const faults: Fault[] = []
    const where = (seen: Seen) =>
      seen.sheet === at.sheet ? `第 ${seen.row} 行` : `「${seen.sheet}」第 ${seen.row} 行`

    const sameId = entry.idNumber ? ids.get(entry.idNumber) : undefined
    if (sameId) {
      const reason = `与${where(sameId)}的身份证号相同(重复登记)`
      faults.push({ fields: ['idNumber'], severity: 'refused', rule: 'repeated', reason })
    } else if (entry.idNumber) ids.set(entry.idNumber, at)

    const key = nameKey(entry)
    const sameChild = key ? children.get(key) : undefined
    if (sameChild && !sameId) {
      if (!entry.idNumber && !sameChild.idNumber) {
        const reason = `与${where(sameChild)}的姓名、出生日期、村和父母都相同(重复登记)`
        faults.push({ fields: ['name'], severity: 'refused', rule: 'repeated', reason })
      } else {
        const reason = `与${where(sameChild)}的姓名、出生日期、村和父母都相同,身份证号却不同,请核对是不是同一个孩子`
        faults.push({ fields: ['name', 'idNumber'], severity: 'doubtful', rule: 'repeated', reason })
      }
    } else if (key) children.set(key, { ...at, idNumber: entry.idNumber })

    for (const who of ['father', 'mother', 'carer'] as const) {
      const { name, idNumber, phone } = entry[who]
      if (!idNumber || !name) continue
      const seen = adults.get(idNumber)
      // Two people of one row with one number: the rules about families and carers say so.
      if (seen?.row === at.row && seen.sheet === at.sheet) continue
      if (!seen) {
        adults.set(idNumber, { ...at, name, phone: phone ?? null })
      } else if (comparable(seen.name) !== comparable(name)) {
        const reason = `与${where(seen)}的「${seen.name}」身份证号相同,姓名却不同,请核对`
        faults.push({ fields: [`${who}.name`], severity: 'doubtful', rule: 'adult-name', reason })
      } else if (phone && seen.phone && phone !== seen.phone) {
        const reason = `与${where(seen)}同一人的电话不同,请核对`
        faults.push({ fields: [`${who}.phone`], severity: 'doubtful', rule: 'adult-phone', reason })
      } else seen.phone ??= phone ?? null
    }
    return faults
  }
}

/** The child of a row without an identity number: name, birth date, village and parent. Null where one is missing. */
export function nameKey(
  entry: Pick<Entry, 'name' | 'birthDate' | 'place' | 'father' | 'mother' | 'carer' | 'head'>,
): string | null {
  const { name, birthDate, place, father, mother } = entry
  if (!name || !birthDate || !place) return null
  const parent = father.name ?? mother.name ?? entry.carer.name ?? entry.head ?? ''
  return [name, birthDate, place, parent].map(part => comparable(part).replace(/[•・‧∙]/gu, '·')).join('|')
}
