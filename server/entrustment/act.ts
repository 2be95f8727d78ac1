import { randomUUID } from 'node:crypto'
import type { Tx } from '../db/scope.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { type Keys, seal } from '../privacy/seal.ts'
import { type Act, type Change, decide, type Party, type Refusal } from './chain.ts'
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
  const entrustment = (await lockEntrustments(tx, [id])).get(id)
  if (!entrustment) return { entrustment: null, refusal: 'no-such' }
  if (await isKnown(tx, id, act, by)) return { entrustment, change: { stamp: [], clear: [] }, again: true }
  if (said.version !== undefined && said.version !== entrustment.version)
    return { entrustment, refusal: 'outdated' }
  const change = decide(entrustment.standing, act, by.party)
  if (typeof change === 'string') return { entrustment, refusal: change }
  if (change.stamp.includes('witnessed') && entrustment.replaces)
    await endReplaced(tx, house, entrustment.replaces, by)
  await write(tx, house, entrustment, change, by)
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

/** Whoever looked after the child before does so no more: one is in force at a time. */
async function endReplaced(tx: Tx, house: House, replaced: string, by: Actor): Promise<void> {
  const old = (await lockEntrustments(tx, [replaced])).get(replaced)
  if (!old || old.standing.ended) return
  const act: Act = { act: 'ends', reason: 'changed' }
  await write(tx, house, old, { stamp: [], clear: [], end: 'changed' }, by)
  await keep(tx, house, old, act, by, {})
}

async function write(
  tx: Tx,
  { now }: House,
  { id }: Entrustment,
  { stamp, clear, view, kind, needs, end }: Change,
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
