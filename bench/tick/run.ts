import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { prepare } from '../../server/db/database.ts'
import { clusterUrl, openCluster } from '../../server/db/embedded.ts'
import { openPool } from '../../server/db/pool.ts'
import { median } from '../turns/table.ts'
import { ASKED_AGAIN, clear, DUE, fallDue, loadCounty, NOON } from './county.ts'
import { type House, openHouse } from './house.ts'

const Options = z.object({
  json: z.boolean().default(false),
  sizes: z
    .string()
    .default('1000,100000,1000000')
    .transform(text => z.array(z.int().min(DUE)).parse(text.split(',').map(Number))),
  rounds: z.coerce.number().int().min(1).default(5),
})

type Side = { families: number; owner: pg.Client; house: House; ms: Record<Row, number[]> }
const rows = ['weekly question', 'care question', 'flow timers'] as const
type Row = (typeof rows)[number]

/** 500 due among so many enrolled: the engine's own tick, until their letters lie in the outbox; rounds in turn, medians. */
export async function runTick(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, sizes: { type: 'string' }, rounds: { type: 'string' } },
  })
  const { json, sizes, rounds } = Options.parse(values)
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-bench-'))
  const cluster = await openCluster({ dataDir })
  const ends: (() => Promise<unknown>)[] = []
  async function open(families: number): Promise<Side> {
    const database = `bench_tick_${families}`
    await prepare(cluster, database)
    const owner = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres', database) })
    await owner.connect()
    ends.push(() => owner.end())
    const began = performance.now()
    await loadCounty(owner, families)
    console.error(`${families} families loaded in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    const pool = openPool(clusterUrl(cluster, 'xiangban_app', database), 10)
    ends.push(() => pool.end())
    const house = await openHouse(pool)
    ends.push(() => house.engine.stop())
    return { families, owner, house, ms: { 'weekly question': [], 'care question': [], 'flow timers': [] } }
  }
  try {
    const sides: Side[] = []
    for (const families of sizes) sides.push(await open(families))
    for (let n = -1; n < rounds; n++)
      for (const side of sides) {
        await clear(side.owner)
        await side.owner.query('checkpoint')
        const timed = [await tick(side, 'check-in')]
        await clear(side.owner)
        timed.push(await tick(side, 'care-question'), await tick(side, 'timers'))
        // The first round fills caches and plans statements.
        if (n >= 0) for (const [i, row] of rows.entries()) side.ms[row].push(timed[i]!)
      }
    print(sides, rounds, json)
  } finally {
    for (const end of ends.reverse()) await end().catch(() => {})
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Milliseconds from the tick to the last letter in the outbox. */
async function tick(
  { owner, house: { engine, clock } }: Side,
  what: 'check-in' | 'care-question' | 'timers',
): Promise<number> {
  const letters = async () =>
    Number((await owner.query(`select count(*) as n from outbox where state = 'queued'`)).rows[0].n)
  if (what !== 'timers') await fallDue(owner, what)
  clock.moveTo(what === 'timers' ? ASKED_AGAIN : NOON)
  const before = await letters()
  const began = performance.now()
  await engine.tick()
  await engine.settle()
  const ms = performance.now() - began
  const written = (await letters()) - before
  if (written !== DUE) throw new Error(`${what}: ${written} letters of ${DUE}`)
  return ms
}

function print(sides: readonly Side[], rounds: number, json: boolean): void {
  const load = loadavg()[0]!
  const ms = (side: Side, row: Row) => median(side.ms[row])
  const times = (row: Row) => ms(sides.at(-1)!, row) / ms(sides[0]!, row)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  console.log(`${DUE} due, ${rounds} rounds, fsync on, ${availableParallelism()} cores, load ${load.toFixed(1)}

${line(['ms', ...sides.map(side => `${side.families} enrolled`), 'largest / smallest'])}
${line(['---', ...sides.map(() => '---:'), '---:'])}
${rows.map(row => line([row, ...sides.map(side => ms(side, row).toFixed(0)), times(row).toFixed(2)])).join('\n')}`)
  if (json)
    console.log(
      JSON.stringify({
        due: DUE,
        rounds,
        load,
        rows: rows.map(row => ({
          row,
          ms: Object.fromEntries(sides.map(side => [side.families, Math.round(ms(side, row))])),
          times: Number(times(row).toFixed(2)),
        })),
      }),
    )
}
