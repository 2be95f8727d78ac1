import type { Clock } from './clock.ts'
import { inScope, type Pool } from './db/scope.ts'

type Parts = {
  pool: Pool
  county: string
  clock: Clock & { moveTo(ms: number): void }
  engine: { tick(): Promise<void>; settle(): Promise<void> }
}

/** What the house does for itself; a person waiting for the next thing does not mean these. */
const OWN_WORK = ['plan', 'request-quiet']

/**
 * Moves the simulator's clock forward to an instant, stopping at everything that comes due on the way, so that a
 * week played in a second happens in the order of a real one.
 */
export async function advanceTo(parts: Parts, target: number): Promise<void> {
  const { clock, engine } = parts
  await engine.tick()
  await engine.settle()
  for (
    let next = await nextInstant(parts);
    next !== null && next <= target;
    next = await nextInstant(parts)
  ) {
    clock.moveTo(Math.max(next, clock.now() + 1))
    await engine.settle()
  }
  clock.moveTo(target)
  await engine.settle()
}

/** The next instant at which anything at all is due, or null. */
async function nextInstant({ pool, county, clock }: Parts): Promise<number | null> {
  return await inScope(pool, { place: county }, async tx => {
    const { rows } = await tx.query(
      `select least(
         (select min(due_at) from timers),
         (select min(due_at) from due_items where state = 'open'),
         (select min(not_before) from outbox where state = 'queued' and not_before > $1),
         (select min(not_before) from notice_rounds where state = 'open' and not_before > $1)) as next`,
      [new Date(clock.now())],
    )
    return rows[0].next?.getTime() ?? null
  })
}

/** The next thing a person would wait for. */
export async function nextDue({
  pool,
  county,
  clock,
}: Omit<Parts, 'engine'>): Promise<{ at: number; kind: string } | null> {
  return await inScope(pool, { place: county }, async tx => {
    const { rows } = await tx.query(
      `select due_at as at, kind from due_items where state = 'open' and kind <> all($1)
       union all select not_before, 'message' from outbox where state = 'queued' and not_before > $2
       union all select not_before, 'message' from notice_rounds where state = 'open' and not_before > $2
       order by at limit 1`,
      [OWN_WORK, new Date(clock.now())],
    )
    return rows[0] ? { at: rows[0].at.getTime(), kind: rows[0].kind } : null
  })
}
