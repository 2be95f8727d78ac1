import { outOfQuiet } from '../../flows/engine/calendar.ts'
import { type Ink, PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { findEntrustment } from '../entrustment/rows.ts'
import type { Policy } from '../policy.ts'
import { officersOf, toTell } from '../staff/staff.ts'
import type { Link } from './links.ts'

/** Somebody did not know the digits of the telephone: the director looks whether it is the wrong number or the wrong person. */
export async function tellLocked(tx: Tx, house: Ink & { policy: Policy }, link: Link): Promise<void> {
  const { place, no, hiddenFrom } = (await findEntrustment(tx, link.entrustment))!
  const officers = (await officersOf(tx, house.keys, place, house.now)).filter(
    officer => !hiddenFrom.includes(officer.id),
  )
  const people = toTell(officers, ['director', 'stand-in']).map(officer => officer.person)
  const text = { key: 'confirm-link:locked', values: { name: link.name, no } }
  await tell(tx, house, people, text, {
    priority: PRIORITY.prompt,
    routine: true,
    key: `confirm-locked:${link.id}`,
    notBefore: outOfQuiet(house.now, house.policy.quiet),
  })
}
