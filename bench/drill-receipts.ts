/**
 * Plays notices whose senders are killed while they send, whose gateway fails, doubts and answers late, and which are
 * paused, changed and stopped on the way; then holds the house's books against the gateway's own. Fails on any difference.
 *
 *     npm run drill:receipts [-- --notices 200 --people 500 --seed 1]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { prepare } from '../server/db/database.ts'
import { clusterUrl, openCluster } from '../server/db/embedded.ts'
import { openPool } from '../server/db/pool.ts'
import { checkBooks } from '../test/support/receipts/books.ts'
import { numberOf, playNotices } from '../test/support/receipts/play.ts'
import { benchKeys } from './keys.ts'
import { killedSender } from './receipts/killed-sender.ts'

const Options = z.object({
  notices: z.coerce.number().int().min(1).default(200),
  people: z.coerce.number().int().min(20).default(500),
  seed: z.coerce.number().int().default(1),
})
const { values } = parseArgs({
  options: { notices: { type: 'string' }, people: { type: 'string' }, seed: { type: 'string' } },
})
const { notices, people, seed } = Options.parse(values)

const dataDir = await mkdtemp(join(tmpdir(), 'xb-receipts-'))
const cluster = await openCluster({ dataDir })
await prepare(cluster, 'receipts')
const url = clusterUrl(cluster, 'xiangban_app', 'receipts')
const pool = openPool(url, 8)
const sender = killedSender(url, join(dataDir, 'gateway.jsonl'), seed)
try {
  const began = performance.now()
  const played = await playNotices({ pool, keys: benchKeys }, sender, {
    notices,
    people,
    seed,
    meanwhile: true,
  })
  const seen = sender.seen().filter(one => numberOf(one.text) > 0)
  const checks = await checkBooks(pool, played, seen)
  const copies = [
    ...Map.groupBy(
      seen.filter(one => one.arrived),
      one => `${one.to} ${numberOf(one.text)}`,
    ).values(),
  ]
  const figures = {
    notices,
    adults: played.adults.length,
    'senders killed': played.deaths.size,
    'calls of the gateway': seen.length,
    'letters that arrived': seen.filter(one => one.arrived).length,
    'arrived twice': copies.filter(some => some.length > 1).length,
    'most copies of one': Math.max(...copies.map(some => some.length)),
    'notices stopped': played.notices.filter(one => one.stopped).length,
    'notices paused': played.notices.filter(one => one.pauses.length > 0).length,
    'notices changed': played.notices.filter(one => one.changes.length > 0).length,
    'people who left': played.gone.size,
    'answers given': played.said,
    'answers delivered': played.delivered,
    'echoes not known as ours': played.strangers,
    seconds: Math.round((performance.now() - began) / 1_000),
  }
  const width = Math.max(
    ...[...Object.keys(figures), ...checks.map(one => one.what)].map(what => what.length),
  )
  for (const [what, figure] of Object.entries(figures)) console.log(`${what.padEnd(width)}  ${figure}`)
  console.log('')
  for (const { what, wrong, of, such } of checks) {
    console.log(`${what.padEnd(width)}  ${wrong} wrong of ${of}`)
    if (such) console.log(`  ${such}`)
  }
  if (checks.some(({ wrong }) => wrong > 0)) process.exitCode = 1
} finally {
  await sender.end()
  await pool.end()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}
