import { randomUUID } from 'node:crypto'
import type { House, Item } from '../conversation/apply.ts'
import { countyOf, type Tx } from '../db/scope.ts'
import { record, shown } from '../evidence/of-turn.ts'
import { seal } from '../privacy/seal.ts'

/** The question whose answer staff who are family of the children never see. */
const IN_CONFIDENCE = 'worry'

/** Keeps each answer of a checklist for each child, with the wording, the time and the message it came in. */
export async function keepAnswers(tx: Tx, house: House, items: readonly Item<'keepAnswer'>[]): Promise<void> {
  const rows = items.flatMap(({ effect, turn }) =>
    effect.children.map(child => ({ effect, turn, child, id: randomUUID() })),
  )
  await tx.query(
    `insert into care_checklist_answers
       (id, place, child_id, person_id, party, carer_id, question, sealed, wording, contact_id, inbox_key, at, hidden_from)
     select a.id, c.place, a.child, a.person, a.party, a.carer, a.question, a.sealed, a.wording, a.contact, a.key, $1,
            case when a.question = $12 then array(
              select s.id from staff s join relations r on r.person_id = s.person_id and r.until is null
              where r.child_id = c.id and s.until is null) else '{}' end
     from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::bytea[], $9::text[],
                 $10::uuid[], $11::text[])
       as a(id, child, person, party, carer, question, sealed, wording, contact, key)
     join children c on c.id = a.child`,
    [
      new Date(house.now),
      rows.map(row => row.id),
      rows.map(row => row.child),
      rows.map(row => row.turn.facts.person!.id),
      rows.map(row => row.effect.party),
      rows.map(row => row.effect.carer),
      rows.map(row => row.effect.question),
      rows.map(({ id, effect }) =>
        seal(house.keys, `care_checklist_answers:${id}`, { answer: effect.answer, words: effect.words }),
      ),
      rows.map(row => row.effect.wording),
      rows.map(row => row.turn.waiting.to.contact),
      rows.map(row => row.turn.waiting.key),
      IN_CONFIDENCE,
    ],
  )
  for (const { effect, turn, child, id } of rows)
    record(turn, {
      kind: 'checklist-answer',
      place: effect.question === IN_CONFIDENCE ? countyOf(turn.place) : turn.facts.person!.place,
      subjects: [child, turn.facts.person!.id],
      what: { shown: shown(house, turn) },
      rows: [
        {
          table: 'care_checklist_answers',
          id,
          is: {
            ...{ child_id: child, person_id: turn.facts.person!.id, party: effect.party },
            ...{ carer_id: effect.carer, question: effect.question, wording: effect.wording },
            ...{ contact_id: turn.waiting.to.contact, inbox_key: turn.waiting.key, at: house.now },
          },
          sealed: { answer: effect.answer, words: effect.words },
        },
      ],
    })
}
