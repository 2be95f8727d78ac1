import { addDays, dayOf, days, hours, instantOf, isoWeek, weekday } from '../flows/engine/calendar.ts'
import { OF_AGE } from '../flows/index.ts'
import { forgetOldAnswers } from './api/forget-answers.ts'
import { nudgesAhead } from './care/nudges.ts'
import { forgetOldVoices } from './conversation/voices.ts'
import { inScope, type Tx } from './db/scope.ts'
import { type DueItem, type DueWork, schedule } from './due.ts'
import { forgetOldLooks } from './evidence/forget.ts'
import { askedOn } from './families/part-of-day.ts'
import { asksAhead } from './notices/calendar/ask-staff.ts'
import { calendarItems, calendarOf } from './notices/calendar/give.ts'
import type { Parts } from './parts.ts'
import { type Policy, policyOn } from './policy.ts'
import { forgetOldWords } from './privacy/retention.ts'

/** How many days ahead what will happen is written down, so that staff can see it coming. */
const AHEAD = 7

/** Each day a county's coming days are written down as due items. Keys make doing it twice harmless. */
export async function ensurePlan({ pool, clock }: Parts, county: string): Promise<void> {
  const now = clock.now()
  await inScope(pool, { place: county }, tx => schedule(tx, [planItem(county, dayOf(now), now)]))
}

const planItem = (county: string, day: string, dueAt = instantOf(day, '00:05')): DueItem => ({
  key: `plan:${county}:${day}`,
  place: county,
  kind: 'plan',
  dueAt,
})

export const plan: DueWork = async (tx, { county, now, acts }, items) => {
  const today = dayOf(now)
  const policy = await policyOn(tx, county, today)
  const calendar = await calendarOf(tx, county, policy)
  await schedule(tx, [
    ...(await checkInsAhead(tx, policy, today, now)),
    ...(await listsAhead(tx, policy, today, now)),
    ...(await careQuestionsAhead(tx, policy, today, now)),
    ...(await nudgesAhead(tx, policy, today, now)),
    ...(await childConsentsAhead(tx, policy, today, now)),
    ...calendarItems(calendar, county, today, addDays(today, AHEAD)).filter(item => item.dueAt > now),
    ...asksAhead(calendar, county, today, now),
    {
      key: `entrustments-end:${county}:${today}`,
      place: county,
      kind: 'entrustments-end',
      dueAt: Math.max(now, instantOf(today, '06:00')),
    },
    {
      key: `turned-sixteen:${county}:${today}`,
      place: county,
      kind: 'turned-sixteen',
      dueAt: Math.max(now, instantOf(today, '06:10')),
    },
    {
      key: `look-for-gaps:${county}:${today}`,
      place: county,
      kind: 'gaps',
      dueAt: Math.max(now, instantOf(today, '06:30')),
    },
    planItem(county, addDays(today, 1)),
    { key: `evidence-root:${county}:${today}`, place: county, kind: 'evidence-root', dueAt: now },
  ])
  await forgetOldVoices(tx, now)
  await forgetOldAnswers(tx, policy, now)
  await forgetOldWords(tx, now, policy.retention.chatDays)
  await forgetOldLooks(tx, county, now, policy.retention.auditDays, acts)
  return items.map(() => 'done')
}

const daysAhead = (today: string): string[] => Array.from({ length: AHEAD + 1 }, (_, n) => addDays(today, n))

/** One question a week to everybody who looks after a child and can be reached by WeChat. */
async function checkInsAhead(tx: Tx, policy: Policy, today: string, now: number): Promise<DueItem[]> {
  const { weekday: on, at, worthHours } = policy['check-in']
  const askOn = daysAhead(today).filter(day => weekday(day) === on)
  const { rows } = await tx.query(
    `select distinct p.id, p.place, p.part_of_day as part from relations r
     join children_asked_about ch on ch.id = r.child_id
     join people p on p.id = r.person_id and length(p.place) = 12
     join contacts c on c.person_id = p.id
     where r.role = 'carer' and r.until is null`,
  )
  return askOn.flatMap(day =>
    rows
      .map(row => ({
        key: `check-in:${row.id}:${isoWeek(day)}`,
        place: row.place,
        kind: 'check-in',
        person: row.id,
        dueAt: askedOn(policy, day, at, row.part),
        expiresAt: askedOn(policy, day, at, row.part) + hours(worthHours),
      }))
      .filter(item => item.dueAt > now),
  )
}

