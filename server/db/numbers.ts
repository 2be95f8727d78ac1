import type { Tx } from './scope.ts'

/**
 * The next short number, the one people type (回 3): counted up within a township for ever, so that a late answer
 * never lands elsewhere. The first one follows on what is there. Its row stays locked until the transaction ends.
 */
export async function nextNo(
  tx: Tx,
  table: 'tasks' | 'requests' | 'cases' | 'bindings' | 'exits' | 'entrustments',
  place: string,
): Promise<number> {
  const { rows } = await tx.query(
    `insert into numbers as n (place, kind, last)
     select $1, $2, coalesce((select max(no) from ${table} where township = $1), 0) + 1
     on conflict (place, kind) do update set last = n.last + 1 returning last`,
    [place.slice(0, 9), table],
  )
  return rows[0].last
}
