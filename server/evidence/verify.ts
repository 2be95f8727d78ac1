import { inScope, type Pool, type Tx } from '../db/scope.ts'
import { type Keys, unsealBytes } from '../privacy/seal.ts'
import type { Anchor } from './anchors.ts'
import { BEGINNING, digestOf, hashOf, type Link, ownerOf } from './chain.ts'
import { type Claimed, compareRows, type Differing, unrecorded } from './claimed.ts'
import { rootsOf } from './roots.ts'

/**
 * What is wrong: a record changed, missing or out of its place (`chain`), its words changed, or gone without a record of
 * the forgetting (`body`), the end not where the last record is (`head`), the record shorter than or other than what was
 * told on a day, in the database (`root`) or outside (`anchor`), a row of another table changed or gone behind its back
 * (`row`), or written past it (`unrecorded`).
 */
export type Broken = {
  county: string
  what: 'chain' | 'body' | 'head' | 'root' | 'anchor' | 'row' | 'unrecorded'
  /** The record it is about, as far as there is one. */
  n: number | null
  /** A day, or a table with row and column. */
  at?: string
}

/** Proves every county's record from the database alone, and against what was told outside it. */
export async function verifyEvidence(
  { pool, keys }: { pool: Pool; keys: Keys },
  anchors: readonly Anchor[],
): Promise<{ records: number; broken: Broken[] }> {
  const { rows } = await pool.query(
    `select county from (select county from evidence_heads union select county from evidence_roots
       union select code from places where length(code) = 6 union select county from accounts union select unnest($1::text[])) c(county) order by 1`,
    [anchors.map(anchor => anchor.county)],
  )
  const proved = { records: 0, broken: [] as Broken[] }
  for (const { county } of rows) {
    const told = anchors.filter(anchor => anchor.county === county)
    // One snapshot: what is being written meanwhile is not half seen.
    const one = await inScope(pool, { place: county }, async tx => {
      // Without statistics of a table that only grows, loops in loops would be chosen for the join of `unrecorded`.
      await tx.query(
        'set transaction isolation level repeatable read, read only; set local enable_nestloop = off; set local statement_timeout = 0',
      )
      return await verifyCounty(tx, keys, county, told)
    })
    proved.records += one.records
    proved.broken.push(...one.broken)
  }
  return proved
}

type Row = Link & { hash: string; sealed: Buffer | null }

/** Records read at a time. */
const PAGE = 5_000

async function verifyCounty(tx: Tx, keys: Keys, county: string, anchors: readonly Anchor[]) {
  const broken: Broken[] = []
  const breaks = (what: Broken['what'], n: number | null, at?: string) =>
    broken.push({ county, what, n, ...(at !== undefined && { at }) })
  const told = Map.groupBy(
    [
      ...anchors.map(anchor => ({ ...anchor, what: 'anchor' as const })),
      ...(await rootsOf(tx, county)).map(root => ({ ...root, what: 'root' as const })),
    ],
    one => one.n,
  )
  const checkTold = (n: number, hash: string) => {
    for (const one of told.get(n) ?? []) if (one.hash !== hash) breaks(one.what, n, one.day)
    told.delete(n)
  }
  const forgetting = openForgetting()
  const differing: Differing = new Map()
  const digests: number[] = []
  let [records, n, last, began] = [0, 0, BEGINNING, null as number | null]
  checkTold(0, BEGINNING)
  for await (const page of pages(tx, county)) {
    const claims: Claimed[] = []
    for (const row of page) {
      began ??= Number(row.at) / 1000
      records++
      const own = hashOf(row)
      if (row.n !== n + 1 || row.previous !== last || row.hash !== own) breaks('chain', row.n)
      checkTold(row.n, own)
      ;[n, last] = [row.n, row.hash]
      digests.push(Number.parseInt(row.digest.slice(0, 13), 16))
      if (row.sealed === null) {
        forgetting.missing(row)
        continue
      }
      const body = openBody(keys, row)
      if (body === null) breaks('body', row.n)
      else {
        if (row.kind === 'forgotten') forgetting.said(body)
        if (body.includes('"rows":'))
          for (const claim of JSON.parse(body.toString()).rows ?? []) claims.push({ ...claim, n: row.n })
      }
    }
    if (claims.length > 0) await compareRows(tx, keys, claims, differing)
  }
  for (const twice of await copies(tx, county, digests)) breaks('body', twice)
  for (const those of told.values()) for (const one of those) breaks(one.what, one.n, one.day)
  for (const missing of forgetting.unexplained()) breaks('body', missing)
  for (const one of differing.values()) breaks('row', one.n, `${one.table}:${one.id}:${one.column}`)
  const { rows } = await tx.query(
    `select n, encode(hash, 'hex') as hash from evidence_heads where county = $1`,
    [county],
  )
  if ((rows[0]?.n ?? 0) !== n || (rows[0]?.hash ?? BEGINNING) !== last) breaks('head', rows[0]?.n ?? null)
  if (began !== null)
    for (const { table, id } of await unrecorded(tx, county, began))
      breaks('unrecorded', null, `${table}:${id}`)
  return { records, broken }
}

