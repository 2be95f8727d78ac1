import { randomUUID } from 'node:crypto'
import type { Tx } from '../db/scope.ts'
import { schedule } from '../due.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { type Keys, seal } from '../privacy/seal.ts'
import { type Act, type Change, decide, type Party, type Refusal } from './chain.ts'
import { oweNotice } from './notices-to-hand.ts'
import { renewDocument } from './renew.ts'
import { COLUMN, type Entrustment, lockEntrustments } from './rows.ts'

/** Who acts, and how it came to us. `key` is the inbox key, or that of the page's form: the same act counts once. */
export type Actor = {
  party: Party
  /** Whose word it is; null for what staff do as staff. */
  person: string | null
  staff: string | null
  how: 'wechat' | 'page' | 'phone' | 'door' | 'house'
  contact: string | null
  key: string
}
/** What is kept besides: the words said, the way of checking, a note. */
export type Said = {
  words?: string
  wording?: string
  more?: Record<string, unknown>
  /** The version of the document that was shown; another one by now is not what was meant. */
  version?: number
}

/** What became of an act: the entrustment as it was before it and what changed, or why it does not count. */
export type Outcome =
  | { entrustment: Entrustment; change: Change; again: boolean }
  | { entrustment: Entrustment | null; refusal: Refusal | 'no-such' | 'outdated' }

/** `acts` is where what happened goes to be written into the county's record last in the transaction (evidence/append.ts). */
type House = { keys: Keys; now: number; acts: Evidence[] }

/**
 * One act on one entrustment: decided, carried out and kept, or not counted. The same act with the same key is done once,
 * whatever it would do by now (`again`). What this transaction's scope does not see does not exist.
 */
export async function actOn(
  tx: Tx,
  house: House,
  id: string,
  act: Act,
  by: Actor,
  said: Said = {},
): Promise<Outcome> {
  const found = (await lockEntrustments(tx, [id])).get(id)
  if (!found) return { entrustment: null, refusal: 'no-such' }
  if (await isKnown(tx, id, act, by))
    return { entrustment: found, change: { stamp: [], clear: [] }, again: true }
  const entrustment = STANDS_ON_DOCUMENT.includes(act.act) ? await upToDate(tx, house, found, by) : found
  // A yes is to what was shown, and that was the document before this very moment.
  const shown = act.act === 'agrees' ? (said.version ?? found.version) : entrustment.version
  if (shown !== entrustment.version) return { entrustment, refusal: 'outdated' }
  const change = decide(entrustment.standing, act, by.party)
  if (typeof change === 'string') return { entrustment, refusal: change }
  const replaces = change.stamp.includes('witnessed') && (await endOthers(tx, house, entrustment, by))
  await write(tx, house, entrustment, change, by)
  await oweNotice(tx, house.now, entrustment, change, replaces)
  await keep(tx, house, entrustment, act, by, said)
  return { entrustment, change, again: false }
}

async function isKnown(tx: Tx, id: string, { act }: Act, { key }: Actor): Promise<boolean> {
  const { rowCount } = await tx.query(
    'select 1 from entrustment_acts where entrustment_id = $1 and act = $2 and key = $3',
    [id, act, key],
  )
  return Boolean(rowCount)
}

/** What is said to, or done with, the document as it is; a filed paper is changed by a new entrustment only. */
const STANDS_ON_DOCUMENT: readonly Act['act'][] = ['agrees', 'witnesses', 'prints']

/** The entrustment with the document as the records stand; when it had changed, everybody agrees again and is asked to. */
async function upToDate(tx: Tx, house: House, old: Entrustment, by: Actor): Promise<Entrustment> {
  const { ended, done } = old.standing
  if (ended || done.has('printed') || !(await renewDocument(tx, house, old))) return old
  const now = (await lockEntrustments(tx, [old.id])).get(old.id)!
  const change = decide(now.standing, { act: 'document-changed' }, 'house')
  if (typeof change === 'string') return now
  const itself = { ...by, party: 'house', person: null, staff: null, how: 'house', contact: null } as const
  await write(tx, house, now, change, itself)
  await keep(tx, house, now, { act: 'document-changed' }, itself, {})
  await schedule(tx, [
    {
      ...{ key: `entrust-again:${now.id}:${now.version}`, place: now.place, kind: 'entrust-again' },
      ...{ subject: now.id, dueAt: house.now },
    },
  ])
  return (await lockEntrustments(tx, [old.id])).get(old.id)!
}

