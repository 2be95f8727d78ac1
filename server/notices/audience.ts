import { plannedFor } from '../db/planned.ts'
import type { Tx } from '../db/scope.ts'
import type { Whom } from './whom.ts'

/** An adult of a household with a child on the roster. `person` null: nobody is on record for its children. */
export type Adult = { household: string; person: string | null }

/** Whether a notice can reach an adult; everything but `reachable` is why not. */
export type Standing = 'reachable' | 'unbound' | 'no-smartphone' | 'refused' | 'held' | 'budget'

/** Everybody below a place who meets the criteria; `households` are those of whom `whom.unanswered` speaks. */
export type Audience = {
  place: string
  whom?: Whom | undefined
  today?: string | undefined
  households?: readonly string[] | undefined
}

/** A statement's text and its values. */
export type Query = { text: string; values: unknown[] }

/**
 * Whoever looks after several children of a household is found once for each of them; a household of which nobody is on
 * record may stand beside its own adults here, with `person` null.
 */
export function audienceQuery({ place, whom = {}, today, households }: Audience): Query {
  const { ages, stages, classes, places, who, atRisk = false, nearWater = false } = whom
  if (ages && !today) throw new Error('ages on which day?')
  if (whom.unanswered && !households) throw new Error('who has not answered?')
  return {
    text: AUDIENCE,
    values: [
      ...[place, places ?? null, households ?? null, who ?? null, nearWater],
      Boolean(ages ?? stages ?? classes ?? atRisk),
      ...[ages ? today : null, ages?.from ?? 0, ages?.to ?? 0, stages ?? null, classes ?? null, atRisk],
    ],
  }
}

const AUDIENCE = `
  select c.household_id as household, r.person_id as person, c.place
  from children c
  left join relations r on r.child_id = c.id and r.until is null
                       and r.role in ('father', 'mother', 'carer', 'backup-carer')
  where c.state in ('listed', 'doubtful') and starts_with(c.place, $1)
    and ($2::text[] is null or c.place ^@ any ($2))
    and ($3::uuid[] is null or c.household_id = any ($3))
    and ($4::text is null or r.id is null
      or (r.role in ('father', 'mother') and r.lives_with is not true) = ($4 = 'away'))
    and (not $5::boolean or coalesce(
      (select w.near from waters w where w.household_id = c.household_id),
      (select w.near from waters w where w.place = c.place and w.household_id is null), true))
    and (not $6::boolean or exists (
      select 1 from children k where k.household_id = c.household_id and k.state <> 'left'
        and ($7::date is null or k.birth_date is null
          or (k.birth_date <= $7::date - make_interval(years => $8) and k.birth_date > $7::date - make_interval(years => $9 + 1)))
        and ($10::text[] is null or k.stage is null or k.stage = any ($10))
        and ($11::text[] is null or k.classes && $11)
        and (not $12::boolean
          or exists (select 1 from gaps g where g.child_id = k.id and g.closed_at is null)
          or 'poor' = (select a.grade from capacity_assessments a where a.child_id = k.id
                       order by a.visited_on desc, a.recorded_at desc limit 1))))`

/**
 * Adults and households of an audience, as far as the transaction's scope sees them. A household of which nobody is on
 * record stays in it, with `person` null.
 */
export async function audienceOf(
  tx: Tx,
  place: string,
  more: Omit<Audience, 'place'> = {},
): Promise<Adult[]> {
  const { text, values } = audienceQuery({ place, ...more })
  const { rows } = await plannedFor(tx, `select distinct * from (${text}) a`, values)
  const cared = new Set(rows.filter(row => row.person).map(row => row.household))
  return rows.filter(row => row.person || !cared.has(row.household))
}

/** How many households an audience has. */
export async function sizeOf(tx: Tx, audience: Audience): Promise<number> {
  const { text, values } = audienceQuery(audience)
  const { rows } = await plannedFor(
    tx,
    `select count(distinct household) as households from (${text}) a`,
    values,
  )
  return rows[0].households
}

export const peopleOf = (adults: readonly Adult[]): string[] => [
  ...new Set(adults.map(adult => adult.person).filter(person => person !== null)),
]

/** Where a person `p` stands whose contact is `c`; `automatic`: whether a hold counts. */
export const standingSql = (automatic: string): string => `
  case when p.consent = 'refused' then 'refused'
       when c.id is null then case when p.device in ('old-phone', 'none') then 'no-smartphone' else 'unbound' end
       when ${automatic} and exists (select 1 from holds h where h.person_id = p.id and h.until_at is null) then 'held'
       else 'reachable' end`

/**
 * Where each of these people stands, read under the county's scope: contacts belong to the county, and a carer may
 * live in another village. A hold only stops what is automatic.
 */
export async function standingOf(
  tx: Tx,
  people: readonly string[],
  { automatic }: { automatic: boolean },
): Promise<Map<string, Standing>> {
  const { rows } = await tx.query(
    `select p.id, ${standingSql('$2')} as standing
     from people p left join contacts c on c.person_id = p.id where p.id = any($1)`,
    [people, automatic],
  )
  return new Map(rows.map(row => [row.id, row.standing]))
}

/** A household stands where its best-off adult does. */
const BEST_FIRST: readonly (Standing | 'nobody')[] = [
  'reachable',
  'budget',
  'held',
  'unbound',
  'refused',
  'no-smartphone',
  'nobody',
]

/** Households by standing; they add up to the households of the audience. */
export function countHouseholds(
  adults: readonly Adult[],
  standing: ReadonlyMap<string, Standing>,
): Map<Standing | 'nobody', number> {
  const households = bestOff(BEST_FIRST, adults, standing)
  return new Map(BEST_FIRST.map(name => [name, households.filter(one => one === name).length]))
}

/** Where each household stands, the best first: as its best-off adult does. */
export function bestOff<S extends string>(
  bestFirst: readonly (S | 'nobody' | 'unbound')[],
  adults: readonly Adult[],
  stands: ReadonlyMap<string, S>,
): (S | 'nobody' | 'unbound')[] {
  const best = new Map<string, number>()
  for (const { household, person } of adults) {
    const rank = bestFirst.indexOf(person === null ? 'nobody' : (stands.get(person) ?? 'unbound'))
    best.set(household, Math.min(rank, best.get(household) ?? rank))
  }
  return [...best.values()].map(rank => bestFirst[rank]!)
}
