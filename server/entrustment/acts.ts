import type { Tx } from '../db/scope.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Act, Party } from './chain.ts'

/** One act that counted, opened; `given` is what it said. */
export type ActRow = {
  id: string
  act: Act['act']
  party: Party
  person: string | null
  staff: string | null
  how: 'wechat' | 'page' | 'phone' | 'door' | 'house'
  version: number
  /** ms */
  at: number
  given: Record<string, unknown>
}

/** The acts of an entrustment in the order in which they counted, as far as the scope sees them. */
export async function actsOf(tx: Tx, keys: Keys, entrustment: string): Promise<ActRow[]> {
  const { rows } = await tx.query(`select * from entrustment_acts where entrustment_id = $1 order by n`, [
    entrustment,
  ])
  return rows.map(row => ({
    id: row.id,
    act: row.act,
    party: row.party,
    person: row.person_id,
    staff: row.staff_id,
    how: row.how,
    version: row.version,
    at: row.at.getTime(),
    given: unseal(keys, `entrustment_acts:${row.id}`, row.sealed) as Record<string, unknown>,
  }))
}

/** The newest act of a kind, of one party or anybody, on any version of the document or this one. */
export const lastOf = (
  acts: readonly ActRow[],
  act: Act['act'],
  party?: Party,
  version?: number,
): ActRow | undefined =>
  acts.findLast(
    one =>
      one.act === act &&
      (party === undefined || one.party === party) &&
      (version === undefined || one.version === version),
  )
