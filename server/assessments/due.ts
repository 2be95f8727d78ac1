import { z } from 'zod'
import { addDays, addMonths } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { kindOf } from '../entrustment/carer-kinds.ts'
import { CARER_KINDS, type CarerKind } from '../entrustment/chain.ts'

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
  /**
   * Where a county decides otherwise for a kind of carer: not at all (an event still counts), or the first time within so
   * many days. By default everybody's care is assessed (济政发〔2016〕21号, and 皖民务字〔2017〕124号 for those who are no
   * relatives, as read in DOMAIN.md 2.2).
   */
  kinds: z
    .partialRecord(
      z.enum(CARER_KINDS),
      z.strictObject({ required: z.boolean().default(true), withinDays: z.int().min(1).optional() }),
    )
    .default({}),
})
export type AssessmentPolicy = z.infer<typeof AssessmentPolicy>

/** The last day for the next assessment after one on a day. */
export const nextAssessment = (policy: AssessmentPolicy, visited: string): string =>
  addMonths(visited, policy.everyMonths)

/** What the county wants of a kind of carer: the first assessment within so many days, in the usual time (null), or none. */
export const wantedOf = (
  { kinds }: AssessmentPolicy,
  kind: CarerKind | null,
): { required: boolean; withinDays: number | null } => {
  const rule = kind === null ? undefined : kinds[kind]
  return { required: rule?.required ?? true, withinDays: rule?.withinDays ?? null }
}

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
  const rules = await rulesByKin(tx, policy)
  const { rows } = await tx.query(
    `with rule as materialized (
       select * from unnest($7::text[], $8::text[], $9::boolean[], $10::int[]) as r(kin, kind, required, days)
     ), pair as materialized (
       select c.id as child, c.household_id as household, c.place, r.person_id as carer,
         (c.created_at at time zone 'Asia/Shanghai')::date as listed, (r.since at time zone 'Asia/Shanghai')::date as since,
         r.kin, case when cardinality($7::text[]) > 0 then (
           select e.carer_kind from entrustments e where e.child_id = c.id and e.carer_id = r.person_id and e.ended_at is null) end as kind
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
         case when u.required is false then null
              when l.next_on is not null then l.next_on
              when u.days is not null then greatest(p.since, p.listed) + u.days
              when p.since > p.listed then p.since + $3::int
              else (p.listed + make_interval(months => $2))::date end as regular,
         case when l.visited_on is null or e.day > l.visited_on then e.day + $3::int end as event
       from pair p left join last l on l.child_id = p.child and l.carer_id = p.carer
       left join event e on e.child_id = p.child
       left join lateral (
         select required, days from rule where case when p.kind is null then rule.kin = p.kin else rule.kind = p.kind end limit 1) u on true
     )
     select *, least(regular, event) as by from wanted
     where least(regular, event) - $4::int <= $5::date order by by, place, child`,
    [place, policy.firstWithinMonths, policy.afterEventDays, policy.daysAhead, today, EVENTS, ...rules],
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

/** What the county decides by kind, for each word of kinship that makes one; empty where it decides nothing. */
async function rulesByKin(tx: Tx, policy: AssessmentPolicy): Promise<unknown[][]> {
  const decided = CARER_KINDS.filter(kind => policy.kinds[kind] !== undefined)
  if (decided.length === 0) return [[], [], [], []]
  const { rows } = await tx.query(`select distinct kin from relations where role = 'carer' and until is null`)
  const words = rows.map(row => ({ kin: row.kin as string, kind: kindOf(row.kin) }))
  const all = [
    ...words.filter(word => word.kind !== null && decided.includes(word.kind)),
    // A kind that a person has said needs no word.
    ...decided.map(kind => ({ kin: null, kind })),
  ]
  return [
    all.map(one => one.kin),
    all.map(one => one.kind),
    all.map(one => wantedOf(policy, one.kind).required),
    all.map(one => wantedOf(policy, one.kind).withinDays),
  ]
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
