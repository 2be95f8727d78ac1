import { z } from 'zod'
import { AppError } from '../errors.ts'

/** How lists are asked for: the cursor of the page before, and how many at most. */
export const page = {
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

/** Where a page ended, for the next one; what is in it is nobody's business. */
export const cursorOf = (last: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(last)).toString('base64url')

/** Where to go on; null at the beginning. Throws E-BAD-INPUT for what was never a cursor of this list. */
export function readCursor<T extends readonly unknown[]>(
  shape: z.ZodType<T>,
  cursor: string | undefined,
): T | null {
  if (cursor === undefined) return null
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new AppError('E-BAD-INPUT', { what: 'cursor' })
  }
}
