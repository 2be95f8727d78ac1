import type { Tx } from '../db/scope.ts'
import type { Due, Outcome } from '../due.ts'
import { type Address, type Ink, prompt } from './outbox.ts'

/** Asks the person of every item whose outcome is 'done', once by the item's key; `arrived` says what. */
export async function promptDue(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  items: readonly Due[],
  outcomes: readonly Outcome[],
  addresses: ReadonlyMap<string, Address>,
  arrived: (item: Due) => unknown,
): Promise<void> {
  const asked = items.filter((_, n) => outcomes[n] === 'done')
  await prompt(
    tx,
    ink,
    asked.map(item => ({
      contact: addresses.get(item.person!)!.contact,
      key: item.key,
      arrived: arrived(item),
    })),
  )
}
