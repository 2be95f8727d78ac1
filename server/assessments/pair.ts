import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

/** A child and somebody who looks after it, as the form names them. Days YYYY-MM-DD. */
export type Pair = {
  place: string
  village: string
  household: string
  child: { id: string; name: string; birth: string | null; gender: string | null; idNumber: string | null }
  details: Readonly<Record<string, unknown>>
  carer: { id: string; name: string; kin: string; phone: string | null; idNumber: string | null }
  livesWith: boolean | null
  /** Looks after the child today. */
  current: boolean
}

/** The two of them as the scope sees them; null when they do not exist there or never belonged together. */
export async function pairOf(tx: Tx, keys: Keys, child: string, carer: string): Promise<Pair | null> {
  return (await pairsOf(tx, keys, [{ child, carer }]))[0] ?? null
}

/** The same for several, in their order; those that the scope does not see are left out. */
export async function pairsOf(
  tx: Tx,
  keys: Keys,
  wanted: readonly { child: string; carer: string }[],
): Promise<Pair[]> {
  const { rows } = await tx.query(
    `select distinct on (w.n) w.n, c.id as child_id, p.id as carer_id, c.place, c.household_id, c.birth_date, c.gender,
            c.sealed as child, p.sealed as carer, r.kin, r.lives_with,
            r.until is null and c.state <> 'left' as current, coalesce(v.name, c.place) as village
     from unnest($1::uuid[], $2::uuid[]) with ordinality as w(child, carer, n)
     join children c on c.id = w.child
     join people p on p.id = w.carer
     join relations r on r.child_id = c.id and r.person_id = p.id and r.role = 'carer'
     left join places v on v.code = c.place
     order by w.n, r.until is null desc, r.until desc`,
    [wanted.map(one => one.child), wanted.map(one => one.carer)],
  )
  return rows.map(row => {
    const opened = ChildSealed.parse(unseal(keys, `children:${row.child_id}`, row.child))
    const person = PersonSealed.parse(unseal(keys, `people:${row.carer_id}`, row.carer))
    return {
      place: row.place,
      village: row.village,
      household: row.household_id,
      child: {
        id: row.child_id,
        name: opened.name,
        birth: row.birth_date,
        gender: row.gender,
        idNumber: opened.idNumber,
      },
      details: (opened.details ?? {}) as Record<string, unknown>,
      carer: {
        id: row.carer_id,
        name: person.name,
        kin: row.kin,
        phone: person.phone,
        idNumber: person.idNumber,
      },
      livesWith: row.lives_with,
      current: row.current,
    }
  })
}
