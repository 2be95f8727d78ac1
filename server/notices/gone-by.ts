import { addDays, dayOf, instantOf, minutes, outOfQuiet } from '../../flows/engine/calendar.ts'
import { type Limits, pacedSince } from '../conversation/pace.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'

/** What accounts may send and when; no limits: at once. */
export type Sending = { limits: Limits | null; quiet: Policy['quiet'] }

/** What each account still has to send of what is paced, in letters, before something that leaves at $1. */
export const WAITING = `waiting as (
  select account, sum(letters)::int as letters from (
    select account, count(*) as letters from outbox
    where state = 'queued' and priority >= 2 and not_before <= $1 group by account
    union all
    select r.account, sum((r.people - r.passed) * r.letters) from notice_rounds r join notices n on n.id = r.notice_id
    where r.state = 'open' and r.priority >= 2 and r.not_before <= $1 and n.paused_at is null group by r.account
  ) w group by account)`

/**
 * When a notice to these people will have left (ms), if it leaves from an instant on with so many letters to each: the
 * last account at its pace, behind what waits already. Runs under the county's scope.
 */
export async function goneBy(
  tx: Tx,
  sending: Sending,
  { people, letters, from }: { people: readonly string[]; letters: number; from: number },
): Promise<number> {
  if (sending.limits === null || people.length === 0) return from
  const { rows } = await tx.query(
    `with ${WAITING}, mine as (select account, count(*) * $3 as letters from contacts where person_id = any($2) group by account)
     select account, m.letters + coalesce(w.letters, 0) as letters, $1::timestamptz as at from mine m left join waiting w using (account)`,
    [new Date(from), people, letters],
  )
  return (await last(tx, sending, rows)) ?? from
}

/** When what is open of a notice will have left (ms); null when nothing is. Runs under the county's scope. */
export async function openUntil(
  tx: Tx,
  sending: Sending,
  notice: string,
  now: number,
): Promise<number | null> {
  const { rows } = await tx.query(
    `with due as (select account, greatest(max(not_before), $1) as at from notice_rounds
                  where notice_id = $2 and state = 'open' group by account), ${WAITING}
     select account, d.at, coalesce(w.letters, 0) as letters from due d left join waiting w using (account)`,
    [new Date(now), notice],
  )
  return await last(tx, sending, rows)
}

type Owing = { account: string; letters: number; at: Date }

async function last(tx: Tx, { limits, quiet }: Sending, accounts: readonly Owing[]): Promise<number | null> {
  let until: number | null = null
  for (const { account, letters, at } of accounts) {
    const from = at.getTime()
    const sent = limits ? await pacedSince(tx, account, instantOf(dayOf(from), '00:00')) : 0
    const gone = limits ? leftBy(letters, { from, limits, quiet, sent }) : from
    until = Math.max(until ?? gone, gone)
  }
  return until
}

/** When so many letters have left (ms), from an instant on, none by night; `sent` have left on that day already. */
export function leftBy(
  letters: number,
  { from, limits, quiet, sent }: { from: number; limits: Limits; quiet: Policy['quiet']; sent: number },
): number {
  let [at, left, today] = [outOfQuiet(from, quiet), letters, sent]
  if (dayOf(at) !== dayOf(from)) today = 0
  for (;;) {
    const day = dayOf(at)
    const midnight = instantOf(addDays(day, 1), '00:00')
    const evening = instantOf(day, quiet.from)
    const end = at < evening ? evening : midnight
    const most = Math.min(limits.perDay - today, Math.floor(((end - at) / minutes(1)) * limits.perMinute))
    if (left <= most) return at + minutes(Math.ceil(left / limits.perMinute))
    left -= Math.max(0, most)
    at = outOfQuiet(midnight, quiet)
    today = 0
  }
}
