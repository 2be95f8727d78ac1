import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { type Api, asCaller, type Calling } from './caller.ts'
import { once, type Told } from './once.ts'
import type { Right } from './rights.ts'

/** A call: what it is asked with, what it may, and what it answers. */
export type ApiRoute<P, Q, B, A> = {
  /** Its name in the document, and in locales: `api:op-<id>`. */
  id: string
  method: 'GET' | 'POST'
  /** Below /api/v1. */
  url: string
  /** null: whoever has a token. */
  right: Right | null
  params?: z.ZodType<P>
  query?: z.ZodType<Q>
  /** Of a write; refused above 64 KB unless it says so (bytes). */
  body?: z.ZodType<B>
  bodyLimit?: number
  answer: z.ZodType<A>
  /** Under the scope of the token's place. null: there is no such thing, or not for this token. */
  work(calling: Calling, given: { params: P; query: Q; body: B }): Promise<Answer<A> | null>
}

/** 201 something is there that was not; 422 nothing was done, and why is in the answer. */
type Answer<A> = { status?: 200 | 201 | 422; is: A }

const BODY = 64 * 1024

/** A key of the caller's own for a write: the same again does nothing twice. */
const WriteHeaders = z.object({ 'idempotency-key': z.string().regex(/^[\x21-\x7e]{8,100}$/) })

/** What every refusal answers. */
const Refusal = z.object({
  error: z.string(),
  message: z.string(),
  problems: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

const REFUSED = { read: [400, 401, 403, 404, 429, 503], write: [400, 401, 403, 404, 409, 413, 429, 503] }

/** Puts a call on its address, with everything that holds for all of them: token, right, scope, limits, key, record. */
export function apiRoute<P = object, Q = object, B = object, A = unknown>(
  app: FastifyInstance,
  api: Api,
  it: ApiRoute<P, Q, B, A>,
): void {
  const writes = it.method === 'POST'
  const call = { route: `${it.method} /api/v1${it.url}`, right: it.right, writes }
  const answers = Object.fromEntries((writes ? [200, 201, 422] : [200]).map(status => [status, it.answer]))
  const refusals = Object.fromEntries(REFUSED[writes ? 'write' : 'read'].map(status => [status, Refusal]))

  app.route({
    method: it.method,
    url: it.url,
    bodyLimit: it.bodyLimit ?? BODY,
    schema: {
      operationId: it.id,
      tags: [it.id.split('-')[0]!],
      security: [{ token: [] }],
      querystring: it.query ?? z.strictObject({}),
      response: { ...answers, ...refusals },
      ...(it.params && { params: it.params }),
      ...(writes && { body: it.body ?? z.strictObject({}).nullish(), headers: WriteHeaders }),
    } as object,
    handler: async (request, reply) => {
      const { status, body } = await asCaller(api, request, reply, call, calling =>
        writes ? written(calling, request, reply) : done(calling, request),
      )
      return reply.status(status).send(body)
    },
  })

  async function done(calling: Calling, request: FastifyRequest): Promise<Told> {
    const { params, query, body } = request
    const given = { params: params as P, query: query as Q, body: body as B }
    const told = await it.work(calling, given)
    if (!told) throw new AppError('E-NOT-FOUND')
    return { status: told.status ?? 200, body: told.is }
  }

  async function written(calling: Calling, request: FastifyRequest, reply: FastifyReply): Promise<Told> {
    const { 'idempotency-key': key } = request.headers as { 'idempotency-key': string }
    const asked = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`
    const { again, ...told } = await once(calling, key, asked, () => done(calling, request))
    if (again) reply.header('idempotency-replayed', 'true')
    return told
  }
}

/** The place a call is about, that of the token without one. Throws E-NOT-FOUND for a place that is not the token's. */
export function placeOf({ caller }: Calling, place: string = caller.place): string {
  if (!place.startsWith(caller.place)) throw new AppError('E-NOT-FOUND')
  return place
}

/** The county a call is about. Throws E-API-LEVEL for a token of less than a county. */
export function wholeCounty(calling: Calling, place?: string): string {
  const county = placeOf(calling, place)
  if (county !== calling.caller.county) throw new AppError('E-API-LEVEL')
  return county
}

export const Place = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/)
export const County = z.string().regex(/^\d{6}$/)
