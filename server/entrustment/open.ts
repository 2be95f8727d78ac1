import { randomUUID } from 'node:crypto'
import { addDays, addMonths, dayOf } from '../../flows/engine/calendar.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import { type Keys, seal } from '../privacy/seal.ts'
import { kinOf } from '../roster/rules/kin.ts'
import { comparable } from '../roster/text.ts'
import { isAdult, kindOf } from './carer-kinds.ts'
import { DOCUMENT_WORDING, type Facts, hashOf, readDocument } from './document.ts'

type House = { keys: Keys; now: number; policy: Policy }
export type Wanted = {
  child: string
  carer: string
  /** Who opens it; null: by itself. */
  staff: string | null
}
/** What nobody can be entrusted with a child by, or what stands in the way already. */
export type Impossible =
  | 'no-such'
  | 'left'
  | 'is-child'
  | 'under-age'
  | 'is-parent'
  | 'too-old'
  | { living: string; no: number }

/** Opens one between a child and a carer, with the document as the records stand today, or says why it cannot be. */
export async function openEntrustment(
  tx: Tx,
  house: House,
  wanted: Wanted,
): Promise<{ id: string; no: number } | { impossible: Impossible }> {
  const today = dayOf(house.now)
  const { termMonths, needs } = house.policy.entrustment
  const term = { from: today, until: addMonths(today, termMonths) }
  const facts = await readDocument(tx, house.keys, { ...wanted, ...term })
  if (!facts) return { impossible: 'no-such' }
  const against = impossible(facts, today)
  if (against) return { impossible: against }
  const living = await livingOf(tx, wanted)
  if (living) return { impossible: living }
  const sixteen = facts.document.child.born ? dayAfterSixteen(facts.document.child.born) : null
  const document = { ...facts.document, until: sixteen && sixteen < term.until ? sixteen : term.until }
  const id = randomUUID()
  const kind = kindOf(document.carer.kin)
  const { place } = document
  const no = await nextNo(tx, 'entrustments', place)
  const { rows } = await tx.query(
    `insert into entrustments (id, place, no, child_id, carer_id, replaces, opened_at, opened_by, from_day, until_day,
       carer_kind, needs, wording, document_hash, sealed, carer_adult_at, hidden_from)
     values ($1, $2, $3, $4, $5,
       (select id from entrustments where child_id = $4 and carer_id <> $5 and ended_at is null and witnessed_at is not null),
       $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, array(
       select s.id from staff s where s.until is null and (s.person_id = $5 or exists (
         select 1 from relations r where r.child_id = $4 and r.until is null and r.person_id = s.person_id))))
     on conflict (child_id, carer_id) where ended_at is null do nothing returning id`,
    [
      ...[id, place, no, wanted.child, wanted.carer, new Date(house.now)],
      ...[wanted.staff, document.from, document.until, kind, (kind && needs[kind]) ?? []],
      ...[DOCUMENT_WORDING, hashOf(document), seal(house.keys, `entrustments:${id}`, document)],
      isAdult(facts.carerIdNumber, today) ? new Date(house.now) : null,
    ],
  )
  // Somebody else opened it this very moment.
  return rows[0] ? { id, no } : { impossible: (await livingOf(tx, wanted))! }
}

async function livingOf(tx: Tx, { child, carer }: Wanted): Promise<{ living: string; no: number } | null> {
  const { rows } = await tx.query(
    'select id as living, no from entrustments where child_id = $1 and carer_id = $2 and ended_at is null',
    [child, carer],
  )
  return rows[0] ?? null
}

/** Sixteen is counted from the day after the birthday (法释〔2006〕1号 art. 2, as a convention). */
const dayAfterSixteen = (born: string): string => addDays(addMonths(born, 16 * 12), 1)

/** A carer under 18, the child itself, a parent, a child who has left the list or is sixteen: no entrustment can be. */
function impossible(
  { document, carerIdNumber, childIdNumber, childState }: Facts,
  today: string,
): Impossible | null {
  const { child, carer, parents } = document
  const sameNumber = carerIdNumber !== null && carerIdNumber === childIdNumber
  const sameName = carerIdNumber === null && comparable(carer.name) === comparable(child.name)
  if (childState === 'left') return 'left'
  if (child.born && dayAfterSixteen(child.born) <= today) return 'too-old'
  if (sameNumber || sameName) return 'is-child'
  if (isAdult(carerIdNumber, today) === false) return 'under-age'
  if (kinOf(carer.kin).parent || parents.some(parent => parent.id === carer.id)) return 'is-parent'
  return null
}
