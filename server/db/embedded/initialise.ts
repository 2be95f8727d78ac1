import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../errors.ts'
import { runAs } from './account.ts'
import { isAlive } from './postmaster.ts'
import type { Programs } from './programs.ts'
import { handOver, type Seat } from './seat.ts'

/**
 * Creates the cluster when there is none: superuser `postgres`, UTF-8 with PostgreSQL's own C.UTF-8 (the same on
 * every system), checksums. It gets its name only when whole, so a killed or a second initdb leaves nothing half-made.
 */
export async function initialise(seat: Seat, programs: Programs, fsync: boolean): Promise<boolean> {
  if (await stat(join(seat.cluster, 'PG_VERSION')).catch(() => undefined)) return false
  await removeDrafts(seat.cluster)
  const draft = await mkdtemp(`${seat.cluster}-${process.pid}-`)
  try {
    await handOver(draft, seat.account)
    const made = await runAs(seat.account, programs.initdb, [
      ...['-D', draft, '--username=postgres', '--auth-local=trust', '--auth-host=reject', '--encoding=UTF8'],
      ...[
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--text-search-config=simple',
      ],
      ...['--data-checksums', '--no-instructions', ...(fsync ? [] : ['--no-sync'])],
    ])
    if (made.status !== 0) throw new AppError('E-DB', { what: firstComplaint(made.stderr, made.error) })
    await rename(draft, seat.cluster)
    if (fsync) await syncFolder(dirname(seat.cluster))
    return true
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

/** The one line of a program's output that says what went wrong. */
export function firstComplaint(output: string, error?: Error): string {
  const lines = output.split('\n').map(line => line.trim())
  const line =
    lines.find(text => /FATAL|PANIC/.test(text)) ?? lines.find(text => /error|could not/i.test(text))
  return (line ?? error?.message ?? lines.find(Boolean) ?? '原因不明').replace(
    /^.*?(FATAL|PANIC|error): +/,
    '',
  )
}

/** What a killed initdb left beside the cluster. */
async function removeDrafts(cluster: string) {
  const folder = dirname(cluster)
  for (const entry of await readdir(folder)) {
    const [, name, maker] = /^(.+)-(\d+)-[^-]+$/.exec(entry) ?? []
    if (name !== basename(cluster) || isAlive(Number(maker))) continue
    await rm(join(folder, entry), { recursive: true, force: true })
  }
}

async function syncFolder(folder: string) {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}
