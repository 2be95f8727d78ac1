import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Note = z.looseObject({ words: z.string().default('') })

export const Visits = z.array(
  z.object({
    id: z.string(),
    village: z.string(),
    children: z.array(z.string()),
    by: z.string(),
    day: z.string(),
    late: z.boolean(),
    recordedAt: z.string(),
    seen: z.string(),
    child: z.string().nullable(),
    home: z.string().nullable(),
    words: z.string(),
    voice: z.boolean(),
  }),
)

/** The last 40 visits to be written down. */
export async function visits(reading: Reading): Promise<z.infer<typeof Visits>> {
  const { rows } = await reading.tx.query(
    `select v.*, coalesce(l.name, '') as village, s.person_id as visitor,
            array(select id from children where household_id = v.household_id and state <> 'left'
                  order by birth_date, id) as children
     from visits v
     left join places l on l.code = v.place
     left join staff s on s.id = v.staff_id
     order by v.recorded_at desc, v.id limit 40`,
  )
  const name = await namesOf(reading, {
    people: rows.map(row => row.visitor),
    children: rows.flatMap(row => row.children),
  })
  return rows.map(row => ({
    id: row.id,
    village: row.village,
    children: row.children.map(name),
    by: name(row.visitor),
    day: row.day,
    late: row.late,
    recordedAt: isoOf(row.recorded_at.getTime()),
    seen: row.seen,
    child: row.child,
    home: row.home,
    words: row.sealed ? Note.parse(unseal(reading.keys, `visits:${row.id}`, row.sealed)).words : '',
    voice: row.voice_key !== null,
  }))
}
