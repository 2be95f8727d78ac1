import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { hours, minutes } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import type { Policy } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { newToken, type Token } from '../privacy/token.ts'
import type { Entering } from './login.ts'
import type { Officer } from './staff.ts'

type Limits = Policy['staff-pages']

/** A member of staff on a page. `id` is that of their row in `staff`. */
export type Who = {
  session: string
  id: string
  person: string
  contact: string
  role: Officer['role']
  place: string
  county: string
  name: string
  language: Language
}

/** A new session for whoever came in by a link; what a browser had before means nothing. */
export async function openSession(
  tx: Tx,
  { staff, place, contact }: Entering,
  limits: Limits,
  now: number,
): Promise<Token> {
  const token = newToken(place.slice(0, 6))
  await tx.query(
    `insert into staff_sessions (id, place, staff_id, staff_place, contact_id, token_hash, started_at, idle_until, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      randomUUID(),
      token.county,
      staff,
      place,
      contact,
      token.hash,
      new Date(now),
      new Date(now + minutes(limits.idleMinutes)),
      new Date(now + hours(limits.longestHours)),
    ],
  )
  return token
}

/**
 * Whose session it is. None when it was ended, was idle too long or is too old, and from the second in which the post,
 * its place or the binding from which they came in is not what it was.
 */
export async function sessionOf(tx: Tx, keys: Keys, token: Token, now: number): Promise<Who | null> {
  const { rows } = await tx.query(
    `select x.id as session, s.id, s.person_id as person, x.contact_id as contact, s.role, s.place, p.sealed, p.language
     from staff_sessions x
     join staff s on s.id = x.staff_id and s.until is null and s.place = x.staff_place
     join bindings b on b.contact_id = x.contact_id and b.person_id = s.person_id and b.ended_at is null
     join people p on p.id = s.person_id
     where x.token_hash = $1 and x.ended_at is null and x.idle_until > $2 and x.expires_at > $2`,
    [token.hash, new Date(now)],
  )
  if (!rows[0]) return null
  const { sealed, ...who } = rows[0]
  const { name } = PersonSealed.parse(unseal(keys, `people:${who.person}`, sealed))
  return { ...who, county: token.county, name }
}

/** Somebody is there: the idle time counts anew. Written at most once a minute. */
export async function keepAwake(tx: Tx, { session }: Who, limits: Limits, now: number): Promise<void> {
  const until = now + minutes(limits.idleMinutes)
  await tx.query('update staff_sessions set idle_until = $2 where id = $1 and idle_until < $3', [
    session,
    new Date(until),
    new Date(until - minutes(1)),
  ])
}

export async function endSession(tx: Tx, { session }: Who, now: number): Promise<void> {
  await tx.query('update staff_sessions set ended_at = $2 where id = $1 and ended_at is null', [
    session,
    new Date(now),
  ])
}

/** What every form of a session carries, so that another site cannot post in its name. */
export const formToken = (keys: Keys, { session }: Pick<Who, 'session'>): string =>
  createHmac('sha256', keys.index).update(`form:${session}`).digest('base64url')

export function isFormToken(keys: Keys, who: Who, presented: unknown): boolean {
  const [wanted, given] = [Buffer.from(formToken(keys, who)), Buffer.from(String(presented))]
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}
