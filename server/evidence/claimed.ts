import type { Tx } from '../db/scope.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Claim } from './append.ts'
import { canonical, type Json } from './canonical.ts'

/** A claim, and the record it stands in. */
export type Claimed = Claim & { n: number }
/** What is not as the record says, by table, row and column; a later claim that holds takes it out again. */
export type Differing = Map<string, { n: number; table: string; id: string; column: string }>

const NAME = /^[a-z_]+$/

/**
 * Looks the claimed rows up, each table once. What differs from the record is noted: the latest claim about a column
 * counts, so one that was rightly overtaken is no difference in the end.
 */
export async function compareRows(
  tx: Tx,
  keys: Keys,
  claims: readonly Claimed[],
  differing: Differing,
): Promise<void> {
  for (const [table, those] of Map.groupBy(claims, claim => claim.table)) {
    const columns = [...new Set(those.flatMap(claim => Object.keys(claim.is)))]
    if (![table, ...columns].every(name => NAME.test(name))) throw new Error('not a name')
    const sealed = those.some(claim => claim.sealed) ? ['sealed'] : []
    const { rows } = await tx.query(
      `select ${['id', ...columns, ...sealed].map(name => `"${name}"`).join(', ')} from "${table}" where id = any($1)`,
      [those.map(claim => claim.id)],
    )
    const found = new Map(rows.map(row => [row.id as string, row]))
    for (const claim of those) compare(keys, claim, found.get(claim.id), differing)
  }
}

function compare(
  keys: Keys,
  { n, table, id, is, sealed }: Claimed,
  row: Record<string, unknown> | undefined,
  differing: Differing,
): void {
  const note = (column: string, holds: boolean) => {
    const key = `${table}:${id}:${column}`
    if (holds) differing.delete(key)
    else differing.set(key, { n, table, id, column })
  }
  if (!row) {
    note('id', false)
    return
  }
  for (const [column, value] of Object.entries(is))
    note(column, canonical(plain(row[column])) === canonical(value))
  if (sealed) note('sealed', opensTo(keys, `${table}:${id}`, row.sealed, sealed))
}

function opensTo(keys: Keys, owner: string, bytes: unknown, sealed: Json): boolean {
  if (!(bytes instanceof Buffer)) return false
  try {
    return canonical(unseal(keys, owner, bytes) as Json) === canonical(sealed)
  } catch {
    return false
  }
}

/** As a claim writes it. */
function plain(value: unknown): Json {
  if (value instanceof Date) return value.getTime()
  if (value instanceof Buffer) return value.toString('hex')
  return value as Json
}

/** What must not be without a record: each table, and when its rows came to be. */
const RECORDED: Readonly<Record<string, string>> = {
  care_answers: 'at',
  care_checklist_answers: 'at',
  child_consents: 'at',
  bindings: 'bound_at',
  cases: 'opened_at',
  case_drafts: 'at',
  requests: 'opened_at',
  exits: 'asked_at',
  visits: 'recorded_at',
  notices: 'released_at',
  staff: 'since',
  warning_senders: 'since',
  warnings: 'received_at',
  leaves: 'asked_at',
  roster_imports: 'at',
  entrustment_acts: 'at',
  capacity_assessments: 'recorded_at',
  api_tokens: 'issued_at',
}

/** Rows that came to be after the record began (ms) and that it does not know of. */
export async function unrecorded(
  tx: Tx,
  county: string,
  began: number,
): Promise<{ table: string; id: string }[]> {
  const tables = Object.entries(RECORDED).map(
    ([table, at]) => `select '${table}' as "table", id from ${table} where ${at} > $2`,
  )
  const { rows } = await tx.query(
    `select t."table", t.id from (${tables.join(' union all ')}) t
     where not exists (select 1 from (select unnest(subjects) as id from evidence where county = $1 and kind not in ('read', 'called')) e
                       where e.id = t.id)
     order by 1, 2`,
    [county, new Date(began)],
  )
  return rows
}
