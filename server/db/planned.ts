import type pg from 'pg'
import type { Tx } from './scope.ts'

/** For each sort and hash of such a statement: a hundred thousand people without a file on the disk. */
const ROOM = '64MB'

/**
 * A statement planned for its values. Elsewhere one plan serves all values (`poolOptions`); where criteria may be left
 * out such a plan expects one row, and goes through a county once for each of its children.
 */
export async function plannedFor(tx: Tx, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const [, found] = await Promise.all([
    tx.query(`set local plan_cache_mode = force_custom_plan; set local work_mem = '${ROOM}'`),
    tx.query(text, values),
    tx.query('set local plan_cache_mode = force_generic_plan; set local work_mem to default'),
  ])
  return found
}
