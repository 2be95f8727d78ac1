import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { asAccount, chooseAccount, runAs, self } from '../../server/db/embedded/account.ts'
import { openBase } from '../../server/db/embedded/base.ts'
import { removeOrphans } from '../../server/db/embedded/orphans.ts'
import { holderOf, isPostmaster, readLock } from '../../server/db/embedded/postmaster.ts'
import { runnable, shippedPrograms } from '../../server/db/embedded/programs.ts'
import { takeSeat } from '../../server/db/embedded/seat.ts'
import { type Cluster, clusterUrl, openCluster } from '../../server/db/embedded.ts'

const root = process.getuid?.() === 0
const module = new URL('../../server/db/embedded.ts', import.meta.url).href
const clusters: Cluster[] = []
const children: ChildProcess[] = []
const folders: string[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const cluster of clusters.splice(0)) await cluster.stop()
})

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  await removeOrphans(await openBase(await chooseAccount()))
})

/** A new place for a data folder; readable by everybody unless `mode` says otherwise. */
async function place(mode = 0o755) {
  const folder = await mkdtemp(join(tmpdir(), 'embedded-'))
  await chmod(folder, mode)
  folders.push(folder)
  return join(folder, 'data')
}

async function open(dataDir: string, fsync = false) {
  const cluster = await openCluster({ dataDir, fsync })
  clusters.push(cluster)
  return cluster
}

