import { setTimeout as sleep } from 'node:timers/promises'
import { simulatorAccount } from '../../bot/puppets/simulator/simulator.ts'
import { inboxKey } from '../conversation/receive.ts'
import { inScope } from '../db/scope.ts'
import type { SimulatorParts } from './parts.ts'

/** The longest wait, ms, and how often it is looked. */
const patience = 5_000
const lookEvery = 15

/**
 * Resolves when what a phone did as message `id` has come all the way through Wechaty into the inbox, has been
 * handled, and what it caused has been sent; after five seconds in any case.
 */
export async function handled({ pool, county, settle }: SimulatorParts, id: string): Promise<void> {
  const keys = [id, `friend:${id}`].map(one => inboxKey({ account: simulatorAccount, id: one }))
  const over = AbortSignal.timeout(patience)
  const isHandled = () =>
    inScope(pool, { place: county }, tx =>
      tx.query(`select 1 from inbox where key = any($1) and state <> 'waiting'`, [keys]),
    ).then(
      ({ rowCount }) => rowCount !== 0,
      () => false, // the database is away: the next look tells
    )
  while (!over.aborted && !(await isHandled())) await sleep(lookEvery)
  if (over.aborted) return
  const late = Promise.withResolvers<void>()
  over.addEventListener('abort', () => late.resolve())
  await Promise.race([settle(), late.promise])
}
