import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { type Ink, PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { nextUp, type Officer, officersOf, placeName } from '../staff/staff.ts'
import type { Reason } from './policy.ts'
import type { Exit } from './rows.ts'

type Known = Pick<Exit, 'id' | 'no' | 'place' | 'child_id' | 'reason'>

export const reasonIn = ({ words }: Pick<Ink, 'words'>, language: Language, reason: Reason): string =>
  words(language, `exit:reason-${reason}`)

/** How staff read of the child of an exit. */
export async function childCalled(tx: Tx, { keys }: Pick<Ink, 'keys'>, child: string): Promise<string> {
  const { rows } = await tx.query('select sealed from children where id = $1', [child])
  return calledBy(ChildSealed.parse(unseal(keys, `children:${child}`, rows[0].sealed)).name)
}

/** Whoever has to say so next hears of it: the village, or whoever stands in for it; then somebody above who is somebody else. */
export async function askNext(tx: Tx, ink: Ink, exit: Known, agreedBy: string | null): Promise<void> {
  const officers = await officersOf(tx, ink.keys, exit.place, ink.now)
  const above = officers.filter(officer => officer.role !== 'director' && officer.id !== agreedBy)
  const asked = agreedBy === null ? nextUp(officers) : nextUp(above.map(ownPost))
  const values = {
    no: exit.no,
    village: await placeName(tx, exit.place),
    child: await childCalled(tx, ink, exit.child_id),
  }
  const [rung, key] =
    agreedBy === null ? (['director', 'askDirector'] as const) : (['supervisor', 'askTownship'] as const)
  await tell(
    tx,
    ink,
    asked.map(officer => officer.person),
    { key: `exit:${key}-${exit.reason}`, values },
    { priority: PRIORITY.reply, key: `exit-${rung}:${exit.id}` },
  )
}

/** Somebody who stands in for a director decides here for the township. */
const ownPost = (officer: Officer): Officer => ({ ...officer, posts: [officer.role] })

/** Only who asked for it themselves hears that it is settled; of a death or a wrong entry no family hears from a machine. */
export async function tellSettled(tx: Tx, ink: Ink, exit: Known, asker: string | null): Promise<void> {
  if (!asker || exit.reason !== 'parents-back') return
  await tell(
    tx,
    ink,
    [asker],
    { key: 'we-are-back:settled', values: { child: await childCalled(tx, ink, exit.child_id) } },
    { priority: PRIORITY.prompt, key: `exit-settled:${exit.id}` },
  )
}
