import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A running postmaster as it describes itself in its lock file. `port` is part of the socket's name. */
export type Postmaster = {
  pid: number
  dataDirectory: string
  port: number
  socketDir: string
  status: string
}

/** The lock file of a cluster (`postmaster.pid`) or of its socket; `undefined` when there is none or it is half-written. */
export async function readLock(file: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const [pid, dataDirectory, , port, socketDir, , , status] = lines
  if (!Number(pid) || !dataDirectory || !socketDir) return undefined
  return { pid: Number(pid), dataDirectory, port: Number(port), socketDir, status: status?.trim() ?? '' }
}

/**
 * The lock file of a cluster, and whether a postmaster holds the cluster by it. One whose process is dead, a zombie
 * or something else is stale; so is one copied along with its folder (it names another cluster and another seat).
 */
export async function holderOf(
  cluster: string,
  seat: string,
): Promise<{ running?: Postmaster; stale?: Postmaster }> {
  const lock = await readLock(join(cluster, 'postmaster.pid'))
  if (!lock) return {}
  const own = lock.dataDirectory === cluster || lock.socketDir === seat
  return own && (await isPostmaster(lock)) ? { running: lock } : { stale: lock }
}

/** Whether the process named by a lock file is a postmaster on that data directory. */
export async function isPostmaster(lock: Postmaster): Promise<boolean> {
  const command = await commandOf(lock.pid)
  return command.includes('postgres') && command.endsWith(` -D ${lock.dataDirectory}`)
}

/** Whether a process exists, be it somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process's command line, '' when it is gone or a zombie. Linux keeps it in /proc, elsewhere ps knows it. */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.replace(/\0$/, '').replaceAll('\0', ' ')
  }
  return new Promise(resolve => {
    execFile('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], (_, out) => resolve((out ?? '').trim()))
  })
}

/**
 * Stops a postmaster, gently first, and waits until it is gone. Each step is a signal and the ms it is given:
 * SIGINT ends sessions and writes everything out, SIGQUIT leaves the rest to recovery, SIGKILL is for one that hangs.
 */
export async function halt(
  postmaster: Postmaster,
  steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ],
): Promise<void> {
  for (const [signal, patience] of steps) {
    if (!(await isPostmaster(postmaster))) return
    try {
      process.kill(postmaster.pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
    const end = performance.now() + patience
    while (performance.now() < end) {
      if (!(await isPostmaster(postmaster))) return
      await pause(20)
    }
  }
}
