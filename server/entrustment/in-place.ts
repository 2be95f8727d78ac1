import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { EntrustmentDocument } from './document.ts'
import type { State } from './rows.ts'

/** A village with entrustments that have not ended: how many, and how many of them wait for a hand and a seal. */
export type VillageCount = { place: string; name: string; living: number; toSign: number }

/** An entrustment in a list. */
export type Listed = {
  id: string
  no: number
  place: string
  child: string
  childId: string
  carer: string
  state: State
  hash: string
}

/** The villages in which this scope sees entrustments that have not ended, in the order of their codes. */
export async function villagesWithEntrustments(tx: Tx): Promise<VillageCount[]> {
  const { rows } = await tx.query(
    `select e.place, coalesce(p.name, e.place) as name, count(*)::int as living,
       (count(*) filter (where e.state in ('confirmed', 'printed')))::int as to_sign
     from entrustments e left join places p on p.code = e.place
     where e.ended_at is null group by e.place, p.name order by e.place`,
  )
  return rows.map(({ to_sign, ...row }) => ({ ...row, toSign: to_sign }))
}

/** The entrustments of a village that have not ended, by number; none where this scope sees none. */
export async function entrustmentsIn(tx: Tx, keys: Keys, place: string): Promise<Listed[]> {
  const { rows } = await tx.query(
    `select id, no, place, child_id, state, document_hash, sealed from entrustments
     where ended_at is null and place = $1 order by no`,
    [place],
  )
  return rows.map(row => {
    const { child, carer } = EntrustmentDocument.parse(unseal(keys, `entrustments:${row.id}`, row.sealed))
    return {
      ...{ id: row.id, no: row.no, place: row.place, state: row.state, hash: row.document_hash },
      ...{ child: child.name, childId: row.child_id, carer: carer.name },
    }
  })
}

/** Who is director in a village, for papers on which families find whom to call. */
export async function directorOf(
  tx: Tx,
  keys: Keys,
  village: string,
): Promise<{ name: string | null; phone: string | null }> {
  const { rows } = await tx.query(
    `select p.id, p.sealed from staff s join people p on p.id = s.person_id
     where s.place = $1 and s.role = 'director' and s.until is null order by s.since limit 1`,
    [village],
  )
  if (!rows[0]) return { name: null, phone: null }
  const { name, phone } = PersonSealed.parse(unseal(keys, `people:${rows[0].id}`, rows[0].sealed))
  return { name, phone }
}