/** Who looks after the child is asked once of everybody for each carer: also when a new carer is on record. */
async function careQuestionsAhead(tx: Tx, policy: Policy, today: string, now: number): Promise<DueItem[]> {
  const { at, settledAfterDays } = policy['care-question']
  const day = addDays(today, now < instantOf(today, at) ? 0 : 1)
  const { rows } = await tx.query(
    `select distinct p.id, p.place, p.part_of_day as part, k.person_id as carer from relations r
     join children_asked_about c on c.id = r.child_id
     join people p on p.id = r.person_id and p.consent = 'agreed' and length(p.place) = 12
     join bindings b on b.person_id = p.id and b.ended_at is null and b.bound_at < $1
     left join lateral (
       select person_id from relations where child_id = c.id and role = 'carer' and until is null limit 1) k on true
     where r.until is null and r.role in ('father', 'mother', 'carer') and (r.role = 'carer' or k.person_id is distinct from p.id)
       and not exists (select 1 from care_answers a
                       where a.child_id = c.id and a.person_id = p.id and a.carer_id is not distinct from k.person_id)
       and not exists (select 1 from due_items d
                       where d.person_id = p.id and d.kind = 'care-question' and d.state = 'done'
                         and d.subject is not distinct from k.person_id)`,
    [new Date(now - days(settledAfterDays))],
  )
  return rows.map(row => ({
    key: `care-question:${row.id}:${row.carer ?? 'nobody'}:${isoWeek(day)}`,
    place: row.place,
    kind: 'care-question',
    person: row.id,
    subject: row.carer,
    dueAt: askedOn(policy, day, at, row.part),
  }))
}

/** A child under 14 who came after the parents had joined: one of them is asked for the separate consent, once. */
async function childConsentsAhead(tx: Tx, policy: Policy, today: string, now: number): Promise<DueItem[]> {
  const { at, settledAfterDays } = policy['care-question']
  const day = addDays(today, now < instantOf(today, at) ? 0 : 1)
  const { rows } = await tx.query(
    `select distinct on (c.id) p.id, p.place, p.part_of_day as part from children c
     join relations r on r.child_id = c.id and r.until is null and r.role in ('father', 'mother')
     join people p on p.id = r.person_id and p.consent = 'agreed' and length(p.place) = 12
     join bindings b on b.person_id = p.id and b.ended_at is null and b.bound_at < $1
     where c.consent = 'unasked' and c.state <> 'left'
       and (c.birth_date is null or c.birth_date > $2::date - make_interval(years => $3))
     order by c.id, b.bound_at`,
    [new Date(now - days(settledAfterDays)), today, OF_AGE],
  )
  return rows.map(row => ({
    key: `child-consent:${row.id}:${isoWeek(day)}`,
    place: row.place,
    kind: 'child-consent',
    person: row.id,
    dueAt: askedOn(policy, day, at, row.part),
  }))
}

/** The directors' morning lists, each at the hour they chose, and the weekly digests of those above. */
async function listsAhead(tx: Tx, { lists }: Policy, today: string, now: number): Promise<DueItem[]> {
  const { rows } = await tx.query(
    `select id, place, person_id, role, morning_at from staff where until is null`,
  )
  return daysAhead(today).flatMap(day =>
    rows
      .filter(row => row.role === 'director' || weekday(day) === lists.digestWeekday)
      .map(row => {
        const [kind, at] =
          row.role === 'director'
            ? [
                'morning-list',
                row.morning_at === 'off' ? lists.morningAt : (row.morning_at ?? lists.morningAt),
              ]
            : ['digest', lists.digestAt]
        return {
          key: `${kind}:${row.id}:${day}`,
          place: row.place,
          kind,
          person: row.person_id,
          subject: row.id,
          dueAt: instantOf(day, at),
          expiresAt: instantOf(day, at) + hours(lists.worthHours),
        }
      })
      .filter(item => item.dueAt > now),
  )
}
