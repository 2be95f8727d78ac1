import { days } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { Content } from './prepared.ts'

/** What somebody of a place laid into the hands of the villages: how many of them have sent it. `at` in ms. */
export type Announced = { id: string; text: string; at: number; villages: number; released: number }

/** The last announcements of a place. Runs under the county's scope. */
export async function announcedBy(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  place: string,
): Promise<Announced[]> {
  const { rows } = await tx.query(
    `select a.id, a.sealed, a.created_at, count(d.id) as villages, count(d.id) filter (where d.state = 'released') as released
     from announcements a join announcement_drafts d on d.announcement_id = a.id
     where a.place = $1 and a.created_at > $2 group by a.id order by a.created_at desc, a.id limit 10`,
    [place, new Date(now - days(90))],
  )
  return rows.map(row => ({
    ...{ id: row.id, at: row.created_at.getTime(), villages: row.villages, released: row.released },
    text: Content.parse(unseal(keys, `announcements:${row.id}`, row.sealed)).text,
  }))
}

type Village = {
  place: string
  name: string
  /** `itself`: nobody decided in time, and it was urgent. `undirected`: it waits, and there is nobody to decide. */
  state: 'waiting' | 'undirected' | 'released' | 'itself' | 'declined'
  notice: string | null
  at: number | null
}

/** Where an announcement of a place stands, village by village in the order of places; null when it is not theirs. */
export async function announcedIn(
  tx: Tx,
  keys: Keys,
  place: string,
  id: string,
): Promise<{ text: string; urgent: boolean; at: number; villages: Village[] } | null> {
  const { rows } = await tx.query(
    `select a.sealed, a.urgent, a.created_at, d.place, coalesce(p.name, d.place) as name, d.state, d.notice_id, d.decided_at,
            d.decided_by is null as by_itself, exists (select 1 from staff s
              where s.place = d.place and s.role = 'director' and s.until is null) as directed
     from announcements a join announcement_drafts d on d.announcement_id = a.id left join places p on p.code = d.place
     where a.id = $1 and starts_with(a.place, $2) order by d.place`,
    [id, place],
  )
  const [first] = rows
  if (!first) return null
  return {
    text: Content.parse(unseal(keys, `announcements:${id}`, first.sealed)).text,
    ...{ urgent: first.urgent, at: first.created_at.getTime() },
    villages: rows.map(row => ({
      ...{ place: row.place, name: row.name, notice: row.notice_id, at: row.decided_at?.getTime() ?? null },
      state: stateOf(row),
    })),
  }
}

function stateOf({ state, by_itself, directed }: Record<string, unknown>): Village['state'] {
  if (state === 'released' && by_itself) return 'itself'
  return state === 'waiting' && !directed ? 'undirected' : (state as Village['state'])
}
