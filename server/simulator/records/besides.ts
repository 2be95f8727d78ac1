import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Words = z.looseObject({ words: z.string().default('') })

/** What arrived besides plain answers, and what became of it. */
export const Besides = z.object({
  late: z.array(
    z.object({ who: z.string(), village: z.string(), flow: z.string(), words: z.string(), at: z.string() }),
  ),
  dropped: z.array(
    z.object({ who: z.string(), village: z.string(), flow: z.string(), reason: z.string(), at: z.string() }),
  ),
  recalled: z.array(
    z.object({ who: z.string(), kind: z.string(), saidAt: z.string(), at: z.string(), done: z.boolean() }),
  ),
  odd: z.array(z.object({ who: z.string(), kind: z.string(), times: z.int(), at: z.string() })),
})

/** The last ten of each. */
export async function besides(reading: Reading): Promise<z.infer<typeof Besides>> {
  const { tx } = reading
  const late = await tx.query(
    `select l.*, coalesce(p.name, '') as village from late_answers l left join places p on p.code = l.place
     order by l.at desc, l.id limit 10`,
  )
  const dropped = await tx.query(
    `select d.*, coalesce(p.name, '') as village from dropped_questions d left join places p on p.code = d.place
     order by d.at desc, d.id limit 10`,
  )
  const recalled = await tx.query(
    `select c.person_id, i.kind, i.received_at, i.recalled_at, i.state = 'done' as done
     from inbox i join contacts c on c.id = i.contact_id
     where i.recalled_at is not null order by i.recalled_at desc, i.seq desc limit 10`,
  )
  const odd = await tx.query('select * from oddities order by last_at desc, contact_id, kind limit 10')
  const all = [late, dropped, recalled, odd].flatMap(found => found.rows)
  const name = await namesOf(reading, { people: all.map(row => row.person_id) })
  return {
    late: late.rows.map(row => ({
      who: name(row.person_id),
      village: row.village,
      flow: row.flow,
      words: Words.parse(unseal(reading.keys, `late_answers:${row.id}`, row.sealed)).words,
      at: isoOf(row.at.getTime()),
    })),
    dropped: dropped.rows.map(row => ({
      who: name(row.person_id),
      village: row.village,
      flow: row.flow,
      reason: row.reason,
      at: isoOf(row.at.getTime()),
    })),
    recalled: recalled.rows.map(row => ({
      who: name(row.person_id),
      kind: row.kind,
      saidAt: isoOf(row.received_at.getTime()),
      at: isoOf(row.recalled_at.getTime()),
      done: row.done,
    })),
    odd: odd.rows.map(row => ({
      who: name(row.person_id),
      kind: row.kind,
      times: row.times,
      at: isoOf(row.last_at.getTime()),
    })),
  }
}
