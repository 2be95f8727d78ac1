import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Parts } from '../parts.ts'
import type { Who } from '../staff/sessions.ts'
import { formOf } from './staff-page.ts'
import { asWhoever, type Looking } from './whoever.ts'

/** A file that was made whole: half a paper is none. `name` is plain: letters, digits, - and one dot. */
export type Made = { name: string; type: string; body: Buffer }

export type StaffFile<P> = {
  /** Below /console. */
  url: string
  /** `post` for what is taken out of the house in bulk: only from our own page, with its token. */
  method: 'get' | 'post'
  roles?: readonly Who['role'][]
  params: z.ZodType<P>
  /** Made under the scope of whoever asks, who adds to `looking.acts` what they took; null when there is no such thing. */
  make(looking: Looking, params: P): Promise<Made | null>
}

/** Puts a file for staff on its address. What does not exist and what is not theirs are the same 404. */
export function staffFile<P>(app: FastifyInstance, parts: Parts, it: StaffFile<P>): void {
  app[it.method](it.url, async (request, reply) => {
    const made = await asWhoever(parts, request, async looking => {
      if (it.method === 'post') formOf(undefined, request.body, looking)
      const params = it.params.safeParse(request.params)
      const may = !it.roles || it.roles.includes(looking.who.role)
      const file = params.success && may ? await it.make(looking, params.data) : null
      if (file === null) throw new AppError('E-NOT-FOUND')
      return file
    })
    const shown = it.method === 'get' ? 'inline' : 'attachment'
    return reply
      .header('content-disposition', `${shown}; filename="${made.name}"`)
      .header('x-content-type-options', 'nosniff')
      .type(made.type)
      .send(made.body)
  })
}

/** Gathers what is written. */
export function gathered(): { out: Writable; whole: () => Buffer } {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { out, whole: () => Buffer.concat(chunks) }
}
