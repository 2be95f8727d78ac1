import { momentOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { House } from '../conversation/apply.ts'
import { PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { placeName } from '../staff/staff.ts'

/**
 * A family that had waited too long has its answer now: whoever a step of the ladder told of it learns so, once
 * (RELIABILITY G8). `by` is the member of staff who answered and need not be told.
 */
export async function tellAnswered(tx: Tx, house: House, request: string, by: string | null): Promise<void> {
  const { rows } = await tx.query(
    `with was as (select id, told_overdue as told from requests where id = $1 and told_overdue <> '{}'),
          now_told as (update requests r set told_overdue = '{}' from was where r.id = was.id returning r.no, r.place)
     select n.no, n.place, s.person_id as person from now_told n, was
     join staff s on s.id = any(was.told) and s.until is null and s.id is distinct from $2`,
    [request, by],
  )
  if (rows.length === 0) return
  const { no, place } = rows[0]
  const values = { no, village: await placeName(tx, place), time: momentOf(house.now, house.now) }
  await tell(
    tx,
    house,
    rows.map(row => row.person),
    { key: 'request:answeredSince', values },
    {
      priority: PRIORITY.reply,
      key: `answered-since:${request}:${house.now}`,
      notBefore: outOfQuiet(house.now, house.policy.quiet),
    },
  )
}

/** The same for a case that somebody has taken on. At once: others may be on their way. */
export async function tellTaken(tx: Tx, house: House, cases: readonly string[], by: string): Promise<void> {
  const { rows } = await tx.query(
    `with was as (select id, told_again as told from cases where id = any($1) and told_again <> '{}'),
          now_told as (update cases c set told_again = '{}' from was where c.id = was.id returning c.id, c.no)
     select n.id, n.no, array_agg(s.person_id) as people from now_told n join was on was.id = n.id
     join staff s on s.id = any(was.told) and s.until is null and s.id <> $2 group by n.id, n.no`,
    [cases, by],
  )
  for (const { id, no, people } of rows)
    await tell(
      tx,
      house,
      people,
      { key: 'case:takenSince', values: { no, time: momentOf(house.now, house.now) } },
      { priority: PRIORITY.reply, key: `taken-since:${id}` },
    )
}
