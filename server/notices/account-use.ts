import { dayOf, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { pacedSince } from '../conversation/pace.ts'
import type { Tx } from '../db/scope.ts'
import { leftBy, type Sending, WAITING } from './gone-by.ts'

/** What an account has sent of what is paced, and what it still has to, in letters. `until` in ms; null: nothing waits. */
export type AccountUse = {
  account: string
  lastMinute: number
  today: number
  waiting: number
  /** Decided already, to leave at a later hour. */
  later: number
  until: number | null
}

/** Each account of a county and how much of its pace it uses. Runs under the county's scope. */
export async function accountUse(tx: Tx, { limits, quiet }: Sending, now: number): Promise<AccountUse[]> {
  const { rows } = await tx.query(
    `with ${WAITING}, planned as (
       select account, sum(letters)::int as letters from (
         select account, count(*) as letters from outbox
         where state = 'queued' and priority >= 2 and not_before > $1 group by account
         union all
         select r.account, sum((r.people - r.passed) * r.letters) from notice_rounds r join notices n on n.id = r.notice_id
         where r.state = 'open' and r.priority >= 2 and (r.not_before > $1 or n.paused_at is not null) group by r.account
       ) p group by account)
     select account, coalesce(w.letters, 0) as waiting, coalesce(p.letters, 0) as later
     from (select distinct account from contacts) a left join waiting w using (account) left join planned p using (account)
     order by account`,
    [new Date(now)],
  )
  const used: AccountUse[] = []
  for (const { account, waiting, later } of rows) {
    const today = await pacedSince(tx, account, instantOf(dayOf(now), '00:00'))
    const lastMinute = await pacedSince(tx, account, now - minutes(1))
    const gone = limits ? leftBy(waiting, { from: now, limits, quiet, sent: today }) : now
    used.push({ account, lastMinute, today, waiting, later, until: waiting > 0 ? gone : null })
  }
  return used
}
