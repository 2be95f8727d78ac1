import type pg from 'pg'
import { dayOf, days, hours, instantOf } from '../../flows/engine/calendar.ts'
import { seal } from '../../server/privacy/seal.ts'
import { COUNTY, loadFamilies } from '../fan-out/people.ts'
import { benchKeys } from '../keys.ts'

/** A Sunday, the day of the weekly question; the week before it is 2026-W46. */
export const NOON = instantOf('2026-11-22', '12:00')
/** When somebody who left the question who looks after the child unanswered is asked again. */
export const ASKED_AGAIN = NOON + hours(48)
/** Nothing of the others' is due before. */
const LATER = NOON + days(3)
export const DUE = 500

/**
 * So many families with the week behind them (a question, its letter, its answer) and what is still to come: each carer's
 * next question some time in the coming week, and every other conversation's timer. `DUE` of them are named in the table
 * `chosen`, and can be opened.
 */
export async function loadCounty(owner: pg.Client, families: number): Promise<void> {
  await owner.query('set synchronous_commit = off')
  await loadFamilies(owner, families)
  await owner.query(
    `create temp table enrolled as
     select f.n, f.person, f.household, f.child, f.place, c.id as contact from family f join contacts c on c.person_id = f.person`,
  )
  await owner.query(
    `insert into due_items (id, key, place, kind, person_id, due_at, expires_at, state, ended_at)
     select gen_random_uuid(), 'check-in:' || person || ':2026-W46', place, 'check-in', person, $1, $2, 'done', $1 from enrolled`,
    [new Date(NOON - days(7)), new Date(NOON - days(7) + hours(10))],
  )
  await owner.query(
    `insert into due_items (id, key, place, kind, person_id, due_at, expires_at)
     select gen_random_uuid(), 'check-in:' || person || ':2026-W48', place, 'check-in', person, at, at + interval '10 hours'
     from (select *, $1::timestamptz + n % 10000 * interval '1 minute' as at from enrolled) e`,
    [new Date(LATER)],
  )
  await owner.query(
    `insert into check_ins (id, place, person_id, week, children, asked_at, state, answer, answered_by, how, answered_at)
     select gen_random_uuid(), place, person, '2026-W46', array[child], $1, 'answered', 'well', person, 'wechat', $1 from enrolled`,
    [new Date(NOON - days(7))],
  )
  await owner.query(
    `insert into inbox (key, place, contact_id, kind, sealed, received_at, state, handled_at)
     select 'wechat:' || n, '${COUNTY}', contact, 'text', '\\x00', $1, 'done', $1 from enrolled`,
    [new Date(NOON - days(7))],
  )
  await owner.query(
    `insert into outbox (place, account, contact_id, person_id, kind, priority, routine, sealed, dedupe_key, state, not_before,
                         attempts, provider_id, created_at, sent_at, asks)
     select '${COUNTY}', 'bench', contact, person, 'text', 2, true, '\\x00', 'check-in:' || n, 'sent', $1, 1, n::text, $1, $1, true
     from enrolled`,
    [new Date(NOON - days(7))],
  )
  await owner.query(
    `create temp table chosen as select * from enrolled where n % greatest(${families} / ${DUE}, 1) = 0 order by n limit ${DUE}`,
  )
  await owner.query(
    `insert into timers (contact_id, place, turn, due_at)
     select contact, '${COUNTY}', 1, $1::timestamptz + n % 10000 * interval '1 minute' from enrolled
     where n % 2 = 0 and contact not in (select contact from chosen)`,
    [new Date(LATER)],
  )
  await sealChosen(owner)
  // The days' own plans are another matter.
  await owner.query(
    `insert into due_items (id, key, place, kind, due_at, state, ended_at)
     select gen_random_uuid(), 'plan:${COUNTY}:' || day, '${COUNTY}', 'plan', $2, 'done', $2 from unnest($1::text[]) day`,
    [[dayOf(NOON), dayOf(ASKED_AGAIN)], new Date(NOON - hours(12))],
  )
  await owner.query('vacuum analyze')
}

async function sealChosen(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query('select * from chosen')
  for (const [table, name] of [
    ['people', '王桂兰'],
    ['children', '李晓悦'],
  ] as const) {
    const ids = rows.map(row => (table === 'people' ? row.person : row.child))
    await owner.query(
      `update ${table} t set sealed = s.sealed from unnest($1::uuid[], $2::bytea[]) as s(id, sealed) where t.id = s.id`,
      [ids, ids.map(id => seal(benchKeys, `${table}:${id}`, { name }))],
    )
  }
}

/** As before the rounds: nothing is due to anybody now, and nobody of the chosen is in a conversation. */
export async function clear(owner: pg.Client): Promise<void> {
  await owner.query(
    `delete from due_items where place <> '${COUNTY}' and key like any (array['check-in:%:2026-W47', 'care-question:%'])`,
  )
  await owner.query(`delete from check_ins where week = '2026-W47'`)
  await owner.query('delete from inbox where received_at >= $1', [new Date(NOON)])
  await owner.query('delete from outbox where created_at >= $1', [new Date(NOON)])
  await owner.query('delete from timers where contact_id in (select contact from chosen)')
  await owner.query('update contacts set sealed = null, turn = 0 where id in (select contact from chosen)')
  await owner.query('vacuum due_items, check_ins, inbox, outbox, timers, contacts')
}

/** The chosen come due now, of a kind. */
export const fallDue = (owner: pg.Client, kind: 'check-in' | 'care-question') =>
  owner.query(
    `insert into due_items (id, key, place, kind, person_id, subject, due_at, expires_at)
     select gen_random_uuid(), '${kind}:' || person || case '${kind}' when 'check-in' then '' else ':' || person end || ':2026-W47',
            place, '${kind}', person, case '${kind}' when 'care-question' then person end, $1, $2 from chosen`,
    [new Date(NOON), new Date(NOON + hours(10))],
  )
