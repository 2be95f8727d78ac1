import { randomUUID } from 'node:crypto'
import type { Ink } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { askBothSides } from '../entrustment/ask.ts'
import { endForChild, resumeForChild } from '../entrustment/end.ts'
import type { Act, Claim } from '../evidence/append.ts'
import type { Policy } from '../policy.ts'
import { seal } from '../privacy/seal.ts'
import type { Reason } from './policy.ts'
import { endPeace, leaveInPeace, quietAbout } from './quiet.ts'
import type { Exit } from './rows.ts'
import { askNext, tellSettled } from './tell.ts'

export type House = Ink & { policy: Policy; acts: Act[] }
/** Who does it, and in which message; `staff` null: a family, or the house by itself. */
export type By = {
  staff: string | null
  person: string | null
  contact?: string | null
  message?: string | null
}
type Known = Pick<Exit, 'id' | 'no' | 'place' | 'child_id' | 'reason'>

/*
 * Every step runs under the county's scope, after whoever does it was seen to be the one who may: what ends with a child's
 * leaving lies in more places than the village.
 */

/** Somebody says that a child may leave the list; null when that is under way already, or the child is not on it. */
export async function beginExit(
  tx: Tx,
  house: House,
  { child, reason, note = '' }: { child: string; reason: Reason; note?: string },
  by: By,
): Promise<Known | null> {
  const found = await tx.query(
    `select place from children c where id = $1 and state <> 'left'
       and not exists (select 1 from exits e where e.child_id = c.id and e.state in ('asked', 'director-agreed'))`,
    [child],
  )
  if (!found.rows[0]) return null
  const { place } = found.rows[0]
  const id = randomUUID()
  const no = await nextNo(tx, 'exits', place)
  const askedBy = by.staff ? null : by.person
  const { rows } = await tx.query(
    `insert into exits (id, place, no, child_id, reason, asked_by, begun_by, sealed, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (child_id) where state in ('asked', 'director-agreed') do nothing returning id, no, place, child_id, reason`,
    [
      ...[id, place, no, child, reason, askedBy, by.staff],
      ...[note === '' ? null : seal(house.keys, `exits:${id}`, { note }), new Date(house.now)],
    ],
  )
  const [exit] = rows
  if (!exit) return null
  const is = { no, child_id: child, reason, asked_by: askedBy, asked_at: house.now }
  record(house, 'exit-asked', exit, by, is, note === '' ? undefined : { note })
  return exit
}

/** The village has looked, and it is so. Whether that was enough. After a death nothing more is asked from here on. */
export async function agree(
  tx: Tx,
  house: House,
  exit: Known,
  by: By & { staff: string },
): Promise<'left' | 'above'> {
  await tx.query(
    `update exits set state = 'director-agreed', director_id = $2, director_at = $3 where id = $1`,
    [exit.id, by.staff, new Date(house.now)],
  )
  record(house, 'exit-agreed', exit, by, { director_id: by.staff, director_at: house.now })
  if (exit.reason === 'death') await takeOff(tx, house, exit)
  if (house.policy.exits.alone.some(reason => reason === exit.reason)) {
    await leave(tx, house, exit, by)
    return 'left'
  }
  await askNext(tx, house, exit, by.staff)
  return 'above'
}

/** Somebody above says so too: the child has left. */
export async function agreeAbove(
  tx: Tx,
  house: House,
  exit: Known,
  by: By & { staff: string },
): Promise<void> {
  await tx.query('update exits set supervisor_id = $2, supervisor_at = $3 where id = $1', [
    exit.id,
    by.staff,
    new Date(house.now),
  ])
  await leave(tx, house, exit, by, { supervisor_id: by.staff, supervisor_at: house.now })
}

/** Off the list; everything that is asked about the child ends, and what is entrusted about it. Its history stays. */
async function leave(tx: Tx, house: House, exit: Known, by: By, is: Claim['is'] = {}): Promise<void> {
  await takeOff(tx, house, exit)
  const { rows } = await tx.query(
    `update exits set state = 'left', left_at = $2 where id = $1 returning asked_by`,
    [exit.id, new Date(house.now)],
  )
  await endForChild(tx, house, exit.child_id, exit.reason, `left:${exit.id}`)
  record(house, 'exit-left', exit, by, { ...is, left_at: house.now })
  await tellSettled(tx, house, exit, rows[0].asked_by)
}

async function takeOff(tx: Tx, house: House, exit: Known): Promise<void> {
  const { rowCount } = await tx.query(
    `with left_ as (
       update children c set state = 'left', changed_at = $2 from (select id, state from children where id = $3) was
       where c.id = was.id and was.state <> 'left' returning was.state as was)
     update exits set was = left_.was from left_ where id = $1`,
    [exit.id, new Date(house.now), exit.child_id],
  )
  if (!rowCount) return
  await quietAbout(tx, house, exit.child_id, exit.id)
  if (exit.reason === 'death') await leaveInPeace(tx, house, exit.child_id, exit.id)
}

/** It is not so: everything stays as it was. */
export async function refuse(tx: Tx, house: House, exit: Known, by: By & { staff: string }): Promise<void> {
  await tx.query(`update exits set state = 'refused', refused_by = $2, refused_at = $3 where id = $1`, [
    exit.id,
    by.staff,
    new Date(house.now),
  ])
  record(house, 'exit-refused', exit, by, { refused_by: by.staff, refused_at: house.now })
  await putBack(tx, house, exit)
}

/**
 * A child who left comes back to the list as it was, with household, relations, answers and what was entrusted; nothing is
 * asked anew that is known. Whether it may still be is looked at by whoever calls (rows.ts).
 */
export async function undo(tx: Tx, house: House, exit: Known, by: By): Promise<void> {
  await tx.query(
    `update exits set state = 'undone', undone_by = $2, undone_for = $3, undone_at = $4 where id = $1`,
    [exit.id, by.staff, by.staff ? null : by.person, new Date(house.now)],
  )
  record(house, 'exit-undone', exit, by, {
    undone_by: by.staff,
    undone_for: by.staff ? null : by.person,
    undone_at: house.now,
  })
  await putBack(tx, house, exit)
  const resumed = await resumeForChild(tx, house, exit.child_id, `left:${exit.id}`, `back:${exit.id}`)
  await askBothSides(tx, house, resumed)
}

async function putBack(tx: Tx, house: House, exit: Known): Promise<void> {
  await tx.query(
    `update children c set state = e.was, changed_at = $2 from exits e
     where e.id = $1 and e.was is not null and c.id = e.child_id and c.state = 'left'`,
    [exit.id, new Date(house.now)],
  )
  await endPeace(tx, house, exit.id, `back:${exit.id}`)
}

/** A person has decided that a family who has lost a child may be written to again. */
export async function writeAgain(
  tx: Tx,
  house: House,
  exit: Known,
  by: By & { staff: string },
): Promise<void> {
  if (await endPeace(tx, house, exit.id, `again:${exit.id}`)) record(house, 'hold-ended', exit, by)
}

function record(
  house: House,
  kind: Act['kind'],
  { id, place, child_id }: Known,
  { staff, person, contact = null, message = null }: By,
  is?: Claim['is'],
  sealed?: { note: string },
): void {
  house.acts.push({
    kind,
    place,
    subjects: [child_id, ...(person && !staff ? [person] : []), ...(is ? [] : [id])],
    by: staff || person ? { person, staff, contact } : null,
    message,
    ...(is && { rows: [{ table: 'exits', id, is, ...(sealed && { sealed }) }] }),
  })
}
