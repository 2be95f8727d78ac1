import { minutes } from '../../flows/engine/calendar.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import { byDay } from './follow.ts'
import { reachOf } from './policy.ts'
import { saidBy } from './quote.ts'
import type { Desk, Stored } from './rows.ts'
import type { Doubt, Warning } from './warning.ts'

/** Puts a warning in doubt to the county's staff, at once unless families would not hear of it anyway; and once more later. */
export async function askCounty(tx: Tx, desk: Desk, warning: Stored): Promise<void> {
  const { kind, level } = warning
  const forStaff = level !== null && reachOf(desk.policy.weather, { kind, level }) === 'staff'
  const notBefore = forStaff ? byDay(desk) : desk.now
  await tellOfDoubt(tx, desk, warning, { again: false, notBefore })
  await schedule(tx, [
    {
      key: `warning-waiting:${warning.id}`,
      place: desk.county,
      kind: 'warning-waiting',
      subject: warning.id,
      dueAt: notBefore + minutes(desk.policy.weather.askAgainMinutes),
    },
  ])
}

/** What a person has to settle about a warning. `again`, or when nobody of the county can be reached: the townships too. */
export async function tellOfDoubt(
  tx: Tx,
  desk: Desk,
  warning: Stored,
  { again, notBefore }: { again: boolean; notBefore: number },
): Promise<void> {
  const why = warning.doubts.map(doubt => whyOf(desk, doubt)).join(desk.words('zh-CN', 'weather:comma'))
  const text = { key: 'weather:ask', values: { ...saidBy(desk, warning, 'zh-CN'), why } }
  const how = { priority: PRIORITY.danger, key: `warning-ask:${warning.id}:${again ? 2 : 1}`, notBefore }
  const county = await staffOf(tx, ['county'])
  const { unreached } = await tell(tx, desk, county, text, how)
  if (again || unreached.length === county.length)
    await tell(tx, desk, await staffOf(tx, ['supervisor']), text, how)
}

const whyOf = (desk: Desk, doubt: Doubt): string => desk.words('zh-CN', `weather:doubt-${doubt}`)

/** Known places of a warning were told; the ones nobody knows are for a person. */
export async function tellPartUnknown(tx: Tx, desk: Desk, warning: Stored): Promise<void> {
  const values = { ...saidBy(desk, warning, 'zh-CN'), area: warning.area }
  await tellCounty(tx, desk, { key: 'weather:partUnknown', values }, `warning-part:${warning.id}`)
}

/** An identifier came again with other words: somebody made a mistake, or is somebody else. Told once for each text. */
export async function tellConflict(tx: Tx, desk: Desk, id: string, warning: Warning): Promise<void> {
  const values = { identifier: warning.identifier, station: warning.station }
  await tellCounty(tx, desk, { key: 'weather:conflict', values }, `warning-conflict:${id}`)
}

async function tellCounty(tx: Tx, desk: Desk, text: Parameters<typeof tell>[3], key: string): Promise<void> {
  await tell(tx, desk, await staffOf(tx, ['county']), text, { priority: PRIORITY.danger, key })
}

async function staffOf(tx: Tx, roles: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query(
    'select person_id from staff where role = any($1) and until is null order by since, id',
    [roles],
  )
  return rows.map(row => row.person_id)
}
