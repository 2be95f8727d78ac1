import { randomUUID } from 'node:crypto'
import { dayOf, isoWeek } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import { type Ink, prompt } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { begin } from '../ladders/ladder.ts'
import type { Policy } from '../policy.ts'
import { checkInLadder } from './check-in-ladder.ts'

/**
 * An answer, kept for each child. When every child asked about has one, it ends the week's ladder and takes the
 * question back from whoever else was asked. A report of one's own accord answers the week's question, or stands as
 * the week's.
 */
export async function recordCheckIns(
  tx: Tx,
  house: House,
  items: readonly Item<'recordCheckIn'>[],
): Promise<void> {
  const at = new Date(house.now)
  const rows = items.map(({ effect, turn }) => ({ effect, person: turn.facts.person! }))
  const week = isoWeek(dayOf(house.now))
  const recorded = tx.query(
    {
      name: 'record-check-ins',
      text: `with a as (
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[]) with ordinality
         as a(id, check_in, person, answer, week, place, n)
     ), children_of as (
       select n, array_agg(child) as children from unnest($7::int[], $8::uuid[]) as c(n, child) group by n
     ), asked as (
       update check_ins i set state = 'answered', answer = a.answer, answered_by = a.person, how = 'wechat', answered_at = $9
       from a join children_of c on c.n = a.n
       where i.id = a.check_in and i.id = any($2)
         and i.children <@ (c.children || array(select child_id from check_in_answers where check_in_id = i.id))
     ), own as (
       insert into check_ins (id, place, person_id, week, children, asked_at, state, answer, answered_by, how, answered_at)
       select a.id, a.place, a.person, a.week, c.children, $9, 'answered', a.answer, a.person, 'wechat', $9
       from a join children_of c on c.n = a.n where a.check_in is null
       on conflict (person_id, week) do update
         set state = 'answered', answer = excluded.answer, answered_by = excluded.answered_by, how = 'wechat', answered_at = $9
       returning id, place, person_id
     ), kept as (
       select i.id, i.place, a.n from a join check_ins i on i.id = a.check_in
       union all select own.id, own.place, a.n from own join a on a.person = own.person_id and a.check_in is null
     )
       insert into check_in_answers (check_in_id, child_id, place, answer, at)
       select distinct on (k.id, c.child) k.id, c.child, k.place, a.answer, $9::timestamptz
       from kept k join a on a.n = k.n cross join lateral (
         select unnest(children) as child from children_of where n = k.n) c
       on conflict (check_in_id, child_id) do update set answer = excluded.answer, at = excluded.at`,
    },
    [
      rows.map(() => randomUUID()),
      rows.map(row => row.effect.checkIn),
      rows.map(row => row.person.id),
      rows.map(row => row.effect.condition),
      rows.map(() => week),
      rows.map(row => row.person.place),
      rows.flatMap((row, n) => row.effect.children.map(() => n + 1)),
      rows.flatMap(row => row.effect.children),
      at,
    ],
  )
  const own = rows.filter(row => row.effect.checkIn === null).map(row => row.person.id)
  const asked = rows.flatMap(row => row.effect.checkIn ?? [])
  await Promise.all([recorded, settle(tx, house, { asked, own, week })])
}

/**
 * What an answer ends: the week's ladder, the director's line about the silence, letters that have not left yet.
 * Whoever else was asked the same need not answer any more. Looks at what has been answered this very moment.
 */
export async function settle(
  tx: Tx,
  house: Ink,
  { asked, own, week }: { asked: string[]; own: string[]; week: string },
): Promise<void> {
  const { rows } = await tx.query(
    {
      name: 'settle-check-ins',
      text: `with answered as (
               select id, person_id, children, answered_by, recorded_by from check_ins where id = any($2::uuid[]) and answered_at = $1
               union
               select id, person_id, children, answered_by, recorded_by from check_ins
               where person_id = any($3::uuid[]) and week = $4 and answered_at = $1
             ), ladder as (
               update due_items d set state = 'skipped', reason = 'answered', ended_at = $1
               from answered a where d.subject = a.id and d.state = 'open'
             ), lines as (
               update tasks t set done_at = $1,
                 -- what staff wrote down themselves is no news to them
                 answer_shown_at = case when a.recorded_by is not null then $1::timestamptz end
               from answered a cross join unnest(a.children) as c(child)
               where t.child_id = c.child and t.kind = 'silent' and t.done_at is null
             ), letters as (
               update outbox o set state = 'cancelled', reason = 'answered'
               from answered a where o.subject = a.id and o.state = 'queued'
             )
             select a.id, c.id as contact from answered a
             cross join lateral (
               select a.person_id as person union
               select person_id from due_items where subject = a.id and kind = 'check-in-other' and state = 'done') asked
             join contacts c on c.person_id = asked.person
             where asked.person <> a.answered_by or a.recorded_by is not null`,
    },
    [new Date(house.now), asked, own, week],
  )
  await prompt(
    tx,
    house,
    rows.map(row => ({
      contact: row.contact,
      key: `withdraw:${row.id}:${row.contact}`,
      arrived: { type: 'withdraw', flow: 'check-in', subject: row.id },
    })),
  )
}

/** The question has left for WeChat: from now the ladder counts. */
export async function startLadders(
  tx: Tx,
  policy: Policy,
  sent: readonly { checkIn: string; at: number }[],
): Promise<void> {
  const { rows } = await tx.query(
    `select id, place, person_id from check_ins where id = any($1) and state = 'asked'`,
    [sent.map(one => one.checkIn)],
  )
  const sentAt = new Map(sent.map(one => [one.checkIn, one.at]))
  const climbers = rows.map(({ id, place, person_id }) => ({
    subject: id,
    place,
    person: person_id,
    from: sentAt.get(id)!,
  }))
  await begin(tx, checkInLadder, policy, climbers)
}
