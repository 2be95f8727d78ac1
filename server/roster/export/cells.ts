import type { Field } from '../fields.ts'
import type { ChildRecord, PersonRecord } from '../records.ts'
import type { Device, Role } from '../store/known.ts'

/** A row of the ledger: what stands in each of its columns. */
export type Cells = Partial<Record<Field, string>>

type Adult = {
  role: Role
  kin: string
  livesWith: boolean | null
  awayIn: string | null
  device: Device
  record: PersonRecord
}

/** A child with everything that its row tells. Days 'YYYY-MM-DD'. */
export type ListedChild = {
  record: ChildRecord
  birth: string | null
  gender: string | null
  /** Its row was read with a doubt that nobody has settled. */
  doubtful: boolean
  household: string
  head: string | null
  township: string
  village: string
  adults: readonly Adult[]
}

/** Crossed out: deceased. */
const STRUCK = '—'
const DEVICES: Record<Device, string> = {
  smartphone: '智能手机',
  'old-phone': '老人机',
  none: '无',
  unknown: '',
}

/**
 * The row from which our own importer reads exactly this child again. While a doubt is open the cells stand as the
 * ledger had them, so that the same doubt is met again and nothing is settled by a file.
 */
export function cellsOf(child: ListedChild): Cells {
  const { record } = child
  const cells: Cells = {
    ...(record.details as Cells),
    township: child.township,
    village: child.village,
    // Made by the importer where the ledger had none.
    household: child.household.startsWith('?') ? '' : child.household,
    head: child.head ?? '',
    name: record.name,
    gender: child.gender ?? '',
    birth: child.birth ?? '',
    idNumber: record.idNumber ?? '',
    ...parentCells('father', child),
    ...parentCells('mother', child),
    ...carerCells(child),
  }
  return child.doubtful ? { ...cells, ...(record.raw as Cells) } : cells
}

function parentCells(role: 'father' | 'mother', { record, adults }: ListedChild): Cells {
  const { status, awaySince } = record[role]
  if (status === '死亡')
    return {
      ...{ [`${role}.name`]: STRUCK, [`${role}.idNumber`]: STRUCK, [`${role}.phone`]: STRUCK },
      ...{ [`${role}.awayIn`]: STRUCK, [`${role}.awaySince`]: awaySince ?? STRUCK },
      [`${role}.status`]: awaySince ? status : STRUCK,
    }
  const adult = adults.find(one => one.role === role)
  return {
    [`${role}.name`]: adult?.record.name ?? '',
    [`${role}.idNumber`]: adult?.record.idNumber ?? '',
    [`${role}.phone`]: adult?.record.phone ?? '',
    [`${role}.awayIn`]: adult?.awayIn ?? '',
    [`${role}.awaySince`]: awaySince ?? '',
    [`${role}.status`]: status ?? '',
  }
}

function carerCells({ adults }: ListedChild): Cells {
  const adult = adults.find(one => one.role === 'carer')
  if (!adult) return {}
  return {
    'carer.name': adult.record.name,
    'carer.kin': adult.kin,
    'carer.idNumber': adult.record.idNumber ?? '',
    'carer.phone': adult.record.phone ?? '',
    'carer.device': DEVICES[adult.device],
    'carer.livesWith': adult.livesWith === null ? '' : adult.livesWith ? '同住' : '不同住',
  }
}
