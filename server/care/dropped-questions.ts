import { randomUUID } from 'node:crypto'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'

/** Questions of the house that are not put any more, with the reason. A check-in that was never put was not asked. */
export async function keepDroppedQuestions(
  tx: Tx,
  { now }: House,
  items: readonly Item<'dropQuestion'>[],
): Promise<void> {
  await tx.query(
    `insert into dropped_questions (id, place, contact_id, person_id, flow, subject, reason, at)
     select d.id, coalesce(p.place, c.place), c.id, c.person_id, d.flow, d.subject, d.reason, $1
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[]) as d(id, contact, flow, subject, reason)
     join contacts c on c.id = d.contact left join people p on p.id = c.person_id`,
    [
      new Date(now),
      items.map(() => randomUUID()),
      items.map(item => item.turn.waiting.to.contact),
      items.map(item => item.effect.flow),
      items.map(item => item.effect.checkIn),
      items.map(item => item.effect.reason),
    ],
  )
  const unasked = items.flatMap(({ effect }) => (effect.put ? [] : (effect.checkIn ?? [])))
  await tx.query(
    `update check_ins i set state = 'skipped' where id = any($1) and state = 'asked'
       and not exists (select 1 from due_items d where d.subject = i.id)`,
    [unasked],
  )
}
