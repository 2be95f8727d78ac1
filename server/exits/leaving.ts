import { calledBy } from '../../flows/index.ts'
import type { House, Item } from '../conversation/apply.ts'
import { prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from '../staff/as-staff.ts'
import { beginning } from '../staff/families.ts'
import { showList } from '../staff/show-list.ts'
import { agreed, byTurn, houseOf } from './chat.ts'
import { leavers } from './leavers.ts'
import { exitMeant } from './rows.ts'
import { beginExit } from './steps.ts'
import { askNext } from './tell.ts'

/** Of several children the number of one goes on; an only one goes on by itself. */
export async function showLeavers(
  tx: Tx,
  house: House,
  items: readonly Item<'showLeavers'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await asStaff(tx, turn, () => leavers(tx, house, effect))
    const [only] = found
    if (!only) turn.replies.push({ key: 'staff:notOnList', values: {} })
    else if (found.length === 1)
      await prompt(tx, house, [beginning(turn, 'leaving', { household: only.household, child: only.child })])
    else
      showList(
        house,
        turn,
        'exit:whichChild',
        found.map(({ name, child, household }) => ({
          line: calledBy(name),
          item: { flow: 'leaving', about: { household, child } },
        })),
      )
  }
}

export async function showLeaver(tx: Tx, house: House, items: readonly Item<'showLeaver'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const [found] = await asStaff(tx, turn, () => leavers(tx, house, effect))
    turn.replies.push(
      found
        ? { key: 'exit:aboutChild', values: { village: found.village, child: calledBy(found.name) } }
        : { key: 'staff:notOnList', values: {} },
    )
  }
}

/** Somebody of the staff says that a child leaves the list: it is asked for, and said as far as that is theirs. */
export async function leaveList(tx: Tx, house: House, items: readonly Item<'leaveList'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const staff = turn.facts.person!.staff!
    const [child] = await asStaff(tx, turn, () => leavers(tx, house, effect))
    if (!child) {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    const begun = await beginExit(tx, houseOf(house, turn), effect, byTurn(turn))
    const exit =
      begun &&
      (await asStaff(tx, turn, () => exitMeant(tx, staff, { no: null, exit: begun.id }, new Date(house.now))))
    if (!exit) turn.replies.push({ key: 'exit:underWay', values: { child: calledBy(child.name) } })
    else if (exit.mine) turn.replies.push(await agreed(tx, house, turn, exit))
    else {
      await askNext(tx, house, exit, null)
      turn.replies.push({ key: 'exit:toVillage', values: { child: calledBy(child.name) } })
    }
  }
}
