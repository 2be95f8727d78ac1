import { normalise } from '../../flows/engine/understand.ts'
import { calledBy } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

/** A child on the list; `born` a day, where it is known. */
export type Leaver = { child: string; household: string; name: string; village: string; born: string | null }

/** The children of a household, one child, or everybody, who are on the list, as far as the scope sees. */
export async function leavers(
  tx: Tx,
  { keys }: { keys: Keys },
  where: { household?: string; child?: string } | null,
): Promise<Leaver[]> {
  const { rows } = await tx.query(
    `select c.id, c.household_id, c.sealed, c.birth_date, coalesce(p.name, c.place) as village from children c
     left join places p on p.code = c.place
     where c.state <> 'left' and ($3 or c.household_id = $1 or c.id = $2) order by c.birth_date, c.id`,
    [where?.household ?? null, where?.child ?? null, where === null],
  )
  return rows.map(row => ({
    child: row.id,
    household: row.household_id,
    name: ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)).name,
    village: row.village,
    born: row.birth_date,
  }))
}

/** Children of exactly this name, as it is written or called. */
export async function childrenCalled(tx: Tx, house: { keys: Keys }, name: string): Promise<Leaver[]> {
  const meant = normalise(name).replace(/\s/g, '')
  if (meant === '') return []
  const all = await leavers(tx, house, null)
  return all.filter(one => [one.name, calledBy(one.name)].some(called => normalise(called) === meant))
}
