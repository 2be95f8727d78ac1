import { z } from 'zod'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Item = z.object({
  id: z.string(),
  kind: z.string(),
  village: z.string(),
  who: z.string(),
  at: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  /** Why it was put off, and when it would have come. */
  note: z.string().nullable(),
  movedFrom: z.string().nullable(),
  endedAt: z.string().nullable(),
})
export const Due = z.object({ open: z.array(Item), ended: z.array(Item) })

/** The next 15 things that come due, and the last 10 that did, each with what became of it. */
export async function due(reading: Reading): Promise<z.infer<typeof Due>> {
  const { rows } = await reading.tx.query(
    `select d.*, coalesce(l.name, '') as village
     from ((select * from due_items where state = 'open' and kind <> 'plan' order by due_at, id limit 15)
           union all (select * from due_items where state <> 'open' and kind <> 'plan' order by ended_at desc, id limit 10)) d
     left join places l on l.code = d.place
     order by d.state <> 'open', d.ended_at desc nulls last, d.due_at, d.id`,
  )
  const name = await namesOf(reading, { people: rows.map(row => row.person_id) })
  const items = rows.map(row => ({
    id: row.id,
    kind: row.kind,
    village: row.village,
    who: name(row.person_id),
    at: isoOf(row.due_at.getTime()),
    state: row.state,
    reason: row.reason,
    note: row.note,
    movedFrom: row.moved_from && isoOf(row.moved_from.getTime()),
    endedAt: row.ended_at && isoOf(row.ended_at.getTime()),
  }))
  return {
    open: items.filter(item => item.state === 'open'),
    ended: items.filter(item => item.state !== 'open'),
  }
}
