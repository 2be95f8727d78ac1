import { randomUUID } from 'node:crypto'
import { dayOf } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { endForChild } from '../entrustment/end.ts'
import type { Claim } from '../evidence/append.ts'
import { record } from '../evidence/of-turn.ts'
import { ChildSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { nextUp, type Officer, officersOf, placeName } from '../staff/staff.ts'

export type Exit = {
  id: string
  no: number
  place: string
  child_id: string
  child: Buffer
  state: 'asked' | 'director-agreed'
  asked_at: Date
  director_at: Date | null
  mine: boolean
}

/**
 * Whether it is this officer ($1, of the role $2) who has to say so next about the exit `e`, under their own scope: the
 * director, whoever stands in, or the township where the village has no director; then somebody above who is not the
 * first.
 */
export const MINE = `case e.state
  when 'asked' then $2 = 'director'
    or e.place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ','))
    or not exists (select 1 from staff d where d.place = e.place and d.role = 'director' and d.until is null)
  else $2 <> 'director' and e.director_id <> $1::uuid end is true`

/** Parents are back for good: each child may leave the list, once the director and then the township say so. */
export async function askExits(tx: Tx, house: House, items: readonly Item<'askExit'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const person = turn.facts.person!
    for (const child of effect.children) {
      const id = randomUUID()
      const no = await nextNo(tx, 'exits', person.place)
      const { rows } = await tx.query(
        `insert into exits (id, place, no, child_id, reason, asked_by, asked_at)
         select $1, place, $3, id, $4, $5, $6 from children where id = $2
         on conflict (child_id) where state in ('asked', 'director-agreed') do nothing returning id, no, place, child_id`,
        [id, child, no, effect.reason, person.id, new Date(house.now)],
      )
      if (!rows[0]) continue
      record(turn, {
        kind: 'exit-asked',
        place: rows[0].place,
        subjects: [child, person.id],
        rows: [
          {
            table: 'exits',
            id,
            is: {
              no: rows[0].no,
              child_id: child,
              reason: effect.reason,
              asked_by: person.id,
              asked_at: house.now,
            },
          },
        ],
      })
      const name = calledBy(person.children.find(one => one.id === child)?.name ?? '')
      await ask(tx, house, { ...rows[0], name, agreedBy: null })
    }
  }
}

/** Whoever has to say so next: the village, or whoever stands in for it; then somebody above who is somebody else. */
async function ask(
  tx: Tx,
  house: House,
  exit: { id: string; no: number; place: string; name: string; agreedBy: string | null },
): Promise<void> {
  const officers = await officersOf(tx, house.keys, exit.place, house.now)
  const above = officers.filter(officer => officer.role !== 'director' && officer.id !== exit.agreedBy)
  const asked = exit.agreedBy === null ? nextUp(officers) : nextUp(above.map(ownPost))
  const key = exit.agreedBy === null ? 'exit:askDirector' : 'exit:askTownship'
  const values = { no: exit.no, village: await placeName(tx, exit.place), child: exit.name }
  await tell(
    tx,
    house,
    asked.map(officer => officer.person),
    { key, values },
    {
      priority: PRIORITY.reply,
      key: `exit-${exit.agreedBy === null ? 'director' : 'supervisor'}:${exit.id}`,
    },
  )
}

/** Somebody who stands in for a director decides here for the township. */
const ownPost = (officer: Officer): Officer => ({ ...officer, posts: [officer.role] })

/** 退出 3: the director first, then somebody above; nobody confirms both. What is kept says what to go back to. */
export async function confirmExit(
  tx: Tx,
  house: House,
  items: readonly Item<'confirmExit'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await exitMeant(tx, turn, effect)
    const staff = turn.facts.person!.staff!
    if (!found?.mine) {
      turn.replies.push({ key: found ? 'exit:otherTurn' : 'exit:noSuch', values: { no: effect.no } })
      continue
    }
    const name = nameOf(house, found)
    const first = found.state === 'asked'
    if (first) {
      await tx.query(
        `update exits set state = 'director-agreed', director_id = $2, director_at = $3 where id = $1`,
        [found.id, staff.id, new Date(house.now)],
      )
      recordStep(turn, 'exit-agreed', found, { director_id: staff.id, director_at: house.now })
      await ask(tx, house, { ...found, name, agreedBy: staff.id })
    } else await leave(tx, house, turn, found, name)
    turn.replies.push({
      key: first ? 'exit:toTownship' : 'exit:left',
      values: { no: found.no, child: name },
    })
  }
}

