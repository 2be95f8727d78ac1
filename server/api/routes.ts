import rateLimit from '@fastify/rate-limit'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { answerTo } from '../answer.ts'
import { AppError } from '../errors.ts'
import type { Parts } from '../parts.ts'
import { calendarRoutes } from './calendar.ts'
import { inDocument } from './document.ts'
import { BadInput, readInput } from './input.ts'
import { openLimit } from './limit.ts'
import { noticeRoutes } from './notices.ts'
import { policyRoutes } from './policies.ts'
import { receiptRoutes } from './receipts.ts'
import { rosterRoutes } from './roster.ts'
import { steerRoutes } from './steer.ts'
import { tokenRoutes } from './token-route.ts'

/** Calls of one address in a minute, whoever makes them: a token has 192 bits, this keeps the noise away. */
const PER_MINUTE = 1_200

/** The calls. A new one is a line here, and a row of the matrix in test/server/api-matrix.test.ts. */
const calls = [
  tokenRoutes,
  rosterRoutes,
  noticeRoutes,
  receiptRoutes,
  steerRoutes,
  policyRoutes,
  calendarRoutes,
]

/** Everything below /api: JSON for programs with a token, and the document that describes it. */
export const apiRoutes = (parts: Parts) => async (app: FastifyInstance) => {
  await app.register(rateLimit, {
    max: PER_MINUTE,
    timeWindow: '1 minute',
    errorResponseBuilder: () => new AppError('E-TOO-MANY'),
  })
  await inDocument(app, parts)
  await app.register(
    async v1 => {
      v1.removeContentTypeParser('text/plain')
      v1.addHook('onRequest', async (_, reply) => {
        reply.headers({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'" })
      })
      v1.setValidatorCompiler<z.ZodType>(({ schema }) => given => {
        try {
          return { value: readInput(schema, given) }
        } catch (error) {
          return { error: error as Error }
        }
      })
      v1.setErrorHandler<FastifyError>((error, _, reply) => {
        const { status, code, message } = answerTo(error)
        if (status >= 500) throw error
        const problems = error instanceof BadInput ? { problems: error.problems } : {}
        return reply.status(status).send({ error: code, message, ...problems })
      })
      v1.setNotFoundHandler(() => {
        throw new AppError('E-NOT-FOUND')
      })
      const api = { ...parts, limit: openLimit() }
      for (const one of calls) await v1.register(one(api))
    },
    { prefix: '/v1' },
  )
}
