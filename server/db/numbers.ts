import type { Tx } from './scope.ts'

/**
 * The next short number, the one people type (回 3): counted up within a township for ever, so that a late answer
 * never lands elsewhere. Its row stays locked until the transaction ends.
 */
export async function nextNo(
  tx: Tx,
  kind: 'tasks' | 'requests' | 'cases' | 'bindings' | 'exits',
  place: string,
): Promise<number> {
  const { rows } = await tx.query(
    `insert into numbers as n (place, kind, last) values ($1, $2, 1)
     on conflict (place, kind) do update set last = n.last + 1 returning last`,
    [place.slice(0, 9), kind],
  )
  return rows[0].last
}
