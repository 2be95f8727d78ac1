import { randomUUID } from 'node:crypto'
import { calledBy } from '../../flows/index.ts'
import { promiseTime } from '../cases/promise.ts'
import type { House, Item } from '../conversation/apply.ts'
import { addressesOf, type Ink, PRIORITY, post, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { type DueWork, type Outcome, schedule } from '../due.ts'
import { ChildSealed } from '../families/sealed.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'
import { type Officer, officersOf, placeName } from '../staff/staff.ts'

/**
 * What a parent said in confidence: a line that staff who are family of the child do not see, and one officer who is
 * none is told to telephone, without the words. Nobody at home gets a text because of it.
 */
export async function openWorries(tx: Tx, house: House, items: readonly Item<'worry'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const person = turn.facts.person!
    const officers = await officersOf(tx, house.keys, person.place, house.now)
    const family = await familyAmong(tx, officers, effect.children)
    const able = officers.filter(officer => !family.includes(officer.id))
    const id = randomUUID()
    const no = await nextNo(tx, 'tasks', person.place)
    await tx.query(
      `insert into tasks (id, place, no, kind, person_id, child_id, sealed, opened_at, hidden_from)
       select $1, place, $3, 'worry', $4, id, $5, $6, $7 from children where id = $2`,
      [
        id,
        effect.children[0],
        no,
        person.id,
        seal(house.keys, `tasks:${id}`, { words: effect.words }),
        new Date(house.now),
        family,
      ],
    )
    const text = {
      key: able[0]?.role === 'director' ? 'staff:worryNew' : 'staff:worryTownship',
      values: {
        no,
        village: await placeName(tx, person.place),
        child: called(turn.facts.person!.children, effect.children[0]!),
      },
    }
    const told = able.slice(0, 1)
    await tell(
      tx,
      house,
      told.map(officer => officer.person),
      text,
      { priority: PRIORITY.reply, key: `worry:${id}` },
    )
    if (effect.voice) await handVoice(tx, house, told, id, effect.voice)
    await schedule(tx, [
      {
        key: `worry-waiting:${id}`,
        place: person.place,
        kind: 'worry-waiting',
        subject: id,
        dueAt: promiseTime(house.now, house.policy.request),
      },
    ])
  }
}

const called = (children: readonly { id: string; name: string }[], child: string) =>
  calledBy(children.find(one => one.id === child)?.name ?? '')

/** Which of these officers are relatives, or look after these children themselves. */
async function familyAmong(
  tx: Tx,
  officers: readonly Officer[],
  children: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.query(
    `select distinct person_id from relations where child_id = any($1) and until is null and person_id = any($2)`,
    [children, officers.map(officer => officer.person)],
  )
  const family = new Set(rows.map(row => row.person_id))
  return officers.filter(officer => family.has(officer.person)).map(officer => officer.id)
}

async function handVoice(
  tx: Tx,
  house: House,
  told: readonly Officer[],
  id: string,
  voice: string,
): Promise<void> {
  const addresses = await addressesOf(
    tx,
    told.map(officer => officer.person),
  )
  await post(
    tx,
    house,
    [...addresses.values()].map(to => ({
      to,
      body: { voice },
      priority: PRIORITY.reply,
      key: `worry:${id}:voice:${to.person}`,
    })),
  )
}

/** Nobody has telephoned by the time a request would be overdue: the next level hears of it. */
export const worryWaiting: DueWork = async (tx, { parts, now }, items) => {
  const { rows } = await tx.query(
    `select t.id, t.no, t.place, t.hidden_from, t.child_id, c.sealed as child from tasks t join children c on c.id = t.child_id
     where t.id = any($1) and t.done_at is null`,
    [items.map(item => item.subject)],
  )
  const open = new Map(rows.map(row => [row.id, row]))
  const outcomes: Outcome[] = []
  for (const item of items) {
    const row = open.get(item.subject)
    if (row) await tellNext(tx, { ...parts, now }, parts.keys, row)
    outcomes.push(row ? 'done' : { skipped: 'answered' })
  }
  return outcomes
}

async function tellNext(
  tx: Tx,
  ink: Ink,
  keys: Keys,
  row: { id: string; no: number; place: string; hidden_from: string[]; child_id: string; child: Buffer },
): Promise<void> {
  const officers = (await officersOf(tx, keys, row.place, ink.now)).filter(
    officer => !row.hidden_from.includes(officer.id),
  )
  const child = calledBy(ChildSealed.parse(unseal(keys, `children:${row.child_id}`, row.child)).name)
  await tell(
    tx,
    ink,
    officers.filter(officer => officer.role === 'supervisor').map(officer => officer.person),
    { key: 'staff:worryTownship', values: { no: row.no, village: await placeName(tx, row.place), child } },
    { priority: PRIORITY.reply, key: `worry-waiting:${row.id}` },
  )
}
