import type { Tx } from '../db/scope.ts'

/**
 * Nothing routine that has not left goes to these people any more: letters of the outbox, and their part of notices
 * under way.
 */
export async function withhold(
  tx: Tx,
  people: readonly (string | null)[],
  reason: 'refused' | 'held',
): Promise<void> {
  await tx.query(
    `update outbox set state = case when attempts > 0 then 'uncertain' else 'cancelled' end, reason = $2
     where person_id = any($1) and routine and state = 'queued'`,
    [people, reason],
  )
  await tx.query(
    `update deliveries d set excluded = $2 from notice_rounds r
     where d.person_id = any($1) and d.confirmed_at is null and d.excluded is null and d.outbox_id is null
       and r.notice_id = d.notice_id and r.round = d.round and r.routine and r.state = 'open'
       and (r.reached is null or d.person_id > r.reached)`,
    [people, reason],
  )
}
