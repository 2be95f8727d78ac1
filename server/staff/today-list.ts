import { dayOf, days, momentOf } from '../../flows/engine/calendar.ts'
import { calledBy, type PersonFacts, type Shown } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { type Duty, dutiesDue } from '../care/duties.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { entrustmentLines } from '../entrustment/lines.ts'
import { noticesToHand } from '../entrustment/notices-to-hand.ts'
import { PersonSealed } from '../families/sealed.ts'
import { childrenOf } from '../notices/receipts.ts'
import type { Policy } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { warningLines } from '../weather/waiting-lines.ts'
import { answeredSince } from './answered-since.ts'
import { assessmentLines } from './assessment-lines.ts'
import { callLine } from './call-line.ts'
import { exitLines } from './exit-lines.ts'
import { gapLine } from './gap-line.ts'
import { dutyMatters, matter, taskWords } from './matters.ts'
import type { Line } from './show-list.ts'
import { villageLines } from './villages.ts'

type Staff = NonNullable<PersonFacts['staff']>

/**
 * What waits for a member of staff. `lines` are numbered, `below` stands under them; `fresh`: something in it is new
 * since yesterday, or cannot wait. `answered`: silences it shows as answered, which it does once.
 */
export type List = { lines: Line[]; below: string[]; fresh: boolean; answered: string[] }

const MOST_NAMES = 8

/**
 * In the order of weight: open cases, families waiting for an answer, who may leave the list, what was said, then one line for each family with
 * everything that is open or due about it, and who joined. A supervisor gets families only as counts by village. Read
 * under whatever scope the transaction has.
 */
export async function todayList(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
  staff: Pick<Staff, 'id' | 'role' | 'place'>,
): Promise<List> {
  const yesterday = new Date(ink.now - days(1))
  const urgent = await urgentLines(tx, ink, language)
  const warnings = staff.role === 'county' ? await warningLines(tx, ink, language) : []
  const waiting = await requestLines(tx, ink, language, staff.role)
  const drafts = staff.role === 'director' ? await draftLines(tx, ink, language) : []
  const exits = await exitLines(tx, ink, language, staff, yesterday)
  const assessments = await assessmentLines(tx, ink, language, staff, yesterday)
  const gaps = await gapLine(tx, ink, language, staff, yesterday)
  const joined = await joinedLines(tx, ink, language, yesterday)
  const own =
    staff.role === 'director'
      ? await familyLines(tx, ink, language, staff.place, yesterday)
      : { lines: [], fresh: false }
  const since =
    staff.role === 'director' ? await answeredSince(tx, ink, language) : { lines: [], answered: [] }
  const entrusted = await entrustmentLines(tx, ink, language, staff.role)
  const notices = staff.role === 'director' ? await noticesToHand(tx, ink, language) : []
  const calls = staff.role === 'director' ? await callLine(tx, ink, language) : []
  const villages = staff.role === 'director' ? [] : await villageLines(tx, ink, language, staff)
  return {
    lines: [
      ...[...urgent, ...warnings, ...waiting, ...drafts, ...exits.lines, ...own.lines],
      ...[...assessments.lines, ...entrusted, ...notices, ...gaps.lines, ...calls],
    ],
    below: [...villages, ...since.lines, ...joined.lines],
    answered: since.answered,
    fresh:
      urgent.length + warnings.length + waiting.length + drafts.length > 0 ||
      [exits, own, assessments, gaps, joined].some(part => part.fresh),
  }
}

async function urgentLines(tx: Tx, ink: Ink, language: Language): Promise<Line[]> {
  const { rows } = await tx.query(
    `select id, no, acknowledged_at from cases where closed_at is null order by opened_at limit 20`,
  )
  return rows.map(({ id, no, acknowledged_at }) => ({
    line: acknowledged_at
      ? ink.words(language, 'staff:caseTaken', { no, time: momentOf(acknowledged_at.getTime(), ink.now) })
      : ink.words(language, 'staff:caseWaiting', { no }),
    item: { flow: 'urgent', about: { case: id, no } },
  }))
}

async function requestLines(tx: Tx, ink: Ink, language: Language, role: Staff['role']): Promise<Line[]> {
  const { rows } = await tx.query(
    `select r.id, r.no, r.person_id, p.sealed from requests r left join people p on p.id = r.person_id
     where r.state = 'open' order by r.opened_at limit 20`,
  )
  return rows.map(row => {
    const name = row.sealed
      ? PersonSealed.parse(unseal(ink.keys, `people:${row.person_id}`, row.sealed)).name
      : ''
    return {
      line: ink.words(language, 'staff:requestWaiting', { no: row.no, name }),
      item: { flow: role === 'director' ? 'answer' : 'escalation', about: { request: row.id } },
    }
  })
}

