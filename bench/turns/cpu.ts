import { readFile } from 'node:fs/promises'
import type pg from 'pg'

/** Linux counts the time of other processes in hundredths of a second. */
const TICK_US = 10_000

/** Ticks used by each session of a database since it began, by process id; null where there is no /proc. */
export type SessionTicks = ReadonlyMap<number, number> | null

/** User and system time. Checkpoints, the WAL writer and autovacuum work for everybody and are in nobody's figure. */
export async function sessionTicks(admin: pg.Client, database: string): Promise<SessionTicks> {
  if (process.platform !== 'linux') return null
  const { rows } = await admin.query(
    `select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
    [database],
  )
  const ticks = new Map<number, number>()
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The name of the program, in brackets, may hold spaces; utime and stime are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks.set(pid, Number(fields[11] ?? 0) + Number(fields[12] ?? 0))
  }
  return ticks
}

/** µs used between two looks, by the sessions still there at the second. */
export function usedUs(before: SessionTicks, after: SessionTicks): number | null {
  if (!before || !after) return null
  return [...after].reduce((sum, [pid, ticks]) => sum + ticks - (before.get(pid) ?? 0), 0) * TICK_US
}