/** Whoever else looked after the child does so no more: one is in force at a time. Answers whether another one was. */
async function endOthers(tx: Tx, house: House, { id, child }: Entrustment, by: Actor): Promise<boolean> {
  const { rows } = await tx.query(
    'select id from entrustments where child_id = $1 and id <> $2 and ended_at is null order by id',
    [child, id],
  )
  const others = await lockEntrustments(
    tx,
    rows.map(row => row.id),
  )
  for (const old of others.values()) {
    const act: Act = { act: 'ends', reason: 'changed' }
    const change: Change = { stamp: [], clear: [], end: 'changed' }
    await write(tx, house, old, change, by)
    await oweNotice(tx, house.now, old, change, false)
    await keep(tx, house, old, act, by, {})
  }
  return [...others.values()].some(old => old.standing.done.has('witnessed'))
}

async function write(
  tx: Tx,
  { now }: House,
  { id }: Entrustment,
  { stamp, clear, view, kind, needs, end, resumes }: Change,
  by: Actor,
): Promise<void> {
  const sets = [
    ...stamp.map(step => `${COLUMN[step]} = $2`),
    ...clear.filter(step => !stamp.includes(step)).map(step => `${COLUMN[step]} = null`),
    ...(stamp.includes('parent_agreed') ? ['parent_agreed_by = $3'] : []),
    ...(clear.includes('parent_agreed') ? ['parent_agreed_by = null'] : []),
    ...(stamp.includes('witnessed') ? ['witnessed_by = $4'] : []),
    ...(clear.includes('witnessed') ? ['witnessed_by = null'] : []),
    ...(view ? ['child_view = $5'] : []),
    ...(kind ? ['carer_kind = $6'] : []),
    ...(needs ? ['needs = $7'] : []),
    ...(end ? ['ended_at = $2', 'end_reason = $8'] : []),
    ...(resumes ? ['ended_at = null', 'end_reason = null'] : []),
  ]
  if (sets.length === 0) return
  await tx.query(
    `with given as (select $2::timestamptz, $3::uuid, $4::uuid, $5::text, $6::text, $7::text[], $8::text)
     update entrustments set ${sets.join(', ')} where id = $1`,
    [id, new Date(now), by.person, by.staff, view ?? null, kind ?? null, needs ?? null, end ?? null],
  )
}

async function keep(
  tx: Tx,
  { keys, now, acts }: House,
  { id: entrustment, place, child, carer, version, wording, hash, hiddenFrom }: Entrustment,
  act: Act,
  by: Actor,
  said: Said,
): Promise<void> {
  const id = randomUUID()
  const given = { ...act, words: said.words ?? '', ...said.more }
  const shown = said.wording ?? wording
  await tx.query(
    `insert into entrustment_acts (id, place, entrustment_id, act, party, person_id, staff_id, how, version, wording,
                                   document_hash, sealed, contact_id, key, at, hidden_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      ...[id, place, entrustment, act.act, by.party, by.person, by.staff, by.how, version],
      ...[shown, hash, seal(keys, `entrustment_acts:${id}`, given)],
      ...[by.contact, by.key, new Date(now), hiddenFrom],
    ],
  )
  acts.push({
    kind: 'entrustment',
    // What was named in confidence is not for the village's own staff to read in the record.
    place: act.act === 'exclusions' ? place.slice(0, 6) : place,
    subjects: [entrustment, child, carer],
    by: { person: by.person, staff: by.staff, contact: by.contact },
    message: by.key,
    what: { act: act.act, party: by.party, how: by.how, version, wording: shown, document: hash },
    rows: [
      {
        table: 'entrustment_acts',
        id,
        is: { act: act.act, party: by.party, how: by.how, version, wording: shown, document_hash: hash },
        sealed: given as NonNullable<NonNullable<Evidence['rows']>[number]['sealed']>,
      },
    ],
  })
}
