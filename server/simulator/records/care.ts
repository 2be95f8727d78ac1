import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Words = z.looseObject({ words: z.string().default('') })

export const Care = z.array(
  z.object({
    child: z.string(),
    village: z.string(),
    carer: z.string(),
    state: z.string(),
    since: z.string(),
    answers: z.array(
      z.object({
        party: z.string(),
        who: z.string(),
        answer: z.string(),
        words: z.string(),
        wording: z.string(),
        at: z.string(),
      }),
    ),
  }),
)

/** Who looks after the last 60 children asked about, with each side's last answer. */
export async function care(reading: Reading): Promise<z.infer<typeof Care>> {
  const { rows } = await reading.tx.query(
    `select s.*, coalesce(l.name, '') as village, last.answers
     from care_states s
     left join places l on l.code = s.place
     left join lateral (
       select jsonb_agg(jsonb_build_object('id', a.id, 'person', a.person_id, 'party', a.party,
                'answer', a.answer, 'sealed', encode(a.sealed, 'base64'), 'wording', a.wording,
                'at', extract(epoch from a.at) * 1000) order by a.at) as answers
       from (select distinct on (person_id) * from care_answers
             where child_id = s.child_id order by person_id, at desc) a) last on true
     order by s.since desc, s.child_id limit 60`,
  )
  const name = await namesOf(reading, {
    people: rows.flatMap(row => [row.carer_id, ...(row.answers ?? []).map((one: Answer) => one.person)]),
    children: rows.map(row => row.child_id),
  })
  return rows.map(row => ({
    child: name(row.child_id),
    village: row.village,
    carer: name(row.carer_id),
    state: row.state,
    since: isoOf(row.since.getTime()),
    answers: z
      .array(Answer)
      .parse(row.answers ?? [])
      .map(one => {
        const sealed = unseal(reading.keys, `care_answers:${one.id}`, Buffer.from(one.sealed, 'base64'))
        return {
          party: one.party,
          who: name(one.person),
          answer: one.answer,
          words: Words.parse(sealed).words,
          wording: one.wording,
          at: isoOf(one.at),
        }
      }),
  }))
}

const Answer = z.object({
  id: z.string(),
  person: z.string(),
  party: z.string(),
  answer: z.string(),
  sealed: z.string(),
  wording: z.string(),
  at: z.number(),
})
type Answer = z.infer<typeof Answer>
