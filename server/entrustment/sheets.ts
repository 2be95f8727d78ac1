import { createHash, randomUUID } from 'node:crypto'
import type { Tx } from '../db/scope.ts'
import type { Act as Evidence } from '../evidence/append.ts'
import { type Keys, sealText, unsealBytes } from '../privacy/seal.ts'
import { type Actor, actOn, type Outcome } from './act.ts'
import type { Entrustment } from './rows.ts'

/** The largest file that is taken (bytes): a phone's photograph of a page. */
export const LARGEST_SHEET = 8 * 1024 * 1024

/** What a file is, by how it begins and not by what it is called. */
const BEGINNINGS = [
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['application/pdf', Buffer.from('%PDF-')],
] as const
export type SheetType = (typeof BEGINNINGS)[number][0]

export const sheetType = (file: Buffer): SheetType | null =>
  BEGINNINGS.find(([, begins]) => file.subarray(0, begins.length).equals(begins))?.[0] ?? null

type House = { keys: Keys; now: number; acts: Evidence[] }

/**
 * Keeps a photograph of the signed paper and moves the entrustment to signed and sealed; who brings it has printed it. The
 * same file counts once. Further pages of one that is signed already are kept beside.
 */
export async function keepSheet(
  tx: Tx,
  house: House,
  entrustment: Entrustment,
  { file, type }: { file: Buffer; type: SheetType },
  by: Omit<Actor, 'key'> & { staff: string },
): Promise<Outcome | null> {
  const digest = createHash('sha256').update(file).digest()
  const id = randomUUID()
  const { rowCount } = await tx.query(
    `insert into signed_sheets (id, place, entrustment_id, version, document_hash, mime, bytes, sha256, sealed, staff_id, at, hidden_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (entrustment_id, sha256) do nothing`,
    [
      ...[id, entrustment.place, entrustment.id, entrustment.version, entrustment.hash, type, file.length],
      ...[digest, sealText(house.keys, `signed_sheets:${id}`, file), by.staff, new Date(house.now)],
      entrustment.hiddenFrom,
    ],
  )
  if (!rowCount) return null
  const sha256 = digest.toString('hex')
  house.acts.push({
    kind: 'paper',
    place: entrustment.place,
    subjects: [entrustment.id, entrustment.child, entrustment.carer],
    by: { staff: by.staff },
    what: { sheet: id, sha256, type, bytes: file.length, document: entrustment.hash },
  })
  const { done } = entrustment.standing
  if (done.has('signed')) return null
  const whose = { ...by, key: `sheet:${sha256}` }
  if (!done.has('printed')) {
    const printed = await actOn(tx, house, entrustment.id, { act: 'prints' }, whose)
    if ('refusal' in printed) return printed
  }
  return await actOn(tx, house, entrustment.id, { act: 'signed' }, whose, { more: { sheet: id, sha256 } })
}

/** The sheets of an entrustment as far as the scope sees them, oldest first; `at` in ms. */
export async function sheetsOf(
  tx: Tx,
  entrustment: string,
): Promise<{ id: string; type: SheetType; bytes: number; at: number }[]> {
  const { rows } = await tx.query(
    'select id, mime, bytes, at from signed_sheets where entrustment_id = $1 order by at, id',
    [entrustment],
  )
  return rows.map(row => ({ id: row.id, type: row.mime, bytes: row.bytes, at: row.at.getTime() }))
}

/** One sheet as it came; null where this transaction's scope sees none. Throws when it is not what was kept. */
export async function openSheet(
  tx: Tx,
  keys: Keys,
  id: string,
): Promise<{ entrustment: string; place: string; type: SheetType; file: Buffer } | null> {
  const { rows } = await tx.query('select * from signed_sheets where id = $1', [id])
  const [row] = rows
  if (!row) return null
  const file = unsealBytes(keys, `signed_sheets:${id}`, row.sealed)
  if (!createHash('sha256').update(file).digest().equals(row.sha256)) throw new Error('another sheet')
  return { entrustment: row.entrustment_id, place: row.place, type: row.mime, file }
}
