import type { House, Item } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { type DueWork, schedule } from '../due.ts'
import { record } from '../evidence/of-turn.ts'
import { forgetWordsOf } from '../privacy/retention.ts'
import { asStaff } from '../staff/as-staff.ts'

/** Puts down that somebody's words are to be forgotten now; done apart from the turn, because it looks through a whole inbox. */
export async function forgetSoon(
  tx: Tx,
  whose: readonly { person: string; place: string; because: string }[],
  now: number,
): Promise<void> {
  await schedule(
    tx,
    whose.map(({ person, place, because }) => ({
      key: `forget-words:${because}`,
      place,
      kind: 'forget-words',
      person,
      dueAt: now,
    })),
  )
}

/** The words of these people are forgotten. */
export const forgetWords: DueWork = async (tx, _house, items) => {
  await forgetWordsOf(
    tx,
    items.map(item => item.person!),
  )
  return items.map(() => 'done')
}

/** 删 3: the director has spoken with whoever asked for it; the words go, the family is told, the line is done. */
export async function eraseWords(tx: Tx, house: House, items: readonly Item<'eraseWords'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `update tasks set done_at = $2, done_by = $3 where no = $1 and kind = 'data-delete' and done_at is null
           and (select count(*) from tasks same where same.no = $1 and same.done_at is null) = 1
         returning id, person_id`,
        [effect.no, new Date(house.now), staff.id],
      ),
    )
    const task = rows[0]
    turn.replies.push({ key: task ? 'staff:erased' : 'staff:noSuchNumber', values: { no: effect.no } })
    if (!task) continue
    record(turn, {
      kind: 'erased',
      place: turn.facts.person!.staff!.place,
      subjects: [task.person_id, task.id],
    })
    await forgetSoon(tx, [{ person: task.person_id, place: turn.place, because: task.id }], house.now)
    await tell(
      tx,
      house,
      [task.person_id],
      { key: 'my-data:deleted', values: {} },
      { priority: PRIORITY.reply, key: `erased:${task.id}` },
    )
  }
}
