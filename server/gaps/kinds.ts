import { z } from 'zod'

/** What can be missing around a child's care, in the order in which it is shown. */
export const GAP_KINDS = [
  'no-carer',
  'carer-unable',
  'carer-changed',
  'parent-back',
  'entrustment-over',
  'two-places',
  'many-children',
  'assessment-overdue',
  'entrustment-stuck',
] as const
export type GapKind = (typeof GAP_KINDS)[number]

/**
 * When something counts as a gap. `manyChildren`: from so many children on in one person's care (no paper sets a figure:
 * our own, for a person to look at); `soonDays` before its term is over an entrustment is one; `stuckDays` after its
 * opening one that is not filed. After `aboveAfterDays` a gap is the township's too; what a person has closed is not found
 * again for `quietDays`.
 */
export const GapPolicy = z.strictObject({
  manyChildren: z.int().min(2).default(5),
  soonDays: z.int().min(0).default(30),
  stuckDays: z.int().min(1).default(30),
  aboveAfterDays: z.int().min(1).default(14),
  quietDays: z.int().min(1).default(90),
})
export type GapPolicy = z.infer<typeof GapPolicy>
