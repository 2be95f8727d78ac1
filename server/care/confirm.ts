import { randomUUID } from 'node:crypto'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { openByItself } from '../entrustment/begin.ts'
import { record, shown } from '../evidence/of-turn.ts'
import { seal } from '../privacy/seal.ts'
import { beginChecklists } from './checklist.ts'
import { addTasks } from './tasks.ts'

/**
 * Keeps each answer word for word, with the wording that was shown and the account it came from. Parent and carer
 * both saying yes to the same carer is 微信已确认; anything that does not fit is 待核实 and a task for the director.
 */
export async function confirmCare(
  tx: Tx,
  house: House,
  items: readonly Item<'confirmCare'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    for (const child of effect.children) {
      const id = randomUUID()
      const { rows } = await tx.query(
        `insert into care_answers (id, place, child_id, person_id, party, carer_id, answer, sealed, wording, contact_id, inbox_key, at)
         select $1, place, id, $3, $4, $5, $6, $7, $8, $9, $10, $11 from children where id = $2 returning place`,
        [
          id,
          child,
          turn.facts.person!.id,
          effect.party,
          effect.carer,
          effect.answer,
          seal(house.keys, `care_answers:${id}`, { words: effect.words }),
          effect.wording,
          turn.waiting.to.contact,
          turn.waiting.key,
          new Date(house.now),
        ],
      )
      record(turn, {
        kind: 'care-answer',
        place: rows[0].place,
        subjects: [child, turn.facts.person!.id],
        what: { shown: shown(house, turn) },
        rows: [
          {
            table: 'care_answers',
            id,
            is: {
              ...{ child_id: child, person_id: turn.facts.person!.id, party: effect.party },
              ...{ carer_id: effect.carer, answer: effect.answer, wording: effect.wording },
              ...{ contact_id: turn.waiting.to.contact, inbox_key: turn.waiting.key, at: house.now },
            },
            sealed: { words: effect.words },
          },
        ],
      })
      await settleCare(tx, house, child, effect)
    }
  }
  await beginChecklists(tx, house, items)
}

/** Where the answers of both sides about a child stand by now; what does not fit is a line for the director. */
export async function settleCare(
  tx: Tx,
  house: House,
  child: string,
  { carer, wording }: Pick<Item<'confirmCare'>['effect'], 'carer' | 'wording'>,
): Promise<void> {
  const { rows } = await tx.query(
    `select distinct on (party) party, answer, carer_id from care_answers where child_id = $1 order by party, at desc`,
    [child],
  )
  const answers = rows.map(row => row.answer)
  const bothYes =
    rows.length === 2 && rows.every(row => row.answer === 'yes') && rows[0].carer_id === rows[1].carer_id
  const state = answers.includes('nobody')
    ? 'nobody'
    : answers.some(answer => answer !== 'yes') || (rows.length === 2 && !bothYes)
      ? 'doubtful'
      : bothYes
        ? 'confirmed'
        : 'waiting'
  await tx.query(
    `insert into care_states (child_id, place, state, carer_id, wording, since)
     select id, place, $2, $3, $4, $5 from children where id = $1
     on conflict (child_id) do update set state = $2, carer_id = $3, wording = $4, since = $5
     where care_states.state <> $2 or care_states.carer_id is distinct from $3`,
    [child, state, carer, wording, new Date(house.now)],
  )
  if (state === 'confirmed' && carer) await openByItself(tx, house, child, carer)
  if (state === 'doubtful')
    await addTasks(tx, house, [{ kind: 'care-differs', child, person: null, words: '' }])
}
