import { randomBytes, randomUUID } from 'node:crypto'
import { dayOf, hours, isoWeek } from '../../flows/engine/calendar.ts'
import { systemClock } from '../../server/clock.ts'
import { BATCH, LANES } from '../../server/conversation/converse.ts'
import { openLanes, openLoop } from '../../server/conversation/loop.ts'
import { openPool } from '../../server/db/pool.ts'
import { inScope, onceInScope, type Pool, type Tx } from '../../server/db/scope.ts'
import { type Contender, dialogue, type Turn } from './dialogue.ts'
import { CONNECTIONS, openOurs } from './ours.ts'
import { ACCOUNT, COUNTY, messageId } from './people.ts'

/** Everything one turn writes, made beforehand: bytes of the sizes that the product's own turns have. */
type Bytes = Record<'heard' | 'mind' | 'answer', Buffer> & { task: Buffer | null; wakes: boolean }
type Carer = { contact: string; person: string; child: string; place: string }
type Said = { carer: Carer; turn: Turn; key: string; seq: number; done(): void; failed(error: unknown): void }

/**
 * The ceiling: the rows of a turn and nothing else. The same inserts and updates on the same tables under the same
 * policies, in the same transactions and batches, by a loop that knows beforehand what to write: no flows, no texts,
 * no sealing, and nothing is read but which contacts wait, to lock them.
 */
export async function openCeiling(url: string): Promise<Contender> {
  const bytes = await measure(url)
  const pool = openPool(url, CONNECTIONS)
  const carers = await carersOf(pool)
  const numbers = new Map<string, number>()
  const waiting = new Map<string, Said>()
  const taken = new Map<string, number>()
  let heard: Said[] = []

  const receiving = openLoop(async () => {
    // What else is said in this moment goes along, as in the product.
    await new Promise(setImmediate)
    const batch = heard
    heard = []
    if (batch.length === 0) return false
    await receive(pool, bytes, batch)
    talking.ring()
    return true
  }, failed)
  const talk = async (worker: string) => {
    let more = false
    const batch = await inScope(pool, { place: COUNTY }, async tx => {
      const { rows } = await tx.query(lock, [COUNTY, BATCH])
      // The other lane may have handled one between this statement's look and its lock; the product reads again.
      more = rows.length > BATCH
      const batch = rows.slice(0, BATCH).flatMap((row): Said[] => {
        const said = waiting.get(row.id)
        if (!said || row.seq <= (taken.get(row.id) ?? 0)) return []
        taken.set(row.id, row.seq)
        return [{ ...said, seq: row.seq }]
      })
      if (batch.length === 0) return batch
      await remember(pool, worker, batch)
      await save(tx, bytes, numbers, batch)
      return batch
    })
    for (const said of batch) {
      waiting.delete(said.carer.contact)
      said.done()
    }
    return more
  }
  const talking = openLanes(
    Array.from({ length: LANES }, () => randomUUID()).map(worker => () => talk(worker)),
    failed,
  )
  function failed(error: unknown) {
    throw error
  }

  return {
    say: (person, turn, n) =>
      new Promise((done, failed) => {
        const carer = carers[person]!
        const said = { carer, turn, key: `wechat:${ACCOUNT}:${messageId(n)}`, seq: 0, done, failed }
        heard.push(said)
        waiting.set(carer.contact, said)
        receiving.ring()
      }),
    check: async turns => {
      await talking.idle()
      const { rows } = await inScope(pool, { place: COUNTY }, tx =>
        tx.query(
          `select (select count(*) from inbox where state = 'done') as heard, (select count(*) from outbox where dedupe_key like 'ceiling:%') as answered`,
        ),
      )
      if (rows[0].heard !== turns || rows[0].answered !== turns)
        throw new Error(`${turns} turns, but ${JSON.stringify(rows[0])}`)
    },
    close: async () => {
      await receiving.stop()
      await talking.stop()
      await pool.end()
    },
  }
}

