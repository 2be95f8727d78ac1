import type pg from 'pg'

/** A table with a place, and how many digits its rows' place has. */
export type Table = { name: string; digits: 6 | 12 }

type Column = { name: string; type: string; needed: boolean }

/** Two villages of one township; two counties for what belongs to a county as a whole. */
export const PLACES = { 12: ['341226101001', '341226101002'], 6: ['341226', '341227'] } as const

/**
 * A statement that puts one row into any table: whatever must be there, drawn by its type and its checks. References
 * are not looked at while `session_replication_role` is `replica`.
 */
export async function insertInto(
  client: pg.ClientBase,
  table: string,
): Promise<{ digits: 6 | 12; into: (place: string) => string }> {
  const { rows: columns } = await client.query<Column>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
            a.attnotnull and not a.atthasdef and a.attidentity = '' as needed
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  )
  const { rows: checks } = await client.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  )
  const firstOf = new Map(
    checks.flatMap(({ text }) =>
      [...text.matchAll(/\(?(\w+) = ANY \(ARRAY\['([^']+)'::text/g)].map(found => [found[1]!, found[2]!]),
    ),
  )
  const digits = checks.some(({ text }) => /length\(place\) = 6/.test(text)) ? 6 : 12
  const value = ({ name, type }: Column, n: number): string => {
    if (firstOf.has(name)) return `'${firstOf.get(name)}'`
    switch (type) {
      case 'uuid':
        return 'gen_random_uuid()'
      case 'text[]':
        return `array['x']`
      case 'uuid[]':
        return 'array[gen_random_uuid()]'
      case 'text':
        return 'md5(random()::text)'
      case 'bytea':
        return `decode(md5(random()::text), 'hex')`
      case 'timestamp with time zone':
        return `timestamptz '2026-01-01 00:00Z' + interval '${n} hours'`
      case 'date':
        return `date '2026-01-01' + ${n}`
      case 'smallint':
        return '1'
      case 'integer':
      case 'bigint':
        return '(random() * 1e9)::int'
      case 'bigint[]':
        return `'{1}'`
      case 'jsonb':
        return `'{}'`
      case 'boolean':
        return 'false'
      default:
        throw new Error(`no value for ${table}.${name} ${type}`)
    }
  }
  // a hold is of a case or of an exit
  const needed = columns.filter(
    column => (column.needed && column.name !== 'place') || (table === 'holds' && column.name === 'case_id'),
  )
  const names = ['place', ...needed.map(column => column.name)]
  const values = needed.map(value)
  return {
    digits,
    into: place =>
      `insert into "${table}" (${names.join(', ')}) values (${[`'${place}'`, ...values].join(', ')})`,
  }
}

/** Puts one row of each of two places into every one of these tables. */
export async function fill(client: pg.ClientBase, tables: readonly string[]): Promise<Table[]> {
  await client.query(`set session_replication_role = replica`)
  const filled: Table[] = []
  for (const name of tables) {
    const { digits, into } = await insertInto(client, name)
    for (const place of PLACES[digits]) await client.query(into(place))
    filled.push({ name, digits })
  }
  await client.query(`set session_replication_role = origin`)
  return filled
}
