import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { prepare } from '../../server/db/database.ts'
import { clusterUrl, openCluster } from '../../server/db/embedded.ts'
import { type Name, names, type Order, type Report } from './contender.ts'
import { sessionTicks, usedUs } from './cpu.ts'
import { PEOPLE } from './dialogue.ts'
import { type Line, median, table } from './table.ts'

const IN_FLIGHT = [16, 64] as const

const Options = z.object({
  json: z.boolean().default(false),
  /** Rounds of each contender at each number in flight; the medians count. */
  rounds: z.coerce.number().int().min(1).default(5),
  seconds: z.coerce.number().positive().default(5),
  /** Instead of the comparison: so many turns of the product at 64 in flight, and how large its process is then. */
  turns: z.coerce.number().int().min(1).optional(),
})

/** A PostgreSQL of its own, a database and a process for each contender, rounds in turn; prints table and JSON. */
export async function runTurns(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      turns: { type: 'string' },
    },
  })
  const options = Options.parse(values)
  const dataDir = await mkdtemp(join(tmpdir(), 'xb-bench-'))
  const cluster = await openCluster({ dataDir })
  const admin = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres', 'postgres') })
  const started: Started[] = []
  try {
    await admin.connect()
    const start = async (name: Name) => {
      const one = await startContender(admin, cluster, name)
      started.push(one)
      return one
    }
    if (options.turns) await measureMemory(await start('ours'), options.turns, options.json)
    else {
      for (const name of names) await start(name)
      await compare(started, options)
    }
  } finally {
    for (const one of started) await one.stop()
    await admin.end()
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Started = { name: Name; round(order: Order): Promise<Round>; stop(): Promise<void> }
type Round = Report & { postgresUs: number | null }

async function startContender(admin: pg.Client, cluster: { host: string }, name: Name): Promise<Started> {
  const database = `bench_${name.toLowerCase()}`
  const own = name.startsWith('grammy')
  if (own) await admin.query(`create database ${database}`)
  else await prepare(cluster, database)
  const url = clusterUrl(cluster, own ? 'postgres' : 'xiangban_app', database)
  const child = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), ['turns-contender', name, url], {
    // As `npm start` runs it.
    execArgv: ['--max-semi-space-size=8'],
  })
  await answerOf(child, name)
  const analyst = new pg.Client({ connectionString: clusterUrl(cluster, 'postgres', database) })
  await analyst.connect()
  await analyst.query('analyze')
  await analyst.end()
  return {
    name,
    async round(order) {
      const before = await sessionTicks(admin, database)
      child.send(order)
      const report = (await answerOf(child, name)) as Report
      return { ...report, postgresUs: usedUs(before, await sessionTicks(admin, database)) }
    },
    async stop() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function answerOf(child: ChildProcess, name: Name): Promise<unknown> {
  const exited = new AbortController()
  const died = once(child, 'exit', { signal: exited.signal }).then(() => {
    throw new Error(`${name} ended before its time`)
  })
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal: exited.signal }), died])) as [
      unknown,
    ]
    return answer
  } finally {
    exited.abort()
    died.catch(() => {})
  }
}

async function compare(
  started: readonly Started[],
  { rounds, seconds, json }: z.infer<typeof Options>,
): Promise<void> {
  const load = [loadavg()[0]!]
  const played: (Round & { name: Name; inFlight: number })[] = []
  for (let n = 0; n < rounds; n++) {
    for (const inFlight of IN_FLIGHT) {
      // Each goes first in turn, so that nobody always follows the same one.
      for (let k = 0; k < started.length; k++) {
        const { name, round } = started[(n + k) % started.length]!
        const one = { name, inFlight, ...(await round({ inFlight, until: { ms: seconds * 1000 } })) }
        played.push(one)
        if (!json)
          progress(`round ${n + 1}/${rounds}: ${name}, ${inFlight} in flight, ${perSecond(one).toFixed(0)}/s`)
      }
    }
    load.push(loadavg()[0]!)
  }
  const lines = IN_FLIGHT.flatMap(inFlight =>
    names.map(name =>
      lineOf(
        name,
        inFlight,
        played.filter(one => one.name === name && one.inFlight === inFlight),
      ),
    ),
  )
  const rate = (name: Name, inFlight: number) =>
    lines.find(line => line.who === name && line.inFlight === inFlight)!.perSecond
  const rates = (inFlight: number) =>
    Object.fromEntries(names.map(name => [name, Math.round(rate(name, inFlight))]))
  const ours = played.filter(one => one.name === 'ours').at(-1)!
  console.log(
    `${PEOPLE} people, ${rounds} rounds of ${seconds} s, fsync on, ${availableParallelism()} cores, load ${median(load).toFixed(1)}\n`,
  )
  console.log(table(lines))
  for (const inFlight of IN_FLIGHT) {
    const [own, ceiling, grammy] = names.map(name => rate(name, inFlight)) as [number, number, number]
    console.log(
      `\n${inFlight} in flight: ${((own / ceiling) * 100).toFixed(0)} % of the ceiling, ${(own / grammy).toFixed(1)} times grammY`,
    )
  }
  console.log(`ours: ${megabytes(ours.rss)} MB resident after ${ours.said} turns`)
  if (json)
    console.log(
      JSON.stringify({
        ...rates(64),
        at16: rates(16),
        rounds,
        seconds,
        rssMB: megabytes(ours.rss),
        turns: ours.said,
        lines,
      }),
    )
}

async function measureMemory(ours: Started, turns: number, json: boolean): Promise<void> {
  const { said, rss, ...round } = await ours.round({ inFlight: 64, until: { turns } })
  console.log(
    `ours: ${megabytes(rss)} MB resident after ${said} turns (${perSecond(round).toFixed(0)} messages/s)`,
  )
  if (json)
    console.log(JSON.stringify({ turns: said, rssMB: megabytes(rss), ours: Math.round(perSecond(round)) }))
}

const perSecond = ({ turns, ms }: { turns: number; ms: number }) => (turns / ms) * 1000
const megabytes = (bytes: number) => Math.round(bytes / 1e6)
const progress = (line: string) => process.stderr.write(`${line}\n`)

function lineOf(who: Name, inFlight: number, rounds: readonly Round[]): Line {
  const rates = rounds.map(perSecond)
  const each = rounds.map(one => one.postgresUs)
  return {
    who,
    inFlight,
    perSecond: median(rates),
    range: [Math.min(...rates), Math.max(...rates)],
    p50: median(rounds.map(one => one.p50)),
    p99: median(rounds.map(one => one.p99)),
    nodeUs: median(rounds.map(one => one.cpuUs / one.turns)),
    postgresUs: each.includes(null) ? null : median(rounds.map(one => one.postgresUs! / one.turns)),
  }
}
