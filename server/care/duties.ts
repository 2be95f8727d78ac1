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
})
export type DutyProfile = z.infer<typeof DutyProfile>

/** Where the scope goes beyond the place: villages that somebody stands in for. */
const STOOD_IN_FOR = `place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ','))`

/** What is due with one family; `since` is the day (YYYY-MM-DD) it came onto the list. */
export type Duty = {
  household: string
  place: string
  contact: boolean
  visit: 'none' | 'due' | 'vacation'
  since: string
  overdue: boolean
}

/**
 * The families below a place, and in villages stood in for, with whom a contact or a visit is due on a day, those waiting longest first, as far as the
 * transaction's scope sees them. Computed from what was done, in one statement; a message of ours is neither.
 */
export async function dutiesDue(tx: Tx, profile: DutyProfile, place: string, today: string): Promise<Duty[]> {
  const vacation = vacationOn(profile, today)
  const { rows } = await tx.query(
    `with family as (
       select household_id as id, min(place) as place, (min(created_at) at time zone 'Asia/Shanghai')::date as listed
       from children where state in ('listed', 'doubtful') and (place between $1 and $1 || '999999' or ${STOOD_IN_FOR}) group by household_id
     ), met as (
       select c.household_id as id, (max(k.at) at time zone 'Asia/Shanghai')::date as day
       from children c join relations r on r.child_id = c.id join care_contacts k on k.person_id = r.person_id
       where (c.place between $1 and $1 || '999999' or c.${STOOD_IN_FOR}) group by c.household_id
     ), visited as (
       select household_id as id, max(day) as day from visits
       where seen <> 'nobody' and (place between $1 and $1 || '999999' or ${STOOD_IN_FOR}) group by household_id
     ), due as (
       select f.id, f.place,
         (greatest(coalesce(m.day, f.listed), coalesce(v.day, f.listed)) + make_interval(months => $2))::date as contact_by,
         (coalesce(v.day, f.listed) + make_interval(months => $3))::date as visit_by,
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
      overdue: (contact && row.contact_by < today) || (visit && row.visit_by < today),
    }
  })
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
