import { randomUUID } from 'node:crypto'
import { dayOf, days, instantOf } from '../../flows/engine/calendar.ts'
import type { Clock } from '../clock.ts'
import { countyOf, inScope, type Pool, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { appendEvidence } from '../evidence/append.ts'
import { countyOn } from '../policy.ts'
import type { Keys } from '../privacy/seal.ts'
import { newToken, type Token } from '../privacy/token.ts'
import { type Officer, officersOf } from '../staff/staff.ts'
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
  /** In whose name it writes notices; null without one, or when they have left the post. */
  staff: { id: string; role: Officer['role'] } | null
}

/** `as`: the name of a member of staff of the place, in whose name notices are written. */
type Wanted = { place: string; name: string; may: readonly Right[]; until: string; as?: string | undefined }

/**
 * A new token for a system (`name`), holding to the end of a day. The secret is in the answer and nowhere else. Throws
 * E-PLACE; E-TOKEN-UNTIL for a day that is over or further away than the county's policy allows; E-TOKEN-AS when nobody
 * of the place has the name, or notices may be written in nobody's.
 */
export async function issueToken(
  { pool, keys, clock }: House,
  { place, name, may, until, as }: Wanted,
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
    const officers = as === undefined ? [] : await officersOf(tx, keys, place, now)
    const staff = officers.find(one => one.place === place && one.name === as)?.id ?? null
    if (staff === null && (as !== undefined || may.includes('notices:write')))
      throw new AppError('E-TOKEN-AS', { place })
    const token = newToken(county)
    const id = randomUUID()
    await tx.query(
      `insert into api_tokens (id, place, name, may, token_hash, issued_at, expires_at, staff_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, place, name, may, token.hash, new Date(now), new Date(expiresAt), staff],
    )
    const is = { place, name, may, issued_at: now, expires_at: expiresAt, staff_id: staff }
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
        'update api_tokens set revoked_at = $2 where id = $1 and revoked_at is null returning *, null as staff',
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
      tx.query(
        `select t.*, s.id as staff, s.role from api_tokens t
         left join staff s on s.id = t.staff_id and s.until is null and s.place = t.place
         order by t.issued_at desc, t.id`,
      ),
    )
    listed.push(...rows.map(issuedOf))
  }
  return listed
}

/** Whose token it is; null when it is unknown, expired or revoked, which nobody can tell apart. */
export async function holderOf(tx: Tx, token: Token, now: number): Promise<Issued | null> {
  const { rows } = await tx.query(
    `select t.*, s.id as staff, s.role from api_tokens t
     left join staff s on s.id = t.staff_id and s.until is null and s.place = t.place
     where t.token_hash = $1 and t.revoked_at is null and t.expires_at > $2`,
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
  staff: string | null
  role?: Officer['role']
}): Issued => ({
  ...{ id: row.id, place: row.place, name: row.name, may: row.may },
  issuedAt: row.issued_at.getTime(),
  expiresAt: row.expires_at.getTime(),
  revokedAt: row.revoked_at?.getTime() ?? null,
  staff: row.staff === null ? null : { id: row.staff, role: row.role! },
})
