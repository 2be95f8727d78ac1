import { hash } from 'node:crypto'

/** A row of the record as its hash covers it. `at` in microseconds, as PostgreSQL keeps it; the rest as text, hashes in hex. */
export type Link = {
  place: string
  n: number
  at: string
  kind: string
  subjects: string
  digest: string
  previous: string
}

/** The hash of a row, the same as the database makes when the row is written (migration 0024), in hex. */
export const hashOf = ({ place, n, at, kind, subjects, digest, previous }: Link): string =>
  hash('sha256', `evidence/1\n${place}\n${n}\n${at}\n${kind}\n${subjects}\n${digest}\n${previous}`, 'hex')

/** What the first row of a county follows on. */
export const BEGINNING = hash('sha256', '', 'hex')

/** The digest of a body, by its canonical text, in hex. */
export const digestOf = (body: string | Buffer): string => hash('sha256', body, 'hex')

/**
 * What a body is sealed for. It opens in no other row, and in none whose open columns were changed: the hashes anybody
 * could work out anew, the sealing only who has the key.
 */
export const ownerOf = ({ place, at, kind, subjects, digest }: Omit<Link, 'n' | 'previous'>): string =>
  `evidence:${place}:${at}:${kind}:${subjects}:${digest}`
