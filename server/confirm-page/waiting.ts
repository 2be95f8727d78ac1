import type { Tx } from '../db/scope.ts'
import { EntrustmentDocument } from '../entrustment/document.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Side } from './links.ts'

/** An entrustment that the village has not witnessed yet, with its parties as its document names them. */
export type Waiting = {
  id: string
  place: string
  household: string
  hash: string
  child: string
  carer: string
  carerName: string
  parents: { id: string; name: string }[]
  agreed: Record<Side, boolean>
}

/** Whose: a parent's or carer's own, by its number, or of these families. */
type Of = { person?: string; no?: number; households?: readonly string[] }

/** More at once nobody reads; a family with more children asks again. */
const MOST = 6

/** What waits to be confirmed, as far as the scope sees it, in the order of numbers. */
export async function waitingFor(tx: Tx, keys: Keys, { person, no, households }: Of): Promise<Waiting[]> {
  const { rows } = await tx.query(
    `select e.id, e.place, c.household_id, e.document_hash, e.sealed, e.carer_id,
            e.parent_agreed_at is not null as by_parent, e.carer_agreed_at is not null as by_carer
     from entrustments e join children c on c.id = e.child_id
     where e.ended_at is null and e.witnessed_at is null
       and ($1::uuid is null or e.carer_id = $1 or exists (
         select 1 from relations r where r.child_id = e.child_id and r.person_id = $1
           and r.role in ('father', 'mother') and r.until is null))
       and ($2::int is null or e.no = $2)
       and ($3::uuid[] is null or c.household_id = any($3))
     order by e.township, e.no limit $4`,
    [person ?? null, no ?? null, households ?? null, MOST],
  )
  return rows.map(row => {
    const document = EntrustmentDocument.parse(unseal(keys, `entrustments:${row.id}`, row.sealed))
    return {
      id: row.id,
      place: row.place,
      household: row.household_id,
      hash: row.document_hash,
      child: document.child.name,
      carer: row.carer_id,
      carerName: document.carer.name,
      parents: document.parents,
      agreed: { parent: row.by_parent, carer: row.by_carer },
    }
  })
}
