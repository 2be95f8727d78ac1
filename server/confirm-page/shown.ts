import type { Tx } from '../db/scope.ts'
import { EntrustmentDocument } from '../entrustment/document.ts'
import { findEntrustment } from '../entrustment/rows.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Link } from './links.ts'

/** The document that a link is for, as it stood when the link was made. */
export async function documentOf(tx: Tx, keys: Keys, { entrustment }: Link): Promise<EntrustmentDocument> {
  const row = (await findEntrustment(tx, entrustment))!
  return EntrustmentDocument.parse(unseal(keys, `entrustments:${entrustment}`, row.sealed))
}
