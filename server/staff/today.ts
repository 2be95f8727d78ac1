import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { asStaff } from './as-staff.ts'
import { listLines } from './list-lines.ts'

/** 今天: what waits for this staff member, numbered, read under their own scope. */
export async function showToday(tx: Tx, house: House, items: readonly Item<'showToday'>[]): Promise<void> {
  for (const { turn } of items) {
    const { lines } = await asStaff(tx, turn, () => listLines(tx, house, turn.waiting.to.language))
    turn.replies.push(
      lines.length
        ? { key: 'staff:today', values: { lines: lines.join('\n') } }
        : { key: 'staff:nothingToday', values: {} },
    )
  }
}

/** 电话 3 / 走访 3: a real contact about a line of the list; the line is done and checks rest for a while. */
export async function recordContact(
  tx: Tx,
  house: House,
  items: readonly Item<'recordContact'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const at = new Date(house.now)
    const { rows } = await asStaff(tx, turn, () =>
      tx.query(
        `update tasks set done_at = $2, done_by = $3 where no = $1 and done_at is null
           and (select count(*) from tasks same where same.no = $1 and same.done_at is null) = 1
         returning child_id, place`,
        [effect.no, at, staff.id],
      ),
    )
    if (!rows[0]) {
      turn.replies.push({ key: 'staff:noSuchNumber', values: { no: effect.no } })
      continue
    }
    const carers = await tx.query(
      `insert into care_contacts (id, place, person_id, staff_id, how, at)
       select gen_random_uuid(), $2, r.person_id, $3, $4, $5 from relations r
       where r.child_id = $1 and r.until is null and r.role in ('father', 'mother', 'carer') returning person_id`,
      [rows[0].child_id, rows[0].place, staff.id, effect.how, at],
    )
    const open = await tx.query(`select id from check_ins where person_id = any($1) and state = 'asked'`, [
      carers.rows.map(row => row.person_id),
    ])
    await suppress(
      tx,
      open.rows.map(row => row.id),
      'real-contact',
      house.now,
    )
    turn.replies.push({ key: `staff:recorded-${effect.how}`, values: { no: effect.no } })
  }
}
