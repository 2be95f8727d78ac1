import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import type { Act } from './append.ts'
import { LOOKS } from './kinds.ts'

/**
 * Who looked at what, longer ago than it is kept: what is sealed is forgotten, that there was something stays provable.
 * That it was forgotten goes into the record itself; words that are gone without it are tampering.
 */
export async function forgetOldLooks(
  tx: Tx,
  county: string,
  now: number,
  auditDays: number,
  acts: Act[],
): Promise<void> {
  const before = now - days(auditDays)
  const { rowCount } = await tx.query(
    // Nothing is read of a record that is younger than that.
    `update evidence set sealed = null
     where county = $1 and kind = any($2) and at < $3 and sealed is not null
       and (select at from evidence where county = $1 and n = 1) < $3`,
    [county, LOOKS, new Date(before)],
  )
  if (rowCount)
    acts.push({
      kind: 'forgotten',
      place: county,
      subjects: [],
      by: null,
      what: { kinds: LOOKS, before, records: rowCount },
    })
}
