import { mkdir, realpath } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { openBase } from './embedded/base.ts'
import { initialise } from './embedded/initialise.ts'
import { removeOrphans } from './embedded/orphans.ts'
import { halt, holderOf, type Postmaster } from './embedded/postmaster.ts'
import { enter, isLast, type Presence } from './embedded/presence.ts'
import { runnable, shippedPrograms } from './embedded/programs.ts'
import { type Seat, takeSeat } from './embedded/seat.ts'
import { startPostmaster } from './embedded/start.ts'

/**
 * The PostgreSQL of one data folder, running. `host` is the folder of its Unix socket, there is no TCP port;
 * `started` says whether this process started it or joined it.
 */
export type Cluster = {
  host: string
  port: number
  started: boolean
  /**
   * Call after ending your own pools. Stops the cluster when nobody else is connected to it, whoever started it, and
   * otherwise leaves it running for the others. Calling it twice is harmless.
   */
  stop(): Promise<'stopped' | 'left running'>
}

/** `fsync: false` makes a fast cluster that a power cut may destroy: for tests only. */
export type ClusterOptions = {
  dataDir: string
  fsync?: boolean
  log?: { info(details: object, line: string): void }
}

/**
 * Opens the cluster of a data folder: joins it when it runs, else creates, recovers and starts it. Throws
 * `AppError` E-DB-PLATFORM (no PostgreSQL for this system) or E-DB with the one line that says why.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  try {
    return await open(options)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof AppError || !code || code.startsWith('ERR_')) throw error
    throw new AppError('E-DB', { what: reasons[code] ? `${reasons[code]}(${message})` : message })
  }
}

const reasons: Record<string, string> = {
  EACCES: '没有权限',
  EPERM: '没有权限',
  ENOENT: '文件夹建不了',
  EROFS: '文件夹只读',
  ENOSPC: '磁盘已满',
  EDQUOT: '磁盘配额已满',
}

/** postgres:// address of a database of the cluster, for `pg` and `DATABASE_URL`. */
export function clusterUrl(cluster: { host: string }, user: string, database: string): string {
  const [name, host, db] = [user, cluster.host, database].map(encodeURIComponent)
  return `postgres://${name}@${host}/${db}`
}

/** ms: for others to start, recover or stop; for a conflict to end; until a leftover that does not answer is stopped. */
const patience = { others: 120_000, conflict: 30_000, silent: 15_000, absent: 2_000 }

async function open({ dataDir, fsync = true, log }: ClusterOptions): Promise<Cluster> {
  const shipped = await shippedPrograms()
  await mkdir(dataDir, { recursive: true })
  const folder = await realpath(dataDir)
  const begun = performance.now()
  const waited = () => performance.now() - begun
  let seat = await takeSeat(folder)
  const base = await openBase(seat.account)
  const removed = await removeOrphans(base)
  if (removed.length > 0) log?.info({ removed: removed.length }, 'removed databases of deleted data folders')
  let started = false
  let unheardSince: number | undefined
  for (; ; seat = await takeSeat(folder)) {
    const { running } = await holderOf(seat.cluster, seat.dir)
    if (!running) {
      const programs = await runnable(shipped, seat.account, base)
      const created = await initialise(seat, programs, fsync)
      const refusal = await startPostmaster(seat, programs, fsync)
      started = refusal === undefined
      if (refusal === undefined) log?.info({ created, ms: Math.round(waited()) }, 'database started')
      // Somebody else is starting it, or the last sessions of a killed postmaster are still ending.
      else if (conflict.test(refusal) && waited() < patience.conflict) await pause(100)
      else throw new AppError('E-DB', { what: refusal })
      continue
    }
    const entry = await enter(running)
    if (typeof entry === 'object') {
      if (!started) log?.info({ ms: Math.round(waited()) }, 'database joined')
      return makeCluster(seat, running, entry.presence, started)
    }
    started = false
    if (waited() > patience.others) throw new AppError('E-DB', { what: `进程 ${running.pid} 迟迟没有准备好` })
    if (entry === 'later') unheardSince = undefined
    else unheardSince ??= performance.now()
    const allowed = entry === 'absent' && running.status === 'ready' ? patience.absent : patience.silent
    if (unheardSince !== undefined && performance.now() - unheardSince > allowed) {
      log?.info({ pid: running.pid }, 'a leftover database does not answer: stopping it')
      await halt(running, [
        ['SIGINT', 5_000],
        ['SIGQUIT', 2_000],
        ['SIGKILL', 5_000],
      ])
      unheardSince = undefined
    }
    await pause(50)
  }
}

const conflict = /postmaster\.pid|lock file|shared memory block/

function makeCluster(seat: Seat, at: Postmaster, entered: Presence, started: boolean): Cluster {
  const stop = async () => {
    const { running } = await holderOf(seat.cluster, seat.dir)
    let presence = entered
    if (running && presence.broken()) {
      const entry = await enter(running)
      if (typeof entry !== 'object') return 'left running'
      presence = entry.presence
    }
    const last = running !== undefined && (await isLast(presence).catch(() => false))
    if (running && last) await halt(running)
    await presence.client.end().catch(() => {})
    return running && !last ? 'left running' : 'stopped'
  }
  let stopping: ReturnType<Cluster['stop']> | undefined
  return {
    host: at.socketDir,
    port: at.port,
    started,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
