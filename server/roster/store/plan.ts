import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Field } from '../fields.ts'
import { statusOf } from '../problem.ts'
import type { ChildRecord, HouseholdRecord } from '../records.ts'
import { comparable } from '../text.ts'
import { type AdultRegister, adultRegister, type PlannedPerson } from './adults.ts'
import type { Known, KnownChild, KnownRelation } from './known.ts'
import type { Wanted } from './wanted.ts'

type PlannedChild = Omit<KnownChild, 'state'> & { state: 'listed' | 'doubtful'; fresh: boolean }
type PlannedHousehold = {
  id: string
  place: string
  number: string
  record: HouseholdRecord
  fresh: boolean
}
type PlannedRelation = KnownRelation & { place: string; fresh: boolean }
type PlannedQuestion = {
  child: string
  place: string
  kind: 'new' | 'change'
  fingerprint: string
  wanted: Wanted
}

/** Everything an import writes, as values; nothing here touches the database. */
export type Plan = {
  children: PlannedChild[]
  people: PlannedPerson[]
  households: PlannedHousehold[]
  relations: PlannedRelation[]
  endedRelations: string[]
  questions: PlannedQuestion[]
  /** Children whose questions this ledger answers: their row is clean now. */
  settled: string[]
  created: number
  changed: number
  unchanged: number
}

/** `index` makes a blind index in hexadecimal of a child's key or of a question. */
export type Index = (value: string) => string

/**
 * Compares what a ledger wants with what is recorded. A clean row is recorded or applied; a doubtful new child is
 * recorded with its question; a doubtful change only leaves its question. Adds to the rows' faults what contradicts
 * the record (another name, another village, another number), so their status may turn to 有疑问.
 */
export function planImport(wanted: readonly Wanted[], known: Known, index: Index): Plan {
  const householdKeys = new Map(known.households.map(one => [one.id, `${one.place}|${one.number}`]))
  const homes = new Map(known.children.map(child => [child.id, householdKeys.get(child.household) ?? '']))
  const adults = adultRegister(known.people, known.relations, homes)
  const households = new Map(
    known.households.map(one => [
      `${one.place}|${one.number}`,
      { ...one, fresh: false, changed: false, told: false },
    ]),
  )
  const byKey = new Map(known.children.map(child => [child.key, child]))
  const byName = new Map(known.children.map(child => [child.record.nameKey, child]))
  const relationsOf = Map.groupBy(known.relations, relation => relation.child)

  const plan: Plan = {
    ...{
      children: [],
      people: [],
      households: [],
      relations: [],
      endedRelations: [],
      questions: [],
      settled: [],
    },
    ...{ created: 0, changed: 0, unchanged: 0 },
  }

  function household(want: Wanted): { id: string; changed: boolean } {
    const key = `${want.place}|${want.household}`
    let home = households.get(key)
    if (!home) {
      const record = { head: want.head }
      home = {
        id: randomUUID(),
        place: want.place,
        number: want.household,
        record,
        fresh: true,
        changed: true,
        told: true,
      }
      households.set(key, home)
      return { id: home.id, changed: true }
    }
    // Of rows that differ about the head, the first is believed.
    if (home.told || !want.head) return { id: home.id, changed: false }
    home.told = true
    if (home.record.head === want.head) return { id: home.id, changed: false }
    home.record = { head: want.head }
    home.changed = true
    return { id: home.id, changed: true }
  }

  function relate(want: Wanted, child: string): boolean {
    const open = relationsOf.get(child) ?? []
    const homeKey = `${want.place}|${want.household}`
    let changed = false
    const end = (relation: KnownRelation) => {
      plan.endedRelations.push(relation.id)
      changed = true
    }
    for (const role of want.vacant) open.filter(relation => relation.role === role).forEach(end)
    for (const mention of want.adults) {
      const person = adults.resolve(mention, child, homeKey, want.place)
      changed ||= person.changed
      const same = open.find(relation => relation.role === mention.role && relation.person === person.id)
      open.filter(relation => relation.role === mention.role && relation !== same).forEach(end)
      const told = {
        kin: mention.kin || (same?.kin ?? ''),
        livesWith: mention.livesWith ?? same?.livesWith ?? null,
        awayIn: mention.awayIn === undefined ? (same?.awayIn ?? null) : mention.awayIn,
      }
      if (same && isDeepStrictEqual({ kin: same.kin, livesWith: same.livesWith, awayIn: same.awayIn }, told))
        continue
      const id = same?.id ?? randomUUID()
      plan.relations.push({
        id,
        child,
        person: person.id,
        role: mention.role,
        place: want.place,
        fresh: !same,
        ...told,
      })
      changed = true
    }
    return changed
  }

  for (const want of wanted) {
    const key = index(want.key)
    const child = byKey.get(key) ?? byKey.get(index(`name:${want.nameKey}`)) ?? byName.get(want.nameKey)
    want.row.faults.push(...contradictions(want, child, adults))
    want.row.status = statusOf(want.row.faults)
    const doubtful = want.row.status === 'doubtful'
    const fingerprint = doubtful ? index(`question:${fingerprintOf(want)}`) : ''

    if (child && doubtful) {
      if (!known.questions.has(`${child.id} ${fingerprint}`)) {
        plan.questions.push({
          child: child.id,
          place: child.place,
          kind: 'change',
          fingerprint,
          wanted: want,
        })
      }
      plan.unchanged++
      continue
    }
    const id = child?.id ?? randomUUID()
    const home = household(want)
    const related = relate(want, id)
    const next: PlannedChild = {
      ...{ id, place: want.place, household: home.id, key, record: want.record },
      ...{ birthDate: want.birthDate, gender: want.gender ?? child?.gender ?? null },
      ...{ state: doubtful ? 'doubtful' : 'listed', fresh: !child },
    }
    const differs = !child || !isDeepStrictEqual(comparableChild(child), comparableChild(next))
    if (differs) plan.children.push(next)
    if (!child) plan.created++
    else if (differs || related || home.changed) plan.changed++
    else plan.unchanged++
    if (doubtful)
      plan.questions.push({ child: id, place: want.place, kind: 'new', fingerprint, wanted: want })
    else if (child?.state === 'doubtful') plan.settled.push(child.id)
  }
  plan.people = adults.written()
  plan.households = [...households.values()].filter(home => home.changed)
  return plan
}

