import { asCounty, type Tx } from '../db/scope.ts'
import { type Keys, seal } from '../privacy/seal.ts'
import { hashOf, readDocument } from './document.ts'
import type { Entrustment } from './rows.ts'

/**
 * When a name, who somebody is to the child, a parent or the village is different by now from what was agreed to: the
 * document as it is today becomes the entrustment's next version. Answers whether it did.
 */
export async function renewDocument(
  tx: Tx,
  { keys }: { keys: Keys },
  { id, place, child, carer, fromDay, untilDay, hash }: Entrustment,
): Promise<boolean> {
  // A father on record in another village is a party here as well.
  const facts = await asCounty(tx, place, () =>
    readDocument(tx, keys, { child, carer, from: fromDay, until: untilDay }),
  )
  if (!facts || hashOf(facts.document) === hash) return false
  await tx.query(
    `update entrustments set version = version + 1, document_hash = $2, sealed = $3 where id = $1`,
    [id, hashOf(facts.document), seal(keys, `entrustments:${id}`, facts.document)],
  )
  return true
}
