import type { Tx } from '../../db/scope.ts'
import { type Keys, unseal } from '../../privacy/seal.ts'
import { ChildRecord, HouseholdRecord, PersonRecord } from '../records.ts'

export type Device = 'smartphone' | 'old-phone' | 'none' | 'unknown'
export type Role = 'father' | 'mother' | 'carer'

/** Rows of the database as the importer compares with them; keys and indexes are hexadecimal. */
export type KnownChild = {
  id: string
  place: string
  household: string
  key: string
  record: ChildRecord
  birthDate: string | null
  gender: '男' | '女' | null
  state: 'listed' | 'doubtful' | 'left'
}
export type KnownPerson = { id: string; place: string; record: PersonRecord; device: Device }
type KnownHousehold = { id: string; place: string; number: string; record: HouseholdRecord }
export type KnownRelation = {
  id: string
  child: string
  person: string
  role: Role
  kin: string
  livesWith: boolean | null
  awayIn: string | null
}
export type Known = {
  children: KnownChild[]
  people: KnownPerson[]
  households: KnownHousehold[]
  relations: KnownRelation[]
  /** 'child fingerprint' of every question ever asked about these children. */
  questions: Set<string>
}

/** What to look for: blind indexes of children and adults, and the villages of the file. */
export type Sought = { childKeys: Buffer[]; idIndexes: Buffer[]; phoneIndexes: Buffer[]; places: string[] }

/**
 * Reads what the county has recorded about the children, adults and villages of a file. Lists of thousands are looked up
 * as `in (select unnest(…))`: a hash of the list, where `= any(…)` beside an `or` goes through it for every row.
 */
export async function readKnown(tx: Tx, keys: Keys, sought: Sought): Promise<Known> {
  const children = await tx.query(
    `select id, place, household_id, key_index, sealed, birth_date, gender, state
     from children
     where key_index in (select unnest($1::bytea[])) or place in (select unnest($2::text[]))`,
    [sought.childKeys, sought.places],
  )
  const ids = children.rows.map(row => row.id)
  const relations = await tx.query(
    `select id, child_id, person_id, role, kin, lives_with, away_in
     from relations where until is null and child_id in (select unnest($1::uuid[])) and role in ('father', 'mother', 'carer')`,
    [ids],
  )
  const people = await tx.query(
    `select id, place, sealed, device from people
     where id in (select unnest($1::uuid[])) or id_index in (select unnest($2::bytea[]))
       or phone_index in (select unnest($3::bytea[]))
     order by created_at, id`,
    [relations.rows.map(row => row.person_id), sought.idIndexes, sought.phoneIndexes],
  )
  const households = await tx.query(
    'select id, place, number, sealed from households where place = any($1)',
    [sought.places],
  )
  const questions = await tx.query(
    'select child_id, fingerprint from roster_questions where child_id in (select unnest($1::uuid[]))',
    [ids],
  )
  const open = (table: string, row: { id: string; sealed: Buffer }) =>
    unseal(keys, `${table}:${row.id}`, row.sealed)

  return {
    children: children.rows.map(row => ({
      id: row.id,
      place: row.place,
      household: row.household_id,
      key: row.key_index.toString('hex'),
      record: ChildRecord.parse(open('children', row)),
      birthDate: row.birth_date,
      gender: row.gender,
      state: row.state,
    })),
    people: people.rows.map(row => ({
      id: row.id,
      place: row.place,
      record: PersonRecord.parse(open('people', row)),
      device: row.device,
    })),
    households: households.rows.map(row => ({
      id: row.id,
      place: row.place,
      number: row.number,
      record: HouseholdRecord.parse(open('households', row)),
    })),
    relations: relations.rows.map(row => ({
      id: row.id,
      child: row.child_id,
      person: row.person_id,
      role: row.role,
      kin: row.kin,
      livesWith: row.lives_with,
      awayIn: row.away_in,
    })),
    questions: new Set(questions.rows.map(row => `${row.child_id} ${row.fingerprint.toString('hex')}`)),
  }
}
