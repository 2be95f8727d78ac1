import type { PersonFacts } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { type Exit, MINE, nameOf } from '../care/exits.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Line } from './show-list.ts'

/**
 * Children whose parents are back for good, a line of whoever has to say so next until it is decided; of the county only
 * where the township has nobody else. `fresh`: it came to them since yesterday.
 */
export async function exitLines(
  tx: Tx,
  ink: Ink,
  language: Language,
  staff: Pick<NonNullable<PersonFacts['staff']>, 'id' | 'role'>,
  yesterday: Date,
): Promise<{ lines: Line[]; fresh: boolean }> {
  const { rows } = await tx.query<Exit & { village: string }>(
    `select e.id, e.no, e.child_id, e.state, e.asked_at, e.director_at, c.sealed as child, coalesce(p.name, e.place) as village
     from exits e join children c on c.id = e.child_id left join places p on p.code = e.place
     where e.state in ('asked', 'director-agreed') and ${MINE}
       and ($2 <> 'county' or not exists (
         select 1 from staff s where s.place = e.township and s.role = 'supervisor' and s.until is null
           and s.id is distinct from e.director_id))
     order by e.asked_at, e.no limit 20`,
    [staff.id, staff.role],
  )
  const lines = rows.map(exit => ({
    line: ink.words(language, exit.state === 'asked' ? 'staff:exitAsked' : 'staff:exitAgreed', {
      village: exit.village,
      child: nameOf(ink, exit),
    }),
    item: { flow: 'exit', about: { exit: exit.id, no: exit.no } },
  }))
  return { lines, fresh: rows.some(exit => (exit.director_at ?? exit.asked_at) > yesterday) }
}
