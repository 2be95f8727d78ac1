import { randomUUID } from 'node:crypto'
import { hours } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import type { Policy } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { newToken, type Token } from '../privacy/token.ts'

export type Side = 'parent' | 'carer'

/** For whom a link is wanted: one party of one entrustment, at the WeChat contact it is sent to. */
export type Wanted = {
  entrustment: string
  person: string
  contact: string
  party: Side
  hash: string
  /** The member of staff who sends it; null: they asked for it themselves. */
  staff: string | null
}

/**
 * A new link; older ones of the same person end. Whoever asks for it themselves takes their wrong tries along, and gets
 * none while one is locked: that is for a member of staff to clear up. Null then.
 */
export async function issueLink(
  tx: Tx,
  house: { now: number; policy: Policy; county: string },
  wanted: Wanted,
): Promise<Token | null> {
  const { linkHours, tries } = house.policy['confirm-page']
  const at = new Date(house.now)
  const { rows } = await tx.query(
    `select wrong from confirm_links where entrustment_id = $1 and person_id = $2
     order by issued_at desc, id limit 1 for update`,
    [wanted.entrustment, wanted.person],
  )
  const wrong = wanted.staff ? 0 : (rows[0]?.wrong ?? 0)
  if (wrong >= tries) return null
  await tx.query(
    `update confirm_links set ended_at = $3, ended_as = 'replaced'
     where entrustment_id = $1 and person_id = $2 and ended_at is null`,
    [wanted.entrustment, wanted.person, at],
  )
  const token = newToken(house.county)
  await tx.query(
    `insert into confirm_links (id, place, entrustment_id, person_id, contact_id, party, document_hash, token_hash,
       issued_at, issued_by, expires_at, wrong)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[randomUUID(), house.county, wanted.entrustment, wanted.person, wanted.contact, wanted.party],
      ...[wanted.hash, token.hash, at, wanted.staff, new Date(house.now + hours(linkHours)), wrong],
    ],
  )
  return token
}

/** A link as it stands, with whom it is for. */
export type Link = {
  id: string
  place: string
  entrustment: string
  person: string
  contact: string
  party: Side
  hash: string
  wrong: number
  /** Neither used nor ended, and what it shows is still what there is to agree to. */
  open: boolean
  used: { form: string; at: number; decision: 'agrees' | 'refuses'; drawn: boolean } | null
  name: string
  language: Language
  /** The last four digits of the telephone on record. */
  digits: string | null
}

/**
 * The link that somebody presents, locked when something is to be done with it; null for a wrong one, and for one that
 * was sent to a WeChat which is not that person's any more.
 */
export async function findLink(
  tx: Tx,
  keys: Keys,
  token: Token,
  now: number,
  lock: 'look' | 'lock',
): Promise<Link | null> {
  const { rows } = await tx.query(
    `select l.*, p.sealed, p.language,
            l.ended_at is null and l.expires_at > $2 and e.document_hash = l.document_hash
              and e.ended_at is null and e.witnessed_at is null as open
     from confirm_links l
     join contacts c on c.id = l.contact_id and c.person_id = l.person_id
     join people p on p.id = l.person_id
     join entrustments e on e.id = l.entrustment_id
     where l.token_hash = $1 ${lock === 'lock' ? 'for update of l' : ''}`,
    [token.hash, new Date(now)],
  )
  const [row] = rows
  if (!row) return null
  const { name, phone } = PersonSealed.parse(unseal(keys, `people:${row.person_id}`, row.sealed))
  return {
    id: row.id,
    place: row.place,
    entrustment: row.entrustment_id,
    person: row.person_id,
    contact: row.contact_id,
    party: row.party,
    hash: row.document_hash,
    wrong: row.wrong,
    open: row.open,
    used:
      row.ended_as === 'used'
        ? { form: row.form, at: row.ended_at.getTime(), decision: row.decision, drawn: row.drawn }
        : null,
    name,
    language: row.language,
    digits: lastDigits(phone),
  }
}

/** The second factor; null when the telephone is not on record. */
export const lastDigits = (phone: string | null): string | null =>
  /\d{4}$/.exec((phone ?? '').replace(/\D/g, ''))?.[0] ?? null

/** A wrong try at a locked row; the last one allowed ends the link. Returns how many are left. */
export async function countWrong(tx: Tx, { id, wrong }: Link, tries: number, now: number): Promise<number> {
  const left = tries - wrong - 1
  await tx.query(
    `update confirm_links set wrong = wrong + 1, ended_at = case when $2 then $3::timestamptz end,
       ended_as = case when $2 then 'locked' end where id = $1`,
    [id, left <= 0, new Date(now)],
  )
  return Math.max(left, 0)
}

/** Uses a locked link up. */
export async function consume(
  tx: Tx,
  { id }: Link,
  { form, decision, drawn }: { form: string; decision: 'agrees' | 'refuses'; drawn: boolean },
  now: number,
): Promise<void> {
  await tx.query(
    `update confirm_links set ended_at = $2, ended_as = 'used', form = $3, decision = $4, drawn = $5
     where id = $1 and ended_at is null`,
    [id, new Date(now), form, decision, drawn],
  )
}
