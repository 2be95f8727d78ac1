import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { days, zone } from '../../flows/engine/calendar.ts'
import { AppError } from '../errors.ts'
import { isoOf } from './messages.ts'
import type { SimulatorParts } from './parts.ts'

/** The farthest one move may go. */
const farthest = days(400)

const Clock = z.object({ now: z.string(), next: z.object({ at: z.string(), kind: z.string() }).nullable() })
export type Clock = z.infer<typeof Clock>

/** Business time, and what comes due next. */
async function clockOf({ clock, nextDue }: SimulatorParts): Promise<Clock> {
  const next = await nextDue()
  return { now: isoOf(clock.now()), next: next && { at: isoOf(next.at), kind: next.kind } }
}

/** Where 'P1D', 'PT10M' … lead from `now` (ms), by the calendar of Shanghai; throws E-BAD-INPUT. */
function instantAfter(now: number, advance: string): number {
  let then: number
  try {
    const length = Temporal.Duration.from(advance)
    then = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).add(length).epochMilliseconds
  } catch {
    throw new AppError('E-BAD-INPUT', { what: 'advance' })
  }
  if (then <= now || then > now + farthest) throw new AppError('E-BAD-INPUT', { what: 'advance' })
  return then
}

/** Looking at the clock and moving it; moves asked for at the same time are made one after the other. */
export const clockRoutes =
  (parts: SimulatorParts, moved: (clock: Clock) => void): FastifyPluginAsyncZod =>
  async app => {
    let moving: Promise<unknown> = Promise.resolve()

    async function move(advance: string): Promise<Clock> {
      const next = advance === 'next' ? await parts.nextDue() : null
      const now = parts.clock.now()
      if (next) await parts.advanceTo(Math.max(next.at, now))
      else if (advance !== 'next') await parts.advanceTo(instantAfter(now, advance))
      const clock = await clockOf(parts)
      moved(clock)
      return clock
    }

    app.get(
      '/simulator/clock',
      { schema: { querystring: z.strictObject({}), response: { 200: Clock } } },
      () => clockOf(parts),
    )

    app.post(
      '/simulator/clock',
      { schema: { body: z.strictObject({ advance: z.string().min(1).max(50) }), response: { 200: Clock } } },
      ({ body: { advance } }) => {
        if (advance !== 'next') instantAfter(parts.clock.now(), advance)
        const done = moving.then(() => move(advance))
        moving = done.catch(() => {})
        return done
      },
    )
  }