/** Lets the product hold the dialogue once with one person, notes what it wrote, and takes it away again. */
async function measure(url: string): Promise<readonly Bytes[]> {
  const ours = await openOurs(url)
  const pool = openPool(url)
  const sizes: Bytes[] = []
  const like = (size: number) => randomBytes(size)
  for (const [turn] of dialogue.entries()) {
    await ours.say(0, turn as Turn, turn)
    const { rows } = await inScope(pool, { place: COUNTY }, tx =>
      tx.query(
        `select octet_length(i.sealed) as heard, octet_length(o.sealed) as answer, octet_length(c.sealed) as mind,
                (select octet_length(sealed) from tasks where opened_at = i.handled_at) as task,
                exists (select 1 from timers t where t.contact_id = c.id and t.turn = c.turn) as wakes
         from inbox i join contacts c on c.id = i.contact_id join outbox o on o.contact_id = c.id
         order by i.seq desc, o.id desc limit 1`,
      ),
    )
    const { heard, answer, mind, task, wakes } = rows[0]
    sizes.push({
      heard: like(heard),
      answer: like(answer),
      mind: like(mind),
      task: task && like(task),
      wakes,
    })
  }
  await ours.close()
  // The four answers stay in the outbox, which may not forget anything.
  await inScope(pool, { place: COUNTY }, async tx => {
    for (const table of ['check_in_answers', 'check_ins', 'tasks', 'timers', 'inbox', 'hands'])
      await tx.query(`delete from ${table}`)
  })
  await pool.end()
  return sizes
}

async function carersOf(pool: Pool): Promise<readonly Carer[]> {
  const { rows } = await inScope(pool, { place: COUNTY }, tx =>
    tx.query(
      `select c.id as contact, c.person_id as person, r.child_id as child, r.place from contacts c join relations r on r.person_id = c.person_id
       order by c.wechat_id`,
    ),
  )
  return rows
}

async function receive(pool: Pool, bytes: readonly Bytes[], batch: readonly Said[]): Promise<void> {
  await onceInScope(pool, { place: COUNTY }, insertInbox, [
    COUNTY,
    new Date(systemClock.now()),
    batch.map(said => said.key),
    batch.map(said => said.carer.contact),
    batch.map(said => bytes[said.turn]!.heard),
  ])
}

/** As converse: what is in hand is committed before it is tried, without waiting for the disk. */
async function remember(pool: Pool, worker: string, batch: readonly Said[]): Promise<void> {
  await pool.query(insertHands, [worker, COUNTY, batch.map(said => said.seq), new Date(systemClock.now())])
}

async function save(
  tx: Tx,
  bytes: readonly Bytes[],
  numbers: Map<string, number>,
  batch: readonly Said[],
): Promise<void> {
  const now = systemClock.now()
  const at = new Date(now)
  const contacts = batch.map(said => said.carer.contact)
  const reports = batch.filter(said => said.turn === 1).map(said => said.carer)
  const told = batch.filter(said => bytes[said.turn]!.task).map(said => ({ ...said.carer, said }))
  const timed = batch.filter(said => bytes[said.turn]!.wakes)
  await Promise.all([
    reports.length > 0 &&
      tx.query(upsertCheckIns, [
        at,
        isoWeek(dayOf(now)),
        reports.map(() => randomUUID()),
        reports.map(carer => carer.place),
        reports.map(carer => carer.person),
        reports.map(carer => carer.child),
      ]),
    told.length > 0 &&
      tx.query(insertTasks, [
        at,
        told.map(() => randomUUID()),
        told.map(({ place }) => place),
        told.map(({ place }) => nextNo(numbers, place)),
        told.map(({ person }) => person),
        told.map(({ child }) => child),
        told.map(({ said }) => bytes[said.turn]!.task),
      ]),
    tx.query(insertOutbox, [
      COUNTY,
      ACCOUNT,
      at,
      contacts,
      batch.map(said => said.carer.person),
      batch.map(said => bytes[said.turn]!.answer),
      batch.map(said => `ceiling:${said.key}:0`),
    ]),
    tx.query(updateContacts, [contacts, batch.map(said => bytes[said.turn]!.mind)]),
    timed.length > 0 &&
      tx.query(upsertTimers, [COUNTY, timed.map(said => said.carer.contact), new Date(now + hours(2))]),
    tx.query(markDone, [batch.map(said => said.seq), at]),
  ])
}

