import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { reminderKey } from './letter-keys.ts'

/**
 * 收到: this person confirms the notice for every household they belong to; the first time counts. A reminder that
 * has not left yet stays here when nobody it would reach is still awaited.
 */
export async function confirmReceipts(
  tx: Tx,
  house: House,
  items: readonly Item<'receipt'>[],
): Promise<void> {
  const { rows } = await tx.query(
    `update deliveries d set confirmed_at = $1, confirmed_how = 'wechat'
     from unnest($2::uuid[], $3::uuid[]) as r(notice, person)
     where d.notice_id = r.notice and d.person_id = r.person and d.confirmed_at is null and d.excluded is null
     returning d.notice_id, d.household_id`,
    [
      new Date(house.now),
      items.map(item => item.effect.notice),
      items.map(item => item.turn.facts.person!.id),
    ],
  )
  const reminded = await tx.query(
    `select distinct o.notice_id, o.person_id
     from unnest($1::uuid[], $2::uuid[]) as r(notice, household)
     join deliveries o on o.notice_id = r.notice and o.household_id = r.household and o.reminded_at is not null
     where not exists (
       select 1 from deliveries own where own.person_id = o.person_id and own.notice_id = o.notice_id
         and own.confirmed_at is null and own.excluded is null
         and not exists (select 1 from deliveries c where c.notice_id = own.notice_id
                           and c.household_id = own.household_id and c.confirmed_at is not null))`,
    [rows.map(row => row.notice_id), rows.map(row => row.household_id)],
  )
  await tx.query(
    `update outbox set state = 'cancelled', reason = 'answered' where id in (
       select id from outbox where dedupe_key = any($1) and state = 'queued' order by id for update skip locked)`,
    [reminded.rows.map(row => reminderKey(row.notice_id, row.person_id))],
  )
}

/**
 * Where a household stands. There is no "read": personal WeChat cannot know it. `excluded`: left out this time
 * (weekly budget, a hold).
 */
export const receiptStates = [
  'confirmed',
  'sent',
  'undelivered',
  'excluded',
  'unbound',
  'refused',
  'no-smartphone',
] as const
type ReceiptState = (typeof receiptStates)[number]

/** One household of a notice's frozen audience, standing where its best-off adult does. */
export type Receipt = {
  household: string
  /** The village. */
  place: string
  state: ReceiptState
  /** Who confirmed first, when (ms) and how. */
  by: string | null
  at: number | null
  how: 'wechat' | 'phone' | 'visit' | null
  /** Why it did not arrive (`queued` is on its way) or was left out. */
  reason: 'queued' | 'failed' | 'expired' | 'uncertain' | 'cancelled' | 'stopped' | 'held' | 'budget' | null
  /** People of the household whose letter arrived and who have not confirmed. */
  awaited: string[]
}

/** Where a household counts, the best first: what is still on its way is not undelivered yet. */
export const receiptRows = receiptStates.flatMap(state =>
  state === 'undelivered' ? (['queued', state] as const) : [state],
)
export type ReceiptRow = ReceiptState | 'queued'

export const rowOf = ({ state, reason }: Receipt): ReceiptRow => (reason === 'queued' ? 'queued' : state)

/** How to read about families: as it is, or under a staff member's own scope. */
type Seeing = <T>(read: () => Promise<T>) => Promise<T>

/**
 * The receipts of a notice below a place, one per household. Letters belong to the county, so the transaction has
 * the county's scope, and `seeing` narrows what is read about families.
 */
export async function receiptsOf(
  tx: Tx,
  notice: string,
  place: string,
  seeing: Seeing = read => read(),
): Promise<Receipt[]> {
  const { rows } = await seeing(() =>
    tx.query(
      `select d.household_id, d.place, d.person_id, d.round, d.outbox_id, d.excluded, d.confirmed_at, d.confirmed_how
       from deliveries d join households h on h.id = d.household_id
       where d.notice_id = $1 and starts_with(d.place, $2)
       order by d.place, h.number, d.confirmed_at, d.person_id`,
      [notice, place],
    ),
  )
  const letterOf = await lettersOf(tx, notice, rows)
  const receipts = new Map<string, Receipt>()
  for (const row of rows) {
    const one = receiptOf(row, letterOf(row))
    const best = receipts.get(row.household_id)
    receipts.set(row.household_id, best ? better(best, one) : one)
  }
  return [...receipts.values()]
}

/** Households that got it and have not confirmed it. */
export const silentIn = (receipts: readonly Receipt[]): string[] =>
  receipts.filter(({ state }) => state === 'sent').map(({ household }) => household)

