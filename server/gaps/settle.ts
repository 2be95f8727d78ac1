import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import { type Keys, seal } from '../privacy/seal.ts'

/** A person says why a gap is none any more: it was settled, or it is not so. False when it is closed already. */
export async function closeGap(
  tx: Tx,
  house: { keys: Keys; now: number; acts: Act[] },
  { id, as, note, staff }: { id: string; as: 'settled' | 'not-so'; note: string; staff: string },
): Promise<boolean> {
  const { rows } = await tx.query(
    `update gaps set closed_at = $2, closed_as = $3, closed_by = $4, sealed = $5
     where id = $1 and closed_at is null returning place, child_id, kind`,
    [id, new Date(house.now), as, staff, seal(house.keys, `gaps:${id}`, { note })],
  )
  const [row] = rows
  if (!row) return false
  house.acts.push({
    kind: 'gap-closed',
    place: row.place,
    subjects: [id, row.child_id],
    by: { staff },
    what: { gap: row.kind, as, note },
  })
  return true
}
