import type { Channel } from '../../bot/channel.ts'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'

/** WeChat hears us at this moment: what a later silence is measured from. */
export async function stillHeard({ pool, clock, channel }: Parts & { channel: Channel }): Promise<void> {
  const { account, state } = channel.health()
  if (state !== 'ready' || account === null) return
  await pool.query('update accounts set heard_at = $2 where id = $1', [account, new Date(clock.now())])
}

/** Logged in (again): the time in which nobody listened at all, because no process was running, is a gap too. */
export async function heardAgain({ pool, clock }: Parts, place: string, account: string): Promise<void> {
  const now = clock.now()
  await inScope(pool, { place }, async tx => {
    const { hearing } = await policyOn(tx, place, dayOf(now))
    await tx.query(
      `with before as (select heard_at from accounts where id = $1), gap as (
         insert into channel_gaps (account, place, from_at, to_at, cause)
         select $1, $2, heard_at, $3, 'not running' from before where heard_at < $4
         on conflict do nothing)
       update accounts set heard_at = $3 where id = $1`,
      [account, place, new Date(now), new Date(now - hearing.gapFromSeconds * 1_000)],
    )
  })
}
