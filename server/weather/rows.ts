import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { z } from 'zod'
import { minutes } from '../../flows/engine/calendar.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import type { Policy } from '../policy.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'
import { type Doubt, KINDS, LEVELS, type Warning } from './warning.ts'

/** What became of a warning. `given` reached families, `staff` only staff, `waiting` is for a person, `kept` is no real one. */
export const STATES = [
  ...(['kept', 'waiting', 'planned', 'given', 'staff'] as const),
  ...(['replaced', 'cancelled', 'expired', 'elsewhere', 'dropped'] as const),
] as const
export type State = (typeof STATES)[number]

/** What warnings are handled with: a county's own scope, its policy, and the record. */
export type Desk = Ink & { county: string; policy: Policy; acts: Act[] }

const Words = z.strictObject({
  station: z.string(),
  headline: z.string(),
  description: z.string(),
  instruction: z.string(),
  area: z.string(),
  codes: z.array(z.string()),
  raw: z.string(),
})

/** A warning on record. Instants in ms. */
export type Stored = Omit<z.infer<typeof Words>, 'raw'> & {
  id: string
  identifier: string
  sender: string
  source: string | null
  change: Warning['change']
  kind: Warning['kind']
  level: Warning['level']
  refersTo: string[]
  areas: string[]
  doubts: Doubt[]
  sentAt: number
  effectiveAt: number
  expiresAt: number
  receivedAt: number
  state: State
  notice: string | null
  /** A person has settled what was in doubt, or pasted it. */
  decidedBy: string | null
}

/** Who brought a warning: an allow-listed sender, or a member of the county's staff who pasted it. */
export type From = { sender: string } | { staff: string }

/** Of what a warning says: two that say the same are one. */
export const digestOf = (warning: Warning): Buffer =>
  createHash('sha256').update(JSON.stringify(warning)).digest()

type New = {
  warning: Warning
  raw: string
  from: From
  areas: string[]
  doubts: Doubt[]
  expiresAt: number
  state: State
}

/** Writes a warning down, in the record too. Under the county's scope. */
export async function insertWarning(tx: Tx, desk: Desk, given: New): Promise<Stored> {
  const { warning, from, state, areas, doubts, expiresAt } = given
  const id = randomUUID()
  const { station, headline, description, instruction, area, codes } = warning
  const words = { station, headline, description, instruction, area, codes, raw: given.raw }
  const staff = 'staff' in from ? from.staff : null
  const source = 'sender' in from ? from.sender : null
  const digest = digestOf(warning)
  const refersTo = warning.refersTo.map(one => one.identifier)
  const at = (ms: number) => new Date(ms)
  await tx.query(
    `insert into warnings (id, place, identifier, sender, sender_id, author_id, status, change, kind, level, digest,
       refers_to, areas, doubts, sealed, sent_at, effective_at, expires_at, received_at, state, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    [
      ...[id, desk.county, warning.identifier, warning.sender, source, staff, warning.status, warning.change],
      ...[warning.kind, warning.level, digest, refersTo, areas, doubts],
      seal(desk.keys, `warnings:${id}`, words),
      ...[at(warning.sentAt), at(warning.effectiveAt), at(expiresAt), at(desk.now), state],
      ...[staff, staff && at(desk.now)],
    ],
  )
  const is = {
    ...{ place: desk.county, identifier: warning.identifier, sender: warning.sender, sender_id: source },
    ...{ author_id: staff, status: warning.status, change: warning.change, digest: digest.toString('hex') },
    ...{ sent_at: warning.sentAt, received_at: desk.now },
  }
  desk.acts.push({
    kind: 'warning',
    place: desk.county,
    subjects: [],
    by: staff ? { staff } : null,
    what: { state, doubts, level: warning.level },
    rows: [{ table: 'warnings', id, is, sealed: words }],
  })
  return {
    ...{ id, station, headline, description, instruction, area, codes, areas, doubts, refersTo, expiresAt },
    ...{ identifier: warning.identifier, sender: warning.sender, change: warning.change, source },
    ...{ kind: warning.kind, level: warning.level, sentAt: warning.sentAt, effectiveAt: warning.effectiveAt },
    ...{ receivedAt: desk.now, state, notice: null, decidedBy: staff },
  }
}

/** A county's warnings that meet a condition, the newest first, at most so many. */
export async function warningsWhere(
  tx: Tx,
  keys: Keys,
  condition: string,
  values: unknown[],
  most = 50,
): Promise<Stored[]> {
  const { rows } = await tx.query(
    `select * from warnings where ${condition} order by received_at desc, id limit ${most}`,
    values,
  )
  return rows.map(row => storedOf(keys, row))
}

/** One warning, locked until the transaction ends. */
export async function lockWarning(tx: Tx, keys: Keys, id: string): Promise<Stored | null> {
  const { rows } = await tx.query('select * from warnings where id = $1 for update', [id])
  return rows[0] ? storedOf(keys, rows[0]) : null
}

const Row = z.looseObject({ kind: z.enum(KINDS).catch('other'), level: z.enum(LEVELS).nullable() })

function storedOf(keys: Keys, row: pg.QueryResultRow): Stored {
  const { raw: _, ...words } = Words.parse(unseal(keys, `warnings:${row.id}`, row.sealed))
  const { kind, level } = Row.parse(row)
  return {
    ...words,
    ...{ id: row.id, identifier: row.identifier, sender: row.sender, source: row.sender_id, kind, level },
    ...{
      change: row.change,
      refersTo: row.refers_to,
      areas: row.areas,
      doubts: row.doubts,
      state: row.state,
    },
    ...{ sentAt: row.sent_at.getTime(), effectiveAt: row.effective_at.getTime() },
    ...{ expiresAt: row.expires_at.getTime(), receivedAt: row.received_at.getTime() },
    ...{ notice: row.notice_id, decidedBy: row.decided_by },
  }
}

/** A warning sent ahead that has not been given so long after it began to hold is for a person: something failed. */
export const OVERDUE = minutes(10)

/** How it stands now (ms): what was to be given and is over is over; what waits is for a person. */
export function stateAt({ state, effectiveAt, expiresAt }: Stored, now: number): State {
  if (state !== 'waiting' && state !== 'planned') return state
  if (expiresAt <= now) return 'expired'
  return effectiveAt + OVERDUE < now ? 'waiting' : state
}

/** What becomes of a warning from now on. */
export async function setState(tx: Tx, warning: Pick<Stored, 'id'>, state: State): Promise<void> {
  await tx.query('update warnings set state = $2 where id = $1', [warning.id, state])
}