const recordStep = (
  turn: Turned,
  kind: 'exit-agreed' | 'exit-left' | 'exit-refused',
  { id, place, child_id }: Exit,
  is: Claim['is'],
) => record(turn, { kind, place, subjects: [child_id], rows: [{ table: 'exits', id, is }] })

async function leave(tx: Tx, house: House, turn: Turned, exit: Exit, name: string): Promise<void> {
  const staff = turn.facts.person!.staff!.id
  const { rows } = await tx.query(
    `with left_ as (
       update children c set state = 'left', changed_at = $3 from (select id, state from children where id = $4) was
       where c.id = was.id returning was.state as was)
     update exits set state = 'left', supervisor_id = $2, supervisor_at = $3, was = (select was from left_)
     where id = $1 returning asked_by, reason`,
    [exit.id, staff, new Date(house.now), exit.child_id],
  )
  if (rows[0])
    await endForChild(tx, { ...house, acts: turn.acts }, exit.child_id, rows[0].reason, `left:${exit.id}`)
  recordStep(turn, 'exit-left', exit, { supervisor_id: staff, supervisor_at: house.now })
  const asker = rows[0]?.asked_by
  if (asker)
    await tell(
      tx,
      house,
      [asker],
      { key: 'we-are-back:settled', values: { child: name } },
      {
        priority: PRIORITY.prompt,
        key: `exit-settled:${exit.id}`,
      },
    )
}

/** 不退 3: everything stays as it was. */
export async function refuseExit(tx: Tx, house: House, items: readonly Item<'refuseExit'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await exitMeant(tx, turn, effect)
    const staff = turn.facts.person!.staff!.id
    if (found) {
      await tx.query(`update exits set state = 'refused', refused_by = $2, refused_at = $3 where id = $1`, [
        found.id,
        staff,
        new Date(house.now),
      ])
      recordStep(turn, 'exit-refused', found, { refused_by: staff, refused_at: house.now })
    }
    const key = found ? 'exit:refused' : 'exit:noSuch'
    turn.replies.push({ key, values: { no: effect.no, child: found ? nameOf(house, found) : '' } })
  }
}

/** A line of the list was opened: which child, and how far it has come. */
export async function showExit(tx: Tx, house: House, items: readonly Item<'showExit'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await exitMeant(tx, turn, { no: null, exit: effect.exit })
    if (!found) {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    const [, month, date] = dayOf((found.director_at ?? found.asked_at).getTime())
      .split('-')
      .map(Number)
    const values = { village: await placeName(tx, found.place), child: nameOf(house, found), month, date }
    turn.replies.push({ key: found.state === 'asked' ? 'exit:shownAsked' : 'exit:shownAgreed', values })
  }
}

/** The open request that is meant, seen under the officer's own scope; a number that two of them bear is not guessed at. */
async function exitMeant(
  tx: Tx,
  turn: Turned,
  { no, exit }: { no: number | null; exit?: string | undefined },
): Promise<Exit | null> {
  const { id, role } = turn.facts.person!.staff!
  const { rows } = await asStaff(tx, turn, () =>
    tx.query(
      `select e.id, e.no, e.place, e.child_id, e.state, e.asked_at, e.director_at, c.sealed as child, ${MINE} as mine
       from exits e join children c on c.id = e.child_id
       where (e.id = $3 or ($3::uuid is null and e.no = $4)) and e.state in ('asked', 'director-agreed') limit 2`,
      [id, role, exit ?? null, no],
    ),
  )
  return rows.length === 1 ? rows[0] : null
}

/** How staff read of the child. */
export const nameOf = ({ keys }: Pick<House, 'keys'>, exit: Pick<Exit, 'child_id' | 'child'>): string =>
  calledBy(ChildSealed.parse(unseal(keys, `children:${exit.child_id}`, exit.child)).name)
