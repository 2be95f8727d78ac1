import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'

/**
 * Words that have served are forgotten: what was heard and sent, and what was said to a director. The rows stay, so
 * that nothing is handled twice and what happened can be counted. Cases and confirmations follow the archive's rules.
 */
export async function forgetOldWords(tx: Tx, now: number, chatDays: number): Promise<void> {
  const before = new Date(now - days(chatDays))
  await tx.query(
    `update inbox set sealed = null where sealed is not null and state <> 'waiting' and received_at < $1`,
    [before],
  )
  await tx.query(
    `update outbox set sealed = null
     where sealed is not null and state not in ('queued', 'claimed') and created_at < $1`,
    [before],
  )
  await tx.query('update request_messages set sealed = null where sealed is not null and at < $1', [before])
}
