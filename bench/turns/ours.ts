import { randomUUID } from 'node:crypto'
import { flows } from '../../flows/index.ts'
import { loadWords } from '../../locales/index.ts'
import { systemClock } from '../../server/clock.ts'
import { converse, LANES } from '../../server/conversation/converse.ts'
import { openLanes } from '../../server/conversation/loop.ts'
import { inboxKey, openReceiver } from '../../server/conversation/receive.ts'
import { openPool } from '../../server/db/pool.ts'
import { inScope } from '../../server/db/scope.ts'
import type { Log } from '../../server/parts.ts'
import { benchKeys } from '../keys.ts'
import { type Contender, dialogue } from './dialogue.ts'
import { ACCOUNT, COUNTY, loadPeople, messageId, wechatIdOf } from './people.ts'

/** As the server's own pool. */
export const CONNECTIONS = 10

/**
 * The product: receipt and the conversation loop wired as in server/engine.ts, with its flows, texts, sealing and
 * row-level security. A turn counts as answered when converse says that it has committed.
 */
export async function openOurs(url: string): Promise<Contender> {
  if (Object.keys(flows).length === 0) throw new Error('no flows')
  const pool = openPool(url, CONNECTIONS)
  await loadPeople(pool, benchKeys, systemClock.now())
  const waiting = new Map<string, () => void>()
  const failed = (error: unknown) => {
    throw error
  }
  const log: Log = {
    info: details => {
      for (const key of (details as { keys?: string[] }).keys ?? []) {
        waiting.get(key)?.()
        waiting.delete(key)
      }
    },
    warn: () => {},
    error: details => failed(new Error(JSON.stringify(details))),
  }
  const parts = { pool, keys: benchKeys, words: loadWords(), clock: systemClock, log }
  const talking = openLanes(
    Array.from({ length: LANES }, () => randomUUID()).map(
      worker => async () => (await converse(parts, COUNTY, worker)).more,
    ),
    failed,
  )
  const receiver = openReceiver({ ...parts, placeOf: () => COUNTY, received: () => talking.ring() })

  return {
    say: (person, turn, n) =>
      new Promise((answered, failed) => {
        const incoming = {
          account: ACCOUNT,
          contact: wechatIdOf(person),
          id: messageId(n),
          kind: 'text' as const,
          text: dialogue[turn].says,
          sentAt: systemClock.now(),
          self: false,
        }
        waiting.set(inboxKey(incoming), answered)
        receiver.receive(incoming).catch(failed)
      }),
    check: async turns => {
      await talking.idle()
      const { rows } = await inScope(pool, { place: COUNTY }, tx =>
        tx.query(
          `select (select count(*) from inbox where state = 'done') as heard, (select count(*) from outbox) as answered,
                  (select count(*) from tasks) as tasks`,
        ),
      )
      if (rows[0].heard !== turns || rows[0].answered !== turns)
        throw new Error(`${turns} turns, but ${JSON.stringify(rows[0])}`)
    },
    close: async () => {
      await talking.stop()
      await pool.end()
    },
  }
}
