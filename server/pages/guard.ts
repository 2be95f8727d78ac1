import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/** Only our own files run, nothing inline, in nobody's frame; forms go to ourselves. */
export const contentSecurity = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': contentSecurity,
  // Never a path to anybody, for a link is one; but the origin, by which a form shows that it is ours.
  'referrer-policy': 'strict-origin',
  'cache-control': 'no-store',
}

/** Headers of every answer, and no change of state from another site: POST alone changes, and only from our own pages. */
export function guardPages(app: FastifyInstance, address: () => string): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD' && !isSameOrigin(request, address()))
      throw new AppError('E-ORIGIN')
  })
}

/** A browser says where a form stands. One that says nothing at all is refused too. */
function isSameOrigin({ headers: given, host }: FastifyRequest, address: string): boolean {
  const { origin } = given
  const site = given['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined) return site === 'same-origin'
  return origin === new URL(address).origin || (URL.canParse(origin) && new URL(origin).host === host)
}
