import { calledBy } from '../../flows/index.ts'
import { addTasks } from '../care/tasks.ts'
import type { House, Item } from '../conversation/apply.ts'
import { prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { beginning } from '../staff/families.ts'
import { byTurn, houseOf } from './chat.ts'
import type { Reason } from './policy.ts'
import { undoableSince } from './rows.ts'
import { undo } from './steps.ts'

type Left = {
  id: string
  no: number
  place: string
  child_id: string
  reason: Reason
  left_at: Date
  child: Buffer
  kin: string | null
}

/**
 * Children of whoever speaks who left the list because their parents were back. Of a wrong entry, of a death or of a
 * birthday families are not spoken to here.
 */
async function leftBy(tx: Tx, person: string): Promise<Left[]> {
  const { rows } = await tx.query<Left>(
    `select distinct on (c.id) e.id, e.no, e.place, e.child_id, e.reason, e.left_at, c.sealed as child,
       (select k.kin from relations k where k.child_id = c.id and k.role = 'carer' and k.until is null limit 1) as kin
     from relations r join children c on c.id = r.child_id and c.state = 'left'
     join exits e on e.child_id = c.id and e.state = 'left' and e.reason = 'parents-back'
     where r.person_id = $1 and r.until is null and r.role in ('father', 'mother', 'carer')
     order by c.id, e.left_at desc`,
    [person],
  )
  return rows
}

/** 又出去了: within the days one question, later a line for the director, because joining anew is for a person to do. */
export async function findLeft(tx: Tx, house: House, items: readonly Item<'findLeft'>[]): Promise<void> {
  for (const { turn } of items) {
    const left = await leftBy(tx, turn.waiting.to.person!)
    const since = undoableSince(house.policy.exits.undoDays, house.now)
    const lately = left.filter(one => one.left_at > since)
    if (lately.length > 0)
      await prompt(tx, house, [
        beginning(turn, 'away-again', {
          exits: lately.map(one => one.id),
          children: lately.map(one => one.child_id),
        }),
      ])
    else if (left.length > 0) {
      await addTasks(
        tx,
        house,
        left.map(one => ({
          kind: 'away-again-late',
          child: one.child_id,
          person: turn.waiting.to.person,
          words: '',
        })),
      )
      turn.replies.push({ key: 'away-again:tooLate', values: {} })
    } else turn.replies.push({ key: 'away-again:nothing', values: {} })
  }
}

/** They are on the list again as they were; the director reads of it. */
export async function comeBack(tx: Tx, house: House, items: readonly Item<'comeBack'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const since = undoableSince(house.policy.exits.undoDays, house.now)
    const back = (await leftBy(tx, turn.waiting.to.person!)).filter(
      one => effect.exits.includes(one.id) && one.left_at > since,
    )
    for (const exit of back) await undo(tx, houseOf(house, turn), exit, { ...byTurn(turn), staff: null })
    await addTasks(
      tx,
      house,
      back.map(one => ({
        kind: 'away-again',
        child: one.child_id,
        person: turn.waiting.to.person,
        words: '',
      })),
    )
    const names = back.map(one =>
      calledBy(ChildSealed.parse(unseal(house.keys, `children:${one.child_id}`, one.child)).name),
    )
    // Words of their own follow when somebody else looks after them now.
    if (turn.effects.some(({ type }) => type === 'openTask')) continue
    turn.replies.push(
      back.length > 0
        ? { key: 'away-again:resumed', values: { children: names.join('、') } }
        : { key: 'away-again:tooLate', values: {} },
    )
  }
}
