import { z } from 'zod'

/** What lies sealed in `people` (owner `people:<id>`). */
export const PersonRecord = z.object({
  name: z.string(),
  phone: z.string().nullable(),
  idNumber: z.string().nullable(),
})
export type PersonRecord = z.infer<typeof PersonRecord>

/** What lies sealed in `households` (owner `households:<id>`): the head's name. */
export const HouseholdRecord = z.object({ head: z.string().nullable() })
export type HouseholdRecord = z.infer<typeof HouseholdRecord>

const ParentRecord = z.object({ status: z.string().nullable(), awaySince: z.string().nullable() })
const nothingSaid = { status: null, awaySince: null }

/**
 * What lies sealed in `children` (owner `children:<id>`). `details` are the ledger's other columns by field
 * (fields.ts): livesAt, health, illness, school, note …; `raw` what stood in cells that were read with a change.
 * `nameKey` finds the child again when a later ledger has no identity number, or the first one. A child that came by no
 * ledger (the demo's) has only a name and a number.
 */
export const ChildRecord = z.object({
  name: z.string(),
  idNumber: z.string().nullable(),
  nameKey: z.string().default(''),
  father: ParentRecord.default(nothingSaid),
  mother: ParentRecord.default(nothingSaid),
  details: z.record(z.string(), z.string()).default({}),
  raw: z.record(z.string(), z.string()).default({}),
})
export type ChildRecord = z.infer<typeof ChildRecord>
