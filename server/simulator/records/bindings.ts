import { z } from 'zod'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

export const Bindings = z.array(
  z.object({
    who: z.string(),
    village: z.string(),
    contact: z.string(),
    boundAt: z.string(),
    endedAt: z.string().nullable(),
    endedBy: z.string(),
  }),
)

/** Whose phone is whose: the last 30 to be bound. */
export async function bindings(reading: Reading): Promise<z.infer<typeof Bindings>> {
  const { rows } = await reading.tx.query(
    `select b.person_id, b.bound_at, b.ended_at, c.wechat_id, coalesce(l.name, '') as village,
            s.person_id as ended_person
     from bindings b
     join contacts c on c.id = b.contact_id
     left join places l on l.code = b.place
     left join staff s on s.id = b.ended_by
     order by greatest(b.bound_at, b.ended_at) desc, b.id limit 30`,
  )
  const name = await namesOf(reading, { people: rows.flatMap(row => [row.person_id, row.ended_person]) })
  return rows.map(row => ({
    who: name(row.person_id),
    village: row.village,
    contact: row.wechat_id,
    boundAt: isoOf(row.bound_at.getTime()),
    endedAt: row.ended_at && isoOf(row.ended_at.getTime()),
    endedBy: name(row.ended_person),
  }))
}
