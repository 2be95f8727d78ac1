import { createHash, randomUUID } from 'node:crypto'
import type { Media } from '../../bot/channel.ts'
import { asCounty, type Tx } from '../db/scope.ts'
import { type Keys, sealText, unsealBytes } from '../privacy/seal.ts'

/** The largest file that is taken (bytes), and the most points a picture may have (RELIABILITY C24). */
export const LARGEST_FILE = 8 * 1024 * 1024
const MOST_POINTS = 40_000_000

const KINDS = ['image', 'voice', 'file'] as const
type Kind = (typeof KINDS)[number]

/** How a file begins, what it is then, and how its name ends. Nothing else is taken: no SVG, HEIC, GIF, program. */
const BEGINNINGS: readonly [begins: string, kind: Kind, mime: string, ending: string][] = [
  ['\xff\xd8\xff', 'image', 'image/jpeg', 'jpg'],
  ['\x89PNG\r\n\x1a\n', 'image', 'image/png', 'png'],
  ['ID3', 'voice', 'audio/mpeg', 'mp3'],
  ['\xff\xfb', 'voice', 'audio/mpeg', 'mp3'],
  ['\xff\xf3', 'voice', 'audio/mpeg', 'mp3'],
  ['#!AMR', 'voice', 'audio/amr', 'amr'],
  ['\x02#!SILK', 'voice', 'audio/silk', 'sil'],
  ['#!SILK', 'voice', 'audio/silk', 'sil'],
  ['%PDF-', 'file', 'application/pdf', 'pdf'],
]

type Known = { kind: Kind; mime: string; ending: string }
export type FileProblem = 'empty' | 'large' | 'points' | 'type'

/** What a file is, by its bytes and not by what it is called; nothing of it is decoded. */
export function seenIn(bytes: Buffer): Known | { problem: FileProblem } {
  if (bytes.length === 0) return { problem: 'empty' }
  if (bytes.length > LARGEST_FILE) return { problem: 'large' }
  const found = BEGINNINGS.find(([begins]) =>
    bytes.subarray(0, begins.length).equals(Buffer.from(begins, 'latin1')),
  )
  if (!found) return { problem: 'type' }
  const [, kind, mime, ending] = found
  if (kind !== 'image') return { kind, mime, ending }
  const size = mime === 'image/png' ? pngSize(bytes) : jpegSize(bytes)
  if (!size) return { problem: 'type' }
  return size.width * size.height > MOST_POINTS ? { problem: 'points' } : { kind, mime, ending }
}

const pngSize = (bytes: Buffer) =>
  bytes.length < 24 ? null : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }

/** From the first frame header (SOF0 to SOF15, without DHT, JPG and DAC). */
function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** Keeps a file sealed. Returns its id. */
export async function keepFile(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  by: { id: string; place: string },
  bytes: Buffer,
  { kind, mime }: Known,
): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `insert into notice_files (id, place, kind, mime, bytes, sha256, sealed, staff_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, by.place, kind, mime, bytes.length, createHash('sha256').update(bytes).digest()],
      ...[sealText(keys, `notice_files:${id}`, bytes), by.id, new Date(now)],
    ],
  )
  return id
}

/** A file as it came, with a plain name; null where this transaction's scope sees none. */
export async function openFile(
  tx: Tx,
  keys: Keys,
  id: string,
): Promise<(Media & { kind: Kind; place: string }) | null> {
  const { rows } = await tx.query('select kind, mime, place, sealed from notice_files where id = $1', [id])
  if (!rows[0]) return null
  const { kind, mime, place, sealed } = rows[0]
  const ending = BEGINNINGS.find(([, , one]) => one === mime)?.[3] ?? 'bin'
  const bytes = unsealBytes(keys, `notice_files:${id}`, sealed)
  return { kind, mime, place, bytes, name: `notice-${id.slice(0, 8)}.${ending}` }
}

/** A file of one's own place or below, or one that came with what a village is to announce. */
export async function openFileFor(
  tx: Tx,
  keys: Keys,
  who: { place: string; county: string },
  id: string,
): ReturnType<typeof openFile> {
  const own = await openFile(tx, keys, id)
  if (own) return own
  return await asCounty(tx, who.county, async () => {
    const { rowCount } = await tx.query(
      `select 1 from announcements a join announcement_drafts d on d.announcement_id = a.id
       where a.file_id = $1 and starts_with(d.place, $2) limit 1`,
      [id, who.place],
    )
    return rowCount ? await openFile(tx, keys, id) : null
  })
}
