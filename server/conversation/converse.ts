import { dayOf } from '../../flows/engine/calendar.ts'
import { codeToLookUp, type EffectType, type Facts, flows, hear } from '../../flows/index.ts'
import { addTasks } from '../care/tasks.ts'
import { causeOf, isOutage } from '../cause.ts'
import { inScope, type Pool, type Tx } from '../db/scope.ts'
import { lookUpCodes } from '../families/codes.ts'
import type { Parts } from '../parts.ts'
import { countyOn, waitsOf } from '../policy.ts'
import { apply, type Turned } from './apply.ts'
import { lockContacts, openWaiting, readWaiting, type Sealed, type Waiting } from './load.ts'
import { lookUpQuotes } from './quotes.ts'

/** Conversations go on in so many lanes of a process: one works while the other waits for the database. */
export const LANES = 2
/** People per transaction. Under light load it is one; under heavy load a commit serves this many. */
export const BATCH = 64
/** Tries before a message is parked and shown to a person. */
const TRIES = 3

/**
 * After a crash: what the dead worker had in its hands is tried one by one from now on. What was being tried alone
 * each time is parked: it may be what kills us.
 */
export async function takeOver(parts: Parts, place: string, workers: readonly string[]): Promise<void> {
  await inScope(parts.pool, { place }, async tx => {
    const parked = await tx.query(
      `update inbox set state = 'parked', handled_at = $3 where place = $1 and state = 'waiting' and attempts >= $2
       returning contact_id`,
      [place, TRIES, new Date(parts.clock.now())],
    )
    await listUnread(
      tx,
      parts,
      parked.rows.map(row => row.contact_id),
    )
    await tx.query(
      `with left_over as (delete from hands where place = $1 and worker <> all($2) returning seqs)
       update inbox set attempts = attempts + 1
       where state = 'waiting' and seq in (select unnest(seqs) from left_over)`,
      [place, workers],
    )
  })
}

/**
 * Handles the next of what waits in a county: a batch of families, or one member of staff under their own scope, or
 * one message that failed before alone, so that a poison message harms only itself. Returns how many were handled,
 * and whether more may wait.
 */
export async function converse(
  parts: Parts,
  place: string,
  worker: string,
): Promise<{ handled: number; more: boolean }> {
  const done = await inScope(parts.pool, { place }, async tx => {
    const { seqs, single, more, ...locked } = await lockContacts(tx, place, BATCH)
    if (seqs.length === 0) return { taken: [], more, failed: null }
    let taken: Sealed[] = []
    try {
      const now = parts.clock.now()
      const inHand = (seqs: number[]) => remember(parts.pool, place, worker, seqs, single, now)
      const [found, { facts, policy, county }] = await Promise.all([
        readWaiting(tx, place, locked, now),
        shared(tx, place, now),
        inHand(seqs),
        tx.query('savepoint turns'),
      ])
      taken = found.waiting
      // Another process handled one of them between the lock and the reading: the next one is in hand now.
      const read = taken.map(one => one.seq)
      if (read.some(seq => !seqs.includes(seq))) await inHand(read)
      const waiting = openWaiting(parts.keys, found, dayOf(now))
      const codes = await lookUpCodes(
        tx,
        parts.keys,
        policy,
        now,
        waiting.map(one => ({ waiting: one, digits: digitsOf(one) })),
      )
      const quotes = await lookUpQuotes(tx, parts.keys, waiting)
      const turned = waiting.map((one, n): Turned => {
        const all: Facts = { ...facts, ...factsOf(one), code: codes[n]!, quoted: quotes[n] ?? null }
        return {
          waiting: one,
          place,
          facts: all,
          ...hear(flows, one.mind, one.arrived, all),
          replies: [],
          acts: [],
        }
      })
      await apply(tx, { ...parts, now, policy, county }, turned)
      const goesOn = turned.some(({ effects }) => effects.some(({ type }) => GOES_ON.has(type)))
      return { taken, more: more || goesOn, failed: null }
    } catch (error) {
      if (taken.length === 0 || isOutage(error)) throw error
      // Still locked, so that nobody tries them once more in between.
      await tx.query('rollback to savepoint turns')
      return { taken, more: true, failed: await setAside(tx, parts, taken, error) }
    }
  })
  if (done.failed) parts.log.error({ place, ...done.failed }, 'turn failed')
  else if (done.taken.length > 0) parts.log.info({ keys: done.taken.map(one => one.key) }, 'handled')
  return { handled: done.taken.length, more: done.more }
}

