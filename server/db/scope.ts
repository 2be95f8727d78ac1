import type pg from 'pg'

/** A transaction's connection. Writers take it first. */
export type Tx = pg.PoolClient
export type Pool = pg.Pool

/**
 * A division code (county 6, township 9, village 12 digits) and, for a member of staff, who is looking and which
 * villages they see besides, standing in for somebody.
 */
export type Scope = { place: string; staff?: string; also?: readonly string[] }

const Place = /^\d{6}(\d{3}(\d{3})?)?$/
const Uuid = /^[0-9a-f-]{36}$/

/** The statement that limits a transaction to a scope. Values are checked here, so they may be written in. */
export function setScope({ place, staff, also = [] }: Scope): string {
  if (![place, ...also].every(code => Place.test(code))) throw new Error('not a place code')
  if (staff !== undefined && !Uuid.test(staff)) throw new Error('not a staff id')
  return `set local xiangban.scope = '${place}'; set local xiangban.staff = '${staff ?? ''}'; set local xiangban.also = '${also}'`
}

/** Runs `work` in one transaction that sees only the scope; rolls back when it throws. */
export function inScope<T>(pool: Pool, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withConnection(pool, async tx => {
    // Goes out together with the first statement, which fails when this one does.
    const begun = tx.query(`begin; ${setScope(scope)}`)
    begun.catch(() => {})
    const result = await work(tx)
    await begun
    await tx.query('commit')
    return result
  })
}

/** One statement in a transaction of its own, in one round trip: when it fails, the commit rolls back. */
export function onceInScope(
  pool: Pool,
  scope: Scope,
  statement: { name: string; text: string },
  values: unknown[],
): Promise<pg.QueryResult> {
  return withConnection(pool, async tx => {
    const begun = tx.query(`begin; ${setScope(scope)}`)
    const [, done] = await Promise.all([begun, tx.query(statement, values), tx.query('commit')])
    return done
  })
}

async function withConnection<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  tx.on('error', toldByTheNextQuery)
  let broken: Error | undefined
  try {
    return await work(tx)
  } catch (error) {
    await tx.query('rollback').catch(cause => {
      broken = cause
    })
    throw error
  } finally {
    tx.off('error', toldByTheNextQuery)
    tx.release(broken)
  }
}

/**
 * Several things done at once: of one transaction, their statements leave together. Answers for each, or throws what went
 * wrong first, when all have come to an end, so that none of them goes on in a transaction that is over.
 */
export async function allOf<T extends readonly unknown[] | []>(
  works: T,
): Promise<{ -readonly [N in keyof T]: Awaited<T[N]> }> {
  await Promise.allSettled(works)
  return await Promise.all(works)
}

/** A connection lost between two statements: without a listener it would end the process. */
const toldByTheNextQuery = () => {}

/** Changes the scope for the rest of the transaction: a member of staff's view inside the engine's turn. */
export async function rescope(tx: Tx, scope: Scope): Promise<void> {
  await tx.query(setScope(scope))
}

/** What must be read whoever looks, under the county's scope; afterwards the transaction goes on under the one it had. */
export async function asCounty<T>(tx: Tx, place: string, work: () => Promise<T>): Promise<T> {
  const { rows } = await tx.query(
    `select current_setting('xiangban.scope') as place, current_setting('xiangban.staff') as staff, current_setting('xiangban.also') as also`,
  )
  const { place: own, staff, also } = rows[0]
  await rescope(tx, { place: countyOf(place) })
  const result = await work()
  await rescope(tx, { place: own, ...(staff && { staff }), also: also === '' ? [] : also.split(',') })
  return result
}

/** Under the county's own scope: what the engine does on nobody's behalf. */
export const countyOf = (place: string): string => place.slice(0, 6)
