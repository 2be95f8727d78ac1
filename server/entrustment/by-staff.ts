import { dayOf } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from '../staff/as-staff.ts'
import { type Actor, actOn, type Outcome, type Said } from './act.ts'
import { askBothSides } from './ask.ts'
import type { Act } from './chain.ts'
import { followUp } from './follow-up.ts'
import { findEntrustment } from './rows.ts'
import { entrustmentLine } from './show.ts'

/** A staff member's act in the chat, seen and done under their own scope; says how it stands afterwards, or why not. */
async function byStaff(
  tx: Tx,
  house: House,
  turn: Turned,
  id: string,
  acts: readonly Act[],
  by: Partial<Actor> = {},
  said: Said = {},
): Promise<Outcome[]> {
  const staff = turn.facts.person!.staff!
  const actor: Actor = {
    ...{ party: staff.role, person: null, staff: staff.id, how: 'wechat' },
    ...{ contact: turn.waiting.to.contact, key: turn.waiting.key, ...by },
  }
  const outcomes = await asStaff(tx, turn, async () => {
    const done: Outcome[] = []
    for (const act of acts) done.push(await actOn(tx, { ...house, acts: turn.acts }, id, act, actor, said))
    return done
  })
  for (const [n, act] of acts.entries()) await followUp(tx, house, act, actor.party, [outcomes[n]!])
  const last = outcomes.at(-1)
  if (last && 'refusal' in last) turn.replies.push({ key: `entrustment:not-${last.refusal}`, values: {} })
  else {
    const now = await asStaff(tx, turn, () => findEntrustment(tx, id))
    if (now)
      turn.replies.push({
        key: 'entrustment:kept',
        values: { line: entrustmentLine(house, turn.waiting.to.language, now) },
      })
  }
  return outcomes
}

/** 代填: whose word it was, who wrote it down, and how it was heard. */
export async function entrustFor(tx: Tx, house: House, items: readonly Item<'entrustFor'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => findEntrustment(tx, effect.entrustment))
    const person = found && (effect.party === 'carer' ? found.carer : await parentOf(tx, found.child))
    await byStaff(tx, house, turn, effect.entrustment, effect.said, {
      party: effect.party,
      person: person ?? null,
      how: effect.how,
    })
  }
}

/** The parent who is meant when the director writes down what the parents said: the one who can be reached first. */
async function parentOf(tx: Tx, child: string): Promise<string | null> {
  const { rows } = await tx.query(
    `select r.person_id from relations r left join contacts k on k.person_id = r.person_id
     where r.child_id = $1 and r.until is null and r.role in ('father', 'mother')
     order by k.id is null, r.role desc, r.person_id limit 1`,
    [child],
  )
  return rows[0]?.person_id ?? null
}

/** 再问一次: whoever has not answered is asked on the next day. */
export async function askEntrustmentAgain(
  tx: Tx,
  house: House,
  items: readonly Item<'askEntrustmentAgain'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => findEntrustment(tx, effect.entrustment))
    if (found) await askBothSides(tx, house, [found.id])
    turn.replies.push({ key: found ? 'entrustment:willAsk' : 'staff:notOnList', values: {} })
  }
}

export async function endEntrustment(
  tx: Tx,
  house: House,
  items: readonly Item<'endEntrustment'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const act: Act =
      effect.reason === 'village-refused' ? { act: 'refuses' } : { act: 'ends', reason: effect.reason }
    await byStaff(tx, house, turn, effect.entrustment, [act])
  }
}

/** The township has looked into what was named, and says how. Whoever has not agreed yet is asked again. */
export async function liftEntrustment(
  tx: Tx,
  house: House,
  items: readonly Item<'liftEntrustment'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const said = { more: { way: effect.way } }
    const [outcome] = await byStaff(tx, house, turn, effect.entrustment, [{ act: 'lifts' }], {}, said)
    if (outcome && 'change' in outcome) await askBothSides(tx, house, [effect.entrustment])
  }
}

export async function fileEntrustment(
  tx: Tx,
  house: House,
  items: readonly Item<'fileEntrustment'>[],
): Promise<void> {
  for (const { effect, turn } of items)
    await byStaff(
      tx,
      house,
      turn,
      effect.entrustment,
      [{ act: 'files' }],
      {},
      {
        more: { number: effect.number, on: dayOf(house.now) },
      },
    )
}
