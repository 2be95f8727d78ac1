import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type pg from 'pg'
import { z } from 'zod'
import type { Health } from '../bot/channel.ts'

export type HealthParts = {
  pool: pg.Pool
  /** True once migrated and conversations are being processed. */
  working(): boolean
  channel(): Health
}

/** `/livez` the loop answers; `/readyz` the house works; `/botz` WeChat's own state, which must never restart the process. */
export const healthRoutes =
  ({ pool, working, channel }: HealthParts): FastifyPluginAsyncZod =>
  async app => {
    app.get('/livez', { schema: { response: { 200: z.object({ ok: z.literal(true) }) } } }, async () => ({
      ok: true as const,
    }))

    app.get('/readyz', { schema: { response: { 200: Ready, 503: Ready } } }, async (_, reply) => {
      const database = await pool.query('select 1').then(
        () => true,
        () => false,
      )
      const ok = database && working()
      return reply.status(ok ? 200 : 503).send({ ok, database, conversations: working() })
    })

    app.get('/botz', { schema: { response: { 200: Bot, 503: Bot } } }, async (_, reply) => {
      const { state, lastEventAt } = channel()
      return reply
        .status(state === 'ready' ? 200 : 503)
        .send({ state, lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString() })
    })
  }

const Ready = z.object({ ok: z.boolean(), database: z.boolean(), conversations: z.boolean() })
const Bot = z.object({
  state: z.enum(['starting', 'ready', 'deaf', 'stopped']),
  lastEventAt: z.string().nullable(),
})
