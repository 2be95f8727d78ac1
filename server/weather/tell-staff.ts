import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import { addressesOf, type Letter, PRIORITY, post } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { readBy } from '../evidence/append.ts'
import { ChildSealed } from '../families/sealed.ts'
import type { Adult } from '../notices/audience.ts'
import { unseal } from '../privacy/seal.ts'
import { saidBy } from './quote.ts'
import type { Desk, Stored } from './rows.ts'

const MOST_NAMES = 8

type Told = { said: 'given' | 'staff' | 'lifted'; adults: readonly Adult[]; notBefore: number }
type Officer = { id: string; person: string; role: string; place: string }
type Child = { id: string; name: string }

/**
 * One message to each director of the villages it concerns, naming the children to look in on: those around whose care
 * something is missing. One to those above, with the villages that nobody was told for. In one go for a whole county.
 */
export async function tellStaff(tx: Tx, desk: Desk, warning: Stored, told: Told): Promise<void> {
  const villages = await villagesOf(tx, warning)
  const households = await householdsIn(tx, told.adults)
  const children = told.said === 'lifted' ? new Map<string, Child[]>() : await atRiskIn(tx, desk, warning)
  const officers = await officersFor(tx, desk, [...villages.keys()])
  const addresses = await addressesOf(
    tx,
    officers.map(one => one.person),
  )
  const covered = new Set(
    officers.filter(one => one.role === 'director' && addresses.has(one.person)).map(one => one.place),
  )
  const letters = officers.flatMap((officer): Letter[] => {
    const to = addresses.get(officer.person)
    if (!to) return []
    const own = [...villages.keys()].filter(place => place.startsWith(officer.place))
    const count = own.reduce((sum, place) => sum + (households.get(place) ?? 0), 0)
    const named = children.get(officer.place) ?? []
    if (named.length > 0)
      desk.acts.push(
        readBy(
          officer.id,
          officer.place,
          { page: 'weather' },
          named.map(child => child.id),
        ),
      )
    const without = own.filter(place => !covered.has(place)).map(place => villages.get(place)!)
    const lines = [
      text(desk, to.language, warning, { said: told.said, count, villages: own.length }, officer.role),
      ...(named.length > 0
        ? [
            desk.words(to.language, 'weather:lookIn', {
              names: listed(
                desk,
                to.language,
                named.map(one => calledBy(one.name)),
              ),
            }),
          ]
        : []),
      ...(officer.role !== 'director' && without.length > 0
        ? [desk.words(to.language, 'weather:without', { names: listed(desk, to.language, without) })]
        : []),
    ]
    return [
      {
        to,
        body: { text: lines.join('\n') },
        priority: told.said === 'lifted' ? PRIORITY.notice : PRIORITY.reply,
        key: `warning-staff:${warning.id}:${officer.person}:${officer.place}`,
        notBefore: told.notBefore,
        expiresAt: warning.expiresAt,
      },
    ]
  })
  await post(tx, desk, letters)
}

function text(
  desk: Desk,
  language: Language,
  warning: Stored,
  { said, count, villages }: { said: Told['said']; count: number; villages: number },
  role: string,
): string {
  const values = { ...saidBy(desk, warning, language), households: count, villages }
  const reader = role === 'director' ? 'director' : 'above'
  return desk.words(language, `weather:${reader}-${said}`, values)
}

function listed(desk: Desk, language: Language, names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  const rest = more > 0 ? desk.words(language, 'staff:andMore', { count: more }) : ''
  return names.slice(0, MOST_NAMES).join(desk.words(language, 'weather:comma')) + rest
}

/** Villages with children below the areas, and what they are called. */
async function villagesOf(tx: Tx, { areas }: Stored): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select c.place, coalesce(p.name, c.place) as name
     from (select distinct place from children where state <> 'left' and place ^@ any ($1)) c
     left join places p on p.code = c.place order by c.place`,
    [areas],
  )
  return new Map(rows.map(row => [row.place, row.name]))
}

async function householdsIn(tx: Tx, adults: readonly Adult[]): Promise<Map<string, number>> {
  const { rows } = await tx.query(
    'select place, count(*) as n from households where id = any($1) group by place',
    [[...new Set(adults.map(one => one.household))]],
  )
  return new Map(rows.map(row => [row.place, row.n]))
}

/** Children to look in on, by village: an open gap around their care, or care last assessed as poor. */
async function atRiskIn(tx: Tx, { keys }: Desk, { areas }: Stored): Promise<Map<string, Child[]>> {
  const { rows } = await tx.query(
    `select c.id, c.place, c.sealed from children c
     where c.state in ('listed', 'doubtful') and c.place ^@ any ($1)
       and (exists (select 1 from gaps g where g.child_id = c.id and g.closed_at is null)
         or 'poor' = (select a.grade from capacity_assessments a where a.child_id = c.id
                      order by a.visited_on desc, a.recorded_at desc limit 1))
     order by c.place, c.birth_date desc, c.id`,
    [areas],
  )
  const children = rows.map(row => ({
    place: row.place as string,
    id: row.id as string,
    name: ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed)).name,
  }))
  return Map.groupBy(children, child => child.place)
}

/** Directors and whoever stands in for them, the townships' supervisors and the county, each for a place. */
async function officersFor(tx: Tx, { now }: Desk, villages: readonly string[]): Promise<Officer[]> {
  const { rows } = await tx.query(
    `select s.id, s.person_id as person, s.role, s.place from staff s
     where s.until is null and (s.role = 'county' or exists (select 1 from unnest($1::text[]) v where v ^@ s.place))
     union
     select s.id, s.person_id, 'director', l.place from leaves l join staff s on s.id = l.stand_in_id and s.until is null
     where l.place = any ($1) and l.ended_at is null and l.from_at <= $2 and l.until_at > $2
     order by 4, 1`,
    [villages, new Date(now)],
  )
  return rows
}
