import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { record } from '../evidence/of-turn.ts'
import { enterStaff } from './add-staff.ts'
import { asStaff } from './as-staff.ts'

/**
 * 接任 柳河村 王秀英 电话: the successor holds everything open in the village from this moment, the old director sees nothing
 * more. Only within the place of whoever says it.
 */
export async function replaceDirector(
  tx: Tx,
  house: House,
  items: readonly Item<'replaceDirector'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const villages = await tx.query(
      'select code, name from places where name = $1 and length(code) = 12 and starts_with(code, $2)',
      [effect.village, turn.facts.person!.staff!.place],
    )
    if (villages.rows.length !== 1) {
      turn.replies.push({ key: 'replace:noVillage', values: { village: effect.village } })
      continue
    }
    await replace(tx, house, turn, villages.rows[0], effect)
  }
}

async function replace(
  tx: Tx,
  house: House,
  turn: Turned,
  { code: place, name: village }: { code: string; name: string },
  { name, phone }: Item<'replaceDirector'>['effect'],
): Promise<void> {
  const old = await asStaff(tx, turn, () =>
    tx.query(
      `update staff set until = greatest($2, since + interval '1 millisecond')
       where place = $1 and role = 'director' and until is null returning id, person_id, until`,
      [place, new Date(house.now)],
    ),
  )
  const left = old.rows.map(row => row.id)
  const people = old.rows.map(row => row.person_id)
  const entered = await enterStaff(tx, house, house.policy, { role: 'director', name, place, phone })
  record(turn, entered.entered)
  for (const row of old.rows)
    record(turn, {
      kind: 'staff-ended',
      place,
      subjects: [row.person_id],
      rows: [{ table: 'staff', id: row.id, is: { until: row.until.getTime() } }],
    })
  await tx.query(
    `update requests set holder_id = $1 where place = $2 and state <> 'closed'
       and (holder_id is null or holder_id = any($3)
            or holder_id in (select stand_in_id from leaves where staff_id = any($3) and ended_at is null))`,
    [entered.id, place, left],
  )
  await tx.query('update leaves set ended_at = $2 where staff_id = any($1) and ended_at is null', [
    left,
    new Date(house.now),
  ])
  await suppress(tx, left, 'replaced', house.now)
  const words = { key: 'replace:farewell', values: { village } }
  await tell(tx, house, people, words, { priority: PRIORITY.reply, key: `replaced:${turn.waiting.key}` })
  // Whatever they had begun as staff, and every list that stood on their phone, is gone.
  await tx.query(
    `with silenced as (delete from timers where contact_id in (select id from contacts where person_id = any($1)))
     update contacts set staff = false, sealed = null where person_id = any($1)`,
    [people],
  )
  turn.replies.push({ key: 'replace:done', values: { village, name, code: spaced(entered.code) } })
}

const spaced = (code: string): string => code.replace(/^(\d{4})\s?(\d{4})$/, '$1 $2')
