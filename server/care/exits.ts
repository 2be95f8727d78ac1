import { randomUUID } from 'node:crypto'
import { calledBy } from '../../flows/index.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { asStaff } from '../staff/as-staff.ts'
import { officersOf, placeName } from '../staff/staff.ts'

type Exit = { id: string; no: number; place: string; child_id: string; child: Buffer; state: string }

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
      const name = calledBy(person.children.find(one => one.id === child)?.name ?? '')
      await ask(tx, house, { ...rows[0], name, level: 'director' })
    }
  }
}

async function ask(
  tx: Tx,
  house: House,
  exit: { id: string; no: number; place: string; name: string; level: 'director' | 'supervisor' },
): Promise<void> {
  const officers = await officersOf(tx, house.keys, exit.place, house.now)
  const asked = officers.filter(officer => officer.role === exit.level).map(officer => officer.person)
  const key = exit.level === 'director' ? 'exit:askDirector' : 'exit:askTownship'
  const values = { no: exit.no, village: await placeName(tx, exit.place), child: exit.name }
  await tell(
    tx,
    house,
    asked,
    { key, values },
    { priority: PRIORITY.reply, key: `exit-${exit.level}:${exit.id}` },
  )
}

/** 退出 3: the director first, then somebody above; nobody confirms both. What is kept says what to go back to. */
export async function confirmExit(
  tx: Tx,
  house: House,
  items: readonly Item<'confirmExit'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await exitMeant(tx, turn, effect.no)
    const staff = turn.facts.person!.staff!
    const isDirector = staff.role === 'director'
    const waits = found && (found.state === 'asked') === isDirector
    if (!found || !waits) {
      turn.replies.push({ key: found ? 'exit:otherTurn' : 'exit:noSuch', values: { no: effect.no } })
      continue
    }
    const name = nameOf(house, found)
    if (isDirector) {
      await tx.query(
        `update exits set state = 'director-agreed', director_id = $2, director_at = $3 where id = $1`,
        [found.id, staff.id, new Date(house.now)],
      )
      await ask(tx, house, { ...found, name, level: 'supervisor' })
    } else await leave(tx, house, found, staff.id, name)
    turn.replies.push({
      key: isDirector ? 'exit:toTownship' : 'exit:left',
      values: { no: effect.no, child: name },
    })
  }
}

async function leave(tx: Tx, house: House, exit: Exit, staff: string, name: string): Promise<void> {
  const { rows } = await tx.query(
    `with left_ as (
       update children c set state = 'left', changed_at = $3 from (select id, state from children where id = $4) was
       where c.id = was.id returning was.state as was)
     update exits set state = 'left', supervisor_id = $2, supervisor_at = $3, was = (select was from left_)
     where id = $1 returning asked_by`,
    [exit.id, staff, new Date(house.now), exit.child_id],
  )
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
    const found = await exitMeant(tx, turn, effect.no)
    if (found)
      await tx.query(`update exits set state = 'refused', refused_by = $2, refused_at = $3 where id = $1`, [
        found.id,
        turn.facts.person!.staff!.id,
        new Date(house.now),
      ])
    const key = found ? 'exit:refused' : 'exit:noSuch'
    turn.replies.push({ key, values: { no: effect.no, child: found ? nameOf(house, found) : '' } })
  }
}

/** The open request of that number, seen under the officer's own scope. */
async function exitMeant(tx: Tx, turn: Turned, no: number): Promise<Exit | null> {
  const { rows } = await asStaff(tx, turn, () =>
    tx.query(
      `select e.id, e.no, e.place, e.child_id, e.state, c.sealed as child from exits e join children c on c.id = e.child_id
       where e.no = $1 and e.state in ('asked', 'director-agreed') limit 2`,
      [no],
    ),
  )
  return rows.length === 1 ? rows[0] : null
}

const nameOf = ({ keys }: House, exit: Exit): string =>
  calledBy(ChildSealed.parse(unseal(keys, `children:${exit.child_id}`, exit.child)).name)
