import { randomUUID } from 'node:crypto'
import { addDays, ageOn, dayOf } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'
import { birthIn } from '../roster/rules/id-number.ts'
import type { Who } from '../staff/sessions.ts'
import { FIELDS, Typed } from './fields.ts'
import type { Pair } from './pair.ts'

/** `savedAt` (ms) is null while nothing was typed; `id` becomes that of the assessment. */
export type Draft = { id: string; typed: Typed; savedAt: number | null; from: string | null }

const ownerOf = (who: Who, pair: Pair): string =>
  `assessment_drafts:${who.id}:${pair.child.id}:${pair.carer.id}`

/** What this member of staff has typed so far about a child and a carer, or what a new form begins with. */
export async function draftOf(
  tx: Tx,
  { keys, now, posts }: { keys: Keys; now: number; posts: string },
  who: Who,
  pair: Pair,
): Promise<Draft> {
  const { rows } = await tx.query(
    'select id, sealed, saved_at from assessment_drafts where staff_id = $1 and child_id = $2 and carer_id = $3',
    [who.id, pair.child.id, pair.carer.id],
  )
  const [row] = rows
  if (row)
    return {
      id: row.id,
      typed: Typed.parse(unseal(keys, ownerOf(who, pair), row.sealed)),
      savedAt: row.saved_at.getTime(),
      from: null,
    }
  const known = await sameHome(tx, keys, dayOf(now), pair)
  const birth = pair.carer.idNumber && birthIn(pair.carer.idNumber)
  const typed = known?.typed ?? {
    ...(birth && { carerAge: String(ageOn(birth, dayOf(now))) }),
    assessor1: who.name,
    assessor1Post: posts,
    visitedOn: dayOf(now),
  }
  return { id: randomUUID(), typed, savedAt: null, from: known?.day ?? null }
}

/** For so long what was found in a home is offered for the next child there (days). */
const SAME_VISIT = 7

/** What was just found about the same carer and home, for another child: typed once. */
async function sameHome(
  tx: Tx,
  keys: Keys,
  today: string,
  pair: Pair,
): Promise<{ typed: Typed; day: string } | null> {
  const { rows } = await tx.query(
    `select a.id, a.sealed, a.visited_on as day from capacity_assessments a
     where a.carer_id = $1 and a.place = $2 and a.child_id <> $3 and a.visited_on >= $4
     order by a.visited_on desc, a.recorded_at desc limit 1`,
    [pair.carer.id, pair.place, pair.child.id, addDays(today, -SAME_VISIT)],
  )
  const [row] = rows
  if (!row) return null
  const all = Typed.parse(unseal(keys, `capacity_assessments:${row.id}`, row.sealed))
  const shared = FIELDS.filter(field => field.shared && all[field.name]).map(field => field.name)
  return { typed: Object.fromEntries(shared.map(name => [name, all[name]!])), day: row.day }
}

/** Keeps what was typed; the newest of a form wins. Nothing is kept of a form that is finished. */
export async function saveDraft(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  who: Who,
  pair: Pair,
  { id, typed }: { id: string; typed: Typed },
): Promise<void> {
  await tx.query(
    `insert into assessment_drafts (id, place, staff_id, child_id, carer_id, sealed, saved_at)
     select $1, $2, $3, $4, $5, $6, $7 where not exists (select 1 from capacity_assessments where id = $1)
     on conflict (staff_id, child_id, carer_id) do update set id = excluded.id, sealed = excluded.sealed, saved_at = excluded.saved_at`,
    [
      id,
      pair.place,
      who.id,
      pair.child.id,
      pair.carer.id,
      seal(keys, ownerOf(who, pair), typed),
      new Date(now),
    ],
  )
}

/** Which children and carers this member of staff has begun with. */
export async function draftsOf(
  tx: Tx,
  who: Who,
): Promise<{ child: string; carer: string; savedAt: number }[]> {
  const { rows } = await tx.query(
    'select child_id as child, carer_id as carer, saved_at from assessment_drafts where staff_id = $1 order by saved_at',
    [who.id],
  )
  return rows.map(row => ({ child: row.child, carer: row.carer, savedAt: row.saved_at.getTime() }))
}
