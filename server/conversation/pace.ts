import { dayOf, instantOf, minutes } from '../../flows/engine/calendar.ts'
import { type Chance, systemChance } from '../chance.ts'
import type { Tx } from '../db/scope.ts'

/** Questions and notices an account sends at the most. */
export type Limits = { perMinute: number; perDay: number }

/** How many questions and notices an account may still send now. Danger and replies are never held back. */
export type Pace = {
  /** `since`: what has left the account since an instant (ms), asked when a process begins and when a day does. */
  allowance(account: string, now: number, since: (at: number) => Promise<number>): Promise<number>
  used(account: string, now: number, count: number): void
}

/** As fast as the channel takes them: the simulator. */
export const unpaced: Pace = { allowance: async () => 1_000_000, used: () => {} }

const WINDOW = 10_000
const WINDOWS_A_MINUTE = minutes(1) / WINDOW
type Account = { day: string; left: number; sent: number[]; burst: number; drawnAt: number }

/**
 * So many a minute and a day, for each account by itself. WeChat blocks accounts that send in bursts or like a clock: in
 * each ten seconds goes out a sixth of the minute's, more or less by half.
 */
export function paced({ perMinute, perDay }: Limits, chance: Chance = systemChance): Pace {
  const accounts = new Map<string, Account>()
  return {
    async allowance(account, now, since) {
      const day = dayOf(now)
      const one = accounts.get(account) ?? (await begun(now, since))
      accounts.set(account, one)
      if (one.day !== day) Object.assign(one, { day, left: perDay - (await since(instantOf(day, '00:00'))) })
      one.sent = one.sent.filter(at => at > now - minutes(1))
      if (now >= one.drawnAt + WINDOW || now < one.drawnAt) {
        one.drawnAt = now
        one.burst = Math.max(1, Math.round((perMinute / WINDOWS_A_MINUTE) * (0.5 + chance())))
      }
      const lately = one.sent.filter(at => at > now - WINDOW).length
      return Math.max(0, Math.min(one.left, perMinute - one.sent.length, one.burst - lately))
    },
    used(account, now, count) {
      const one = accounts.get(account)
      if (!one) return
      one.left -= count
      for (let i = 0; i < count; i++) one.sent.push(now)
    },
  }
}

/** What another process sent in the last minute counts as sent now. */
const begun = async (now: number, since: (at: number) => Promise<number>): Promise<Account> => ({
  ...{ day: '', left: 0, burst: 1, drawnAt: Number.NEGATIVE_INFINITY },
  sent: new Array(await since(now - minutes(1))).fill(now),
})

/** Questions and notices that have left an account since an instant (ms). */
export async function pacedSince(tx: Tx, account: string, since: number): Promise<number> {
  const { rows } = await tx.query(
    `select (select count(*) from outbox where account = $1 and priority >= 2 and sent_at >= $2
               and created_at >= $2::timestamptz - interval '7 days')
          + (select coalesce(sum(s.people * r.letters), 0) from notice_stretches s
             join notice_rounds r on r.notice_id = s.notice_id and r.round = s.round
             where r.account = $1 and r.priority >= 2 and s.sent_at >= $2) as letters`,
    [account, new Date(since)],
  )
  return Number(rows[0].letters)
}
