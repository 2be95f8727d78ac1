import { lstat, readdir, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { halt, isAlive, isPostmaster, readLock } from './postmaster.ts'
import { copiedName, linkedName, readRecord } from './seat.ts'

/**
 * Ends and removes every cluster in the base whose data folder was deleted. What lies inside a data folder is never
 * touched, only the seat and a cluster that lies in it.
 */
export async function removeOrphans(base: string): Promise<string[]> {
  const removed: string[] = []
  for (const entry of await readdir(base)) {
    const maker = Number(/^cluster-(\d+)-/.exec(entry)?.[1])
    const seat = join(base, entry)
    if (!maker || !(await isOrphan(seat, maker))) continue
    const lock = await readLock(join(seat, '.s.PGSQL.5432.lock'))
    // Its files are gone or about to be: nothing is worth writing out.
    if (lock && (await isPostmaster(lock))) {
      await halt(lock, [
        ['SIGQUIT', 5_000],
        ['SIGKILL', 5_000],
      ])
    }
    await rm(seat, { recursive: true, force: true })
    removed.push(seat)
  }
  return removed
}

async function isOrphan(seat: string, maker: number): Promise<boolean> {
  const linked = await lstat(join(seat, linkedName)).catch(() => undefined)
  if (linked && linked.nlink > 1) return false
  try {
    const record = await readRecord(seat, linked ? linkedName : copiedName)
    // None: its maker is still at it, or died before the data folder knew of the seat.
    if (!record) return !isAlive(maker)
    // Links are also lost when a machine is restored from a copy, so the path has a say as well.
    if ((await readRecord(record.dataDir))?.seat === seat) return false
    if (linked) return true
    if (isAlive(maker)) return false
    if (!isAbsolute(record.cluster)) return true
    // The only copy of the data lies here, and a whole tree that is missing may be a disk not mounted today.
    return (await lstat(dirname(record.dataDir)).catch(() => undefined)) !== undefined
  } catch {
    return false
  }
}
