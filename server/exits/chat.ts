import { dayOf } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { asStaff } from '../staff/as-staff.ts'
import { placeName } from '../staff/staff.ts'
import { type Exit, exitMeant, exitsNow, nameOf, undoableSince } from './rows.ts'
import { agree, agreeAbove, type By, beginExit, type House as Quiet, refuse, undo } from './steps.ts'
import { askNext, reasonIn } from './tell.ts'

/** Whose turn it is, as the record names them. */
export const byTurn = ({ waiting, facts }: Turned): By & { staff: string } => ({
  staff: facts.person?.staff?.id ?? '',
  person: waiting.to.person,
  contact: waiting.to.contact,
  message: waiting.key,
})

/** A house whose record is the turn's. */
export const houseOf = (house: House, { acts }: Turned): Quiet => ({ ...house, acts })

/** Parents are back for good: each child may leave the list, once the director and then the township say so. */
export async function askExits(tx: Tx, house: House, items: readonly Item<'askExit'>[]): Promise<void> {
  for (const { effect, turn } of items)
    for (const child of effect.children) {
      const asked = { child, reason: effect.reason }
      const exit = await beginExit(tx, houseOf(house, turn), asked, { ...byTurn(turn), staff: null })
      if (exit) await askNext(tx, house, exit, null)
    }
}

/** 退出 3: the director first, then somebody above; nobody confirms both. What is kept says what to go back to. */
export async function confirmExit(
  tx: Tx,
  house: House,
  items: readonly Item<'confirmExit'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, house, turn, effect)
    if (!found?.mine) {
      turn.replies.push({ key: found ? 'exit:otherTurn' : 'exit:noSuch', values: { no: effect.no } })
      continue
    }
    turn.replies.push(await agreed(tx, house, turn, found))
  }
}

/** Says it, as the village or as somebody above, and answers what to reply. */
export async function agreed(
  tx: Tx,
  house: House,
  turn: Turned,
  found: Exit,
): Promise<Turned['replies'][number]> {
  const values = { no: found.no, child: nameOf(house, found), days: house.policy.exits.undoDays }
  if (found.state !== 'asked') await agreeAbove(tx, houseOf(house, turn), found, byTurn(turn))
  else if ((await agree(tx, houseOf(house, turn), found, byTurn(turn))) === 'above')
    return { key: found.reason === 'death' ? 'exit:toTownshipDeath' : 'exit:toTownship', values }
  return { key: found.reason === 'death' ? 'exit:leftDeath' : 'exit:left', values }
}

/** 不退 3: everything stays as it was, or is so again when the child has left not long ago. */
export async function refuseExit(tx: Tx, house: House, items: readonly Item<'refuseExit'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, house, turn, effect)
    if (found?.state === 'left') await undo(tx, houseOf(house, turn), found, byTurn(turn))
    else if (found) await refuse(tx, houseOf(house, turn), found, byTurn(turn))
    const key = found ? (found.state === 'left' ? 'exit:undone' : 'exit:refused') : 'exit:noSuch'
    turn.replies.push({ key, values: { no: effect.no, child: found ? nameOf(house, found) : '' } })
  }
}

/** A line of the list was opened: which child, why, and how far it has come. */
export async function showExit(tx: Tx, house: House, items: readonly Item<'showExit'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, house, turn, { no: null, exit: effect.exit })
    if (!found || found.state === 'left') {
      turn.replies.push({ key: 'staff:notOnList', values: {} })
      continue
    }
    const [, month, date] = dayOf((found.director_at ?? found.asked_at).getTime())
      .split('-')
      .map(Number)
    const reason = reasonIn(house, turn.waiting.to.language, found.reason)
    const village = await placeName(tx, found.place)
    const values = { village, child: nameOf(house, found), month, date, reason }
    turn.replies.push({ key: found.state === 'asked' ? 'exit:shownAsked' : 'exit:shownAgreed', values })
  }
}

/** 退出: who is about to leave the list, and who may still come back to it. */
export async function listExits(tx: Tx, house: House, items: readonly Item<'listExits'>[]): Promise<void> {
  for (const { turn } of items) {
    const { language } = turn.waiting.to
    const since = undoableSince(house.policy.exits.undoDays, house.now)
    const exits = await asStaff(tx, turn, () => exitsNow(tx, turn.facts.person!.staff!, since))
    const lines = exits.slice(0, MOST_LINES).map(exit => {
      const [, month, date] = dayOf((exit.left_at ?? exit.asked_at).getTime())
        .split('-')
        .map(Number)
      return house.words(language, `exit:line-${exit.state}`, {
        ...{ no: exit.no, village: exit.village, child: nameOf(house, exit), month, date },
        reason: reasonIn(house, language, exit.reason),
      })
    })
    const days = house.policy.exits.undoDays
    turn.replies.push(
      lines.length > 0
        ? { key: 'exit:list', values: { lines: lines.join('\n'), days } }
        : { key: 'exit:listEmpty', values: { days } },
    )
  }
}

const MOST_LINES = 15

const meant = (
  tx: Tx,
  house: House,
  turn: Turned,
  which: { no: number | null; exit?: string | undefined },
): Promise<Exit | null> =>
  asStaff(tx, turn, () =>
    exitMeant(tx, turn.facts.person!.staff!, which, undoableSince(house.policy.exits.undoDays, house.now)),
  )