async function query(cluster: { host: string }, sql: string, values: unknown[] = []) {
  const client = new pg.Client(clusterUrl(cluster, 'postgres', 'postgres'))
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

const families = (cluster: { host: string }) => query(cluster, 'select name from family order by name')

/** Another node process that opens the cluster, prints its host and whether it started it, and stays. */
async function openElsewhere(dataDir: string, after = '') {
  const script = `import { openCluster } from ${JSON.stringify(module)}
    const cluster = await openCluster({ dataDir: ${JSON.stringify(dataDir)}, fsync: false })
    setInterval(() => {}, 1000)
    console.log(JSON.stringify({ host: cluster.host, started: cluster.started }))
    ${after}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(child.stdout!, 'data')
  return { child, ...(JSON.parse(String(line)) as { host: string; started: boolean }) }
}

const lockOf = async (dataDir: string) => {
  const { cluster } = await takeSeat(dataDir)
  return (await readLock(join(cluster, 'postmaster.pid')))!
}

/** Ends a postmaster with all its processes as a power cut would. */
async function cutPower(cluster: Cluster, dataDir: string) {
  const postmaster = await lockOf(dataDir)
  const rows = await query(cluster, 'select pid from pg_stat_activity where pid <> pg_backend_pid()')
  for (const pid of [postmaster.pid, ...rows.map(row => row.pid)]) process.kill(pid, 'SIGKILL')
  while (await isPostmaster(postmaster)) await pause(10)
}

describe('an operator starts the database', () => {
  test('the first start creates it, the second finds everything still there, both soon', async () => {
    const dataDir = await place()
    const begun = performance.now()
    const first = await open(dataDir, true)
    const firstMs = performance.now() - begun
    expect(first.started).toBe(true)
    await query(first, `create table family as select '爷爷家' as name`)
    expect(await first.stop()).toBe('stopped')
    const again = performance.now()
    const second = await open(dataDir, true)
    const secondMs = performance.now() - again
    expect(await families(second)).toEqual([{ name: '爷爷家' }])
    console.info(`first start ${Math.round(firstMs)} ms, second ${Math.round(secondMs)} ms`)
    expect(firstMs).toBeLessThan(10_000)
    expect(secondMs).toBeLessThan(3_000)
  })

  test('nothing listens on the network, writes are durable, text is UTF-8 and pages have checksums', async () => {
    const cluster = await open(await place(), true)
    const names =
      'listen_addresses fsync synchronous_commit full_page_writes data_checksums server_encoding TimeZone'
    const rows = await query(cluster, 'select name, setting from pg_settings where name = any($1)', [
      names.split(' '),
    ])
    expect(Object.fromEntries(rows.map(row => [row.name, row.setting]))).toEqual({
      listen_addresses: '',
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
    })
    const socketDir = await stat(cluster.host)
    expect(socketDir.mode & 0o777).toBe(0o700)
    expect(socketDir.uid).toBe((await chooseAccount()).uid)
  })

  test('a data folder with a very long path still has a short socket', async () => {
    for (const depth of [2, 5]) {
      const dataDir = join(dirname(await place()), ...Array(depth).fill('县'.repeat(70)), 'data')
      const cluster = await open(dataDir)
      expect(Buffer.byteLength(`${cluster.host}/.s.PGSQL.5432`)).toBeLessThan(60)
      await query(cluster, `create table family as select '爷爷家' as name`)
      await cluster.stop()
      expect(await families(await open(dataDir))).toEqual([{ name: '爷爷家' }])
    }
  })

  test('a folder that cannot be written is one clear line', async () => {
    const dataDir = await place()
    await writeFile(dataDir, 'a file')
    await expect(openCluster({ dataDir: join(dataDir, 'data') })).rejects.toThrow(/^E-DB 数据库无法启动:.+$/)
  })

  test('a database that cannot start says why in one line', async () => {
    const dataDir = await place()
    const cluster = await open(dataDir)
    await cluster.stop()
    const seat = await takeSeat(dataDir)
    await writeFile(join(seat.cluster, 'PG_VERSION'), '9\n')
    await expect(openCluster({ dataDir })).rejects.toThrow(
      /^E-DB 数据库无法启动:database files are incompatible with server$/,
    )
  })
})

describe('an operator kills things', () => {
  test('a database whose node was killed is joined with its data, and Ctrl-C in that terminal never reached it', async () => {
    const dataDir = await place()
    const first = await openElsewhere(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    process.kill(-first.child.pid!, 'SIGINT')
    await once(first.child, 'exit')
    const second = await openElsewhere(dataDir)
    expect(second).toMatchObject({ started: false, host: first.host })
    process.kill(second.child.pid!, 'SIGKILL')
    await once(second.child, 'exit')
    const third = await open(dataDir)
    expect(third).toMatchObject({ started: false, host: first.host })
    expect(await families(third)).toEqual([{ name: '爷爷家' }])
    expect(await third.stop()).toBe('stopped')
  })

  test('every family saved before PostgreSQL itself was killed in the middle of writing is there afterwards', async () => {
    const dataDir = await place()
    const cluster = await open(dataDir, true)
    await query(cluster, 'create table family (name int primary key)')
    const writer = new pg.Client(clusterUrl(cluster, 'postgres', 'postgres'))
    writer.on('error', () => {})
    await writer.connect()
    let saved = 0
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into family values ($1)', [saved + 1])
        saved++
      }
    })().catch(() => {})
    while (saved < 200) await pause(5)
    await cutPower(cluster, dataDir)
    await writing
    const recovered = await open(dataDir, true)
    expect(recovered.started).toBe(true)
    const [row] = await query(recovered, 'select count(*)::int, max(name) from family')
    expect(row.count).toBe(row.max)
    expect(row.count).toBeGreaterThanOrEqual(saved)
    expect(row.count).toBeLessThanOrEqual(saved + 1)
  })

  test('a lock file whose number now belongs to another program does not keep the database from starting', async () => {
    const dataDir = await place()
    const cluster = await open(dataDir)
    await cutPower(cluster, dataDir)
    const other = spawn('/bin/sleep', ['60'], asAccount(await chooseAccount()))
    children.push(other)
    const file = join((await takeSeat(dataDir)).cluster, 'postmaster.pid')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(other.pid)))
    expect((await open(dataDir)).started).toBe(true)
  })

  test('a leftover database whose socket was swept away is stopped and started again', async () => {
    const dataDir = await place()
    const first = await openElsewhere(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    const old = await lockOf(dataDir)
    await rm(join(first.host, '.s.PGSQL.5432'))
    const second = await open(dataDir)
    expect(second.started).toBe(true)
    expect(await isPostmaster(old)).toBe(false)
    expect(await families(second)).toEqual([{ name: '爷爷家' }])
  })
})

describe('an operator deletes, moves and copies the data folder', () => {
  test('a deleted data folder means an empty database and no old one left running', async () => {
    const dataDir = await place()
    const first = await openElsewhere(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    const old = await lockOf(dataDir)
    await rm(dataDir, { recursive: true, force: true })
    const second = await open(dataDir)
    expect(second.started).toBe(true)
    expect(second.host).not.toBe(first.host)
    await expect(families(second)).rejects.toThrow(/does not exist/)
    expect(await isPostmaster(old)).toBe(false)
    await expect(stat(first.host)).rejects.toThrow(/ENOENT/)
  })

  test('a moved data folder keeps its families, and a copy is a database of its own', async () => {
    const dataDir = await place()
    const first = await open(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    await first.stop()
    const moved = `${dataDir}-moved`
    const copied = `${dataDir}-copied`
    await rename(dataDir, moved)
    const original = await open(moved)
    expect(await families(original)).toEqual([{ name: '爷爷家' }])
    await original.stop()
    await runAs(self(), '/bin/cp', ['-a', moved, copied])
    const copy = await open(copied)
    const again = await open(moved)
    expect(copy.host).not.toBe(again.host)
    await query(copy, 'delete from family')
    expect(await families(again)).toEqual([{ name: '爷爷家' }])
  })
})

describe('several processes share one database', () => {
  test('two that open it at once both get it, and only one starts it', async () => {
    const dataDir = await place()
    const [one, two] = await Promise.all([openElsewhere(dataDir), openElsewhere(dataDir)])
    expect([one.started, two.started].sort()).toEqual([false, true])
    expect(one.host).toBe(two.host)
  })

  test('two that open it at once after PostgreSQL was killed agree as well', async () => {
    const dataDir = await place()
    const cluster = await open(dataDir)
    await cutPower(cluster, dataDir)
    const both = await Promise.all([openElsewhere(dataDir), openElsewhere(dataDir), open(dataDir)])
    expect(both.map(each => each.started).sort()).toEqual([false, false, true])
  })

  test('the one who leaves does not switch it off for the others, the last one does', async () => {
    const dataDir = await place()
    const here = await open(dataDir)
    const there = await openElsewhere(
      dataDir,
      `process.stdin.once('data', async () => console.log(await cluster.stop()))`,
    )
    expect(there.started).toBe(false)
    expect(await here.stop()).toBe('left running')
    expect(await query(there, 'select 1 as one')).toEqual([{ one: 1 }])
    there.child.stdin!.write('stop\n')
    expect(String((await once(there.child.stdout!, 'data'))[0]).trim()).toBe('stopped')
    const { cluster, dir } = await takeSeat(dataDir)
    expect(await holderOf(cluster, dir)).toEqual({})
  })

  test('a visitor with an ordinary client keeps it running too', async () => {
    const dataDir = await place()
    const cluster = await open(dataDir)
    const visitor = new pg.Client(clusterUrl(cluster, 'postgres', 'postgres'))
    await visitor.connect()
    expect(await cluster.stop()).toBe('left running')
    expect((await visitor.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await visitor.end()
    expect(await (await open(dataDir)).stop()).toBe('stopped')
  })
})

describe.runIf(root)('root runs it, whose folders no other account can enter', () => {
  test('the database lies outside, is found again, and ends with its data folder', async () => {
    const dataDir = await place(0o700)
    const first = await open(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    const record = JSON.parse(await readFile(join(dataDir, 'cluster.json'), 'utf8'))
    expect(record.cluster).toBe(join(first.host, 'postgres'))
    await first.stop()
    expect(await families(await open(dataDir))).toEqual([{ name: '爷爷家' }])
    await rm(dataDir, { recursive: true })
    const fresh = await open(dataDir)
    await expect(families(fresh)).rejects.toThrow(/does not exist/)
    await expect(stat(record.cluster)).rejects.toThrow(/ENOENT/)
  })

  test('a renamed folder keeps its database while a new one is started in its old place', async () => {
    const dataDir = await place(0o700)
    const first = await open(dataDir)
    await query(first, `create table family as select '爷爷家' as name`)
    await first.stop()
    await rename(dataDir, `${dataDir}-old`)
    await (await open(dataDir)).stop()
    expect(await families(await open(`${dataDir}-old`))).toEqual([{ name: '爷爷家' }])
  })

  test('programs that its database account cannot reach are copied once, also by two at the same time', async () => {
    const hidden = dirname(await place(0o700))
    const base = dirname(await place(0o711))
    const { postgres } = await shippedPrograms()
    const home = dirname(dirname(dirname(postgres)))
    await cp(home, join(hidden, 'package'), { recursive: true, verbatimSymlinks: true })
    await mkdir(join(base, 'copy-999999999-abandoned'))
    const shipped = {
      postgres: join(hidden, 'package/native/bin/postgres'),
      initdb: join(hidden, 'package/native/bin/initdb'),
    }
    const account = await chooseAccount()
    const [one, two] = await Promise.all([runnable(shipped, account, base), runnable(shipped, account, base)])
    expect(one).toEqual(two)
    expect((await runAs(account, one.postgres, ['--version'])).stdout).toMatch(/PostgreSQL\) 18/)
    expect(await readdir(base)).toHaveLength(1)
  })
})
