import type { Field, Person } from './fields.ts'
import type { LedgerRow } from './ledger.ts'
import type { Gazetteer } from './places.ts'
import type { Fault } from './problem.ts'
import { type ReadDay, readDay } from './rules/day.ts'
import { readIdNumber } from './rules/id-number.ts'
import { readName } from './rules/name.ts'
import { readPhone } from './rules/phone.ts'
import { type FoundVillage, findVillage } from './rules/village.ts'
import { categoriesIn, type Listed, listed, type vocabularies } from './rules/vocabulary.ts'
import { halfWidth, tidy, wordOf } from './text.ts'

/** `phone` is undefined where the ledger says nothing (empty, unreadable), null where it says there is none. */
type Adult = { name: string | null; idNumber: string | null; phone: string | null | undefined }

/** `struck`: the whole group is crossed out with —, which stands for deceased. `awaySince` 'YYYY-MM' or a day. */
export type Parent = Adult & {
  status: Listed<'status'> | null
  struck: boolean
  awayIn: string | null
  awaySince: string | null
}
type Carer = Adult & { kin: string; device: Listed<'device'> | null; livesWith: boolean | null }

/** A child's row, read. What could not be read is null; `faults` of the reading tell why. */
export type Entry = {
  /** Code of the village. */
  place: string | null
  household: string
  head: string | null
  name: string | null
  gender: '男' | '女' | null
  /** A birth date as read; `birthDate` in the rules' hands is the day that counts. */
  birth: ReadDay
  birthDate: string | null
  idNumber: string | null
  /** The identity cell holds nothing at all. */
  withoutId: boolean
  registered: boolean | null
  father: Parent
  mother: Parent
  carer: Carer
  bothAway: boolean | null
  oneAway: Listed<'oneAway'> | null
  entrusted: boolean | null
  categories: string[]
  /** The other columns as written, in the form's words where it prescribes some. */
  details: Partial<Record<Field, string>>
}

export type EntryContext = { places: Gazetteer; today: string; villages: Map<string, FoundVillage> }

/** The columns that are kept as text beside the child. */
const detailFields = [
  ...[
    'team',
    'kinToHead',
    'ethnicity',
    'registered',
    'registeredAt',
    'livesAt',
    'health',
    'illness',
    'schooling',
  ],
  ...[
    'school',
    'grade',
    'boarding',
    'bothAway',
    'oneAway',
    'entrusted',
    'agreement',
    'guardianship',
    'assessedOn',
  ],
  ...['income', 'aid', 'categories', 'note'],
] as Field[]

