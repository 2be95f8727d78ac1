import type { Channel } from '../../bot/channel.ts'
import { loadWords } from '../../locales/index.ts'
import { stoppedClock } from '../../server/clock.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import type { Pool } from '../../server/db/scope.ts'
import { openEngine } from '../../server/engine.ts'
import { ACCOUNT } from '../fan-out/people.ts'
import { benchKeys } from '../keys.ts'
import { NOON } from './county.ts'

export type House = Awaited<ReturnType<typeof openHouse>>

/** The engine as it runs, its clock stopped, with an account that is logged in and cannot send: a tick ends in the outbox. */
export async function openHouse(pool: Pool, at = NOON) {
  const channel: Channel = {
    start: async to => to.login(ACCOUNT),
    stop: async () => {},
    fetch: async () => null,
    health: () => ({ account: ACCOUNT, state: 'deaf', lastEventAt: null }),
    send: async () => ({ result: 'failed', reason: 'deaf', again: true }),
  }
  const failed = (details: object) => {
    throw new Error(JSON.stringify(details))
  }
  const log = { info: () => {}, warn: () => {}, error: failed }
  const clock = stoppedClock(at)
  const engine = openEngine({ pool, keys: benchKeys, words: loadWords(), clock, log, channel, pace: unpaced })
  await engine.start()
  await engine.settle()
  return { engine, clock }
}