/** What makes a child's row another one. The raw cells alone do not. */
function comparableChild({ place, household, record, birthDate, gender, state }: KnownChild | PlannedChild) {
  const { raw: _, ...rest } = record
  return { place, household, record: rest, birthDate, gender, state }
}

/** What in a row contradicts the record and therefore needs a person, however clean the row is in itself. */
function contradictions(want: Wanted, child: KnownChild | undefined, adults: AdultRegister) {
  const faults: Wanted['row']['faults'] = []
  const say = (fields: Field[], rule: string, reason: string) =>
    faults.push({ fields, severity: 'doubtful', rule: `recorded-${rule}`, reason })
  if (child) {
    if (child.state === 'left') say(['name'], 'left', '册上这个孩子已退出,请确认是否重新入册')
    if (comparable(child.record.name) !== comparable(want.record.name)) {
      say(['name'], 'name', `册上同一个孩子的姓名是「${child.record.name}」,请核对`)
    }
    if (child.place !== want.place) say(['village'], 'place', '册上这个孩子在别的村,请确认是否迁居')
    if (child.record.idNumber !== want.record.idNumber && want.record.idNumber) {
      const reason = child.record.idNumber
        ? '册上有同名、同出生日期、同村、同父母的孩子,身份证号不同,请核对'
        : '册上这个孩子还没有身份证号,请确认这是他的号码'
      say(['idNumber'], 'id', reason)
    }
  }
  for (const { role, idNumber, name } of want.adults) {
    const recorded = idNumber ? adults.recorded(idNumber) : undefined
    if (recorded && comparable(recorded.record.name) !== comparable(name)) {
      say([`${role}.name`], 'adult', `册上这个身份证号是「${recorded.record.name}」的,请核对`)
    }
  }
  return faults
}

/** The same doubt about the same content is the same question, whatever day it is asked again. */
function fingerprintOf({ row, record, place, household, birthDate, gender, adults, vacant }: Wanted): string {
  const doubts = row.faults
    .filter(fault => fault.severity === 'doubtful')
    .map(({ rule, fields }) => [rule, fields])
  const written = Object.entries(row.row.cells).map(([field, cell]) => [field, cell.text] as const)
  const doubted = new Set(doubts.flatMap(([, fields]) => fields as Field[]))
  return canonical({
    ...{ record: withoutRaw(record), place, household, birthDate, gender, adults, vacant, doubts },
    written: written.filter(([field]) => doubted.has(field as Field)),
  })
}

const withoutRaw = ({ raw: _, ...rest }: ChildRecord) => rest

/** JSON with the keys in order, so that columns in another order make no other text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