/** What township or county wants announced, and the village has not decided about. */
async function draftLines(tx: Tx, ink: Ink, language: Language): Promise<Line[]> {
  const { rows } = await tx.query(
    `select id from announcement_drafts where state = 'waiting' order by id limit 5`,
  )
  return rows.map(row => ({
    line: ink.words(language, 'announce:waiting'),
    item: { flow: 'release-draft', about: { draft: row.id, urgent: false } },
  }))
}

type Task = {
  id: string
  no: number | null
  kind: string
  words: Buffer | null
  opened_at: Date
  household: string
}

/** Whatever was said is a line of its own; everything else about a family is one line together. */
async function familyLines(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
  place: string,
  yesterday: Date,
): Promise<{ lines: Line[]; fresh: boolean }> {
  const today = dayOf(ink.now)
  const { rows: tasks } = await tx.query<Task>(
    `select t.id, t.no, t.kind, t.sealed as words, t.opened_at, c.household_id as household
     from tasks t join children c on c.id = t.child_id and (c.state <> 'left' or t.kind = 'away-again-late')
     where t.done_at is null
     union all
     select s.child_id, null, 'unconfirmed', null, s.since, c.household_id
     from care_states s join children c on c.id = s.child_id and c.state <> 'left'
     where s.state = 'waiting' and s.since < $1
     order by opened_at, no limit 200`,
    [new Date(ink.now - days(ink.policy.lists.unconfirmedAfterDays))],
  )
  const duties = await dutiesDue(tx, ink.policy.duties, place, today)
  const spoken = tasks.filter(task => task.words !== null)
  // What was said of several children in one breath is one line of the family.
  const said = [
    ...Map.groupBy(spoken, task => [task.household, task.kind, task.opened_at.getTime()].join()).values(),
  ].map(([task]) => task!)
  const silent = Map.groupBy(
    tasks.filter(task => task.words === null),
    task => task.household,
  )
  const due = new Map(duties.map(duty => [duty.household, duty]))
  const households = [...new Set([...silent.keys(), ...due.keys()])]
  const names = await childrenOf(tx, ink.keys, [...households, ...said.map(task => task.household)])
  const children = (household: string) => (names.get(household) ?? []).map(calledBy).join('、')
  const line = (household: string, matters: string[], item: Shown['items'][number]): Line => ({
    line: ink.words(language, 'staff:familyItem', {
      children: children(household),
      matters: [...new Set(matters)].join(ink.words(language, 'notice:comma')),
    }),
    item,
  })
  const lines = [
    ...said.map(task =>
      line(task.household, [taskWords(ink, language, { ...task, words: task.words! })], {
        flow: 'contact',
        about: { household: task.household, task: task.id },
      }),
    ),
    ...households.map(household => {
      const open = silent.get(household) ?? []
      const duty = due.get(household)
      const matters = [
        ...open.map(task => matter(ink, language, task.kind, task.no)),
        ...(duty ? dutyMatters(ink, language, duty) : []),
      ]
      const flow = open.length === 0 && duty?.visit !== 'none' ? 'visit' : 'contact'
      return line(household, matters, { flow, about: { household, task: null } })
    }),
  ]
  const fresh = tasks.some(task => task.opened_at > yesterday) || duties.some(duty => isNew(duty, today))
  return { lines, fresh }
}

/** It came onto the list today. */
const isNew = (duty: Duty, today: string): boolean => duty.since === today

/** Who joined since yesterday, or of whom the director was not told yet: 撤 12 undoes it. */
async function joinedLines(
  tx: Tx,
  ink: Ink,
  language: Language,
  yesterday: Date,
): Promise<{ lines: string[]; fresh: boolean }> {
  const { rows } = await tx.query(
    `select b.no, b.person_id, p.sealed, b.told_director_at from bindings b join people p on p.id = b.person_id
     where b.ended_at is null and (b.told_director_at is null or b.bound_at > $1)
       and not exists (select 1 from staff s where s.person_id = p.id) order by b.no limit 40`,
    [yesterday],
  )
  if (rows.length === 0) return { lines: [], fresh: false }
  const all = rows.map(row => {
    const { name } = PersonSealed.parse(unseal(ink.keys, `people:${row.person_id}`, row.sealed))
    return ink.words(language, 'staff:numbered', { name, no: row.no })
  })
  const names =
    all.slice(0, MOST_NAMES).join('、') +
    (all.length > MOST_NAMES ? ink.words(language, 'staff:andMore', { count: all.length - MOST_NAMES }) : '')
  return {
    lines: [ink.words(language, 'staff:joined', { names })],
    fresh: rows.some(row => row.told_director_at === null),
  }
}
