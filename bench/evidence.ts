import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { prepare } from '../server/db/database.ts'
import { clusterUrl, openCluster } from '../server/db/embedded.ts'
import { openPool } from '../server/db/pool.ts'
import { inScope, type Pool } from '../server/db/scope.ts'
import { type Act, appendEvidence } from '../server/evidence/append.ts'
import { verifyEvidence } from '../server/evidence/verify.ts'
import { benchKeys } from './keys.ts'

const COUNTY = '341226'
const CLIENTS = 8
/** Records written in one transaction while filling. */
const BATCH = 200

const Options = z.object({
  json: z.boolean().default(false),
  records: z.coerce.number().int().min(1_000).default(1_000_000),
  seconds: z.coerce.number().positive().default(5),
})

/** One chain: how fast 8 clients write to it, each act with its own commit, and how long so many records take to prove. */
export async function benchEvidence(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, records: { type: 'string' }, seconds: { type: 'string' } },
  })
  const { json, records, seconds } = Options.parse(values)
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-bench-'))
  const cluster = await openCluster({ dataDir })
  const database = 'bench_evidence'
  await prepare(cluster, database)
  const pool = openPool(clusterUrl(cluster, 'xiangban_app', database), CLIENTS + 1)
  try {
    await pool.query(`insert into places (code, name) values ($1, 'bench')`, [COUNTY])
    const writes = await write(pool, seconds)
    const filled = await fill(pool, records)
    const began = performance.now()
    const cpu = process.cpuUsage()
    const proved = await verifyEvidence({ pool, keys: benchKeys }, [])
    const verified = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    if (proved.broken.length > 0) throw new Error(JSON.stringify(proved.broken.slice(0, 5)))
    const load = loadavg()[0]!
    console.log(`fsync on, ${availableParallelism()} cores, load ${load.toFixed(1)}

| what                                        | figure | aim |
| ------------------------------------------- | -----: | --: |
| writes/s, one chain, ${CLIENTS} clients, a commit each | ${writes.toFixed(0)} | 500 |
| records/s, ${BATCH} to a transaction               | ${filled.toFixed(0)} |   - |
| verify ${proved.records} records, s                 | ${verified.toFixed(1)} |  15 |
| … of it processor time of this process, s  | ${((user + system) / 1e6).toFixed(1)} |   - |
`)
    if (json)
      console.log(
        JSON.stringify({ records: proved.records, verifySeconds: verified, writesPerSecond: writes, load }),
      )
  } finally {
    await pool.end()
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** As a page read leaves it; the body has the size of a confirmation's. */
const act = (): Act => ({
  kind: 'read',
  place: `${COUNTY}101001`,
  subjects: [randomUUID()],
  by: { staff: randomUUID() },
  what: { page: '/console/families/:family', shown: '您在外时，晓悦、晓军平日由奶奶照看，是吗？' },
})

async function write(pool: Pool, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000
  const client = async () => {
    let done = 0
    for (; performance.now() < until; done++) await append(pool, [act()])
    return done
  }
  const done = await Promise.all(Array.from({ length: CLIENTS }, client))
  return done.reduce((sum, one) => sum + one, 0) / seconds
}

async function fill(pool: Pool, records: number): Promise<number> {
  const { rows } = await pool.query('select n from evidence_heads')
  const began = performance.now()
  for (let n = rows[0].n; n < records; n += BATCH)
    await append(pool, Array.from({ length: Math.min(BATCH, records - n) }, act))
  return ((records - rows[0].n) / (performance.now() - began)) * 1_000
}

const append = (pool: Pool, acts: Act[]) =>
  inScope(pool, { place: COUNTY }, tx =>
    appendEvidence(tx, { keys: benchKeys, now: 1_795_312_800_000 }, acts),
  )
