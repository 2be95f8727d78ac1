import type { Arrived } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'

type Question = { contact: string; key: string; arrived: Arrived }

const question = (contact: string, key: string, flow: string, about: Record<string, unknown>): Question => ({
  contact,
  key,
  arrived: { type: 'prompt', prompt: { flow, about, urgency: 2, expiresAt: null } },
})

/** Who looks after the children, once per carer and set of children, unless this person has answered before. */
export async function careQuestions(tx: Tx, person: string, contact: string): Promise<Question[]> {
  return (await careQuestionsOf(tx, new Map([[person, contact]]))).get(person) ?? []
}

/** The same to many people at once, by person; `contacts`: where each is written to. */
export async function careQuestionsOf(
  tx: Tx,
  contacts: ReadonlyMap<string, string>,
): Promise<Map<string, Question[]>> {
  const { rows } = await tx.query(
    `select r.person_id as person,
            case when r.role = 'carer' then 'confirm-care-carer'
                 when k.person_id is null then 'who-cares' else 'confirm-care-parent' end as flow,
            k.person_id as carer, array_agg(c.id order by c.birth_date, c.id) as children
     from relations r
     join children_asked_about c on c.id = r.child_id
     left join lateral (
       select person_id from relations where child_id = c.id and role = 'carer' and until is null limit 1) k on true
     where r.person_id = any($1) and r.until is null and r.role in ('father', 'mother', 'carer')
       and (r.role = 'carer' or k.person_id is distinct from r.person_id)
       and not exists (select 1 from care_answers a
                       where a.child_id = c.id and a.person_id = r.person_id and a.carer_id is not distinct from k.person_id)
     group by 1, 2, 3`,
    [[...contacts.keys()]],
  )
  const questions = new Map<string, Question[]>()
  for (const { person, flow, carer, children } of rows) {
    const contact = contacts.get(person)!
    const key = `care:${contact}:${flow}:${carer}:${children}`
    const one = question(contact, key, flow, { children, carer })
    questions.set(person, [...(questions.get(person) ?? []), one])
  }
  return questions
}

/** The week's check-in, if it was already under way on an older phone. */
export async function openCheckIns(tx: Tx, person: string, contact: string): Promise<Question[]> {
  const { rows } = await tx.query(
    `select i.id, array_agg(c.id order by c.birth_date, c.id) as children
     from check_ins i join children_asked_about c on c.id = any(i.children)
     where i.person_id = $1 and i.state = 'asked' group by i.id`,
    [person],
  )
  return rows.map(({ id, children }) =>
    question(contact, `check-in-again:${contact}:${id}`, 'check-in', {
      children,
      checkIn: id,
      instead: false,
    }),
  )
}
