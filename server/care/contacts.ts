import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { asStaff } from '../staff/as-staff.ts'
import { familyCalled } from '../staff/families.ts'
import { answerCheckIns } from './answer-check-ins.ts'
import { addTasks } from './tasks.ts'

type Meeting = {
  household: string
  /** The village. */
  place: string
  /** Only this line is done; null: every line of the family that bears no words of its own; or none of them. */
  task: string | null | 'none'
  how: 'phone' | 'visit'
  /** ms */
  at: number
  /** What was said about the child, when the week's question may be answered by it. */
  child: 'well' | 'trouble' | null
}

/** 电话 3 and what the list opens: a real contact. The line is done, and checks rest for a while. */
export async function recordContact(
  tx: Tx,
  house: House,
  items: readonly Item<'recordContact'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => familyOf(tx, effect))
    if (!found) {
      turn.replies.push({ key: 'staff:noSuchNumber', values: { no: effect.no ?? '' } })
      continue
    }
    const { how } = effect
    await recordMeeting(tx, house, turn, { ...found, how, at: house.now, child: effect.child ?? null })
    if (effect.child === 'trouble')
      await addTasks(tx, house, [
        { kind: 'small-trouble', child: found.child, person: null, words: effect.words ?? '' },
      ])
    const { language } = turn.waiting.to
    const family = await asStaff(tx, turn, () => familyCalled(tx, house, language, found.household))
    turn.replies.push({ key: `staff:recorded-${how}`, values: { family } })
  }
}

/** The family of a task (by its number, when that means one task only) or of a line, under the caller's scope. */
async function familyOf(
  tx: Tx,
  { no, household, task }: Item<'recordContact'>['effect'],
): Promise<{ household: string; place: string; task: string | null; child: string } | null> {
  if (no !== undefined) {
    const { rows } = await tx.query(
      `select t.id as task, c.household_id as household, t.place, c.id as child
       from tasks t join children c on c.id = t.child_id where t.no = $1 and t.done_at is null limit 2`,
      [no],
    )
    return rows.length === 1 ? rows[0] : null
  }
  const { rows } = await tx.query(
    `select household_id as household, place, id as child from children
     where household_id = $1 order by state = 'left', birth_date, id limit 1`,
    [household],
  )
  return rows[0] ? { ...rows[0], task: task ?? null } : null
}

/** Somebody talked with a family: contacts of its adults, lines done, ladders ended, and the week's question answered. */
export async function recordMeeting(tx: Tx, house: House, turn: Turned, met: Meeting): Promise<void> {
  const staff = turn.facts.person!.staff!
  if (met.task !== 'none')
    await asStaff(tx, turn, () =>
      tx.query(
        `update tasks t set done_at = $3, done_by = $4 from children c
       where c.id = t.child_id and c.household_id = $1 and t.done_at is null
         and (t.id = $2 or ($2::uuid is null and t.sealed is null and t.kind <> 'data-delete')
              -- said in the same breath of another child of the family
              or (t.kind, t.opened_at, t.person_id) = (select kind, opened_at, person_id from tasks where id = $2 and sealed is not null))`,
        [met.household, met.task, new Date(house.now), staff.id],
      ),
    )
  const people = await noteContact(tx, { ...met, staff: staff.id })
  if (met.child) await answerCheckIns(tx, house, { people, answer: met.child, how: met.how, staff: staff.id })
  await restLadders(tx, people, met.at, house.now)
}

/** A contact with each of a family's adults; `at` in ms. Returns them. */
export async function noteContact(
  tx: Tx,
  met: Pick<Meeting, 'household' | 'place' | 'how' | 'at'> & { staff: string },
): Promise<string[]> {
  const { rows } = await tx.query(
    `insert into care_contacts (id, place, person_id, staff_id, how, at)
     select gen_random_uuid(), $2, person_id, $3, $4, $5 from (
       select distinct r.person_id from relations r join children c on c.id = r.child_id
       where c.household_id = $1 and r.until is null and r.role in ('father', 'mother', 'carer')) met
     returning person_id`,
    [met.household, met.place, met.staff, met.how, new Date(met.at)],
  )
  return rows.map(row => row.person_id)
}

/** Whoever was talked with since the week's question was put is not asked on about it. */
export async function restLadders(tx: Tx, people: readonly string[], at: number, now: number): Promise<void> {
  const open = await tx.query(
    `select id from check_ins where person_id = any($1) and state = 'asked' and asked_at <= $2`,
    [people, new Date(at)],
  )
  await suppress(
    tx,
    open.rows.map(row => row.id),
    'real-contact',
    now,
  )
}
