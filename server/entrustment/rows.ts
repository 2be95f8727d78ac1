import type { Tx } from '../db/scope.ts'
import type { CarerKind, ChildView, EndReason, Need, Standing, Step } from './chain.ts'

/** One entrustment as its row says. */
export type Entrustment = {
  id: string
  no: number
  place: string
  child: string
  carer: string
  replaces: string | null
  version: number
  wording: string
  hash: string
  sealed: Buffer
  fromDay: string
  untilDay: string
  state: State
  childView: ChildView | null
  hiddenFrom: string[]
  openedAt: number
  standing: Standing
}

/** What `state`, the generated column, may say. */
export const STATES = [
  ...([
    'waiting-parent',
    'waiting-carer',
    'waiting-village',
    'confirmed',
    'printed',
    'signed',
    'filed',
  ] as const),
  ...(['changed', 'ended', 'refused', 'stopped'] as const),
] as const
export type State = (typeof STATES)[number]

/** The column of each step. */
export const COLUMN: Readonly<Record<Step, string>> = {
  parent_cleared: 'parent_cleared_at',
  parent_agreed: 'parent_agreed_at',
  carer_cleared: 'carer_cleared_at',
  carer_agreed: 'carer_agreed_at',
  child_heard: 'child_heard_at',
  carer_adult: 'carer_adult_at',
  village_agreed: 'village_agreed_at',
  supervising: 'supervising_at',
  designated: 'designated_at',
  checked: 'checked_at',
  witnessed: 'witnessed_at',
  printed: 'printed_at',
  signed: 'signed_at',
  filed: 'filed_at',
  stopped: 'stopped_at',
}

const entrustmentOf = (row: Record<string, unknown>): Entrustment => ({
  id: row.id as string,
  no: row.no as number,
  place: row.place as string,
  child: row.child_id as string,
  carer: row.carer_id as string,
  replaces: row.replaces as string | null,
  version: row.version as number,
  wording: row.wording as string,
  hash: row.document_hash as string,
  sealed: row.sealed as Buffer,
  fromDay: row.from_day as string,
  untilDay: row.until_day as string,
  state: row.state as State,
  childView: row.child_view as ChildView | null,
  hiddenFrom: row.hidden_from as string[],
  openedAt: (row.opened_at as Date).getTime(),
  standing: {
    done: new Set((Object.keys(COLUMN) as Step[]).filter(step => row[COLUMN[step]] !== null)),
    needs: row.needs as Need[],
    kind: row.carer_kind as CarerKind | null,
    ended: row.end_reason as EndReason | null,
  },
})

/** These entrustments as far as the scope sees them, by id; locked until the transaction ends, in the order of ids. */
export async function lockEntrustments(tx: Tx, ids: readonly string[]): Promise<Map<string, Entrustment>> {
  const { rows } = await tx.query(
    `select * from entrustments where id = any($1) order by id for no key update`,
    [ids],
  )
  return new Map(rows.map(row => [row.id, entrustmentOf(row)]))
}

/** One entrustment as far as the scope sees it. */
export async function findEntrustment(tx: Tx, id: string): Promise<Entrustment | null> {
  const { rows } = await tx.query('select * from entrustments where id = $1', [id])
  return rows[0] ? entrustmentOf(rows[0]) : null
}

/** Living ones as far as the scope sees them, those that stand still first: with a number, or in one of these states. */
export async function livingEntrustments(
  tx: Tx,
  where: { no?: number; states?: readonly State[] } = {},
): Promise<Entrustment[]> {
  const { rows } = await tx.query(
    `select * from entrustments
     where ended_at is null and ($1::int is null or no = $1) and ($2::text[] is null or state = any($2))
     order by stopped_at is null, place, no limit 300`,
    [where.no ?? null, where.states ?? null],
  )
  return rows.map(entrustmentOf)
}
