import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { asCounty } from '../db/scope.ts'
import { findNotice } from '../notices/recent.ts'
import type { Desk } from '../notices/send-prepared.ts'
import { changeUnsent, pauseNotice, resumeNotice, sendAt, stopNotice } from '../notices/steer.ts'
import type { Api } from './caller.ts'
import { deskOf, LONGEST } from './notices.ts'
import { apiRoute } from './route.ts'
import { Instant } from './times.ts'

/** Whether there was anything to be done; people written to and spared by a stop; the version of changed words. */
const Done = z.object({
  done: z.boolean(),
  sent: z.int().optional(),
  unsent: z.int().optional(),
  version: z.int().optional(),
})
type Done = z.infer<typeof Done>

type Steer<B> = {
  id: string
  to: string
  body: z.ZodType<B>
  act(desk: Desk, notice: string, body: B): Promise<Done>
}

/** What is done to a notice of the token's place, or of one below it, after its release: only what has not left is touched. */
const steering =
  <B>({ id, to, body, act }: Steer<B>) =>
  (api: Api) =>
  async (app: FastifyInstance) =>
    apiRoute(app, api, {
      ...{ id, method: 'POST', url: `/notices/:id/${to}`, right: 'notices:write', body, answer: Done },
      params: z.strictObject({ id: z.uuid() }),
      work: async (calling, { params, body: given }) => {
        const desk = deskOf(calling)
        const { tx, keys, who } = desk
        return await asCounty(tx, who.county, async () => {
          const notice = await findNotice(tx, keys, who.place, params.id)
          if (!notice?.place.startsWith(who.place)) return null
          return { is: await act(desk, notice.id, given) }
        })
      },
    })

const nothing = z.strictObject({}).nullish()
const given = ({ acts, who }: Desk, notice: string) => ({ acts, notice, staff: who.id })

const pause = steering({
  ...{ id: 'notice-pause', to: 'pause', body: nothing },
  act: async (desk, notice) => ({ done: await pauseNotice(desk.tx, desk, given(desk, notice)) }),
})

const resume = steering({
  ...{ id: 'notice-resume', to: 'resume', body: nothing },
  act: async (desk, notice) => ({ done: await resumeNotice(desk.tx, desk, given(desk, notice)) }),
})

const stop = steering({
  ...{ id: 'notice-stop', to: 'stop', body: nothing },
  act: async (desk, notice) => {
    const stopped = await stopNotice(desk.tx, desk, given(desk, notice))
    return { done: stopped.unsent > 0, ...stopped }
  },
})

const change = steering({
  ...{
    id: 'notice-change',
    to: 'words',
    body: z.strictObject({ text: z.string().trim().min(1).max(LONGEST) }),
  },
  act: async (desk, notice, { text }) => {
    const version = await changeUnsent(desk.tx, desk, {
      ...{ ...given(desk, notice), content: { text } },
      text: to => desk.words(to.language, 'notice:letter', { text }),
    })
    return version === null ? { done: false } : { done: true, version }
  },
})

const later = steering({
  ...{ id: 'notice-later', to: 'later', body: z.strictObject({ at: Instant }) },
  act: async (desk, notice, { at }) => ({
    done: await sendAt(desk.tx, desk, { ...given(desk, notice), at }),
  }),
})

export const steerRoutes = (api: Api) => async (app: FastifyInstance) => {
  for (const route of [pause, resume, stop, change, later]) await app.register(route(api))
}
