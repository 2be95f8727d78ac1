import { addTasks } from '../care/tasks.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import { askBothSides } from './ask.ts'
import { openEntrustment } from './open.ts'

/**
 * Both sides have named the same carer: where the county wishes so an entrustment opens by itself, and both are asked the
 * next day. What was refused before is opened again by people only; what cannot be is a line of the director's list.
 */
export async function openByItself(
  tx: Tx,
  house: Ink & { policy: Policy },
  child: string,
  carer: string,
): Promise<void> {
  if (house.policy.entrustment.opens !== 'by-itself') return
  const before = await tx.query(
    `select 1 from entrustments where child_id = $1 and carer_id = $2 and (ended_at is null or state = 'refused') limit 1`,
    [child, carer],
  )
  if (before.rowCount) return
  const opened = await openEntrustment(tx, house, { child, carer, staff: null })
  if ('id' in opened) await askBothSides(tx, house, [opened.id])
  else if (opened.impossible === 'under-age' || opened.impossible === 'is-child')
    await addTasks(tx, house, [{ kind: 'entrust-impossible', child, person: null, words: '' }])
}
