import { z } from 'zod'
import { addDays } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'

const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)

/**
 * How often a family is to be contacted and visited, in months, and within which vacations once more. By default
 * 阜民儿童函〔2024〕1号: contact every month, a visit every quarter, one in each school vacation (DOMAIN.md 1.4); the
 * vacations are those usual in Anhui. A county's own row of `policies` names its paper and how long it holds.
 */
export const DutyProfile = z.strictObject({
  contactEvery: z.int().min(1).default(1),
  visitEvery: z.int().min(1).default(3),
  vacations: z
    .array(z.strictObject({ name: z.enum(['winter', 'summer']), from: MonthDay, to: MonthDay }))
    .default([
      { name: 'winter', from: '01-20', to: '02-25' },
      { name: 'summer', from: '07-01', to: '08-31' },
    ]),
  /** Days before its last day a duty appears on the list. */
  daysAhead: z.int().min(0).default(7),
  /** Days past its last day until a duty is a gap in the digest of those above (decisions/0017). */
  digestAfterDays: z.int().min(0).default(7),
})
export type DutyProfile = z.infer<typeof DutyProfile>

/** A director's village and those stood in for, or everything below a place; both by the index on places. */
const IN_VILLAGES = `place = any (array[$1] || coalesce(string_to_array(nullif(current_setting('xiangban.also', true), ''), ','), '{}'))`
const BELOW = `place between $1 and $1 || '999999'`

/** What is due with one family; `since` is the day (YYYY-MM-DD) it came onto the list. */
export type Duty = {
  household: string
  place: string
  contact: boolean
  visit: 'none' | 'due' | 'vacation'
  since: string
  /** How far it has come since its last day: the director's line, then a gap of the village. Nobody is ever pushed. */
  rung: 'none' | 'list' | 'digest'
}

/**
 * The families below a place, and in villages stood in for, with whom a contact or a visit is due on a day, those waiting longest first, as far as the
 * transaction's scope sees them. Computed from what was done, in one statement; a message of ours is neither.
 */
export async function dutiesDue(tx: Tx, profile: DutyProfile, place: string, today: string): Promise<Duty[]> {
  const vacation = vacationOn(profile, today)
  const { rows } = await tx.query(
    `with family as materialized (
       select household_id as id, min(place) as place, (min(created_at) at time zone 'Asia/Shanghai')::date as listed
       from children
       where state in ('listed', 'doubtful') and ${place.length === 12 ? IN_VILLAGES : BELOW}
       group by household_id
     ), met as (
       -- until is null names the index; whom a family had before is not looked for
       select f.id, (max(k.at) at time zone 'Asia/Shanghai')::date as day
       from family f join children c on c.household_id = f.id
       join relations r on r.child_id = c.id and r.until is null
       join care_contacts k on k.person_id = r.person_id
       group by f.id
     ), visited as (
       select f.id, max(v.day) as day from family f
       join visits v on v.household_id = f.id and v.seen <> 'nobody' group by f.id
     ), due as (
       select f.id, f.place,
         (greatest(m.day, v.day, f.listed) + make_interval(months => $2))::date as contact_by,
         (greatest(v.day, f.listed) + make_interval(months => $3))::date as visit_by,
         $6::date is not null and (v.day is null or v.day < $6) as vacation
       from family f left join met m on m.id = f.id left join visited v on v.id = f.id
     )
     select id, place, contact_by, visit_by, vacation from due
     where contact_by - $4::int <= $5::date or visit_by - $4::int <= $5::date or vacation
     order by least(contact_by, visit_by), place, id`,
    [place, profile.contactEvery, profile.visitEvery, profile.daysAhead, today, vacation?.from ?? null],
  )
  return rows.map(row => {
    const soon = addDays(today, profile.daysAhead)
    const [contact, visit] = [row.contact_by <= soon, row.visit_by <= soon]
    const since = [
      ...(contact ? [addDays(row.contact_by, -profile.daysAhead)] : []),
      ...(visit ? [addDays(row.visit_by, -profile.daysAhead)] : []),
      ...(row.vacation ? [vacation!.from] : []),
    ]
    return {
      household: row.id,
      place: row.place,
      contact,
      visit: visit ? 'due' : row.vacation ? 'vacation' : 'none',
      since: since.sort().at(-1)!,
      rung: rungOf(profile, row.contact_by < row.visit_by ? row.contact_by : row.visit_by, today),
    }
  })
}

/** The ladder of an overdue duty: `by` is its last day. */
function rungOf({ digestAfterDays }: DutyProfile, by: string, today: string): Duty['rung'] {
  if (by >= today) return 'none'
  return addDays(by, digestAfterDays) < today ? 'digest' : 'list'
}

/** The vacation a day falls into, with its first day. */
function vacationOn(profile: DutyProfile, today: string): { from: string } | null {
  const year = today.slice(0, 4)
  const found = profile.vacations.find(({ from, to }) => {
    const day = today.slice(5)
    return from <= day && day <= to
  })
  return found ? { from: `${year}-${found.from}` } : null
}
