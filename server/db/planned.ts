import type pg from 'pg'
import type { Tx } from './scope.ts'

/**
 * For these statements alone. Room for each sort and hash: a hundred thousand people without a file on the disk. No merges:
 * sorting everybody for one costs more than a hash that fits.
 */
const SETTINGS = `set local plan_cache_mode = force_custom_plan; set local work_mem = '64MB'; set local enable_mergejoin = off`
const AFTERWARDS =
  'set local plan_cache_mode = force_generic_plan; set local work_mem to default; set local enable_mergejoin to default'

/**
 * A statement planned for its values. Elsewhere one plan serves all values (`poolOptions`); where criteria may be left
 * out such a plan expects one row, and goes through a county once for each of its children.
 */
export async function plannedFor(tx: Tx, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const [, found] = await Promise.all([tx.query(SETTINGS), tx.query(text, values), tx.query(AFTERWARDS)])
  return found
}
