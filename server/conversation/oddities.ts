import { dayOf } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { House, Item } from './apply.ts'

/** Counts by contact, kind and day what got another answer than usual. No words are kept. */
export async function noteOddities(
  tx: Tx,
  { now }: House,
  items: readonly Item<'noteOddity'>[],
): Promise<void> {
  await tx.query(
    `insert into oddities (contact_id, kind, day, place, person_id, times, last_at)
     select o.contact, o.kind, $1, c.place, c.person_id, count(*), $2
     from unnest($3::uuid[], $4::text[]) as o(contact, kind) join contacts c on c.id = o.contact
     group by o.contact, o.kind, c.place, c.person_id
     on conflict (contact_id, kind, day) do update
       set times = oddities.times + excluded.times, last_at = excluded.last_at`,
    [
      dayOf(now),
      new Date(now),
      items.map(item => item.turn.waiting.to.contact),
      items.map(item => item.effect.kind),
    ],
  )
}
