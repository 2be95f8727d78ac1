import { randomUUID } from 'node:crypto'
import { dayOf, days, instantOf } from '../../flows/engine/calendar.ts'
import type { Clock } from '../clock.ts'
import { countyOf, inScope, type Pool, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { appendEvidence } from '../evidence/append.ts'
import { countyOn } from '../policy.ts'
import type { Keys } from '../privacy/seal.ts'
import { newToken, type Token } from '../privacy/token.ts'
import type { Right } from './rights.ts'

type House = { pool: Pool; keys: Keys; clock: Clock }

/** A token as it is listed: never its secret. Instants in ms. */
export type Issued = {
  id: string
  place: string
  name: string
  may: Right[]
  issuedAt: number
  expiresAt: number
  revokedAt: number | null
}

/**
 * A new token for a system (`name`), holding to the end of a day. The secret is in the answer and nowhere else. Throws
 * E-PLACE, and E-TOKEN-UNTIL for a day that is over or further away than the county's policy allows.
 */
export async function issueToken(
  { pool, keys, clock }: House,
  { place, name, may, until }: { place: string; name: string; may: readonly Right[]; until: string },
): Promise<{ id: string; text: string; expiresAt: number }> {
  const { rowCount } = await pool.query('select 1 from places where code = $1', [place])
  if (!rowCount) throw new AppError('E-PLACE', { code: place })
  const now = clock.now()
  const county = countyOf(place)
  return await inScope(pool, { place: county }, async tx => {
    const { policy } = await countyOn(tx, county, dayOf(now))
    const expiresAt = instantOf(until, '00:00') + days(1)
    const { tokenDays } = policy.api
    if (expiresAt <= now || expiresAt > now + days(tokenDays + 1))
      throw new AppError('E-TOKEN-UNTIL', { days: tokenDays })
    const token = newToken(county)
    const id = randomUUID()
    await tx.query(
      `insert into api_tokens (id, place, name, may, token_hash, issued_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, place, name, may, token.hash, new Date(now), new Date(expiresAt)],
    )
    const is = { place, name, may, issued_at: now, expires_at: expiresAt }
    await appendEvidence(tx, { keys, now }, [
      { kind: 'token-issued', place, subjects: [id], by: null, rows: [{ table: 'api_tokens', id, is }] },
    ])
    return { id, text: token.text, expiresAt }
  })
}

/** Ends a token at once. Throws E-NOT-FOUND when there is none with this id, or it was revoked before. */
export async function revokeToken({ pool, keys, clock }: House, id: string): Promise<Issued> {
  const now = clock.now()
  for (const county of await counties(pool)) {
    const revoked = await inScope(pool, { place: county }, async tx => {
      const { rows } = await tx.query(
        'update api_tokens set revoked_at = $2 where id = $1 and revoked_at is null returning *',
        [id, new Date(now)],
      )
      if (!rows[0]) return null
      const row = { table: 'api_tokens', id, is: { revoked_at: now } }
      await appendEvidence(tx, { keys, now }, [
        { kind: 'token-revoked', place: rows[0].place, subjects: [id], by: null, rows: [row] },
      ])
      return issuedOf(rows[0])
    })
    if (revoked) return revoked
  }
  throw new AppError('E-NOT-FOUND')
}

/** Every token there ever was, the newest first in each county. */
export async function listTokens({ pool }: Pick<House, 'pool'>): Promise<Issued[]> {
  const listed: Issued[] = []
  for (const county of await counties(pool)) {
    const { rows } = await inScope(pool, { place: county }, tx =>
      tx.query('select * from api_tokens order by issued_at desc, id'),
    )
    listed.push(...rows.map(issuedOf))
  }
  return listed
}

/** Whose token it is; null when it is unknown, expired or revoked, which nobody can tell apart. */
export async function holderOf(tx: Tx, token: Token, now: number): Promise<Issued | null> {
  const { rows } = await tx.query(
    'select * from api_tokens where token_hash = $1 and revoked_at is null and expires_at > $2',
    [token.hash, new Date(now)],
  )
  return rows[0] ? issuedOf(rows[0]) : null
}

async function counties(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query('select code from places where length(code) = 6 order by code')
  return rows.map(row => row.code)
}

const issuedOf = (row: {
  id: string
  place: string
  name: string
  may: Right[]
  issued_at: Date
  expires_at: Date
  revoked_at: Date | null
}): Issued => ({
  ...{ id: row.id, place: row.place, name: row.name, may: row.may },
  issuedAt: row.issued_at.getTime(),
  expiresAt: row.expires_at.getTime(),
  revokedAt: row.revoked_at?.getTime() ?? null,
})
