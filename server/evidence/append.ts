import { randomBytes } from 'node:crypto'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { sealText } from '../privacy/seal.ts'
import { canonical, type Json } from './canonical.ts'
import { digestOf, ownerOf } from './chain.ts'
import type { Kind } from './kinds.ts'

/** Columns of a row of another table as they were written: shown by `evidence:verify` when they are others by now. */
export type Claim = {
  table: string
  id: string
  /** Instants in ms. */
  is: { readonly [column: string]: Json }
  /** What the row's `sealed` opens to. */
  sealed?: { readonly [name: string]: Json }
}

/** Something that happened and must be provable. */
export type Act = {
  kind: Kind
  /** Where. The county's code for what staff of the village must not see: a case, something said in confidence. */
  place: string
  /** Ids of the children, people, staff, cases … it is about. */
  subjects: readonly string[]
  /** Who: a person, a member of staff, and the contact it came from, or a program by its token; null: the house by itself. */
  by: {
    person?: string | null
    staff?: string | null
    contact?: string | null
    token?: string | null
  } | null
  /** The key of the message it came in. */
  message?: string | null
  /** What exactly: the wording shown, what was answered. Sealed. */
  what?: { readonly [name: string]: Json }
  rows?: readonly Claim[]
}

/**
 * Writes what happened into the county's record, in one statement, in the transaction of the acts themselves. The end
 * of the record stays locked until the transaction ends, so this comes LAST in it: in a turn push to `turn.acts`, in
 * a due work to `house.acts`, and it is done for you; anywhere else call it before the commit, once.
 */
export async function appendEvidence(
  tx: Tx,
  { keys, now }: Pick<Ink, 'keys' | 'now'>,
  acts: readonly Act[],
): Promise<void> {
  if (acts.length === 0) return
  const rows = acts.map(act => {
    const body = bodyOf(act)
    const digest = digestOf(body)
    // What a row of another table is claimed of belongs to the subjects, which are never forgotten.
    const about = [...act.subjects, ...(act.rows ?? []).map(row => row.id)].map(id => id.toLowerCase())
    const open = {
      place: act.place,
      at: `${now}000`,
      kind: act.kind,
      subjects: [...new Set(about)].join(','),
    }
    return { ...open, digest, sealed: sealText(keys, ownerOf({ ...open, digest }), body) }
  })
  await tx.query(
    {
      name: 'append-evidence',
      text: `insert into evidence (at, place, kind, subjects, sealed, digest)
             select $1, a.place, a.kind, string_to_array(a.subjects, ',')::uuid[], a.sealed, decode(a.digest, 'hex')
             from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[])
               with ordinality as a(place, kind, subjects, sealed, digest, n) order by a.n`,
    },
    [
      new Date(now),
      rows.map(row => row.place),
      rows.map(row => row.kind),
      rows.map(row => row.subjects),
      rows.map(row => row.sealed),
      rows.map(row => row.digest),
    ],
  )
}

/** With a salt, so that what was forgotten cannot be guessed from its digest. */
function bodyOf({ by, message, what, rows }: Act): string {
  const said = {
    by: by && withoutNothing(by),
    ...(message && { message }),
    ...(what && { what }),
    ...(rows && { rows: rows as unknown as Json }),
  }
  return canonical({ ...said, salt: randomBytes(16).toString('base64') })
}

const withoutNothing = (by: NonNullable<Act['by']>): Json =>
  Object.fromEntries(Object.entries(by).filter((one): one is [string, string] => Boolean(one[1])))

/** Somebody of the staff was shown data of children: on a page, in the chat, in a file. One call per look. */
export const readBy = (
  staff: string,
  place: string,
  what: { page: string } & { readonly [name: string]: Json },
  subjects: readonly string[] = [],
): Act => ({ kind: 'read', place, subjects, by: { staff }, what })
