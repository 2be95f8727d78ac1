import { minutes } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'

/** What each account still has to send of what is paced, in letters, before something that leaves at $1. */
const WAITING = `waiting as (
  select account, sum(letters)::int as letters from (
    select account, count(*) as letters from outbox
    where state = 'queued' and priority >= 2 and not_before <= $1 group by account
    union all
    select r.account, sum((r.people - r.passed) * r.letters) from notice_rounds r join notices n on n.id = r.notice_id
    where r.state = 'open' and r.priority >= 2 and r.not_before <= $1 and n.paused_at is null group by r.account
  ) w group by account)`

/**
 * When a notice to these people will have left (ms), if it leaves from an instant on with so many letters to each: the
 * busiest account at its pace, behind what waits already. Null pace: at once. Runs under the county's scope.
 */
export async function goneBy(
  tx: Tx,
  perMinute: number | null,
  { people, letters, from }: { people: readonly string[]; letters: number; from: number },
): Promise<number> {
  if (perMinute === null || people.length === 0) return from
  const { rows } = await tx.query(
    `with ${WAITING}, mine as (select account, count(*) * $3 as letters from contacts where person_id = any($2) group by account)
     select max(m.letters + coalesce(w.letters, 0)) as letters from mine m left join waiting w using (account)`,
    [new Date(from), people, letters],
  )
  return from + minutes(Math.ceil((rows[0].letters ?? 0) / perMinute))
}

/** When what is open of a notice will have left (ms); null when nothing is. Runs under the county's scope. */
export async function openUntil(
  tx: Tx,
  perMinute: number | null,
  notice: string,
  now: number,
): Promise<number | null> {
  const { rows } = await tx.query(
    `with due as (select account, greatest(max(not_before), $1) as last from notice_rounds
                  where notice_id = $2 and state = 'open' group by account), ${WAITING}
     select max(d.last) as last, max(coalesce(w.letters, 0)) as letters from due d left join waiting w using (account)`,
    [new Date(now), notice],
  )
  const { last, letters } = rows[0]
  if (last === null) return null
  return last.getTime() + (perMinute === null ? 0 : minutes(Math.ceil(letters / perMinute)))
}
