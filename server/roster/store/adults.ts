import { randomUUID } from 'node:crypto'
import { comparable } from '../text.ts'
import type { Device, KnownPerson, KnownRelation, Role } from './known.ts'

/** An adult as a row names him or her. `phone` undefined: not said; null: there is none. */
export type Mention = {
  role: Role
  name: string
  idNumber: string | null
  phone: string | null | undefined
  device: Device
  kin: string
  /** null and undefined: not said. */
  livesWith: boolean | null
  awayIn: string | null | undefined
}

export type PlannedPerson = KnownPerson & { fresh: boolean; changed: boolean }

/**
 * Who is who among the adults: the same identity number; else the same name with the same telephone; else the same
 * name in the same role to the same child, or in the same household. Never a telephone alone, for neighbours share
 * one, and never two people whose identity numbers differ.
 */
export function adultRegister(
  people: readonly KnownPerson[],
  relations: readonly KnownRelation[],
  householdOf: Map<string, string>,
) {
  const byPerson = new Map<string, PlannedPerson>()
  const byId = new Map<string, PlannedPerson>()
  const byNameAndPhone = new Map<string, PlannedPerson[]>()
  const byRole = new Map<string, PlannedPerson>()
  const byHousehold = new Map<string, PlannedPerson[]>()
  /** The first row of a file that tells an adult's number is believed; the rules question the others. */
  const told = new Map<string, Set<'phone' | 'idNumber' | 'device'>>()

  const push = (map: Map<string, PlannedPerson[]>, key: string, person: PlannedPerson) => {
    const list = map.get(key)
    if (!list) map.set(key, [person])
    else if (!list.includes(person)) list.push(person)
  }
  function index(person: PlannedPerson): void {
    const { name, phone, idNumber } = person.record
    if (idNumber) byId.set(idNumber, person)
    if (phone) push(byNameAndPhone, `${comparable(name)}|${phone}`, person)
  }
  function relate(person: PlannedPerson, role: Role, child: string, household: string): void {
    const name = comparable(person.record.name)
    byRole.set(`${child}|${role}|${name}`, person)
    push(byHousehold, `${household}|${name}`, person)
  }

  for (const known of people) {
    const person = { ...known, record: { ...known.record }, fresh: false, changed: false }
    byPerson.set(known.id, person)
    index(person)
  }
  for (const { child, person, role } of relations) {
    const known = byPerson.get(person)
    if (known) relate(known, role, child, householdOf.get(child) ?? '')
  }

  function find(mention: Mention, child: string, household: string): PlannedPerson | undefined {
    const name = comparable(mention.name)
    const fits = (person: PlannedPerson) =>
      !mention.idNumber || !person.record.idNumber || mention.idNumber === person.record.idNumber
    return (
      (mention.idNumber ? byId.get(mention.idNumber) : undefined) ??
      (mention.phone ? byNameAndPhone.get(`${name}|${mention.phone}`)?.find(fits) : undefined) ??
      byRole.get(`${child}|${mention.role}|${name}`) ??
      byHousehold.get(`${household}|${name}`)?.find(fits)
    )
  }

  /** Takes over what the row tells. */
  function learn(person: PlannedPerson, mention: Mention): void {
    const heard = told.get(person.id) ?? new Set()
    told.set(person.id, heard)
    let changed = false
    const news = { phone: mention.phone, idNumber: mention.idNumber ?? undefined }
    for (const what of ['phone', 'idNumber'] as const) {
      const value = news[what]
      if (value === undefined || heard.has(what)) continue
      heard.add(what)
      if (person.record[what] === value) continue
      person.record[what] = value
      changed = true
    }
    if (mention.device !== 'unknown' && !heard.has('device')) {
      heard.add('device')
      changed ||= person.device !== mention.device
      person.device = mention.device
    }
    if (!changed) return
    person.changed = !person.fresh
    index(person)
  }

  return {
    /** The person recorded before this import with this identity number, if any. */
    recorded: (idNumber: string) => [byId.get(idNumber)].find(person => person?.fresh === false),
    /** Finds or makes the adult, and takes over what is new; `changed` says whether this import changed a recorded one. */
    resolve(mention: Mention, child: string, household: string, place: string): PlannedPerson {
      let person = find(mention, child, household)
      if (!person) {
        person = {
          id: randomUUID(),
          place,
          record: { name: mention.name, phone: mention.phone ?? null, idNumber: mention.idNumber },
          device: mention.device,
          fresh: true,
          changed: false,
        }
        byPerson.set(person.id, person)
        index(person)
      }
      learn(person, mention)
      relate(person, mention.role, child, household)
      return person
    },
    /** Everybody to be written. */
    written: () => [...byPerson.values()].filter(person => person.fresh || person.changed),
  }
}
export type AdultRegister = ReturnType<typeof adultRegister>
