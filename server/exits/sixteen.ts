import { addMonths, dayOf } from '../../flows/engine/calendar.ts'
import type { DueWork } from '../due.ts'
import { policyOn } from '../policy.ts'
import { beginExit } from './steps.ts'

/** More are not put on anybody's list in one day: a ledger may bring a whole class. */
const MOST_A_DAY = 50

/**
 * Once a day: who has turned sixteen, counted from the day after the birthday (法释〔2006〕1号 art. 2, as a convention), is a
 * line of the director's list, once; whoever stays on the list for another reason stays. Nobody is written to.
 */
export const askAtSixteen: DueWork = async (tx, { parts, county, now, acts }, items) => {
  const today = dayOf(now)
  const policy = await policyOn(tx, county, today)
  const { rows } = await tx.query(
    `select c.id from children c where c.state <> 'left' and c.birth_date < $1
       and not exists (select 1 from exits e where e.child_id = c.id and (e.reason = 'sixteen' or e.state in ('asked', 'director-agreed')))
     order by c.birth_date, c.id limit $2`,
    [addMonths(today, -16 * 12), MOST_A_DAY],
  )
  const house = { keys: parts.keys, words: parts.words, now, policy, acts }
  for (const { id } of rows)
    await beginExit(tx, house, { child: id, reason: 'sixteen' }, { staff: null, person: null })
  return items.map(() => 'done')
}
