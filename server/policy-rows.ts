import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Tx } from './db/scope.ts'
import { AppError } from './errors.ts'
import type { Act } from './evidence/append.ts'
import type { Json } from './evidence/canonical.ts'
import { Policy } from './policy.ts'

export const POLICY_KEYS = Object.keys(Policy.shape) as (keyof Policy)[]
export const PolicyKey = z.enum(POLICY_KEYS)

/** What may stand in a row of a key; unlike in `Policy`, something must. */
export const valueFor = (key: keyof Policy): z.ZodType => Policy.shape[key].unwrap()

/** Days are 'YYYY-MM-DD', both included; `recordedAt` in ms. A row holds, is planned, or over (ended, or overtaken by a newer). */
export type PolicyRow = {
  id: string
  key: keyof Policy
  value: Json
  source: string
  from: string
  until: string | null
  state: 'holds' | 'planned' | 'over'
  recordedAt: number | null
  recordedBy: string | null
}

/** What a county has ever decided, by key, in the order in which it counts: the first that holds on a day holds. */
export async function policyRows(
  tx: Tx,
  county: string,
  today: string,
  key: string | null = null,
): Promise<PolicyRow[]> {
  const { rows } = await tx.query(
    `select id, key, value, source, valid_from, valid_to, recorded_at, recorded_by from policies
     where county = $1 and ($2::text is null or key = $2)
     order by key, valid_from desc, recorded_at desc nulls last, id`,
    [county, key],
  )
  const held = new Set<string>()
  return rows.map(row => {
    const planned = row.valid_from > today
    const holds = !planned && (row.valid_to === null || row.valid_to >= today) && !held.has(row.key)
    if (holds) held.add(row.key)
    return {
      ...{ id: row.id, key: row.key, value: row.value, source: row.source },
      ...{ from: row.valid_from, until: row.valid_to, recordedBy: row.recorded_by },
      state: planned ? 'planned' : holds ? 'holds' : 'over',
      recordedAt: row.recorded_at?.getTime() ?? null,
    }
  })
}

/** A row to be written. `value` fits its key. */
export type NewPolicyRow = Pick<PolicyRow, 'key' | 'value' | 'source' | 'from' | 'until'>

/**
 * Writes what a county decides from a day on, today at the earliest: what has been is not decided anew. Returns its id.
 * Throws E-POLICY-DAY.
 */
export async function writePolicyRow(
  tx: Tx,
  { county, today, now, acts }: { county: string; today: string; now: number; acts: Act[] },
  by: { staff: string } | { token: string },
  { key, value, source, from, until }: NewPolicyRow,
): Promise<string> {
  if (from < today || (until !== null && until < from)) throw new AppError('E-POLICY-DAY')
  const id = randomUUID()
  const who = 'staff' in by ? by.staff : by.token
  await tx.query(
    `insert into policies (id, county, key, value, source, valid_from, valid_to, recorded_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, county, key, JSON.stringify(value), source, from, until, new Date(now), who],
  )
  const is = { county, key, value, source, valid_from: from, valid_to: until, recorded_at: now }
  acts.push({
    ...{ kind: 'policy-written', place: county, subjects: [], by, what: { key } },
    rows: [{ table: 'policies', id, is }],
  })
  return id
}
