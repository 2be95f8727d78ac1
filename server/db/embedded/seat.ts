import { chmod, chown, link, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { type Account, chooseAccount, reaches } from './account.ts'
import { openBase } from './base.ts'

/**
 * A seat is a short private folder (0700, the account's) for the sockets of one cluster and, when the account
 * cannot reach the data folder, for the cluster itself.
 *
 * `<dataDir>/cluster.json` names the seat, and the same file is hard-linked into it. As long as the data folder
 * exists anywhere, moved or not, that file has two names; once it is deleted the seat knows itself an orphan. Across
 * file systems no link is possible: then the seat keeps a copy under another name and looks for the path instead.
 */
export type Seat = { dir: string; cluster: string; account: Account }

/** In `<dataDir>/cluster.json`: where the seat lies and where the cluster, the latter relative to the data folder. */
const recordSchema = z.object({ dataDir: z.string(), seat: z.string(), cluster: z.string() })
type Record = z.infer<typeof recordSchema>

/** Names of the record: in the data folder, in the seat as a link, in the seat as a copy. */
const recordName = 'cluster.json'
export const linkedName = 'seat.json'
export const copiedName = 'seat-apart.json'

/** PostgreSQL keeps paths in 1024 bytes, the names of its files included. */
const longestClusterPath = 900

/** The record in a folder under this name, or `undefined`. */
export async function readRecord(folder: string, name = recordName): Promise<Record | undefined> {
  const file = join(folder, name)
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw code ? error : new AppError('E-DB', { what: `${file} 已损坏` })
  }
}

/**
 * The seat of an existing data folder (its real path), taken for the first time or again. Several processes may
 * ask at once: the record is published by a link that only one of them can make.
 */
export async function takeSeat(dataDir: string): Promise<Seat> {
  for (;;) {
    const record = await readRecord(dataDir)
    const standing = record && (await standingOf(dataDir, record))
    if (record && standing === 'ours') {
      const account = await chooseAccount(await stat(record.seat))
      return { dir: record.seat, cluster: resolve(dataDir, record.cluster), account }
    }
    if (record && resolve(dataDir, record.cluster) === record.cluster) {
      throw new AppError('E-DB', { what: `${reasons[standing!]};要重新开始,请删除 ${dataDir}` })
    }
    await makeSeat(dataDir, record !== undefined)
  }
}

const reasons = {
  lost: '数据库所在的文件夹已不存在',
  copied: '这个数据文件夹是复制来的,数据库仍归原来的文件夹',
  ours: '',
}

async function standingOf(dataDir: string, record: Record): Promise<keyof typeof reasons> {
  const here = join(dataDir, recordName)
  const linked = await stat(join(record.seat, linkedName)).catch(denied)
  const { ino, dev } = await stat(here)
  if (linked?.ino === ino && linked.dev === dev) return 'ours'
  const kept = await readRecord(record.seat, linked ? linkedName : copiedName)
  if (!kept) return 'lost'
  if (linked && linked.nlink > 1) return 'copied'
  if (kept.dataDir !== dataDir && (await readRecord(kept.dataDir))?.seat === record.seat) return 'copied'
  // Moved across file systems, or restored from a copy that keeps no links: the seat learns where its folder is.
  await keepRecord(here, { ...record, dataDir })
  return 'ours'
}

/** Puts the record into its seat: as a link to the file in the data folder or, across file systems, as a copy. */
async function keepRecord(file: string, record: Record): Promise<void> {
  await rm(join(record.seat, linkedName), { force: true })
  await link(file, join(record.seat, linkedName)).catch(() =>
    writeFile(join(record.seat, copiedName), JSON.stringify(record), { flush: true }),
  )
}

const denied = (error: NodeJS.ErrnoException) => {
  if (error.code === 'EACCES') throw new AppError('E-DB', { what: '数据文件夹属于另一个系统账号' })
}

/** Makes a seat and records it; `replace` when an older record may be overwritten (its cluster lies in the folder). */
async function makeSeat(dataDir: string, replace: boolean): Promise<void> {
  const inside = join(dataDir, 'postgres')
  const existing = await stat(inside).catch(() => undefined)
  const account = await chooseAccount(existing)
  const dir = await mkdtemp(join(await openBase(account), `cluster-${process.pid}-`))
  await handOver(dir, account)
  const within = existing !== undefined || (await fits(dataDir, account))
  const record: Record = { dataDir, seat: dir, cluster: within ? 'postgres' : join(dir, 'postgres') }
  const draft = join(dataDir, `${recordName}.${process.pid}`)
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { flush: true })
  await keepRecord(draft, record)
  const publish = replace ? rename : link
  const published = await publish(draft, join(dataDir, recordName)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
      return false
    },
  )
  await rm(draft, { force: true })
  if (!published) await rm(dir, { recursive: true, force: true })
}

/** Gives a folder to the account, closed to everybody else. */
export async function handOver(folder: string, account: Account): Promise<void> {
  await chmod(folder, 0o700)
  if (account.drop) await chown(folder, account.uid, account.gid)
}

/** Whether the account can keep a cluster inside the data folder: tried, since mounts and ACLs have their own rules. */
async function fits(dataDir: string, account: Account): Promise<boolean> {
  if (Buffer.byteLength(join(dataDir, 'postgres')) > longestClusterPath) return false
  const trial = await mkdtemp(join(dataDir, 'trial-'))
  try {
    await handOver(trial, account)
    return await reaches(account, trial, true)
  } catch {
    return false
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
}
