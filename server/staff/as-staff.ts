import type { Turned } from '../conversation/apply.ts'
import { rescope, type Scope, type Tx } from '../db/scope.ts'

/** What somebody sees at an instant (ms): their own place, and the villages they stand in for during those days. */
export async function staffScope(
  tx: Tx,
  { id, place }: { id: string; place: string },
  now: number,
): Promise<Scope> {
  const { rows } = await tx.query(
    `select distinct place from leaves
     where stand_in_id = $1 and ended_at is null and from_at <= $2 and until_at > $2`,
    [id, new Date(now)],
  )
  return { place, staff: id, also: rows.map(row => row.place) }
}

/** What a staff member asks for is read and changed under that person's own scope; afterwards the engine goes on under the county's. */
export async function asStaff<T>(tx: Tx, turn: Turned, work: () => Promise<T>): Promise<T> {
  await rescope(tx, await staffScope(tx, turn.facts.person!.staff!, turn.facts.now))
  const result = await work()
  await rescope(tx, { place: turn.place })
  return result
}
