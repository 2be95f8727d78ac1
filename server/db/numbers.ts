import type { Tx } from './scope.ts'

/**
 * The next short number, the one people type (回 3): counted up within a township for ever, so that a late answer
 * never lands elsewhere. The lock lasts until the transaction ends.
 */
export async function nextNo(
  tx: Tx,
  table: 'requests' | 'cases' | 'bindings' | 'tasks' | 'exits',
  place: string,
): Promise<number> {
  const township = place.slice(0, 9)
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`${table}:${township}`])
  const { rows } = await tx.query(`select coalesce(max(no), 0) + 1 as no from ${table} where township = $1`, [
    township,
  ])
  return rows[0].no
}