/** Every body has a salt of its own: the same digest twice is a copy. 52 bits of each are looked at, then all of it. */
async function copies(tx: Tx, county: string, digests: number[]): Promise<number[]> {
  const sorted = Float64Array.from(digests).sort()
  if (!sorted.some((one, n) => n > 0 && one === sorted[n - 1])) return []
  const { rows } = await tx.query(
    'select max(n) as n from evidence where county = $1 group by digest having count(*) > 1',
    [county],
  )
  return rows.map(row => row.n)
}

/** The record in order, whatever numbers there are; the next page is on its way while one is looked at. */
async function* pages(tx: Tx, county: string): AsyncGenerator<Row[]> {
  const first = async (after: number | null): Promise<number | null> => {
    const { rows } = await tx.query('select min(n) as n from evidence where county = $1 and n > $2', [
      county,
      after ?? Number.MIN_SAFE_INTEGER,
    ])
    return rows[0].n
  }
  for (let from = await first(null); from !== null; ) {
    let next = pageFrom(tx, county, from)
    for (let page = await next; page.length > 0; page = await next) {
      from += PAGE
      next = pageFrom(tx, county, from)
      next.catch(() => {}) // thrown where it is awaited
      yield page
    }
    from = await first(from - 1)
  }
}

async function pageFrom(tx: Tx, county: string, from: number): Promise<Row[]> {
  const { rows } = await tx.query({
    name: 'evidence-page',
    text: `select place, n, (extract(epoch from at) * 1000000)::bigint::text as at, kind,
             array_to_string(subjects, ',') as subjects, encode(digest, 'hex') as digest,
             encode(previous, 'hex') as previous, encode(hash, 'hex') as hash, sealed
           from evidence where county = $1 and n between $2::bigint and $2::bigint + $3 - 1 order by n`,
    values: [county, from, PAGE],
  })
  return rows
}

function openBody(keys: Keys, row: Row): Buffer | null {
  try {
    const body = unsealBytes(keys, ownerOf(row), row.sealed!)
    return digestOf(body) === row.digest ? body : null
  } catch {
    return null
  }
}

/** Words may be gone where a later record says that words of this kind up to an instant were forgotten. */
function openForgetting() {
  const latest = new Map<string, { n: number; at: number }>()
  const forgotten = new Map<string, number>()
  return {
    missing: ({ kind, n, at }: Row) =>
      latest.set(kind, { n, at: Math.max(Number(at) / 1000, latest.get(kind)?.at ?? 0) }),
    said: (body: Buffer) => {
      const { what } = JSON.parse(body.toString()) as { what: { kinds: string[]; before: number } }
      for (const kind of what.kinds) forgotten.set(kind, Math.max(what.before, forgotten.get(kind) ?? 0))
    },
    unexplained: () =>
      [...latest].filter(([kind, { at }]) => at >= (forgotten.get(kind) ?? 0)).map(([, { n }]) => n),
  }
}
