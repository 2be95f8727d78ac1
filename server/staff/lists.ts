import { dayOf, weekday } from '../../flows/engine/calendar.ts'
import { type Address, addressesOf, type Ink, PRIORITY, prompt, tell } from '../conversation/outbox.ts'
import { rescope, type Tx } from '../db/scope.ts'
import type { Due, DueWork, Outcome } from '../due.ts'
import { policyOn } from '../policy.ts'
import { staffScope } from './as-staff.ts'
import { nextUp, officersOf } from './staff.ts'
import { type List, todayList } from './today-list.ts'
import { villageLines } from './villages.ts'

const MONDAY = 1

/**
 * In the morning, at the hour they chose, if something is new or cannot wait, and every Monday: what waits, and who
 * joined. The list itself is read in the director's own turn, so that its numbers stand for what was shown.
 */
export const morningList: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const ink = { ...parts, now, policy }
  const addresses = await addressesOf(
    tx,
    items.map(item => item.person!),
  )
  const { rows } = await tx.query(`select id from staff where id = any($1) and morning_at = 'off'`, [
    items.map(item => item.subject),
  ])
  const unwanted = new Set(rows.map(row => row.id))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const to = await readerOf(tx, ink, item, addresses.get(item.person!))
    if (to === 'on-leave') {
      outcomes.push({ skipped: to })
      continue
    }
    if (!to || unwanted.has(item.subject)) {
      outcomes.push({ skipped: to ? 'not-wanted' : 'no-wechat' })
      continue
    }
    const staff = { id: item.subject!, role: 'director' as const, place: item.place }
    const list: List = await underScope(tx, { county, now }, item, () =>
      todayList(tx, ink, to.language, staff),
    )
    const empty = list.lines.length + list.below.length === 0
    if (empty || !(list.fresh || weekday(dayOf(now)) === MONDAY)) {
      outcomes.push({ skipped: empty ? 'nothing' : 'nothing-new' })
      continue
    }
    await prompt(tx, ink, [{ contact: to.contact, key: item.key, arrived: { type: 'morning' } }])
    outcomes.push('done')
  }
  return outcomes
}

/**
 * Who reads a village's list this morning. While its director is on leave, another director who stands in has it in
 * their own list; somebody of the township is sent theirs.
 */
async function readerOf(
  tx: Tx,
  { keys, now }: Pick<Ink, 'keys' | 'now'>,
  item: Due,
  director: Address | undefined,
): Promise<Address | 'on-leave' | undefined> {
  const officers = await officersOf(tx, keys, item.place, now)
  if (!officers.find(officer => officer.id === item.subject)?.away) return director
  const [holder] = nextUp(officers)
  if (!holder || holder.role === 'director') return 'on-leave'
  return (await addressesOf(tx, [holder.person])).get(holder.person)
}

/** Once a week to supervisors and the county: gaps by village, no ranking. */
export const digest: DueWork = async (tx, { parts, county, now }, items) => {
  const ink = { ...parts, now, policy: await policyOn(tx, county, dayOf(now)) }
  const addresses = await addressesOf(
    tx,
    items.map(item => item.person!),
  )
  const outcomes: Outcome[] = []
  for (const item of items) {
    const language = addresses.get(item.person!)?.language ?? 'zh-CN'
    const role = item.place.length === 6 ? 'county' : 'supervisor'
    const lines = await underScope(tx, { county, now }, item, () =>
      villageLines(tx, ink, language, { role, place: item.place }),
    )
    if (lines.length === 0) {
      outcomes.push({ skipped: 'nothing' })
      continue
    }
    const text = { key: 'staff:digest', values: { lines: lines.join('\n') } }
    const { unreached } = await tell(tx, ink, [item.person!], text, {
      priority: PRIORITY.prompt,
      key: item.key,
    })
    outcomes.push(unreached.length > 0 ? { skipped: 'no-wechat' } : 'done')
  }
  return outcomes
}

async function underScope<T>(
  tx: Tx,
  { county, now }: { county: string; now: number },
  item: Due,
  work: () => Promise<T>,
): Promise<T> {
  await rescope(tx, await staffScope(tx, { id: item.subject!, place: item.place }, now))
  const result = await work()
  await rescope(tx, { place: county })
  return result
}
