import { dayOf, days } from '../../flows/engine/calendar.ts'
import type { PersonFacts } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { overdueBelow } from '../care/overdue.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'

type Staff = NonNullable<PersonFacts['staff']>

/** What is missing in a place: counts of families and of things, never a rank; and what was, until this week. */
const GAPS = [
  'silent',
  'requests',
  'cases',
  'overdue',
  'unconfirmed',
  'entrusting',
  'gaps',
  'answered',
] as const
type Gaps = { place: string } & Record<(typeof GAPS)[number], number>

/**
 * One line for each village (for the county, each township) where something is missing, in the order of the place
 * codes. Nothing is compared, and a place where nothing is missing is not named.
 */
export async function villageLines(
  tx: Tx,
  ink: Ink & { policy: Policy },
  language: Language,
  staff: Pick<Staff, 'role' | 'place'>,
): Promise<string[]> {
  const digits = staff.role === 'county' ? 9 : 12
  const gaps = await gapsBelow(tx, ink, staff.place, digits)
  const { rows } = await tx.query('select code, name from places where code = any($1)', [
    gaps.map(gap => gap.place),
  ])
  const names = new Map<string, string>(rows.map(row => [row.code, row.name]))
  return gaps.map(gap => {
    const parts = GAPS.filter(what => gap[what] > 0).map(what =>
      ink.words(language, `staff:gap-${what}`, { count: gap[what] }),
    )
    return ink.words(language, 'staff:digestLine', {
      village: names.get(gap.place) ?? gap.place,
      parts: parts.join(ink.words(language, 'notice:comma')),
    })
  })
}

async function gapsBelow(
  tx: Tx,
  { now, policy }: Ink & { policy: Policy },
  place: string,
  digits: 9 | 12,
): Promise<Gaps[]> {
  const today = dayOf(now)
  const weeks = policy['check-in'].digestAfterWeeks
  const { rows } = await tx.query(
    `with silent as (
       select i.place, i.person_id from check_ins i
       where i.asked_at > $1 and i.state <> 'asked'
         and not exists (select 1 from care_contacts k where k.person_id = i.person_id and k.at > $1)
       group by i.place, i.person_id
       having count(*) filter (where i.state = 'silent') >= $2 and bool_and(i.state = 'silent')
     ), counted as (
       select place, 'silent' as what from silent
       union all select place, 'requests' from requests where state = 'open' and promised_at < $3
       union all select place, 'answered' from requests
         where answered_at > promised_at and answered_at > $5 and promised_at > $6
       union all select place, 'answered' from (
         select place from check_ins where asked_at > $6 group by place, person_id
         having count(*) filter (where state = 'silent' or answered_at > asked_at + $7::interval) >= $2
            and max(answered_at) > $5 and bool_or(state <> 'answered' or answered_at > asked_at + $7::interval)
       ) late
       union all select place, 'cases' from cases where closed_at is null
       union all select place, 'unconfirmed' from care_states where state in ('doubtful', 'nobody')
       union all select place, 'entrusting' from entrustments where ended_at is null and witnessed_at is null and opened_at < $8
       union all select place, 'gaps' from gaps where closed_at is null and found_at < $9
     )
     select left(place, $4) as place, what, count(*) as count from counted where length(place) = 12 group by 1, 2`,
    [
      ...[new Date(now - days(7 * weeks + 3)), weeks, new Date(now), digits],
      ...[new Date(now - days(7)), new Date(now - days(7 * (weeks + 1) + 3))],
      `${policy['check-in'].listAfter} hours`,
      new Date(now - days(policy.entrustment.digestAfterDays)),
      new Date(now - days(policy.gaps.aboveAfterDays)),
    ],
  )
  const overdue = await overdueBelow(tx, policy.duties, place, digits, today)
  const gaps = new Map<string, Gaps>()
  const of = (where: string) => {
    const known = gaps.get(where) ?? {
      place: where,
      silent: 0,
      requests: 0,
      cases: 0,
      overdue: 0,
      unconfirmed: 0,
      entrusting: 0,
      gaps: 0,
      answered: 0,
    }
    gaps.set(where, known)
    return known
  }
  for (const row of rows) of(row.place)[row.what as (typeof GAPS)[number]] = row.count
  for (const [where, count] of overdue) of(where).overdue = count
  return [...gaps.values()].sort((a, b) => a.place.localeCompare(b.place, 'en'))
}
