import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { prepare } from '../../server/db/database.ts'
import { clusterUrl, openCluster } from '../../server/db/embedded.ts'
import { poolOptions } from '../../server/db/pool.ts'
import { median } from '../turns/table.ts'
import { byGraphile } from './graphile.ts'
import { clear, insertBare, type Phases, type Steered, sendNotice, steerNotice } from './ours.ts'
import { loadFamilies } from './people.ts'

const Options = z.object({
  json: z.boolean().default(false),
  size: z.coerce.number().int().min(100).default(100_000),
  rounds: z.coerce.number().int().min(1).default(3),
})

/** Its defaults, one job at a time, are tried with so many only: they are slow. */
const DEFAULTS = 2_000

/** One notice to everybody: ours, graphile-worker tuned and as it comes, a bare insert; rounds in turn, medians. */
export async function runFanOut(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, size: { type: 'string' }, rounds: { type: 'string' } },
  })
  const { json, size, rounds } = Options.parse(values)
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-bench-'))
  const cluster = await openCluster({ dataDir })
  const ends: (() => Promise<unknown>)[] = []
  const connect = async (database: string) => {
    const client = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres', database) })
    await client.connect()
    ends.push(() => client.end())
    return client
  }
  const app = async (database: string, families: number) => {
    await prepare(cluster, database)
    const owner = await connect(database)
    await loadFamilies(owner, families)
    const url = clusterUrl(cluster, 'xiangban_app', database)
    const pool = new pg.Pool({ ...poolOptions(url), statement_timeout: 0, query_timeout: 0 })
    ends.push(() => pool.end())
    return { owner, pool }
  }
  try {
    const admin = await connect('postgres')
    await admin.query('create database bench_graphile')
    const theirs = await connect('bench_graphile')
    const theirUrl = clusterUrl(cluster, 'postgres', 'bench_graphile')
    const [large, small] = [await app('bench_fan_out', size), await app('bench_small', 1_000)]
    const walOf = async <T>(work: () => Promise<T>) => {
      const before = (await admin.query('select pg_current_wal_insert_lsn() as at')).rows[0].at
      const result = await work()
      const { rows } = await admin.query('select pg_current_wal_insert_lsn() - $1::pg_lsn as bytes', [before])
      return { result, bytes: Number(rows[0].bytes) }
    }
    const ours: (Phases & { wal: number; stored: number })[] = []
    const [bare, tuned, asItComes, tunedWal]: [number[], number[], number[], number[]] = [[], [], [], []]
    const steered: { large: Steered[]; small: Steered[] } = { large: [], small: [] }
    for (let n = 0; n < rounds; n++) {
      await clear(large.owner)
      await large.owner.query('vacuum analyze')
      await admin.query('checkpoint')
      const { result, bytes } = await walOf(() => sendNotice(large.pool, size))
      const { rows } = await large.owner.query(
        `select sum(pg_total_relation_size(t)) as bytes from unnest(array['notices', 'notice_words', 'notice_rounds', 'notice_stretches', 'deliveries', 'outbox']::regclass[]) t`,
      )
      ours.push({ ...result, wal: bytes, stored: Number(rows[0].bytes) })
      await admin.query('checkpoint')
      const theirRound = await walOf(() => byGraphile(theirs, theirUrl, size, 'tuned'))
      tuned.push(theirRound.result)
      tunedWal.push(theirRound.bytes)
      asItComes.push(await byGraphile(theirs, theirUrl, Math.min(size, DEFAULTS), 'default'))
      // What one leaves behind is not tidied up in the time of the next.
      await theirs.query('vacuum analyze')
      await clear(large.owner)
      await admin.query('checkpoint')
      bare.push(await insertBare(large.pool))
      for (const [name, side] of Object.entries({ large, small }) as ['large' | 'small', typeof large][]) {
        await clear(side.owner)
        steered[name].push(await steerNotice(side.pool))
      }
    }
    const rate = (people: number, ms: readonly number[]) => Math.round((people / median(ms)) * 1_000)
    const wholeOf = ({ release, send, count }: Phases) => release + send + count
    const times = (of: keyof Steered) => {
      const [many, few] = [steered.large, steered.small].map(side => median(side.map(one => one[of])))
      return Number((many! / few!).toFixed(2))
    }
    const figures = {
      ours: rate(size, ours.map(wholeOf)),
      insertCeiling: rate(size, bare),
      graphileTuned: rate(size, tuned),
      graphileDefault: rate(Math.min(size, DEFAULTS), asItComes),
      walBytes: Math.round(median(ours.map(one => one.wal)) / size),
      storedBytes: Math.round(median(ours.map(one => one.stored)) / size),
      graphileWalBytes: Math.round(median(tunedWal) / size),
      releaseMs: Math.round(median(ours.map(one => one.release))),
      sendMs: Math.round(median(ours.map(one => one.send))),
      countMs: Math.round(median(ours.map(one => one.count))),
      handDownMs: Number(median(steered.large.map(one => one.handDown)).toFixed(1)),
      ...{ handDownTimes: times('handDown'), pauseTimes: times('pause'), stopTimes: times('stop') },
    }
    console.log(
      `${size} recipients, ${rounds} rounds, fsync on, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}

| contender               | deliveries/s | WAL bytes each | stored bytes each |
| ----------------------- | -----------: | -------------: | ----------------: |
| ours                    | ${String(figures.ours).padStart(12)} | ${String(figures.walBytes).padStart(14)} | ${String(figures.storedBytes).padStart(17)} |
| insert ceiling          | ${String(figures.insertCeiling).padStart(12)} | ${'-'.padStart(14)} | ${'-'.padStart(17)} |
| graphile-worker tuned   | ${String(figures.graphileTuned).padStart(12)} | ${String(figures.graphileWalBytes).padStart(14)} | ${'-'.padStart(17)} |
| graphile-worker default | ${String(figures.graphileDefault).padStart(12)} | ${'-'.padStart(14)} | ${'-'.padStart(17)} |

ours: ${(figures.ours / figures.graphileTuned).toFixed(1)} times graphile-worker tuned; released in ${figures.releaseMs} ms, sent in ${figures.sendMs}, counted in ${figures.countMs}
handed down to the villages in ${figures.handDownMs} ms, ${figures.handDownTimes} times what it takes with 1,000 recipients;
pause ${figures.pauseTimes} times, stop ${figures.stopTimes} times`,
    )
    if (json) console.log(JSON.stringify({ ...figures, size, rounds, load: loadavg()[0] }))
  } finally {
    for (const end of ends.reverse()) await end().catch(() => {})
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
