import pg from 'pg'
import { oneWriteSocket } from './one-write.ts'

// Days stay 'YYYY-MM-DD' (a Date would shift with the zone); counts and ids of the tables fit a double.
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** Limits without which node-postgres waits for ever on a black-holed connection (ms). */
export function poolOptions(connectionString: string, max = 10): pg.PoolConfig {
  return {
    connectionString,
    max,
    connectionTimeoutMillis: 2_000,
    query_timeout: 30_000,
    statement_timeout: 30_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    // Statements that need no answer of each other go out together: a round trip costs more than most of them.
    pipeline: true,
    stream: oneWriteSocket,
    // A named statement is planned once; by default small batches would be planned anew each time.
    options: '-c plan_cache_mode=force_generic_plan',
  }
}

/** A pool for a command. The server's one pool is @fastify/postgres's, made with the same options. */
export function openPool(connectionString: string, max = 4): pg.Pool {
  const pool = new pg.Pool(poolOptions(connectionString, max))
  pool.on('error', () => {}) // an idle connection lost: the next query tells
  return pool
}
