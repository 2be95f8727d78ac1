import type { Tx } from '../../db/scope.ts'
import type { AUDIENCES } from './rule.ts'
import type { Entry } from './what-goes-out.ts'

/** How somebody reads the calendar: at home with a child or away, and how old the children are (-1: nobody knows). */
export type Reader = { audience: (typeof AUDIENCES)[number]; ages: readonly number[] }

/** Whoever looks after a child or lives with it reads as a carer, every other adult as a parent. */
export async function readersOf(
  tx: Tx,
  people: readonly string[],
  today: string,
): Promise<Map<string, Reader>> {
  const { rows } = await tx.query(
    `select r.person_id as person, bool_or(r.role in ('carer', 'backup-carer') or r.lives_with is true) as carer,
            array_agg(distinct coalesce(extract(year from age($2::date, c.birth_date))::int, -1)) as ages
     from relations r join children c on c.id = r.child_id and c.state in ('listed', 'doubtful')
     where r.until is null and r.person_id = any($1) group by r.person_id`,
    [people, today],
  )
  return new Map(rows.map(row => [row.person, { audience: row.carer ? 'carer' : 'parent', ages: row.ages }]))
}

/** Whether an entry is for somebody. A child whose birth date nobody knows may be of any age. */
export const isFor = ({ to, ages }: Entry, reader: Reader): boolean =>
  to.includes(reader.audience) &&
  (!ages || reader.ages.some(age => age === -1 || (ages.from <= age && age <= ages.to)))
