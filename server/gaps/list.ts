import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import type { Policy } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { officersOf } from '../staff/staff.ts'
import { GAP_KINDS, type GapKind } from './kinds.ts'

/** A gap on the list: whose it is by now, as far as the scope sees staff, and where it is settled. `foundAt` in ms. */
export type Gap = {
  id: string
  kind: GapKind
  place: string
  village: string
  child: { id: string; name: string }
  carer: { id: string; name: string } | null
  entrustment: string | null
  foundAt: number
  owner: string | null
  /** It has stood so long that the township looks after it too. */
  above: boolean
}

type House = { keys: Keys; now: number; policy: Pick<Policy, 'gaps'> }

/** The open gaps that the scope sees, by kind and age, at most so many; one alone by its id. */
export async function openGaps(
  tx: Tx,
  { keys, now, policy }: House,
  { id = null, most = 100 }: { id?: string | null; most?: number } = {},
): Promise<Gap[]> {
  const { rows } = await tx.query(
    `select g.id, g.kind, g.place, g.found_at, g.child_id, g.person_id, c.sealed as child, p.sealed as carer,
            coalesce(v.name, g.place) as village,
            (select e.id from entrustments e where e.child_id = g.child_id and e.ended_at is null
             order by e.witnessed_at nulls last limit 1) as entrustment
     from gaps g join children c on c.id = g.child_id
     left join people p on p.id = g.person_id left join places v on v.code = g.place
     where g.closed_at is null and ($1::uuid is null or g.id = $1)
     order by array_position($2::text[], g.kind), g.found_at, g.id limit $3`,
    [id, GAP_KINDS, most],
  )
  const owners = new Map<string, Awaited<ReturnType<typeof officersOf>>>()
  for (const place of new Set<string>(rows.map(row => row.place)))
    owners.set(place, await officersOf(tx, keys, place, now))
  return rows.map((row): Gap => {
    const above = row.found_at.getTime() < now - days(policy.gaps.aboveAfterDays)
    const there = owners.get(row.place)!.filter(officer => !officer.away)
    const owner = (above && there.find(officer => officer.role === 'supervisor')) || there[0]
    return {
      id: row.id,
      kind: row.kind,
      place: row.place,
      village: row.village,
      child: {
        id: row.child_id,
        name: ChildSealed.parse(unseal(keys, `children:${row.child_id}`, row.child)).name,
      },
      carer: row.carer && {
        id: row.person_id,
        name: PersonSealed.parse(unseal(keys, `people:${row.person_id}`, row.carer)).name,
      },
      entrustment: row.entrustment,
      foundAt: row.found_at.getTime(),
      owner: owner?.name ?? null,
      above,
    }
  })
}

/** How many gaps are open as far as the scope sees, how many of them since before `longAgo` and since `lately` (ms). */
export async function countGaps(
  tx: Tx,
  longAgo: number,
  lately: number,
): Promise<{ all: number; above: number; fresh: boolean }> {
  const { rows } = await tx.query(
    `select count(*)::int as all, count(*) filter (where found_at < $1)::int as above,
            coalesce(max(found_at) > $2, false) as fresh
     from gaps where closed_at is null`,
    [new Date(longAgo), new Date(lately)],
  )
  return rows[0]
}
