/** What the county has not entered and the calendar needs soon: its staff are asked for it, once for each. */
import { addDays, dayOf, instantOf, outOfQuiet } from '../../../flows/engine/calendar.ts'
import type { Language } from '../../../locales/index.ts'
import { addressesOf, PRIORITY, post } from '../../conversation/outbox.ts'
import type { DueItem, DueWork } from '../../due.ts'
import { policyOn } from '../../policy.ts'
import { calendarOf } from './give.ts'
import { inForce } from './rows.ts'
import { examOf, vacationOf } from './school.ts'
import { type Calendar, whatGoesOut } from './what-goes-out.ts'
import { EXAMS, VACATIONS } from './when.ts'

const KIND = 'calendar-ask'

/** Asks for each row that something said in the coming days would need, at nine in the morning. */
export function asksAhead(calendar: Calendar, county: string, today: string, now: number): DueItem[] {
  const until = addDays(today, calendar.policy.school.askAheadDays)
  const missing = whatGoesOut(calendar, today, until)
    .flatMap(({ said, leftOut }) => [...said, ...leftOut])
    .flatMap(entry => entry.missing ?? [])
  return [...new Set(missing)].map(row => ({
    key: `${KIND}:${county}:${row}`,
    place: county,
    kind: KIND,
    dueAt: Math.max(now, instantOf(today, '09:00')),
  }))
}

/** One message to each of the county's staff with all that is missing. Key `calendar-ask:<county>:<kind> <row>`. */
export const askForRows: DueWork = async (tx, { parts, county, now }, items) => {
  const policy = await policyOn(tx, county, dayOf(now))
  const { rows } = await calendarOf(tx, county, policy)
  const held = inForce(rows, dayOf(now), row => `${row.kind} ${row.key}`)
  const missing = items.map(item => item.key.split(':')[2]!).filter(row => !held.has(row))
  if (missing.length === 0) return items.map(() => ({ skipped: 'entered' }))
  const staff = await tx.query(
    `select person_id from staff where place = $1 and role = 'county' and until is null`,
    [county],
  )
  const addresses = await addressesOf(
    tx,
    staff.rows.map(row => row.person_id),
  )
  const line = (language: Language, row: string): string => {
    const [kind, key] = row.split(' ') as [string, string]
    const [year, name] = key.split('-') as [string, string]
    if (kind === 'holidays') return parts.words(language, 'seasons:missingHolidays', { year })
    const is = <N extends string>(names: readonly N[]) => names.find(one => one === name)
    const [vacation, exam] = [is(VACATIONS), is(EXAMS)]
    const span = vacation
      ? vacationOf(policy.school, held, Number(year), vacation)
      : examOf(policy.school, held, Number(year), exam!)
    const day = (text: string) =>
      parts.words(language, 'seasons:day', { month: Number(text.slice(5, 7)), date: Number(text.slice(8)) })
    return parts.words(language, 'seasons:missingDays', {
      ...{ year, name: parts.words(language, `seasons:${vacation ?? exam!}`) },
      ...{ from: day(span!.from), to: day(span!.to) },
    })
  }
  await post(
    tx,
    { ...parts, now },
    [...addresses.values()].map(to => ({
      to,
      body: {
        text: parts.words(to.language, 'seasons:missing', {
          lines: missing.map(row => line(to.language, row)).join('\n'),
        }),
      },
      priority: PRIORITY.notice,
      key: `${KIND}:${county}:${missing.join(',')}:${to.person}`,
      notBefore: outOfQuiet(now, policy.quiet),
    })),
  )
  if (addresses.size === 0)
    parts.log.warn({ county, missing }, 'calendar rows missing, no county staff reached')
  return items.map(() => 'done')
}
