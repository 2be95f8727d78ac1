import { days } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Officer } from '../staff/staff.ts'
import type { Reason } from './policy.ts'

/** A child's way off the list as its row says. */
export type Exit = {
  id: string
  no: number
  place: string
  village: string
  child_id: string
  child: Buffer
  reason: Reason
  state: 'asked' | 'director-agreed' | 'left'
  asked_at: Date
  asked_by: string | null
  director_at: Date | null
  left_at: Date | null
  /** Whether it is for whoever looks to say so next. */
  mine: boolean
  /** Nothing automatic is said to the family. */
  held: boolean
}

/** A member of staff, as far as it decides whose word is next. */
export type Whose = { id: string; role: Officer['role'] }

/**
 * Whether it is this officer ($1, of the role $2) who has to say so next about the exit `e`, under their own scope: the
 * director, whoever stands in, or the township where the village has no director; then somebody above who is not the
 * first.
 */
const MINE = `case e.state
  when 'asked' then $2 = 'director'
    or e.place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ','))
    or not exists (select 1 from staff d where d.place = e.place and d.role = 'director' and d.until is null)
  when 'director-agreed' then $2 <> 'director' and e.director_id <> $1::uuid end is true`

const EXITS = `select e.id, e.no, e.place, coalesce(p.name, e.place) as village, e.child_id, c.sealed as child, e.reason, e.state,
    e.asked_at, e.asked_by, e.director_at, e.left_at, ${MINE} as mine,
    exists (select 1 from holds h where h.exit_id = e.id and h.until_at is null) as held
  from exits e join children c on c.id = e.child_id left join places p on p.code = e.place`

/**
 * The exit that is meant, seen under an officer's own scope: one that waits, or a child who left not longer ago than may
 * be undone. A number that two of them bear is not guessed at.
 */
export async function exitMeant(
  tx: Tx,
  { id, role }: Whose,
  { no, exit }: { no: number | null; exit?: string | undefined },
  since: Date,
): Promise<Exit | null> {
  const { rows } = await tx.query<Exit>(
    `${EXITS} where (e.id = $3 or ($3::uuid is null and e.no = $4))
       and (e.state in ('asked', 'director-agreed') or (e.state = 'left' and e.left_at > $5)) limit 2`,
    [id, role, exit ?? null, no, since],
  )
  return rows.length === 1 ? rows[0]! : null
}

/** What waits for this officer; of the county only where the township has nobody else. */
export async function exitsWaiting(tx: Tx, { id, role }: Whose): Promise<Exit[]> {
  const { rows } = await tx.query<Exit>(
    `${EXITS} where e.state in ('asked', 'director-agreed') and ${MINE}
       and ($2 <> 'county' or not exists (
         select 1 from staff s where s.place = e.township and s.role = 'supervisor' and s.until is null
           and s.id is distinct from e.director_id))
     order by e.asked_at, e.no limit 20`,
    [id, role],
  )
  return rows
}

/** Everything that waits for anybody, then who has left and may come back, and whose family is still left in peace. */
export async function exitsNow(tx: Tx, { id, role }: Whose, since: Date): Promise<Exit[]> {
  const { rows } = await tx.query<Exit>(
    `${EXITS} where e.state in ('asked', 'director-agreed') or (e.state = 'left' and (e.left_at > $3 or exists (
       select 1 from holds h where h.exit_id = e.id and h.until_at is null)))
     order by e.state = 'left', coalesce(e.left_at, e.asked_at) desc, e.no limit 100`,
    [id, role, since],
  )
  return rows
}

/** From when on (ms) a leaving may still be undone. */
export const undoableSince = (undoDays: number, now: number): Date => new Date(now - days(undoDays))

/** How staff read of the child. */
export const nameOf = ({ keys }: { keys: Keys }, exit: Pick<Exit, 'child_id' | 'child'>): string =>
  calledBy(ChildSealed.parse(unseal(keys, `children:${exit.child_id}`, exit.child)).name)
