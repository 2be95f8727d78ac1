import type { EffectOf } from '../../flows/index.ts'
import type { House, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { lastNotice } from './last-notice.ts'
import { reminderKey } from './letter-keys.ts'

/** A family was told the notice by telephone or at the door. False when there is no notice it could be. */
export async function confirmHousehold(
  tx: Tx,
  house: House,
  turn: Turned,
  effect: EffectOf<'answerFor'>,
): Promise<boolean> {
  const notice = effect.notice ?? (await lastNotice(tx, house, turn))?.id
  if (!notice) return false
  const { household, how, who } = effect
  return await confirmByHand(
    tx,
    { notice, household, how, who, staff: turn.facts.person!.staff!.id },
    house.now,
  )
}

/**
 * It counts as confirmed, with how and by whom it was written down, and a reminder that has not left stays here. `who` is
 * the role of whoever said it, where that is known. Runs under the county's scope. False where the notice was not for
 * this household.
 */
export async function confirmByHand(
  tx: Tx,
  told: { notice: string; household: string; how: 'phone' | 'visit'; who: string | null; staff: string },
  now: number,
): Promise<boolean> {
  const { notice, household, how, who, staff } = told
  const adults = await adultsIn(tx, notice, household)
  await tx.query(
    `update deliveries set confirmed_at = $3, confirmed_how = $4, recorded_by = $5
     where notice_id = $1 and household_id = $2 and confirmed_at is null and person_id =
           (select m.person from unnest($7::uuid[]) as m(person)
            left join relations r on r.person_id = m.person and r.until is null and r.role = $6
            order by r.id is null, m.person limit 1)
       and not exists (select 1 from deliveries c where c.notice_id = $1 and c.household_id = $2 and c.confirmed_at is not null)`,
    [notice, household, new Date(now), how, staff, who, adults],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'answered' where dedupe_key = any($1) and state = 'queued'`,
    [adults.map(person => reminderKey(notice, person))],
  )
  return adults.length > 0
}

/**
 * For whom of a household a notice was. Whoever its children have, or ever had, is found at once; only when they have
 * gone to another household since then, everybody of the notice is looked through.
 */
async function adultsIn(tx: Tx, notice: string, household: string): Promise<string[]> {
  for (const among of [RELATIVES, '']) {
    const { rows } = await tx.query(
      `select person_id from deliveries where notice_id = $1 and household_id = $2 ${among}`,
      [notice, household],
    )
    if (rows.length > 0) return rows.map(row => row.person_id)
  }
  return []
}

const RELATIVES = `and person_id = any (array(
  select r.person_id from children c join relations r on r.child_id = c.id where c.household_id = $2))`