type Letter = { state: string; reason: string | null }
type Row = {
  household_id: string
  place: string
  person_id: string
  round: number
  outbox_id: number | null
  excluded: 'unbound' | 'no-smartphone' | 'refused' | 'held' | 'budget' | null
  confirmed_at: Date | null
  confirmed_how: Receipt['how']
}

/** How the letter of each adult stands: by itself in the outbox, or by how far its round has come. */
async function lettersOf(
  tx: Tx,
  notice: string,
  rows: readonly Row[],
): Promise<(row: Row) => Letter | undefined> {
  const alone = await tx.query('select id, state, reason from outbox where id = any($1)', [
    rows.map(row => row.outbox_id).filter(id => id !== null),
  ])
  const letters = new Map<number, Letter>(alone.rows.map(row => [row.id, row]))
  const rounds = await tx.query('select round, reached, state from notice_rounds where notice_id = $1', [
    notice,
  ])
  const roundOf = new Map<number, { reached: string | null; state: string }>(
    rounds.rows.map(row => [row.round, row]),
  )
  return row => {
    if (row.outbox_id !== null) return letters.get(row.outbox_id)
    const round = roundOf.get(row.round)
    if (!round) return undefined
    if (round.reached !== null && row.person_id <= round.reached) return { state: 'sent', reason: null }
    if (round.state === 'stopped') return { state: 'cancelled', reason: 'stopped' }
    return { state: round.state === 'open' ? 'queued' : round.state, reason: null }
  }
}

function receiptOf(row: Row, letter: Letter | undefined): Receipt {
  const { household_id: household, place } = row
  const nothing = { household, place, by: null, at: null, how: null, reason: null, awaited: [] }
  if (row.confirmed_at) {
    return {
      ...nothing,
      state: 'confirmed',
      by: row.person_id,
      at: row.confirmed_at.getTime(),
      how: row.confirmed_how,
    }
  }
  if (row.excluded === 'held' || row.excluded === 'budget')
    return { ...nothing, state: 'excluded', reason: row.excluded }
  if (row.excluded) return { ...nothing, state: row.excluded }
  switch (letter?.state) {
    case 'sent':
    case 'echoed':
      return { ...nothing, state: 'sent', awaited: [row.person_id] }
    case 'queued':
    case 'claimed':
      return { ...nothing, state: 'undelivered', reason: 'queued' }
    case 'expired':
    case 'uncertain':
      return { ...nothing, state: 'undelivered', reason: letter.state }
    case 'cancelled':
      if (letter.reason === 'held') return { ...nothing, state: 'excluded', reason: 'held' }
      return {
        ...nothing,
        state: 'undelivered',
        reason: letter.reason === 'stopped' ? 'stopped' : 'cancelled',
      }
    default:
      return { ...nothing, state: 'undelivered', reason: 'failed' }
  }
}

function better(a: Receipt, b: Receipt): Receipt {
  // What is uncertain may have arrived.
  const rank = (one: Receipt) => receiptRows.indexOf(rowOf(one)) * 2 - (one.reason === 'uncertain' ? 1 : 0)
  const best = rank(b) < rank(a) ? b : a
  return { ...best, awaited: [...a.awaited, ...b.awaited] }
}

/** The names of the children of these households, those on the roster first, the eldest first. */
export async function childrenOf(
  tx: Tx,
  keys: Keys,
  households: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await tx.query(
    `select household_id, id, sealed from children where household_id = any($1)
       and (state <> 'left' or not exists (select 1 from children k where k.household_id = children.household_id and k.state <> 'left'))
     order by birth_date, id`,
    [households],
  )
  const names = new Map<string, string[]>()
  for (const row of rows) {
    const { name } = ChildSealed.parse(unseal(keys, `children:${row.id}`, row.sealed))
    names.set(row.household_id, [...(names.get(row.household_id) ?? []), name])
  }
  return names
}

/** A notice's receipts with the names of the children and of who confirmed, as far as the scope sees them. */
export async function householdsOf(tx: Tx, keys: Keys, notice: string) {
  const receipts = await receiptsOf(tx, notice, '')
  const children = await childrenOf(
    tx,
    keys,
    receipts.map(receipt => receipt.household),
  )
  const { rows } = await tx.query('select id, sealed from people where id = any($1)', [
    receipts.map(receipt => receipt.by).filter(by => by !== null),
  ])
  const names = new Map<string | null, string>(
    rows.map(row => [row.id, PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)).name]),
  )
  return receipts.map(({ awaited: _, ...receipt }) => ({
    ...receipt,
    children: children.get(receipt.household) ?? [],
    by: names.get(receipt.by) ?? null,
  }))
}
