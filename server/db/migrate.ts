import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import Postgrator from 'postgrator'

const folder = fileURLToPath(new URL('./migrations/', import.meta.url))

/** Anything will do, so long as every migrator takes the same. */
const MIGRATION_LOCK = 7_426_001

/**
 * Brings the schema up to date under an advisory lock on one connection of the owner, then grants the
 * application's role exactly what it needs. Migrations are forward-only numbered files, one transaction each.
 */
export async function migrate(owner: pg.ClientBase, appRole: string): Promise<{ applied: number }> {
  await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: `${folder}*.sql`,
      schemaTable: 'schema_version',
      execQuery: async sql => (await owner.query(sql)) as { rows: unknown[] },
      execSqlScript: async sql => {
        await owner.query(`begin;\n${sql}\n;commit`)
      },
    })
    const applied = await postgrator.migrate()
    await owner.query(grants(appRole))
    return { applied: applied.length }
  } catch (error) {
    await owner.query('rollback')
    throw error
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

/**
 * The application may read and write rows, change no table and bypass no policy. What is evidence it may only add to;
 * what a record keeps sealed it may forget.
 */
function grants(role: string): string {
  const name = `"${role.replaceAll('"', '""')}"`
  return `
    grant usage on schema public to ${name};
    grant select, insert, update, delete on all tables in schema public to ${name};
    revoke insert, update, delete on schema_version from ${name};
    revoke update, delete on evidence, evidence_roots from ${name};
    grant update (sealed) on evidence to ${name};
    revoke delete on evidence_heads from ${name};
    revoke delete on notices, households, people, outbox, staff from ${name};
    grant usage on all sequences in schema public to ${name};`
}
