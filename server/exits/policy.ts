import { z } from 'zod'

/** Why a child leaves the list (DOMAIN.md 1.6). */
export const REASONS = ['parents-back', 'sixteen', 'moved', 'death', 'wrong-entry'] as const
export type Reason = (typeof REASONS)[number]

/**
 * For `undoDays` a child comes back to the list as it was (DOMAIN.md 1.6: 90). Two people let a child leave, the village
 * and somebody above; for the reasons in `alone` the village is enough, and never for any other.
 */
export const ExitPolicy = z.strictObject({
  undoDays: z.int().min(1).default(90),
  alone: z.array(z.enum(['sixteen', 'moved'])).default(['sixteen']),
})
export type ExitPolicy = z.infer<typeof ExitPolicy>
