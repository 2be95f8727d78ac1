import { readFile } from 'node:fs/promises'
import type pg from 'pg'

/** Linux counts the time of other processes in hundredths of a second. */
const TICK_US = 10_000

/**
 * µs of CPU that the sessions of a database have used since they began, user and system. Null where there is no
 * /proc. Checkpoints, the WAL writer and autovacuum work for everybody and are in nobody's figure.
 */
export async function sessionsCpuUs(admin: pg.Client, database: string): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const { rows } = await admin.query(`select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'`, [
    database,
  ])
  let ticks = 0
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The name of the program, in brackets, may hold spaces; utime and stime are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks * TICK_US
}
