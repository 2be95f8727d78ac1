import type { Tx } from '../../db/scope.ts'
import { ChildSealed, PersonSealed } from '../../families/sealed.ts'
import { type Keys, unseal } from '../../privacy/seal.ts'

/** Reading what was recorded: one transaction under the county's scope, and the keys. */
export type Reading = { tx: Tx; keys: Keys }

/** Looks up who the ids are, in one query for all of them; an unknown or missing id is ''. */
export async function namesOf(
  { tx, keys }: Reading,
  { people = [], children = [] }: { people?: (string | null)[]; children?: (string | null)[] },
) {
  const { rows } = await tx.query(
    `select id, sealed, 'people' as kind from people where id = any($1::uuid[])
     union all select id, sealed, 'children' from children where id = any($2::uuid[])`,
    [people.filter(id => id !== null), children.filter(id => id !== null)],
  )
  const names = new Map<string | null, string>(
    rows.map(row => {
      const open = unseal(keys, `${row.kind}:${row.id}`, row.sealed)
      return [row.id, (row.kind === 'people' ? PersonSealed : ChildSealed).parse(open).name]
    }),
  )
  return (id: string | null): string => names.get(id) ?? ''
}
