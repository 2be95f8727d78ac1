import { z } from 'zod'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

export const CheckIns = z.array(
  z.object({
    id: z.string(),
    week: z.string(),
    village: z.string(),
    carer: z.string(),
    children: z.array(z.string()),
    state: z.string(),
    answer: z.string().nullable(),
    by: z.string(),
    how: z.string().nullable(),
    askedAt: z.string(),
    at: z.string().nullable(),
  }),
)

/** The last 40 weekly questions. */
export async function checkIns(reading: Reading): Promise<z.infer<typeof CheckIns>> {
  const { rows } = await reading.tx.query(
    `select c.*, coalesce(l.name, '') as village
     from check_ins c left join places l on l.code = c.place
     order by c.asked_at desc, c.id limit 40`,
  )
  const name = await namesOf(reading, {
    people: rows.flatMap(row => [row.person_id, row.answered_by]),
    children: rows.flatMap(row => row.children),
  })
  return rows.map(row => ({
    id: row.id,
    week: row.week,
    village: row.village,
    carer: name(row.person_id),
    children: row.children.map(name),
    state: row.state,
    answer: row.answer,
    by: name(row.answered_by),
    how: row.how,
    askedAt: isoOf(row.asked_at.getTime()),
    at: row.answered_at && isoOf(row.answered_at.getTime()),
  }))
}
