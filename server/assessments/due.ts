import { z } from 'zod'
import { addDays, addMonths } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'

/**
 * When care is assessed: every so many months, by default twice a year; the first time within so many months of a
 * child's coming onto the roster; and within so many days of an event (another carer, a carer who cannot go on).
 * DOMAIN.md 1.4; a county's own row of `policies` names its paper.
 */
export const AssessmentPolicy = z.strictObject({
  everyMonths: z.int().min(1).max(24).default(6),
  firstWithinMonths: z.int().min(1).default(3),
  afterEventDays: z.int().min(1).default(14),
  /** Days before its last day it appears on the list. */
  daysAhead: z.int().min(0).default(7),
  /** From this age on the form says so. */
  olderFrom: z.int().min(0).default(70),
})
export type AssessmentPolicy = z.infer<typeof AssessmentPolicy>

/** The last day for the next assessment after one on a day. */
export const nextAssessment = (policy: AssessmentPolicy, visited: string): string =>
  addMonths(visited, policy.everyMonths)

/** What a carer or a parent said after which care is looked at again. */
const EVENTS = ['carer-strained', 'carer-unwilling']

/** A child and the carer of today. Days are YYYY-MM-DD; `since`: it came onto the list. */
export type DueAssessment = {
  child: string
  carer: string
  household: string
  place: string
  /** Of the last assessment of this carer for this child, if any. */
  last: string | null
  by: string
  since: string
  why: 'first' | 'again' | 'event'
}

/**
 * Whose care is to be assessed on a day below a place, and in villages stood in for, those waiting longest first, as far
 * as the transaction's scope sees them. Computed from what was done; nothing has to be kept in step.
 */
export async function assessmentsDue(
  tx: Tx,
  policy: AssessmentPolicy,
  place: string,
  today: string,
): Promise<DueAssessment[]> {
  const { rows } = await tx.query(
    `with pair as materialized (
       select c.id as child, c.household_id as household, c.place, r.person_id as carer,
         (c.created_at at time zone 'Asia/Shanghai')::date as listed, (r.since at time zone 'Asia/Shanghai')::date as since
       from children c join relations r on r.child_id = c.id and r.role = 'carer' and r.until is null
       where c.state in ('listed', 'doubtful')
         and (c.place between $1 and $1 || '999999'
              or c.place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')))
     ), last as (
       select distinct on (a.child_id, a.carer_id) a.child_id, a.carer_id, a.visited_on, a.next_on
       from pair p join capacity_assessments a on a.child_id = p.child and a.carer_id = p.carer
       order by a.child_id, a.carer_id, a.visited_on desc, a.recorded_at desc
     ), event as (
       select t.child_id, (max(t.opened_at) at time zone 'Asia/Shanghai')::date as day
       from pair p join tasks t on t.child_id = p.child and t.done_at is null and t.kind = any ($6)
       group by t.child_id
     ), wanted as (
       select p.*, l.visited_on as last,
         case when l.next_on is not null then l.next_on
              when p.since > p.listed then p.since + $3::int
              else (p.listed + make_interval(months => $2))::date end as regular,
         case when l.visited_on is null or e.day > l.visited_on then e.day + $3::int end as event
       from pair p left join last l on l.child_id = p.child and l.carer_id = p.carer
       left join event e on e.child_id = p.child
     )
     select *, least(regular, event) as by from wanted
     where least(regular, event) - $4::int <= $5::date order by by, place, child`,
    [place, policy.firstWithinMonths, policy.afterEventDays, policy.daysAhead, today, EVENTS],
  )
  return rows.map(row => ({
    child: row.child,
    carer: row.carer,
    household: row.household,
    place: row.place,
    last: row.last,
    by: row.by,
    since: addDays(row.by, -policy.daysAhead),
    why: row.event !== null && row.by === row.event ? 'event' : row.last === null ? 'first' : 'again',
  }))
}

/** A current carer of whom the last assessment says 差, or that one of the four exclusions applies. */
export type PoorCare = {
  assessment: string
  child: string
  household: string
  place: string
  recordedAt: number
}

/** Children who need another carer, until they have one or an assessment says otherwise; as far as the scope sees them. */
export async function poorCare(tx: Tx): Promise<PoorCare[]> {
  const { rows } = await tx.query(
    `select a.id, a.child_id, c.household_id, a.place, a.recorded_at
     from capacity_assessments a
     join children c on c.id = a.child_id and c.state <> 'left'
     join relations r on r.child_id = a.child_id and r.person_id = a.carer_id and r.role = 'carer' and r.until is null
     where (a.grade = 'poor' or a.excluded)
       and not exists (select 1 from capacity_assessments n where n.child_id = a.child_id and n.carer_id = a.carer_id
                       and (n.visited_on, n.recorded_at) > (a.visited_on, a.recorded_at))
     order by a.recorded_at, a.id limit 50`,
  )
  return rows.map(row => ({
    assessment: row.id,
    child: row.child_id,
    household: row.household_id,
    place: row.place,
    recordedAt: row.recorded_at.getTime(),
  }))
}
