import { normalise } from '../../flows/engine/understand.ts'
import { calledBy, type EffectOf } from '../../flows/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'

/** A family, and the line of a list it was named by. */
export type Found = { household: string; task: string | null }

const MOST = 15
const AROUND = /(?:小朋友|孩子|他家|她家|一家|家里?|的)+$/

/**
 * The families a member of staff may mean, as far as the scope sees them: by a child's name as it is written or called,
 * by an adult's name, or by the number of a task. A whole name goes before a part of one.
 */
export async function familiesCalled(
  tx: Tx,
  ink: Pick<Ink, 'keys'>,
  { words, no }: Pick<EffectOf<'findFamily'>, 'words' | 'no'>,
): Promise<Found[]> {
  if (no !== null) {
    const { rows } = await tx.query(
      `select t.id as task, c.household_id as household from tasks t join children c on c.id = t.child_id
       where t.no = $1 and t.done_at is null limit 2`,
      [no],
    )
    return rows.length === 1 ? rows : []
  }
  const meant = normalise(words).replace(/\s/g, '').replace(AROUND, '')
  if (meant === '') return []
  const named = await namesInScope(tx, ink)
  const whole = named.filter(one => one.names.includes(meant))
  const some = whole.length > 0 ? whole : named.filter(one => one.names.some(name => name.includes(meant)))
  return [...new Set(some.map(one => one.household))]
    .slice(0, MOST)
    .map(household => ({ household, task: null }))
}

async function namesInScope(
  tx: Tx,
  { keys }: Pick<Ink, 'keys'>,
): Promise<{ household: string; names: string[] }[]> {
  const children = await tx.query(
    `select id, household_id, sealed from children where state <> 'left' order by place, household_id`,
  )
  const adults = await tx.query(
    `select distinct p.id, p.sealed, c.household_id from people p
     join relations r on r.person_id = p.id and r.until is null and r.role <> 'witness'
     join children c on c.id = r.child_id and c.state <> 'left' order by c.household_id, p.id`,
  )
  const spelled = (name: string) => [normalise(name), normalise(calledBy(name))]
  return [
    ...children.rows.map(row => ({
      household: row.household_id,
      names: spelled(ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)).name),
    })),
    ...adults.rows.map(row => ({
      household: row.household_id,
      names: spelled(PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)).name),
    })),
  ]
}
