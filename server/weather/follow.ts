import { outOfQuiet } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { type Adult, audienceOf } from '../notices/audience.ts'
import { receiptsOf } from '../notices/receipts.ts'
import { callBack } from '../notices/steer.ts'
import { type Desk, type Stored, setState, warningsWhere } from './rows.ts'
import type { Warning } from './warning.ts'

/** What came before it in time and is taken back or changed by it, as far as it is known. */
export const referredBy = (tx: Tx, desk: Pick<Desk, 'keys'>, { refersTo }: Pick<Stored, 'refersTo'>) =>
  warningsWhere(
    tx,
    desk.keys,
    `identifier = any($1) and status = 'Actual' and state not in ('kept', 'replaced', 'cancelled', 'dropped')`,
    [refersTo],
  )

/** What came late: a later message that updates or cancels it was here first. */
export async function isOverdue(
  tx: Tx,
  { identifier, sender }: Warning,
  source: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select 1 from warnings where refers_to @> array[$1] and sender = $2 and sender_id is not distinct from $3
       and status = 'Actual' and change in ('Update', 'Cancel') and state not in ('waiting', 'dropped') limit 1`,
    [identifier, sender, source],
  )
  return rowCount !== 0
}

/** Only whoever sent a warning changes it or takes it back: the same sender by its own name and by ours. */
export async function mayFollow(tx: Tx, warning: Warning, { sender }: { sender: string }): Promise<boolean> {
  if (warning.change !== 'Update' && warning.change !== 'Cancel') return true
  const { rows } = await tx.query(
    'select identifier, sender, sender_id from warnings where identifier = any($1)',
    [warning.refersTo.map(one => one.identifier)],
  )
  const named = new Map(warning.refersTo.map(one => [one.identifier, one.sender ?? warning.sender]))
  return rows.every(
    row =>
      row.sender_id === sender && row.sender === warning.sender && named.get(row.identifier) === row.sender,
  )
}

/** Ends warnings that another one replaces or takes back: what waits is not given, what has not left stays here. */
export async function endWarnings(
  tx: Tx,
  { now }: Pick<Desk, 'now'>,
  warnings: readonly Stored[],
  as: 'replaced' | 'cancelled',
): Promise<void> {
  await suppress(
    tx,
    warnings.map(one => one.id),
    as,
    now,
  )
  for (const warning of warnings) {
    await setState(tx, warning, as)
    if (warning.notice) await callBack(tx, { now }, warning.notice)
  }
}

/** The adults of the families whom these warnings have reached. Ask before `endWarnings`. */
export async function whoHeard(
  tx: Tx,
  { county }: Pick<Desk, 'county'>,
  warnings: readonly Stored[],
): Promise<Adult[]> {
  const households: string[] = []
  for (const { notice } of warnings) {
    const receipts = notice ? await receiptsOf(tx, notice, county) : []
    const reached = receipts.filter(one => one.state === 'sent' || one.state === 'confirmed')
    households.push(...reached.map(one => one.household))
  }
  return households.length > 0 ? await audienceOf(tx, county, { households }) : []
}

/** When something that is no danger may leave, from now on. */
export const byDay = ({ now, policy }: Pick<Desk, 'now' | 'policy'>): number => outOfQuiet(now, policy.quiet)
