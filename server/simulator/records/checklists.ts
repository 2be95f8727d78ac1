import { z } from 'zod'
import { unseal } from '../../privacy/seal.ts'
import { isoOf } from '../messages.ts'
import { namesOf, type Reading } from './names.ts'

const Kept = z.object({ answer: z.string(), words: z.string() })

/** What an adult has answered, question by question, about the children for whom all of it is the same. */
const Checklist = z.object({
  who: z.string(),
  party: z.string(),
  carer: z.string(),
  village: z.string(),
  children: z.array(z.string()),
  at: z.string(),
  answers: z.array(
    z.object({
      question: z.string(),
      answer: z.string(),
      words: z.string(),
      wording: z.string(),
      at: z.string(),
      hiddenFrom: z.array(z.string()),
    }),
  ),
})
export const Checklists = z.array(Checklist)
type Checklist = z.infer<typeof Checklist>

/** The checklists of the last 20 adults and children to be asked, each question with its last answer. */
export async function checklists(reading: Reading): Promise<Checklist[]> {
  const { rows } = await reading.tx.query(
    `select distinct on (a.person_id, a.carer_id, a.child_id, a.question) a.*, last.at as last_at,
            coalesce(l.name, '') as village, hidden.people as hidden
     from (select person_id, carer_id, child_id, max(at) as at from care_checklist_answers
           group by 1, 2, 3 order by 4 desc, 3 limit 20) last
     join care_checklist_answers a using (person_id, carer_id, child_id)
     left join places l on l.code = a.place
     left join lateral (select array_agg(person_id) as people from staff where id = any(a.hidden_from)) hidden on true
     order by a.person_id, a.carer_id, a.child_id, a.question, a.at desc`,
  )
  const name = await namesOf(reading, {
    people: rows.flatMap(row => [row.person_id, row.carer_id, ...(row.hidden ?? [])]),
    children: rows.map(row => row.child_id),
  })
  const of = new Map<string, Checklist>()
  for (const row of rows) {
    const key = [row.person_id, row.carer_id, row.child_id].join()
    const list: Checklist = of.get(key) ?? {
      who: name(row.person_id),
      party: row.party,
      carer: name(row.carer_id),
      village: row.village,
      children: [name(row.child_id)],
      at: isoOf(row.last_at.getTime()),
      answers: [],
    }
    const kept = Kept.parse(unseal(reading.keys, `care_checklist_answers:${row.id}`, row.sealed))
    list.answers.push({
      question: row.question,
      ...kept,
      wording: row.wording,
      at: isoOf(row.at.getTime()),
      hiddenFrom: (row.hidden ?? []).map(name),
    })
    of.set(key, list)
  }
  return together([...of.values()])
}

/** The latest first; children whose answers are the same stand together. */
function together(lists: readonly Checklist[]): Checklist[] {
  const same = new Map<string, Checklist>()
  for (const { children, ...list } of lists) {
    const answers = list.answers.toSorted((a, b) => a.at.localeCompare(b.at))
    const key = JSON.stringify({ ...list, answers })
    const before = same.get(key)
    same.set(key, { ...list, answers, children: [...(before?.children ?? []), ...children] })
  }
  return [...same.values()].toSorted((a, b) => b.at.localeCompare(a.at))
}
