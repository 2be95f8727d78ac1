import { fastifySSE } from '@fastify/sse'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { asCounty } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { countReceipts, type HouseholdCounts } from '../notices/count.ts'
import { findNotice } from '../notices/recent.ts'
import type { Parts } from '../parts.ts'
import { asWhoever } from './whoever.ts'

/** How often an open page hears of new numbers, ms: while letters leave, and when only answers come. */
const [OFTEN, SELDOM] = [2_000, 15_000]
/** Pages that listen at once; the next one reads by itself, as without scripts. */
const MOST = 100

const Params = z.strictObject({ id: z.uuid(), place: z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/) })

/** The numbers of a notice as they change, without names: server-sent events. Each look asks anew who is looking. */
export async function liveCounts(app: FastifyInstance, parts: Parts): Promise<void> {
  const open = new Set<FastifyReply>()
  await app.register(fastifySSE, { heartbeatInterval: 15_000 })
  app.addHook('preClose', async () => {
    for (const page of open) page.sse.close()
  })
  app.get('/notices/sent/:id/live/:place', { sse: 'only' }, async (request, reply) => {
    const first = await look(parts, request)
    if (open.size >= MOST) throw new AppError('E-BUSY')
    open.add(reply)
    reply.sse.keepAlive()
    let timer: NodeJS.Timeout | undefined
    reply.sse.onClose(() => {
      open.delete(reply)
      clearTimeout(timer)
    })
    let last = JSON.stringify(first)
    const next = (counts: HouseholdCounts) => {
      timer = setTimeout(() => void again(), counts.queued > 0 ? OFTEN : SELDOM)
    }
    // Whoever is logged out, or whose line is gone, hears no more.
    const again = () =>
      look(parts, request)
        .then(async counts => {
          const now = JSON.stringify(counts)
          if (now !== last) await reply.sse.send({ event: 'counts', data: counts })
          last = now
          if (open.has(reply)) next(counts)
        })
        .catch(() => reply.sse.close())
    await reply.sse.send({ event: 'counts', data: first })
    next(first)
  })
}

const look = (parts: Parts, request: FastifyRequest): Promise<HouseholdCounts> =>
  asWhoever(
    parts,
    request,
    async ({ tx, keys, who }) => {
      const params = Params.safeParse(request.params)
      if (!params.success || !params.data.place.startsWith(who.place)) throw new AppError('E-NOT-FOUND')
      const { id, place } = params.data
      return await asCounty(tx, who.county, async () => {
        if (!(await findNotice(tx, keys, who.place, id))) throw new AppError('E-NOT-FOUND')
        return await countReceipts(tx, id, place)
      })
    },
    { awake: false },
  )
