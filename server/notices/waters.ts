import { randomUUID } from 'node:crypto'
import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'

/** Whether water is near: of a village, and of homes that differ from it; null: nobody has said. */
export type Waters = {
  place: string
  name: string
  near: boolean | null
  homes: { household: string; number: string; near: boolean | null }[]
}

/** The villages below a place and their homes with children, as far as the transaction's scope sees them. */
export async function watersIn(tx: Tx, place: string): Promise<Waters[]> {
  const { rows } = await tx.query(
    `select h.place, coalesce(p.name, h.place) as name, h.id, h.number, w.near, v.near as village
     from households h left join places p on p.code = h.place
     left join waters w on w.household_id = h.id
     left join waters v on v.place = h.place and v.household_id is null
     where starts_with(h.place, $1)
       and exists (select 1 from children c where c.household_id = h.id and c.state in ('listed', 'doubtful'))
     order by h.place, h.number`,
    [place],
  )
  return [...Map.groupBy(rows, row => row.place)].map(([code, those]) => ({
    ...{ place: code, name: those[0].name, near: those[0].village },
    homes: those.map(row => ({ household: row.id, number: row.number, near: row.near })),
  }))
}

/** Says it of a village, or of one of its homes; the last word counts. `acts` get what goes into the record. */
export async function sayWater(
  tx: Tx,
  { now, acts }: { now: number; acts: Act[] },
  by: { id: string },
  said: { place: string; household: string | null; near: boolean },
): Promise<void> {
  const { place, household, near } = said
  const of =
    household === null
      ? '(place) where household_id is null'
      : '(household_id) where household_id is not null'
  await tx.query(
    `insert into waters (id, place, household_id, near, staff_id, at) values ($1, $2, $3, $4, $5, $6)
     on conflict ${of} do update set near = excluded.near, staff_id = excluded.staff_id, at = excluded.at`,
    [randomUUID(), place, household, near, by.id, new Date(now)],
  )
  acts.push({
    kind: 'water-said',
    place,
    subjects: household ? [household] : [],
    by: { staff: by.id },
    what: { near },
  })
}
