import type { Turned } from '../conversation/apply.ts'
import { rescope, type Tx } from '../db/scope.ts'

/** What a staff member asks for is read and changed under that person's own scope; afterwards the engine goes on under the county's. */
export async function asStaff<T>(tx: Tx, turn: Turned, work: () => Promise<T>): Promise<T> {
  const staff = turn.facts.person!.staff!
  await rescope(tx, { place: staff.place, staff: staff.id })
  const result = await work()
  await rescope(tx, { place: turn.place })
  return result
}
