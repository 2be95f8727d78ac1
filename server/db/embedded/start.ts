import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asAccount } from './account.ts'
import { firstComplaint } from './initialise.ts'
import { holderOf } from './postmaster.ts'
import type { Programs } from './programs.ts'
import type { Seat } from './seat.ts'

const maxLog = 1024 * 1024

/** For a small machine. Client errors stay out of the log: their rows would be people's data. */
const settings = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '64MB',
  maintenance_work_mem: '32MB',
  effective_cache_size: '512MB',
  max_wal_size: '512MB',
  io_method: 'sync',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  autovacuum_worker_slots: '3',
  autovacuum_max_workers: '2',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
}

const safe = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

/** For tests: a power cut may destroy the cluster. */
const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

/**
 * Starts a postmaster in a session of its own, so that neither Ctrl-C nor the end of this process reaches it, and
 * waits until it accepts sessions, recovery included. Answers `undefined`, or the line with which it gave up.
 */
export async function startPostmaster(
  seat: Seat,
  programs: Programs,
  fsync: boolean,
): Promise<string | undefined> {
  const { stale } = await holderOf(seat.cluster, seat.dir)
  const log = await openLog(seat)
  try {
    const begin = (await log.stat()).size
    const options = { ...settings, ...(fsync ? safe : fast), unix_socket_directories: seat.dir }
    const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const { env, ...identity } = asAccount(seat.account)
    const child = spawn(programs.postgres, [...args, '-D', seat.cluster], {
      ...identity,
      // We never remove a lock file. A stale one may name a pid that lives again as something else; called
      // "grandparent", PostgreSQL passes over that pid, but still refuses while an old backend is attached to the
      // cluster's shared memory.
      env: { ...env, ...(stale && { PG_GRANDPARENT_PID: String(stale.pid) }) },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    child.unref()
    const failure = await readyOrEnded(child, seat)
    if (!failure) return undefined
    const said = (await readFile(join(seat.cluster, 'server.log'))).subarray(begin).toString()
    // Another process's postmaster may be writing here as well.
    const own = said.split('\n').filter(line => line.includes(`[${child.pid}]`))
    return firstComplaint(own.join('\n') || said, failure)
  } finally {
    await log.close()
  }
}

async function readyOrEnded(child: ChildProcess, seat: Seat): Promise<Error | undefined> {
  let ended: Error | undefined
  child.once('error', error => {
    ended = error
  })
  child.once('exit', (status, signal) => {
    ended = new Error(`postgres: ${signal ?? status}`)
  })
  while (!ended) {
    const { running } = await holderOf(seat.cluster, seat.dir)
    if (running?.pid === child.pid && running?.status === 'ready') return undefined
    await pause(10)
  }
  return ended
}

/** Appends, and begins anew beyond 1 MB. The account owns the folder, so a link planted there is not followed. */
async function openLog(seat: Seat): Promise<FileHandle> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
  const log = await open(join(seat.cluster, 'server.log'), O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
  if (seat.account.drop) await log.chown(seat.account.uid, seat.account.gid)
  if ((await log.stat()).size > maxLog) await log.truncate(0)
  return log
}
