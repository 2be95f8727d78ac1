import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Words = z.looseObject({ words: z.string().default('') })

export const Tasks = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    village: z.string(),
    who: z.string(),
    child: z.string(),
    words: z.string(),
    openedAt: z.string(),
    doneAt: z.string().nullable(),
    doneBy: z.string(),
  }),
)

/** What directors have to look into: 30 open ones and the last 10 done. */
export async function tasks(reading: Reading): Promise<z.infer<typeof Tasks>> {
  const { rows } = await reading.tx.query(
    `select t.*, coalesce(l.name, '') as village, s.person_id as done_person
     from ((select * from tasks where done_at is null order by opened_at desc, id limit 30)
           union all (select * from tasks where done_at is not null order by done_at desc, id limit 10)) t
     left join places l on l.code = t.place
     left join staff s on s.id = t.done_by
     order by t.done_at is not null, t.opened_at desc`,
  )
  const name = await namesOf(reading, {
    people: rows.flatMap(row => [row.person_id, row.done_person]),
    children: rows.map(row => row.child_id),
  })
  return rows.map(row => ({
    id: row.id,
    kind: row.kind,
    village: row.village,
    who: name(row.person_id),
    child: name(row.child_id),
    words: row.sealed ? Words.parse(unseal(reading.keys, `tasks:${row.id}`, row.sealed)).words : '',
    openedAt: isoOf(row.opened_at.getTime()),
    doneAt: row.done_at && isoOf(row.done_at.getTime()),
    doneBy: name(row.done_person),
  }))
}
