import type { Tx } from '../db/scope.ts'

/**
 * For how long (ms) an account could not hear between `from` and now, by the id given with it: gaps that have ended,
 * and the silence that has not; `deafAfter` (ms) makes a silence one. It is looked at every ten seconds.
 */
export async function deafTimes(
  tx: Tx,
  { now, deafAfter }: { now: number; deafAfter: number },
  spans: readonly { id: string; account: string; from: number }[],
): Promise<Map<string, number>> {
  if (spans.length === 0) return new Map()
  const { rows } = await tx.query(
    `select s.id, extract(epoch from sum(upper(g.deaf) - lower(g.deaf))) * 1000 as ms
     from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as s(id, account, from_at)
     cross join lateral (
       select unnest(range_agg(tstzrange(greatest(from_at, s.from_at), least(to_at, $1)))) as deaf from (
         select from_at, to_at from channel_gaps where account in (s.account, '')
         union all
         select heard_at, $1 from accounts where id = s.account and heard_at < $5) silence
       where from_at < $1 and to_at > s.from_at) g
     group by s.id`,
    [
      new Date(now),
      spans.map(span => span.id),
      spans.map(span => span.account),
      spans.map(span => new Date(span.from)),
      new Date(now - deafAfter),
    ],
  )
  return new Map(rows.map(row => [row.id, Number(row.ms)]))
}
