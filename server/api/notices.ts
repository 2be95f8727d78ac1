import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { findPrepared, keepPrepared, Link } from '../notices/prepared.ts'
import { SOON, STANDS } from '../notices/reach.ts'
import { type Desk, type Reckoned, reckon, sendPrepared } from '../notices/send-prepared.ts'
import { Whom } from '../notices/whom.ts'
import type { Api, Calling } from './caller.ts'
import { apiRoute } from './route.ts'
import { Instant } from './times.ts'

/** Characters of a notice at most, as on the page; a grandmother reads sixty. */
export const LONGEST = 300

const Draft = z.strictObject({
  text: z.string().trim().min(1).max(LONGEST),
  link: Link.optional(),
  whom: Whom.default({}),
  soon: z.enum(SOON).default('plain'),
  leavesAt: Instant.nullable().default(null),
})

/** To how many households it would go at this moment, and where the others stand. */
const Reached = z.object({
  id: z.uuid(),
  total: z.int(),
  counts: z.array(z.object({ of: z.enum(STANDS), count: z.int() })),
  villages: z.int().nullable(),
})

const Released = z.object({ notice: z.uuid().nullable(), announcement: z.uuid().nullable(), total: z.int() })

/** Whoever the token speaks for, at their desk. Throws E-API-RIGHT when they have left the post. */
export function deskOf(calling: Calling): Desk {
  const { staff, place, county } = calling.caller
  if (!staff) throw new AppError('E-API-RIGHT', { right: 'notices:write' })
  return { ...calling, who: { id: staff.id, role: staff.role, place, county } }
}

const reachedOf = (id: string, { reach, villages }: Reckoned): z.infer<typeof Reached> => ({
  ...{ id, total: reach.total, counts: reach.counts.map(({ of, count }) => ({ of, count })) },
  villages: villages?.length ?? null,
})

const draft = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'notice-draft', method: 'POST', url: '/notices', right: 'notices:write' },
    ...{ body: Draft, answer: Reached },
    work: async (calling, { body: { text, link, whom, soon, leavesAt } }) => {
      const desk = deskOf(calling)
      if (whom.places?.some(place => !place.startsWith(desk.who.place))) return null
      const writing = { whom, soon, leavesAt, file: null, content: { text, ...(link && { link }) } }
      const id = (await keepPrepared(desk.tx, desk, desk.who, writing, null))!
      return { status: 201, is: reachedOf(id, await reckon(desk, writing)) }
    },
  })

const release = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'notice-release', method: 'POST', url: '/notices/:id/release', right: 'notices:write' },
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ total: z.int().optional() }).nullish(),
    answer: Released,
    work: async (calling, { params: { id }, body }) => {
      const desk = deskOf(calling)
      const prepared = await findPrepared(desk.tx, desk.keys, desk.who, id, { locked: true })
      if (!prepared) return null
      const reckoned = await reckon(desk, prepared)
      const { total } = reckoned.reach
      if (total === 0 || reckoned.villages?.length === 0) throw new AppError('E-NOTICE-NOBODY')
      if (typeof body?.total === 'number' && total > body.total)
        throw new AppError('E-NOTICE-MORE', { total })
      const sent = await sendPrepared(desk, prepared, reckoned)
      const is = { notice: null, announcement: null, ...sent, total }
      return { status: 201, is }
    },
  })

/** A notice is drafted and counted, then released: in a village to its families, above to the villages as drafts. */
export const noticeRoutes = (api: Api) => async (app: FastifyInstance) => {
  for (const one of [draft, release]) await app.register(one(api))
}
