import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { loadWords } from '../../locales/index.ts'
import { stoppedClock } from '../../server/clock.ts'
import { deliver } from '../../server/conversation/deliver.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { openPool } from '../../server/db/pool.ts'
import { lots } from '../../server/demo/draw.ts'
import { ACCOUNTS, COUNTY } from '../../test/support/receipts/families.ts'
import { roughGateway } from '../../test/support/receipts/gateway.ts'
import { benchKeys } from '../keys.ts'

/** Sends for the accounts in a process of its own; each piece of work is told by its parent, which may kill it at any moment. */
const [url, book, seed] = process.argv.slice(2) as [string, string, string]
const pool = openPool(url, 6)
const draw = lots(Number(seed))
const lease = randomUUID()
const clock = stoppedClock(0)
let step = 0
const log = { info: () => {}, warn: () => {}, error: (what: object) => console.error(what) }
const parts = { pool, keys: benchKeys, words: loadWords(), clock, log, pace: unpaced }
const channels = ACCOUNTS.map(account => ({
  account,
  channel: roughGateway(account, draw, {
    step: () => step,
    write: seen => appendFileSync(book, `${JSON.stringify(seen)}\n`),
    ends: async () => {},
  }),
}))

process.on('message', async (given: { now: number; step: number }) => {
  clock.moveTo(given.now)
  step = given.step
  await Promise.all(
    channels.map(({ account, channel }) => deliver({ ...parts, channel }, COUNTY, account, lease)),
  )
  process.send?.('done')
})
process.send?.('ready')
