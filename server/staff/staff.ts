import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

export type Post = 'director' | 'stand-in' | 'supervisor' | 'county'
export type Officer = {
  id: string
  person: string
  role: 'director' | 'supervisor' | 'county'
  place: string
  name: string
  phone: string | null
  /** What they are to this place at this moment; a supervisor may stand in for a director. */
  posts: Post[]
  /** On leave: told of danger, but nothing rests with them. */
  away: boolean
  /** Whether WeChat reaches them. */
  reached: boolean
}

/**
 * Who is responsible for a place at an instant (ms), from near to far: the village's directors, whoever stands in for
 * them, the township's supervisors, the county. Directors on leave come after everybody else of the village.
 */
export async function officersOf(tx: Tx, keys: Keys, place: string, now: number): Promise<Officer[]> {
  const { rows } = await tx.query(
    `with away as (
       select staff_id, stand_in_id from leaves
       where starts_with($1, place) and ended_at is null and from_at <= $2 and until_at > $2)
     select s.id, s.person_id, s.role, s.place, p.sealed,
            starts_with($1, s.place) as own,
            s.id in (select staff_id from away) as away,
            s.id in (select stand_in_id from away) as stands_in,
            exists (select 1 from contacts c where c.person_id = s.person_id) as reached
     from staff s join people p on p.id = s.person_id
     where s.until is null and (starts_with($1, s.place) or s.id in (select stand_in_id from away))
     order by s.since, s.id`,
    [place, new Date(now)],
  )
  const officers = rows.map((row): Officer => {
    const { name, phone } = PersonSealed.parse(unseal(keys, `people:${row.person_id}`, row.sealed))
    const { id, role, away, reached } = row
    const posts: Post[] = [...(row.stands_in ? (['stand-in'] as const) : []), ...(row.own ? [row.role] : [])]
    return { id, person: row.person_id, role, place: row.place, name, phone, posts, away, reached }
  })
  return officers.sort(
    (a, b) => levelOf(a) - levelOf(b) || Number(a.away) - Number(b.away) || standIn(a) - standIn(b),
  )
}

const LEVEL: Record<Post, number> = { director: 0, 'stand-in': 0, supervisor: 1, county: 2 }

/** 0 the village, 1 the township, 2 the county. */
export const levelOf = ({ posts }: Pick<Officer, 'posts'>): number =>
  Math.min(...posts.map(post => LEVEL[post]))

const standIn = ({ posts }: Officer): number => Number(posts[0] === 'stand-in')

/** Those with whom something can rest at the nearest level above `level` (-1: any): they are there and WeChat reaches them. */
export function nextUp(officers: readonly Officer[], level = -1): Officer[] {
  const able = officers.filter(officer => levelOf(officer) > level && !officer.away && officer.reached)
  return able.filter(officer => levelOf(officer) === levelOf(able[0]!))
}

/** Who of these posts is told. When nothing can rest with any of them, the next level up is told as well. */
export function toTell(officers: readonly Officer[], posts: readonly Post[]): Officer[] {
  const meant = officers.filter(
    officer => officer.reached && officer.posts.some(post => posts.includes(post)),
  )
  if (meant.some(officer => !officer.away)) return meant
  const highest = Math.max(...posts.map(post => LEVEL[post]))
  return [...meant, ...nextUp(officers, highest)]
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