/** Numbers within a township, kept in memory. */
function nextNo(numbers: Map<string, number>, place: string): number {
  const township = place.slice(0, 9)
  const no = (numbers.get(township) ?? 0) + 1
  numbers.set(township, no)
  return no
}

const insertInbox = {
  name: 'ceiling-inbox',
  text: `insert into inbox (key, place, contact_id, kind, sealed, received_at, provider_at)
         select key, $1, contact, 'text', sealed, $2::timestamptz, $2::timestamptz
         from unnest($3::text[], $4::uuid[], $5::bytea[]) with ordinality as m(key, contact, sealed, n) order by n`,
}
const lock = {
  name: 'ceiling-lock',
  text: `select c.id, w.seq from contacts c
         join (select contact_id, min(seq) as seq
               from inbox where state = 'waiting' and place = $1 group by contact_id) w on w.contact_id = c.id
         order by w.seq limit $2 + 1
         for no key update of c skip locked`,
}
const insertHands = {
  name: 'ceiling-hands',
  text: `insert into hands (worker, place, seqs, at)
         select $1, $2, $3, $4
         from (select set_config('xiangban.scope', $2, true), set_config('synchronous_commit', 'off', true)) s
         on conflict (worker, place) do update set seqs = $3, at = $4`,
}
const upsertCheckIns = {
  name: 'ceiling-check-ins',
  text: `with kept as (
           insert into check_ins (id, place, person_id, week, children, asked_at, state, answer, answered_by, how, answered_at)
           select id, place, person, $2, array[child], $1, 'answered', 'trouble', person, 'wechat', $1::timestamptz
           from unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[]) as c(id, place, person, child)
           on conflict (person_id, week) do update set state = 'answered', answer = excluded.answer,
             answered_by = excluded.answered_by, how = 'wechat', answered_at = $1
           returning id, place, children
         )
         insert into check_in_answers (check_in_id, child_id, place, answer, at)
         select id, children[1], place, 'trouble', $1 from kept
         on conflict (check_in_id, child_id) do update set answer = excluded.answer, at = excluded.at`,
}
const insertTasks = {
  name: 'ceiling-tasks',
  text: `insert into tasks (id, place, no, kind, person_id, child_id, sealed, opened_at)
         select id, place, no, 'small-trouble', person, child, sealed, $1
         from unnest($2::uuid[], $3::text[], $4::int[], $5::uuid[], $6::uuid[], $7::bytea[])
           as t(id, place, no, person, child, sealed)`,
}
const insertOutbox = {
  name: 'ceiling-outbox',
  text: `insert into outbox (place, account, contact_id, person_id, kind, priority, sealed, dedupe_key, not_before, created_at)
         select $1, $2, contact, person, 'text', 1, sealed, key, $3::timestamptz, $3::timestamptz
         from unnest($4::uuid[], $5::uuid[], $6::bytea[], $7::text[]) as l(contact, person, sealed, key)`,
}
const updateContacts = {
  name: 'ceiling-contacts',
  text: `update contacts c set sealed = m.mind, turn = c.turn + 1
         from unnest($1::uuid[], $2::bytea[]) as m(contact, mind) where c.id = m.contact`,
}
const upsertTimers = {
  name: 'ceiling-timers',
  text: `insert into timers (contact_id, place, turn, due_at) select contact, $1, 1, $3 from unnest($2::uuid[]) as contact
         on conflict (contact_id) do update set turn = timers.turn + 1, due_at = excluded.due_at`,
}
const markDone = {
  name: 'ceiling-done',
  text: `update inbox set state = 'done', handled_at = $2 where seq = any($1::bigint[])`,
}
