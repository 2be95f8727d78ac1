import type { CheckedRow } from '../check.ts'
import type { Entry, Parent } from '../entry.ts'
import type { Field } from '../fields.ts'
import type { ChildRecord } from '../records.ts'
import { nameKey } from '../rules/repeats.ts'
import { tidy } from '../text.ts'
import type { Mention } from './adults.ts'
import type { Device, Role } from './known.ts'

/** A row that may be recorded, as the database should have it. */
export type Wanted = {
  row: CheckedRow
  place: string
  /** 家庭编号; made from the child's key where the ledger has none. */
  household: string
  head: string | null
  /** Key of the identity number, or of name, birth date, village and parent. */
  key: string
  nameKey: string
  birthDate: string
  gender: '男' | '女' | null
  record: ChildRecord
  adults: Mention[]
  /** Roles that the row says nobody has: a parent who died, a carer who is no more. */
  vacant: Role[]
}

const devices: Record<string, Device> = { 智能手机: 'smartphone', 老人机: 'old-phone', 无: 'none' }

/** What a row that is not refused asks for. */
export function wantedOf(row: CheckedRow): Wanted {
  const { entry } = row
  const byName = nameKey(entry)
  if (!entry.place || !entry.name || !entry.birthDate || !byName) throw new Error('a refused row')
  const key = entry.idNumber ? `id:${entry.idNumber}` : `name:${byName}`
  const vacant: Role[] = []
  const adults: Mention[] = []
  for (const role of ['father', 'mother'] as const) {
    const parent = entry[role]
    if (parent.status === '死亡') vacant.push(role)
    else if (parent.name)
      adults.push({
        ...parentMention(parent),
        role,
        name: parent.name,
        kin: role === 'father' ? '父亲' : '母亲',
      })
  }
  const { carer } = entry
  if (carer.name && !row.faults.some(fault => fault.rule === 'carer-parent')) {
    const { name, idNumber, phone, kin, livesWith } = carer
    adults.push({
      role: 'carer',
      name,
      idNumber,
      phone,
      kin,
      livesWith,
      awayIn: undefined,
      device: devices[carer.device ?? ''] ?? 'unknown',
    })
  } else vacant.push('carer')
  return {
    row,
    place: entry.place,
    household: entry.household || `?${byName}`,
    head: entry.head,
    key,
    nameKey: byName,
    birthDate: entry.birthDate,
    gender: entry.gender,
    record: recordOf(row, byName),
    adults,
    vacant,
  }
}

function parentMention({ idNumber, phone, status, awayIn }: Parent) {
  return {
    idNumber,
    phone,
    device: 'unknown' as const,
    livesWith: status === '在家' ? true : status === '在外' ? false : null,
    awayIn: status === '在家' ? null : (awayIn ?? undefined),
  }
}

function recordOf({ entry, row }: CheckedRow, byName: string): ChildRecord {
  const { name, idNumber, father, mother, details } = entry as Entry & { name: string }
  const raw: ChildRecord['raw'] = {}
  for (const [field, cell] of Object.entries(row.cells)) {
    if (!asWritten(entry, field as Field, cell.text)) raw[field] = cell.text
  }
  return {
    name,
    idNumber,
    nameKey: byName,
    father: { status: father.status, awaySince: father.awaySince },
    mother: { status: mother.status, awaySince: mother.awaySince },
    details: details as ChildRecord['details'],
    raw,
  }
}

/** Whether the record holds the very text of the cell, so that keeping it again would say nothing new. */
function asWritten(entry: Entry, field: Field, text: string): boolean {
  if (field === 'number') return true
  if (field === 'township' || field === 'village') return tidy(text) === text
  if (field === 'birth') return text === entry.birthDate
  const [who, part] = field.split('.') as [keyof Entry, string | undefined]
  const kept = part ? (entry[who] as Record<string, unknown>)[part] : (entry.details[field] ?? entry[who])
  return kept === text || typeof kept === 'boolean'
}
