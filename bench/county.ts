import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { dayOf, days, hours, instantOf, minutes } from '../flows/engine/calendar.ts'
import { loadWords } from '../locales/index.ts'
import { prepare } from '../server/db/database.ts'
import { clusterUrl, openCluster } from '../server/db/embedded.ts'
import { openPool } from '../server/db/pool.ts'
import { inScope } from '../server/db/scope.ts'
import { policyOn } from '../server/policy.ts'
import { acceptWarning } from '../server/weather/accept.ts'
import type { Warning } from '../server/weather/warning.ts'
import { COUNTY, loadFamilies } from './fan-out/people.ts'
import { benchKeys } from './keys.ts'
import { openHouse } from './tick/house.ts'

const Options = z.object({
  json: z.boolean().default(false),
  sizes: z
    .string()
    .default('1000,20000,100000')
    .transform(text => z.array(z.int().min(1)).parse(text.split(',').map(Number))),
})

/** A Wednesday of the season. */
const DAY = '2026-07-01'

/** Milliseconds. */
type Row = Record<'plan' | 'gaps' | 'message' | 'warning', number>

/** What is done for a county as a whole, once a day or at once, by its families; printed in seconds. */
export async function runCounty(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, sizes: { type: 'string' } } })
  const { json, sizes } = Options.parse(values)
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-bench-'))
  const cluster = await openCluster({ dataDir })
  const found: (Row & { families: number })[] = []
  try {
    for (const families of sizes) {
      const database = `bench_county_${families}`
      await prepare(cluster, database)
      const owner = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres', database) })
      await owner.connect()
      await loadFamilies(owner, families)
      const pool = openPool(clusterUrl(cluster, 'xiangban_app', database), 10)
      found.push({ families, ...(await one(owner, pool, families)) })
      await pool.end()
      await owner.end()
    }
    print(found, json)
  } finally {
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function one(owner: pg.Client, pool: pg.Pool, families: number): Promise<Row> {
  const { engine, clock } = await openHouse(pool, instantOf(DAY, '04:00') - days(1))
  const at = async (ms: number) => {
    clock.moveTo(ms)
    const began = performance.now()
    await engine.tick()
    await engine.settle()
    return performance.now() - began
  }
  const due = async (kind: string): Promise<number> => {
    const { rows } = await owner.query(
      `select min(due_at) as at from due_items where kind = $1 and state = 'open' and due_at > $2`,
      [kind, new Date(clock.now())],
    )
    return rows[0].at.getTime()
  }
  try {
    const warning = await warn(owner, pool, clock.now())
    await at(instantOf(DAY, '00:00') - minutes(1))
    const plan = await at(instantOf(DAY, '00:05'))
    await at((await due('gaps')) - minutes(1))
    const gaps = await at(await due('gaps'))
    await at((await due('calendar-notice')) - minutes(1))
    const message = await at(await due('calendar-notice'))
    const { rows } = await owner.query(
      `select count(*)::int as people from deliveries d join notices n on n.id = d.notice_id
       where n.released_at = $1 and d.excluded is null`,
      [new Date(clock.now())],
    )
    if (rows[0].people !== families) throw new Error(`${rows[0].people} of ${families} families`)
    return { plan, gaps, message, warning }
  } finally {
    await engine.stop()
  }
}

/** A red warning for the whole county, until it is frozen for its families and staff are told. */
async function warn(owner: pg.Client, pool: pg.Pool, now: number): Promise<number> {
  const sender = randomUUID()
  await owner.query(
    `insert into warning_senders (id, place, code, name, since) values ($1, $2, $2 || '-bench', 'bench', $3)`,
    [sender, COUNTY, new Date(now)],
  )
  const warning: Warning = {
    ...{ identifier: 'bench', sender: 'bench', status: 'Actual', change: 'Alert', open: true },
    ...{
      kind: 'rainstorm',
      level: 'red',
      station: 'bench',
      headline: 'bench',
      description: 'bench',
      instruction: '',
    },
    ...{ area: 'bench', codes: [COUNTY], refersTo: [], doubts: [] },
    ...{ sentAt: now, effectiveAt: now, expiresAt: now + hours(6) },
  }
  const began = performance.now()
  await inScope(pool, { place: COUNTY }, async tx => {
    const policy = await policyOn(tx, COUNTY, dayOf(now))
    const desk = { keys: benchKeys, words: loadWords(), now, county: COUNTY, policy, acts: [] }
    const { outcome } = await acceptWarning(tx, desk, { warning, raw: '', from: { sender } })
    if (outcome !== 'given') throw new Error(outcome)
  })
  return performance.now() - began
}

function print(found: readonly (Row & { families: number })[], json: boolean): void {
  const seconds = (ms: number) => (ms / 1_000).toFixed(2)
  console.log(`seconds, fsync on, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}

| families | the day's plan | what is missing | the calendar's message | a red warning |
| -------: | -------------: | --------------: | ---------------------: | ------------: |
${found.map(one => `| ${[one.families, ...[one.plan, one.gaps, one.message, one.warning].map(seconds)].join(' | ')} |`).join('\n')}`)
  if (json) console.log(JSON.stringify(found))
}
