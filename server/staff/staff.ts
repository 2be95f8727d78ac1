import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

export type Officer = {
  id: string
  person: string
  role: 'director' | 'supervisor' | 'county'
  place: string
  name: string
  phone: string | null
}

/** Who is responsible for a place, from near to far: the village's directors, the township's supervisors, the county. */
export async function officersOf(tx: Tx, keys: Keys, place: string): Promise<Officer[]> {
  const { rows } = await tx.query(
    `select s.id, s.person_id, s.role, s.place, p.sealed from staff s join people p on p.id = s.person_id
     where s.until is null and starts_with($1, s.place) order by length(s.place) desc, s.since`,
    [place],
  )
  return rows.map(row => {
    const { name, phone } = PersonSealed.parse(unseal(keys, `people:${row.person_id}`, row.sealed))
    return { id: row.id, person: row.person_id, role: row.role, place: row.place, name, phone }
  })
}

/** How families and colleagues call an officer: the surname and the post. */
export const calledOfficer = ({
  name,
  role,
}: Pick<Officer, 'name' | 'role'>): { surname: string; post: Officer['role'] } => ({
  surname: [...name][0] ?? '',
  post: role,
})

/** The village's or township's name; the code when it has none. */
export async function placeName(tx: Tx, code: string): Promise<string> {
  const { rows } = await tx.query('select name from places where code = $1', [code])
  return rows[0]?.name ?? code
}
