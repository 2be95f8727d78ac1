import type { Clock } from '../clock.ts'
import { inScope, type Pool } from '../db/scope.ts'
import type { Keys } from '../privacy/seal.ts'
import { prompt } from './outbox.ts'

const MOST_AT_ONCE = 500

type Parts = { pool: Pool; keys: Keys; clock: Clock }

/** Due timers become inbox rows. The row names the turn that set it; a stale one is ignored there. */
export async function wake(parts: Parts, place: string): Promise<number> {
  let woken = 0
  for (let some = MOST_AT_ONCE; some === MOST_AT_ONCE; woken += some) some = await wakeSome(parts, place)
  return woken
}

async function wakeSome(parts: Parts, place: string): Promise<number> {
  const now = parts.clock.now()
  return await inScope(parts.pool, { place }, async tx => {
    const { rows } = await tx.query(
      // An array: of the few that are due each is found by index. `in` would read the timers of the whole county.
      `delete from timers where contact_id = any (array(
         select contact_id from timers where due_at <= $1 order by due_at limit $2 for update skip locked))
       returning contact_id, turn`,
      [new Date(now), MOST_AT_ONCE],
    )
    await prompt(
      tx,
      { keys: parts.keys, now },
      rows.map(row => ({
        contact: row.contact_id,
        key: `timer:${row.contact_id}:${row.turn}`,
        arrived: { type: 'timer', turn: row.turn },
      })),
    )
    return rows.length
  })
}