/** Reads the cells of a row one by one. What cells mean to each other is the rules' business. */
export function readEntry(row: LedgerRow, context: EntryContext): { entry: Entry; faults: Fault[] } {
  const faults: Fault[] = []
  const text = (field: Field): string => tidy(row.cells[field]?.text ?? '')
  const fault = (field: Field, severity: Fault['severity'], rule: string, reason: string) =>
    faults.push({ fields: [field], severity, rule, reason })

  function fromList<K extends keyof typeof vocabularies>(field: Field, vocabulary: K): Listed<K> | null {
    const written = text(field)
    const value = listed(vocabulary, written)
    if (value !== undefined) return value
    if (wordOf(written) === 'value')
      fault(field, 'hint', 'vocabulary', `「${shortened(written)}」不在可填的选项里,照原样记下`)
    return null
  }
  const yes = (field: 'registered' | 'bothAway' | 'entrusted'): boolean | null => {
    const value = fromList(field, field)
    return value === null ? null : value === '是'
  }

  function adult(who: Person): Adult {
    const name = readName(row.cells[`${who}.name`])
    if (name.fault) fault(`${who}.name`, 'doubtful', 'name', name.fault.reason)
    const id = readIdNumber(row.cells[`${who}.idNumber`], context.today)
    // Who the child is does not hang on an adult's number: it is left out and a person asked.
    if (id.fault) fault(`${who}.idNumber`, 'doubtful', 'id-number', id.fault.reason)
    const phone = readPhone(row.cells[`${who}.phone`])
    if (phone.fault) fault(`${who}.phone`, 'doubtful', 'phone', phone.fault.reason)
    if (phone.hint) fault(`${who}.phone`, 'hint', 'phone', phone.hint)
    return { name: name.value, idNumber: id.value, phone: phone.value ?? (phone.said ? null : undefined) }
  }

  function parent(who: 'father' | 'mother'): Parent {
    const rest = (['idNumber', 'phone', 'awayIn', 'awaySince', 'status'] as const).map(one =>
      wordOf(text(`${who}.${one}`)),
    )
    const struck =
      wordOf(text(`${who}.name`)) === 'dash' && rest.every(word => word === 'dash' || word === 'empty')
    return {
      ...adult(who),
      struck,
      status: struck ? '死亡' : fromList(`${who}.status`, 'status'),
      awayIn: value(text(`${who}.awayIn`)),
      awaySince: since(who),
    }
  }

  function since(who: 'father' | 'mother'): string | null {
    const read = readDay(row.cells[`${who}.awaySince`], context.today)
    if (read.kind === 'day' || read.kind === 'guess' || read.kind === 'part') return read.day
    if (read.kind !== 'empty') fault(`${who}.awaySince`, 'hint', 'away-since', '看不出外出的年月,照原样记下')
    return null
  }

  const found = village(row, context)
  faults.push(...found.faults)
  const name = readName(row.cells.name)
  if (name.fault) fault('name', name.value === null ? 'refused' : 'doubtful', 'name', name.fault.reason)
  else if (name.value === null) fault('name', 'refused', 'name', '没有填儿童姓名')
  const id = readIdNumber(row.cells.idNumber, context.today)
  if (id.fault) fault('idNumber', id.fault.severity, 'id-number', id.fault.reason)
  const head = readName(row.cells.head)

  const details: Entry['details'] = {}
  for (const field of detailFields) {
    const written = text(field)
    if (written === '' || wordOf(written) === 'dash') continue
    details[field] = prescribed(field, written) ?? written
  }
  for (const field of [
    'ethnicity',
    'health',
    'schooling',
    'boarding',
    'agreement',
    'guardianship',
  ] as const) {
    fromList(field, field)
  }
  const assessed = readDay(row.cells.assessedOn, context.today)
  if (assessed.kind === 'day') {
    details.assessedOn = assessed.day
    if (assessed.day > context.today) fault('assessedOn', 'hint', 'assessed-on', '评估日期还没有到')
  }
  const lives = fromList('carer.livesWith', 'livesWith')

  const entry: Entry = {
    place: found.code,
    household: halfWidth(row.cells.household?.text ?? ''),
    head: head.value,
    name: name.value,
    gender: fromList('gender', 'gender'),
    birth: readDay(row.cells.birth, context.today),
    birthDate: null,
    idNumber: id.value,
    withoutId: id.value === null && !id.fault,
    registered: yes('registered'),
    father: parent('father'),
    mother: parent('mother'),
    carer: {
      ...adult('carer'),
      kin: value(text('carer.kin')) ?? '',
      device: fromList('carer.device', 'device'),
      livesWith: lives === null ? null : lives === '同住',
    },
    bothAway: yes('bothAway'),
    oneAway: fromList('oneAway', 'oneAway'),
    entrusted: yes('entrusted'),
    categories: categoriesIn(text('categories')),
    details,
  }
  return { entry, faults }
}

/** Ledgers repeat a village hundreds of times: each spelling is looked up once. */
function village(row: LedgerRow, context: EntryContext): FoundVillage {
  const [township, name] = [row.cells.township?.text ?? '', row.cells.village?.text ?? '']
  const key = `${township}\n${name}`
  const known = context.villages.get(key)
  if (known) return known
  const found = findVillage(context.places, tidy(township), name)
  context.villages.set(key, found)
  return found
}

const value = (text: string): string | null => (wordOf(text) === 'value' ? text : null)

function prescribed(field: Field, text: string): string | undefined {
  switch (field) {
    case 'ethnicity':
    case 'registered':
    case 'health':
    case 'schooling':
    case 'boarding':
    case 'bothAway':
    case 'oneAway':
    case 'entrusted':
    case 'agreement':
    case 'guardianship':
      return listed(field, text)
    default:
      return undefined
  }
}

const shortened = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)
