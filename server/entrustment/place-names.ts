import type { Tx } from '../db/scope.ts'

/** What the places around a village are called; null where a place is not loaded. */
export async function placeNames(
  tx: Tx,
  village: string,
): Promise<{ county: string | null; township: string | null; village: string | null }> {
  const { rows } = await tx.query('select code, name from places where code = any($1)', [
    [village.slice(0, 6), village.slice(0, 9), village],
  ])
  const named = (code: string): string | null => rows.find(row => row.code === code)?.name ?? null
  return { county: named(village.slice(0, 6)), township: named(village.slice(0, 9)), village: named(village) }
}
