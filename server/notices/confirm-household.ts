import type { EffectOf } from '../../flows/index.ts'
import type { House, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { lastNotice } from './last-notice.ts'
import { reminderKey } from './release.ts'

/**
 * A family was told the notice by telephone or at the door: it counts as confirmed, with how and by whom it was written
 * down, and a reminder that has not left stays here. False when there is no notice it could be.
 */
export async function confirmHousehold(
  tx: Tx,
  house: House,
  turn: Turned,
  effect: EffectOf<'answerFor'>,
): Promise<boolean> {
  const notice = effect.notice ?? (await lastNotice(tx, house, turn))?.id
  if (!notice) return false
  const { rowCount } = await tx.query(
    `update deliveries set confirmed_at = $3, confirmed_how = $4, recorded_by = $5
     where id = (select d.id from deliveries d
                 left join relations r on r.person_id = d.person_id and r.until is null and r.role = $6
                 where d.notice_id = $1 and d.household_id = $2 and d.confirmed_at is null
                 order by r.id is null, d.id limit 1)
       and not exists (select 1 from deliveries c where c.notice_id = $1 and c.household_id = $2 and c.confirmed_at is not null)`,
    [notice, effect.household, new Date(house.now), effect.how, turn.facts.person!.staff!.id, effect.who],
  )
  const { rows } = await tx.query(
    'select person_id from deliveries where notice_id = $1 and household_id = $2',
    [notice, effect.household],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'answered' where dedupe_key = any($1) and state = 'queued'`,
    [rows.map(row => reminderKey(notice, row.person_id))],
  )
  return rows.length > 0 || Boolean(rowCount)
}
