import type { FastifyInstance } from 'fastify'
import type { Clock } from './clock.ts'
import { inScope, type Tx } from './db/scope.ts'

/** What an operator watches (RELIABILITY 4.2), over all counties. Labels never hold people or villages. */
const watched = {
  inbox_waiting: `select count(*) as n from inbox where state = 'waiting'`,
  inbox_parked: `select count(*) as n from inbox where state = 'parked'`,
  outbox_oldest_due_seconds: `select coalesce(extract(epoch from $1::timestamptz - least(
                                (select min(not_before) from outbox where state = 'queued' and not_before <= $1),
                                (select min(r.not_before) from notice_rounds r join notices n on n.id = r.notice_id
                                 where r.state = 'open' and n.paused_at is null and r.not_before <= $1))), 0) as n`,
  outbox_uncertain: `select count(*) as n from outbox where state = 'uncertain'`,
  due_oldest_seconds: `select coalesce(extract(epoch from $1::timestamptz - min(due_at)), 0) as n
                       from due_items where state = 'open' and due_at <= $1`,
  cases_unacknowledged: `select count(*) as n from cases where acknowledged_at is null and closed_at is null`,
} as const

/** Adds the house's own gauges to `/metrics`; each is counted when asked for. */
export function registerGauges(app: FastifyInstance, clock: Clock): void {
  const { pool } = app.pg
  for (const [name, sql] of Object.entries(watched)) {
    new app.metrics.client.Gauge({
      name: `xiangban_${name}`,
      help: name.replaceAll('_', ' '),
      async collect() {
        const counties = await pool.query('select code from places where length(code) = 6')
        const counts = await Promise.all(
          counties.rows.map(({ code }) => inScope(pool, { place: code }, tx => count(tx, sql, clock.now()))),
        )
        this.set(name.endsWith('seconds') ? Math.max(0, ...counts) : counts.reduce((sum, n) => sum + n, 0))
      },
    })
  }
}

async function count(tx: Tx, sql: string, now: number): Promise<number> {
  const { rows } = await tx.query(sql, sql.includes('$1') ? [new Date(now)] : [])
  return Number(rows[0].n)
}
