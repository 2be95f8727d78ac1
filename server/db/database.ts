import pg from 'pg'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { type Cluster, clusterUrl, openCluster } from './embedded.ts'
import { migrate } from './migrate.ts'
import { poolOptions } from './pool.ts'

/** The application's address of a database that is migrated and ready. */
export type Database = { url: string; embedded: boolean; stop(): Promise<void> }

const DATABASE = 'xiangban'
const OWNER = 'xiangban_owner'
const APP = 'xiangban_app'

/** The configured database, or the embedded one of the data folder: started or joined, migrated, roles checked. */
export async function openDatabase(
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'migrationDatabaseUrl'>,
): Promise<Database> {
  if (config.databaseUrl) {
    if (config.migrationDatabaseUrl) {
      await connected(config.migrationDatabaseUrl, owner => migrate(owner, userOf(config.databaseUrl!)))
    }
    await checkRole(config.databaseUrl)
    return { url: config.databaseUrl, embedded: false, stop: async () => {} }
  }
  const cluster = await openCluster({ dataDir: config.dataDir })
  try {
    await prepare(cluster, DATABASE)
    const url = clusterUrl(cluster, APP, DATABASE)
    await checkRole(url)
    return { url, embedded: true, stop: async () => void (await cluster.stop()) }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** Makes roles and database of an embedded cluster, whatever of them is missing, and migrates. */
export async function prepare(cluster: Pick<Cluster, 'host'>, database: string): Promise<void> {
  await connected(clusterUrl(cluster, 'postgres', 'postgres'), async admin => {
    await admin.query('select pg_advisory_lock(1)')
    for (const role of [OWNER, APP]) {
      const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [role])
      if (!rowCount) await admin.query(`create role ${role} login nosuperuser nobypassrls`)
    }
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database])
    if (!rowCount) await admin.query(`create database ${database} owner ${OWNER}`)
    await admin.query('select pg_advisory_unlock(1)')
  })
  await connected(clusterUrl(cluster, OWNER, database), owner => migrate(owner, APP))
}

/** The application must not be able to bypass a policy or change a table. */
async function checkRole(url: string): Promise<void> {
  await connected(url, async app => {
    const { rows } = await app.query(`
      select r.rolsuper or r.rolbypassrls
             or exists (select 1 from pg_class c where c.relname = 'people' and c.relowner = r.oid) as too_strong,
             to_regclass('public.people') is null as empty
      from pg_roles r where r.rolname = current_user`)
    if (rows[0]?.too_strong) throw new AppError('E-DB-ROLE')
    if (rows[0]?.empty) throw new AppError('E-DB-SCHEMA')
  })
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...poolOptions(url),
    statement_timeout: 0,
    query_timeout: 0,
    lock_timeout: 0,
  })
  client.on('error', () => {}) // a lost connection is told by the next query
  try {
    await client.connect()
  } catch (error) {
    throw new AppError('E-DB', { what: (error as NodeJS.ErrnoException).code ?? 'connect' })
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const userOf = (url: string): string => decodeURIComponent(new URL(url).username)
