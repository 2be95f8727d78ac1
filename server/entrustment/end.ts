import { addDays, addMonths, dayOf } from '../../flows/engine/calendar.ts'
import { addTasks } from '../care/tasks.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork } from '../due.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import type { Keys } from '../privacy/seal.ts'
import { type Actor, actOn } from './act.ts'
import type { EndReason } from './chain.ts'

type House = { keys: Keys; now: number; acts: Evidence[] }

const byTheHouse = (key: string): Actor => ({
  ...{ party: 'house', person: null, staff: null, how: 'house', contact: null, key },
})

/** A child has left the list, by two people: whatever was entrusted about it ends; its history stays. */
export async function endForChild(
  tx: Tx,
  house: House,
  child: string,
  reason: EndReason,
  key: string,
): Promise<void> {
  const { rows } = await tx.query(
    'select id from entrustments where child_id = $1 and ended_at is null order by id',
    [child],
  )
  for (const { id } of rows) await actOn(tx, house, id, { act: 'ends', reason }, byTheHouse(key))
}

/**
 * A child is on the list again: what ended with the act of this key goes on as it stood, unless its term is over, the child
 * is sixteen, or another one is in its place. The ids of those that do.
 */
export async function resumeForChild(
  tx: Tx,
  house: House,
  child: string,
  endedBy: string,
  key: string,
): Promise<string[]> {
  const today = dayOf(house.now)
  const { rows } = await tx.query(
    `select e.id from entrustments e join entrustment_acts a on a.entrustment_id = e.id and a.act = 'ends' and a.key = $2
     join children c on c.id = e.child_id
     where e.child_id = $1 and e.ended_at is not null and e.until_day > $3
       and (c.birth_date is null or c.birth_date > $4)
       and not exists (select 1 from entrustments o where o.child_id = e.child_id and o.ended_at is null
                         and (o.carer_id = e.carer_id or o.witnessed_at is not null))
     order by e.id`,
    [child, endedBy, today, addMonths(today, -16 * 12)],
  )
  const resumed: string[] = []
  for (const { id } of rows) {
    const outcome = await actOn(tx, house, id, { act: 'resumes' }, byTheHouse(key))
    if ('change' in outcome) resumed.push(id)
  }
  return resumed
}

/** Once a day: who has turned sixteen needs none any more; a term that is over is a line of the director's list. */
export const endEntrustments: DueWork = async (tx, { parts, now, acts }, items) => {
  const today = dayOf(now)
  const { rows } = await tx.query(
    `select e.id, e.child_id, e.until_day, c.birth_date from entrustments e join children c on c.id = e.child_id
     where e.ended_at is null and (e.until_day <= $1 or c.birth_date <= $2) order by e.id`,
    [today, addMonths(today, -16 * 12)],
  )
  const expired: string[] = []
  for (const { id, child_id, until_day, birth_date } of rows) {
    const sixteen = birth_date && addDays(addMonths(birth_date, 16 * 12), 1) <= today
    if (!sixteen && until_day > today) continue
    const reason = sixteen ? 'sixteen' : 'expired'
    await actOn(
      tx,
      { keys: parts.keys, now, acts },
      id,
      { act: 'ends', reason },
      byTheHouse(`${reason}:${today}`),
    )
    if (!sixteen) expired.push(child_id)
  }
  await addTasks(
    tx,
    { keys: parts.keys, now },
    expired.map(child => ({ kind: 'entrust-expired', child, person: null, words: '' })),
  )
  return items.map(() => 'done')
}