/** What the house looks up and goes on with: the next message of the same conversation is written in this very turn. */
const GOES_ON: ReadonlySet<EffectType> = new Set<EffectType>([
  'begin',
  'findFamily',
  'findLeft',
  'findEntrustment',
  'showLeavers',
  'goOnWithChecklist',
])

/** Committed before the attempt: a batch by one row of `hands`, a single message by its own counter. */
async function remember(
  pool: Pool,
  place: string,
  worker: string,
  seqs: number[],
  single: boolean,
  now: number,
): Promise<void> {
  if (single) {
    await inScope(pool, { place }, tx =>
      tx.query(`update inbox set attempts = attempts + 1 where seq = any($1)`, [seqs]),
    )
  } else {
    // A transaction in one statement. Only a crash of this process matters here, so it need not wait for the disk.
    await pool.query(
      {
        name: 'remember',
        text: `insert into hands (worker, place, seqs, at)
               select $1, $2, $3, $4
               from (select set_config('xiangban.scope', $2, true), set_config('synchronous_commit', 'off', true)) s
               on conflict (worker, place) do update set seqs = $3, at = $4`,
      },
      [worker, place, seqs, new Date(now)],
    )
  }
}

/** A failed batch is tried one by one; a single message that failed too often is parked for a person to see. */
async function setAside(tx: Tx, parts: Parts, taken: readonly Sealed[], error: unknown) {
  const { rows } = await tx.query(
    `update inbox set attempts = greatest(attempts, 1),
            state = case when attempts >= $2 then 'parked' else state end,
            handled_at = case when attempts >= $2 then $3::timestamptz end
     where seq = any($1) and state = 'waiting'
     returning seq, state, contact_id`,
    [taken.map(one => one.seq), TRIES, new Date(parts.clock.now())],
  )
  const parked = rows.filter(row => row.state === 'parked').map(row => row.contact_id)
  await listUnread(tx, parts, parked)
  return { ...causeOf(error), seqs: rows.map(row => row.seq), parked: parked.length }
}

/** What could not be handled is a line of the director's list: a person asks the family what they wrote. */
async function listUnread(tx: Tx, { keys, clock }: Parts, contacts: readonly string[]): Promise<void> {
  const { rows } = await tx.query(
    `select distinct on (c.id) c.person_id as person, r.child_id as child
     from contacts c join relations r on r.person_id = c.person_id and r.until is null where c.id = any($1)`,
    [contacts],
  )
  const tasks = rows.map(({ person, child }) => ({ kind: 'unread', child, person, words: '' }))
  await addTasks(tx, { keys, now: clock.now() }, tasks)
}

async function shared(tx: Tx, place: string, now: number) {
  const today = dayOf(now)
  const { name, policy } = await countyOn(tx, place, today)
  const county = { name, dutyPhone: policy.duty.phone, keeps: policy.retention }
  const facts = { now, today, county, limits: policy.flood, waits: waitsOf(policy) }
  return { policy, county, facts }
}

const factsOf = ({ person, notice, handedOver, held, receivedAt }: Waiting) => ({
  person,
  notice,
  handedOver,
  held,
  heardAt: receivedAt,
})

const digitsOf = ({ mind, arrived, person }: Waiting): string | null =>
  person?.staff ? null : codeToLookUp(mind, arrived.type === 'text' ? arrived.text : null)
