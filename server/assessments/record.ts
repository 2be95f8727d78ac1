import { randomUUID } from 'node:crypto'
import { dayOf } from '../../flows/engine/calendar.ts'
import { calledBy } from '../../flows/index.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import { countyOf, rescope, type Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import { EXCLUSIONS } from '../paper/forms.ts'
import type { Parts } from '../parts.ts'
import type { Policy } from '../policy.ts'
import { seal } from '../privacy/seal.ts'
import type { Who } from '../staff/sessions.ts'
import { officersOf, toTell } from '../staff/staff.ts'
import { nextAssessment } from './due.ts'
import { ASSESSMENT_WORDING, FIELDS, type Typed } from './fields.ts'
import type { Pair } from './pair.ts'

type Doing = Parts & { tx: Tx; who: Who; now: number; policy: Policy; acts: Act[] }

/**
 * A finished form becomes an assessment and its draft ends; it counts as a visit. Posted twice it is one. 差, or one of
 * the exclusions, is told to the supervisor at once. The transaction has the county's scope afterwards.
 */
export async function recordAssessment(
  doing: Doing,
  pair: Pair,
  { id, typed }: { id: string; typed: Typed },
): Promise<void> {
  const { tx, keys, who, now, policy } = doing
  const tidy = Object.fromEntries(
    FIELDS.flatMap(({ name }) => (typed[name]?.trim() ? [[name, typed[name].trim()]] : [])),
  )
  const visited = tidy.visitedOn!
  const next = tidy.nextOn ?? nextAssessment(policy.assessments, visited)
  const excluded = EXCLUSIONS.some(one => tidy[`excluded-${one}`] === 'yes')
  const { rowCount } = await tx.query(
    `insert into capacity_assessments (id, place, child_id, carer_id, staff_id, grade, excluded, visited_on, next_on, sealed, wording, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
    [
      id,
      pair.place,
      pair.child.id,
      pair.carer.id,
      who.id,
      tidy.grade,
      excluded,
      visited,
      next,
      seal(keys, `capacity_assessments:${id}`, { ...tidy, nextOn: next }),
      ASSESSMENT_WORDING,
      new Date(now),
    ],
  )
  if (!rowCount) return
  await tx.query('delete from assessment_drafts where staff_id = $1 and child_id = $2 and carer_id = $3', [
    who.id,
    pair.child.id,
    pair.carer.id,
  ])
  await recordVisit(doing, pair, visited, Boolean(tidy.view))
  doing.acts.push({
    kind: 'assessment',
    place: pair.place,
    subjects: [id, pair.child.id, pair.carer.id],
    by: { person: who.person, staff: who.id, contact: who.contact },
    what: { wording: ASSESSMENT_WORDING, form: { ...tidy, nextOn: next } },
    rows: [
      {
        table: 'capacity_assessments',
        id,
        is: { grade: tidy.grade!, excluded, visited_on: visited, next_on: next },
        sealed: { ...tidy, nextOn: next },
      },
    ],
  })
  if (tidy.grade === 'poor' || excluded) await tellSupervisor(doing, pair, id)
}

/** Whoever assessed was at the door: a visit of that day, unless one is written down already. */
async function recordVisit(
  { tx, who, now, acts }: Doing,
  pair: Pair,
  day: string,
  spoke: boolean,
): Promise<void> {
  const id = randomUUID()
  const late = day < dayOf(now)
  const seen = spoke ? 'both' : 'carer'
  const { rowCount } = await tx.query(
    `insert into visits (id, place, household_id, staff_id, day, recorded_at, late, seen)
     select $1, $2, $3, $4, $5, $6, $7, $8
     where not exists (select 1 from visits where household_id = $3 and day = $5 and seen <> 'nobody')`,
    [id, pair.place, pair.household, who.id, day, new Date(now), late, seen],
  )
  if (!rowCount) return
  const is = { household_id: pair.household, staff_id: who.id, day, recorded_at: now, late, seen }
  acts.push({
    kind: 'visit',
    place: pair.place,
    subjects: [pair.household],
    by: { person: who.person, staff: who.id, contact: who.contact },
    rows: [{ table: 'visits', id, is: { ...is, child: null, home: null, voice_key: null } }],
  })
}

async function tellSupervisor(doing: Doing, pair: Pair, id: string): Promise<void> {
  const { tx, keys, now } = doing
  await rescope(tx, { place: countyOf(pair.place) })
  const officers = await officersOf(tx, keys, pair.place, now)
  const values = { village: pair.village, child: calledBy(pair.child.name) }
  await tell(
    tx,
    doing,
    toTell(officers, ['supervisor']).map(officer => officer.person),
    { key: 'staff:poorCareNew', values },
    { priority: PRIORITY.reply, key: `assessment-poor:${id}` },
  )
}
