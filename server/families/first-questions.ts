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
  const { rows } = await tx.query(
    `select case when r.role = 'carer' then 'confirm-care-carer'
                 when k.person_id is null then 'who-cares' else 'confirm-care-parent' end as flow,
            k.person_id as carer, array_agg(c.id order by c.birth_date, c.id) as children
     from relations r
     join children_asked_about c on c.id = r.child_id
     left join lateral (
       select person_id from relations where child_id = c.id and role = 'carer' and until is null limit 1) k on true
     where r.person_id = $1 and r.until is null and r.role in ('father', 'mother', 'carer')
       and (r.role = 'carer' or k.person_id is distinct from $1)
       and not exists (select 1 from care_answers a
                       where a.child_id = c.id and a.person_id = $1 and a.carer_id is not distinct from k.person_id)
     group by 1, 2`,
    [person],
  )
  return rows.map(({ flow, carer, children }) =>
    question(contact, `care:${contact}:${flow}:${carer}:${children}`, flow, { children, carer }),
  )
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
