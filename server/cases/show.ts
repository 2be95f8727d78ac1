import { momentOf } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { placeName } from '../staff/staff.ts'
import { lastWords } from './request-rows.ts'

/** A family that waits for an answer: who, where, and what they said last. */
export async function showRequest(
  tx: Tx,
  house: House,
  items: readonly Item<'showRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const shown = await asStaff(tx, turn, async () => {
      const { rows } = await tx.query(
        `select r.no, r.place, r.person_id, r.answered_at, p.sealed from requests r left join people p on p.id = r.person_id where r.id = $1`,
        [effect.request],
      )
      if (!rows[0]) return null
      const { no, place, person_id, answered_at, sealed } = rows[0]
      const name = sealed ? PersonSealed.parse(unseal(house.keys, `people:${person_id}`, sealed)).name : ''
      const words = await lastWords(tx, house.keys, effect.request)
      return { no, village: await placeName(tx, place), name, words, answered: answered_at as Date | null }
    })
    turn.replies.push(
      shown
        ? { key: shown.words ? 'request:shown' : 'request:shownCall', values: shown }
        : { key: 'staff:notOnList', values: {} },
    )
    if (shown?.answered)
      turn.replies.push({
        key: 'request:alreadyAnswered',
        values: { time: momentOf(shown.answered.getTime(), house.now) },
      })
  }
}

/** An urgent case: where, and what was said. */
export async function showCase(tx: Tx, house: House, items: readonly Item<'showCase'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const shown = await asStaff(tx, turn, async () => {
      const { rows } = await tx.query(
        'select id, no, place, sealed, acknowledged_at from cases where id = $1',
        [effect.case],
      )
      if (!rows[0]) return null
      const { words } = unseal(house.keys, `cases:${rows[0].id}`, rows[0].sealed) as { words: string }
      const taken = rows[0].acknowledged_at as Date | null
      return { no: rows[0].no, village: await placeName(tx, rows[0].place), words, taken }
    })
    turn.replies.push(
      shown
        ? { key: shown.words ? 'case:shown' : 'case:shownChild', values: shown }
        : { key: 'staff:notOnList', values: {} },
    )
    if (shown?.taken)
      turn.replies.push({
        key: 'case:alreadyTaken',
        values: { time: momentOf(shown.taken.getTime(), house.now) },
      })
  }
}
