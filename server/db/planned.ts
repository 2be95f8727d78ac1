import type pg from 'pg'
import type { Tx } from './scope.ts'

/**
 * A statement planned for its values. Elsewhere one plan serves all values (`poolOptions`); where criteria may be left
 * out such a plan expects one row, and goes through a county once for each of its children.
 */
export async function plannedFor(tx: Tx, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const [, found] = await Promise.all([
    tx.query('set local plan_cache_mode = force_custom_plan'),
    tx.query(text, values),
    tx.query('set local plan_cache_mode = force_generic_plan'),
  ])
  return found
}
