import { randomUUID } from 'node:crypto'
import { loadWords } from '../../../locales/index.ts'
import { stoppedClock } from '../../../server/clock.ts'
import { deliver } from '../../../server/conversation/deliver.ts'
import { unpaced } from '../../../server/conversation/pace.ts'
import type { Pool } from '../../../server/db/scope.ts'
import { lots } from '../../../server/demo/draw.ts'
import type { Keys } from '../../../server/privacy/seal.ts'
import { ACCOUNTS, COUNTY } from './families.ts'
import { roughGateway, type Seen } from './gateway.ts'
import type { Sender } from './play.ts'

/** A sender that dies by never going on: as after SIGKILL, what it held stays in its hands. */
export function mortalSender({ pool, keys }: { pool: Pool; keys: Keys }, seed: number): Sender {
  const draw = lots(seed)
  const seen: Seen[] = []
  let lease = randomUUID()
  return {
    seen: () => seen,
    async work({ now, step, dies }) {
      const clock = stoppedClock(now)
      const log = { info: () => {}, warn: () => {}, error: () => {} }
      const parts = { pool, keys, words: loadWords(), clock, log, pace: unpaced }
      const death = Promise.withResolvers<'died'>()
      let left = dies ? draw.between(0, 60) : Number.POSITIVE_INFINITY
      const ends = async () => {
        if (left-- > 0) return
        death.resolve('died')
        await new Promise(() => {})
      }
      const all = ACCOUNTS.map(account => {
        const channel = roughGateway(account, draw, { step: () => step, write: one => seen.push(one), ends })
        return deliver({ ...parts, channel }, COUNTY, account, lease)
      })
      const how = await Promise.race([Promise.all(all).then(() => 'done' as const), death.promise])
      if (how === 'died') lease = randomUUID()
      return how
    },
  }
}
