import { randomUUID } from 'node:crypto'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { seal } from '../privacy/seal.ts'

/** Answers that came after their question was closed, word for word, shown beside what it became. */
export async function keepLateAnswers(
  tx: Tx,
  { keys, now }: House,
  items: readonly Item<'lateAnswer'>[],
): Promise<void> {
  const rows = items.map(item => ({ ...item, id: randomUUID(), person: item.turn.facts.person! }))
  for (const { id, effect, turn, person } of rows)
    await tx.query(
      `insert into late_answers (id, place, contact_id, person_id, flow, subject, children, sealed, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        person.place,
        turn.waiting.to.contact,
        person.id,
        effect.flow,
        effect.checkIn,
        effect.children,
        seal(keys, `late_answers:${id}`, { words: effect.words }),
        new Date(now),
      ],
    )
}
