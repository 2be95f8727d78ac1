import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { inChinese } from '../zod-words.ts'

/** A field that was not understood, and zod's own words for it in Chinese. */
export type Problem = { field: string; message: string }

const problemsOf = (error: z.ZodError): Problem[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))

/** Input with its problems, for whoever called. */
export class BadInput extends AppError {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super('E-BAD-INPUT', {
      what: problems.map(({ field, message }) => `${field} ${message}`.trim()).join('；'),
    })
    this.problems = problems
  }
}

/** Reads input with a schema. Throws BadInput naming each field. */
export function readInput<T>(schema: z.ZodType<T>, given: unknown): T {
  const read = schema.safeParse(given, inChinese)
  if (read.success) return read.data
  throw new BadInput(problemsOf(read.error))
}
