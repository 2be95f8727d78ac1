import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Words = z.looseObject({ words: z.string().default('') })

export const Cases = z.array(
  z.object({
    no: z.int(),
    village: z.string(),
    level: z.string(),
    class: z.string(),
    who: z.string(),
    words: z.string(),
    openedAt: z.string(),
    recalledAt: z.string().nullable(),
    acknowledgedAt: z.string().nullable(),
    acknowledgedBy: z.string(),
    proposedBy: z.string(),
    closedAt: z.string().nullable(),
    hiddenFrom: z.array(z.string()),
    held: z.array(z.string()),
  }),
)

/** The last 20 cases, those still open first. */
export async function cases(reading: Reading): Promise<z.infer<typeof Cases>> {
  const { rows } = await reading.tx.query(
    `select c.*, coalesce(l.name, '') as village, a.person_id as acknowledged_person,
            p.person_id as proposed_person, hidden.people as hidden, held.people as held
     from cases c
     left join places l on l.code = c.place
     left join staff a on a.id = c.acknowledged_by
     left join staff p on p.id = c.proposed_by
     left join lateral (select array_agg(person_id) as people from staff where id = any(c.hidden_from)) hidden on true
     left join lateral (select array_agg(person_id) as people from holds
                        where case_id = c.id and until_at is null) held on true
     order by c.closed_at is not null, c.opened_at desc, c.id limit 20`,
  )
  const name = await namesOf(reading, {
    people: rows.flatMap(row => [
      row.person_id,
      row.acknowledged_person,
      row.proposed_person,
      ...(row.hidden ?? []),
      ...(row.held ?? []),
    ]),
  })
  return rows.map(row => ({
    no: row.no,
    village: row.village,
    level: row.level,
    class: row.class,
    who: name(row.person_id),
    words: Words.parse(unseal(reading.keys, `cases:${row.id}`, row.sealed)).words,
    openedAt: isoOf(row.opened_at.getTime()),
    recalledAt: row.recalled_at && isoOf(row.recalled_at.getTime()),
    acknowledgedAt: row.acknowledged_at && isoOf(row.acknowledged_at.getTime()),
    acknowledgedBy: name(row.acknowledged_person),
    proposedBy: name(row.proposed_person),
    closedAt: row.closed_at && isoOf(row.closed_at.getTime()),
    hiddenFrom: (row.hidden ?? []).map(name),
    held: (row.held ?? []).map(name),
  }))
}
