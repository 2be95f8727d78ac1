import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { clockRoutes } from './clock-routes.ts'
import { contactRoutes } from './contact-routes.ts'
import { firstPhones } from './contacts.ts'
import { eventRoutes, openPages } from './events.ts'
import { messageRoutes } from './message-routes.ts'
import { pageRoutes } from './page.ts'
import type { SimulatorParts } from './parts.ts'
import { recordRoutes } from './records.ts'

export type { SimulatorParts } from './parts.ts'

/**
 * The simulator: its page at `/` and everything below `/simulator/`. Registered only while the simulator is the
 * puppet, on an app that has fastify-type-provider-zod's compilers and answers an AppError by its status.
 */
export const simulatorRoutes =
  (parts: SimulatorParts): FastifyPluginAsyncZod =>
  async app => {
    await firstPhones(parts)
    const pages = openPages(parts)
    await app.register(pageRoutes)
    await app.register(contactRoutes(parts, () => pages.tell({ event: 'contacts', data: null })))
    await app.register(messageRoutes(parts))
    await app.register(
      clockRoutes(parts, clock => {
        pages.tell({ event: 'clock', data: clock })
        pages.recordsChanged()
      }),
    )
    await app.register(recordRoutes(parts))
    await app.register(eventRoutes(pages))
  }
