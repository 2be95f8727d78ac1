import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { suppress } from '../due.ts'
import { withhold } from '../notices/withhold.ts'

type House = Pick<Ink, 'keys' | 'now'>

/**
 * Nothing more is asked about a child: what is due, what is under way in anybody's conversation and what has not left yet
 * ends in this transaction. `key` names why, once. Runs under the county's scope, for a father may be on record elsewhere.
 */
export async function quietAbout(tx: Tx, house: House, child: string, key: string): Promise<void> {
  const { rows: asked } = await tx.query(
    `update check_ins i set children = case when i.children <@ array[$1::uuid] then i.children else array_remove(i.children, $1::uuid) end,
       state = case when i.children <@ array[$1::uuid] then 'skipped' else i.state end
     where i.state = 'asked' and $1::uuid = any(i.children)
       and i.person_id in (select person_id from relations where child_id = $1)
     returning i.id, i.state`,
    [child],
  )
  const alone = asked.filter(row => row.state === 'skipped').map(row => row.id)
  const { rows: entrusted } = await tx.query(
    'select id from entrustments where child_id = $1 and ended_at is null',
    [child],
  )
  await suppress(tx, [child, ...alone, ...entrusted.map(row => row.id)], 'left', house.now)
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'left' where subject = any($1) and state = 'queued'`,
    [alone],
  )
  const { rows: contacts } = await tx.query(
    `select distinct k.id from relations r join contacts k on k.person_id = r.person_id
     where r.child_id = $1 and r.until is null`,
    [child],
  )
  await prompt(
    tx,
    house,
    contacts.map(({ id }) => ({ contact: id, key: `left:${key}:${id}`, arrived: { type: 'left', child } })),
  )
}

/**
 * A child has died: nothing automatic is said to the family by anybody but people, also about brothers and sisters, until
 * a person ends it. What waits to leave for them does not leave.
 */
export async function leaveInPeace(tx: Tx, { now }: House, child: string, exit: string): Promise<void> {
  const { rows } = await tx.query(
    `insert into holds (exit_id, person_id, place, from_at)
     select distinct $1::uuid, r.person_id, p.place, $3::timestamptz
     from relations r join people p on p.id = r.person_id
     where r.until is null and r.child_id = $2
       and not exists (select 1 from staff s where s.person_id = p.id and s.until is null)
     on conflict (exit_id, person_id) do update set until_at = null returning person_id`,
    [exit, child, new Date(now)],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'held'
     where person_id = any($1) and state = 'queued' and (routine or priority >= 2)`,
    [rows.map(row => row.person_id)],
  )
  await withhold(
    tx,
    rows.map(row => row.person_id),
    'held',
  )
}

/** The family may be written to again. Whether there was anything to end. */
export async function endPeace(tx: Tx, house: House, exit: string, key: string): Promise<boolean> {
  const { rows } = await tx.query(
    `with ended as (
       update holds set until_at = $2 where exit_id = $1 and until_at is null returning person_id
     ) select c.id, (select count(*)::int from ended) as count from ended left join contacts c on c.person_id = ended.person_id`,
    [exit, new Date(house.now)],
  )
  await prompt(
    tx,
    house,
    rows.flatMap(({ id }) =>
      id ? [{ contact: id, key: `resume:${key}:${id}`, arrived: { type: 'resume' } }] : [],
    ),
  )
  return rows.length > 0
}
