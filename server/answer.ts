import type { FastifyError, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { isOutage } from './cause.ts'
import { AppError, type ErrorCode } from './errors.ts'

/** One short Chinese sentence and a code; never a stack, SQL, a path or other people's data. */
export function answerTo(error: unknown): { status: number; code: ErrorCode; message: string } {
  const known = error instanceof AppError ? error : new AppError(codeOf(error), detailsOf(error))
  return { status: known.status, code: known.code, message: known.text() }
}

/** What broke, without anything of what it was about. */
export const logFailure = (request: FastifyRequest, error: FastifyError, code: ErrorCode): void =>
  request.log.error(
    { code, cause: error.code ?? error.name, route: request.routeOptions.url },
    'request failed',
  )

function codeOf(error: unknown): ErrorCode {
  const { statusCode } = error as { statusCode?: number }
  if (hasZodFastifySchemaValidationErrors(error)) return 'E-BAD-INPUT'
  if (statusCode === 413) return 'E-TOO-LARGE'
  if (statusCode === 415) return 'E-MEDIA-TYPE'
  if (statusCode === 404) return 'E-NOT-FOUND'
  if (statusCode !== undefined && statusCode < 500) return 'E-BAD-INPUT'
  // The pool's own error, when everybody is waiting for a connection, has no code.
  return isOutage(error) ? 'E-BUSY' : 'E-INTERNAL'
}

function detailsOf(error: unknown): Record<string, string> {
  if (!hasZodFastifySchemaValidationErrors(error)) return { what: 'HTTP' }
  return {
    what: error.validation.map(issue => issue.instancePath.slice(1) || issue.message || '').join(', '),
  }
}
