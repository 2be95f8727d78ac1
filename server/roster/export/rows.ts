import type { Tx } from '../../db/scope.ts'
import type { State } from '../../entrustment/rows.ts'
import { type Keys, unseal } from '../../privacy/seal.ts'
import { ChildRecord, HouseholdRecord, PersonRecord } from '../records.ts'
import { type Cells, cellsOf, type ListedChild } from './cells.ts'

/** What is on record of the entrustment that is in force, or on its way; days 'YYYY-MM-DD', instants in ms. */
export type OnRecord = {
  number: string
  state: State
  from: string
  until: string
  parentAgreed: number | null
  carerAgreed: number | null
  witnessed: number | null
  signed: number | null
  filed: number | null
}

/** A child of the ledger as it goes into a file. */
export type LedgerChild = { id: string; place: string; cells: Cells; entrustment: OnRecord | null }

/** So many are read at a time. */
const PAGE = 500

/**
 * The children of a place who are on the list, as far as the scope sees them, in the order of villages and households.
 * Whoever left is not among them.
 */
export async function* childrenOf(tx: Tx, keys: Keys, place: string): AsyncGenerator<LedgerChild> {
  const names = await namesOf(tx, place)
  // Put in order once: under row-level security no index gives it.
  const { rows: all } = await tx.query(
    `select c.id from children c join households h on h.id = c.household_id
     where c.state <> 'left' and starts_with(c.place, $1) order by c.place, h.number, c.id`,
    [place],
  )
  for (let first = 0; first < all.length; first += PAGE) {
    const ids: string[] = all.slice(first, first + PAGE).map(row => row.id)
    const { rows } = await tx.query(
      `select c.id, c.place, c.sealed, c.birth_date, c.gender, c.state, h.id as household, h.number, h.sealed as head
       from unnest($1::uuid[]) with ordinality as o(id, n) join children c on c.id = o.id
       join households h on h.id = c.household_id order by o.n`,
      [ids],
    )
    const adults = await adultsOf(tx, keys, ids)
    const entrustments = await entrustmentsOf(tx, ids)
    for (const row of rows) {
      const child: ListedChild = {
        record: ChildRecord.parse(unseal(keys, `children:${row.id}`, row.sealed)),
        birth: row.birth_date,
        gender: row.gender,
        doubtful: row.state === 'doubtful',
        household: row.number,
        head: HouseholdRecord.parse(unseal(keys, `households:${row.household}`, row.head)).head,
        township: names.get(row.place.slice(0, 9)) ?? '',
        village: names.get(row.place) ?? '',
        adults: adults.get(row.id) ?? [],
      }
      yield {
        ...{ id: row.id, place: row.place, cells: cellsOf(child) },
        entrustment: entrustments.get(row.id) ?? null,
      }
    }
  }
}

/** The places of an export, from the county down, for the sheet 区划. */
export async function namesOf(tx: Tx, place: string): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    'select code, name from places where starts_with(code, $1) or code = any($2) order by code',
    [place, [place.slice(0, 6), place.slice(0, 9)]],
  )
  return new Map(rows.map(row => [row.code, row.name]))
}

async function adultsOf(
  tx: Tx,
  keys: Keys,
  children: readonly string[],
): Promise<Map<string, ListedChild['adults']>> {
  const { rows } = await tx.query(
    `select r.child_id, r.role, r.kin, r.lives_with, r.away_in, p.id, p.sealed, p.device
     from relations r join people p on p.id = r.person_id
     where r.until is null and r.child_id = any($1) and r.role in ('father', 'mother', 'carer') order by r.since, r.id`,
    [children],
  )
  const of = Map.groupBy(rows, row => row.child_id as string)
  return new Map(
    [...of].map(([child, all]) => [
      child,
      all.map(row => ({
        ...{ role: row.role, kin: row.kin, livesWith: row.lives_with, awayIn: row.away_in },
        ...{ device: row.device, record: PersonRecord.parse(unseal(keys, `people:${row.id}`, row.sealed)) },
      })),
    ]),
  )
}

async function entrustmentsOf(tx: Tx, children: readonly string[]): Promise<Map<string, OnRecord>> {
  const { rows } = await tx.query(
    `select distinct on (child_id) child_id, place, no, state, from_day, until_day,
       parent_agreed_at, carer_agreed_at, witnessed_at, signed_at, filed_at
     from entrustments where child_id = any($1) and ended_at is null
     order by child_id, (witnessed_at is null), opened_at desc, id`,
    [children],
  )
  const at = (value: Date | null): number | null => value?.getTime() ?? null
  return new Map(
    rows.map(row => [
      row.child_id,
      {
        ...{ number: `${row.place}-${String(row.no).padStart(4, '0')}`, state: row.state },
        ...{ from: row.from_day, until: row.until_day },
        ...{ parentAgreed: at(row.parent_agreed_at), carerAgreed: at(row.carer_agreed_at) },
        ...{ witnessed: at(row.witnessed_at), signed: at(row.signed_at), filed: at(row.filed_at) },
      },
    ]),
  )
}
