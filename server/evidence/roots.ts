import { dayOf } from '../../flows/engine/calendar.ts'
import { causeOf } from '../cause.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork, Outcome } from '../due.ts'
import { type Anchor, readAnchors, writeAnchors } from './anchors.ts'

/**
 * Once a day: where the county's record ends is written down in the database and, which counts, outside it. A line
 * that could not be written outside, because the disk was full or away, follows with the next one.
 */
export const dailyRoot: DueWork = async (tx, { parts, county, now }, items) => {
  await tx.query(
    `insert into evidence_roots (county, day, n, hash, at)
     select county, $2, n, hash, $3 from evidence_heads where county = $1 on conflict do nothing`,
    [county, dayOf(now), new Date(now)],
  )
  const { anchorFile, log } = parts
  const outcome = (whole: Outcome) => items.map(() => whole)
  if (!anchorFile) return outcome({ skipped: 'no-anchor-file' })
  try {
    const told = new Set(readAnchors(anchorFile).anchors.map(one => `${one.county}:${one.day}`))
    const roots = await rootsOf(tx, county)
    writeAnchors(
      anchorFile,
      roots.filter(one => !told.has(`${county}:${one.day}`)),
    )
    return outcome('done')
  } catch (error) {
    log.error({ county, ...causeOf(error) }, 'anchor not written')
    return outcome({ skipped: 'anchor-not-written' })
  }
}

/** The daily roots of a county, the oldest first. */
export async function rootsOf(tx: Pick<Tx, 'query'>, county: string): Promise<Anchor[]> {
  const { rows } = await tx.query(
    `select county, day, n, encode(hash, 'hex') as hash from evidence_roots where county = $1 order by day`,
    [county],
  )
  return rows
}
