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
  // What they changed stands where it was written down.
  await tx.query('delete from late_answers where at < $1', [before])
  // Begun and never finished; who logged in when stays in the county's record.
  await tx.query('delete from assessment_drafts where saved_at < $1', [before])
  await tx.query('delete from login_links where expires_at < $1', [before])
  await tx.query('delete from staff_sessions where expires_at < $1', [before])
}

/** The same for these people alone, at once. What is still under way (a waiting message, an open request) is kept until it has served. */
export async function forgetWordsOf(tx: Tx, people: readonly string[]): Promise<void> {
  const contacts = await tx.query('select id from contacts where person_id = any($1)', [people])
  const theirs = contacts.rows.map(row => row.id)
  await tx.query(
    `update inbox set sealed = null where contact_id = any($1) and sealed is not null and state <> 'waiting'`,
    [theirs],
  )
  await tx.query(
    `update outbox set sealed = null
     where contact_id = any($1) and sealed is not null and state not in ('queued', 'claimed')`,
    [theirs],
  )
  await tx.query('delete from late_answers where person_id = any($1)', [people])
  await tx.query(
    `update request_messages m set sealed = null from requests r
     where r.id = m.request_id and r.person_id = any($1) and r.state = 'closed' and m.sealed is not null`,
    [people],
  )
}
