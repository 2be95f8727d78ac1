import { randomUUID } from 'node:crypto'
import type { House, Item } from '../conversation/apply.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { seal } from '../privacy/seal.ts'

export type Task = {
  kind: string
  child: string
  person: string | null
  words: string
  since?: string | undefined
  about?: string | undefined
}

/**
 * Lines of directors' lists. Without words a line is opened once per child and kind; whatever was said is a line
 * of its own. Numbers count up within a township for ever, so that a supervisor's 电话 3 means one line; the lock on
 * each lasts until the transaction ends. What came of entrusting a child is not for staff who are the child's family.
 */
export async function addTasks(
  tx: Tx,
  { keys, now }: Pick<Ink, 'keys' | 'now'>,
  tasks: readonly Task[],
): Promise<void> {
  if (tasks.length === 0) return
  const rows = tasks.map(task => ({ ...task, id: randomUUID() }))
  // A statement of its own: what looks for the same line again sees what the last holder of the lock has committed.
  const numbered = tx.query(
    {
      name: 'number-tasks',
      text: `insert into numbers as n (place, kind, last)
     select left(c.place, 9), 'tasks', count(*) from unnest($1::uuid[]) as t(child) join children c on c.id = t.child
     group by 1 order by 1
     on conflict (place, kind) do update set last = n.last + excluded.last`,
    },
    [rows.map(row => row.child)],
  )
  const added = tx.query(
    {
      name: 'add-tasks',
      text: `insert into tasks (id, place, no, kind, person_id, child_id, sealed, opened_at, hidden_from)
     select t.id, t.place, n.last + 1 - t.back, t.kind, t.person, t.child, t.sealed, $1,
            case when t.kind like 'entrust-%' then array(
              select s.id from staff s where s.until is null and exists (
                select 1 from relations r where r.child_id = t.child and r.person_id = s.person_id and r.until is null))
            else '{}' end
     from (select t.*, c.place, row_number() over (partition by left(c.place, 9) order by t.n desc) as back
           from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bytea[]) with ordinality as t(id, kind, person, child, sealed, n)
           join children c on c.id = t.child) t
     join numbers n on n.place = left(t.place, 9) and n.kind = 'tasks'
     where t.sealed is not null
        or not exists (select 1 from tasks o where o.child_id = t.child and o.kind = t.kind and o.done_at is null)`,
    },
    [
      new Date(now),
      rows.map(row => row.id),
      rows.map(row => row.kind),
      rows.map(row => row.person),
      rows.map(row => row.child),
      rows.map(row =>
        row.words
          ? seal(keys, `tasks:${row.id}`, { words: row.words, since: row.since, about: row.about })
          : null,
      ),
    ],
  )
  await Promise.all([numbered, added])
}

export async function openTasks(tx: Tx, house: House, items: readonly Item<'openTask'>[]): Promise<void> {
  const tasks = items.flatMap(({ effect, turn }) =>
    effect.children.map(child => ({
      kind: effect.kind,
      child,
      person: turn.facts.person?.id ?? null,
      words: effect.words,
      since: effect.since,
      about: effect.about,
    })),
  )
  await addTasks(tx, house, tasks)
}
