import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Api } from './caller.ts'
import { RIGHTS } from './rights.ts'
import { apiRoute, Place } from './route.ts'
import { InstantText, isoOf } from './times.ts'

const Answer = z.object({
  id: z.uuid(),
  name: z.string(),
  place: Place,
  may: z.array(z.enum(RIGHTS)),
  expiresAt: InstantText,
})

/** What the token at hand is: to try out whether it holds. */
export const tokenRoutes = (api: Api) => async (app: FastifyInstance) =>
  apiRoute(app, api, {
    ...{ id: 'token-show', method: 'GET', url: '/token', right: null, answer: Answer },
    work: async ({ caller: { id, name, place, may, expiresAt } }) => ({
      is: { id, name, place, may, expiresAt: isoOf(expiresAt) },
    }),
  })
