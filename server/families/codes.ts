import { randomInt, randomUUID } from 'node:crypto'
import { days, hours } from '../../flows/engine/calendar.ts'
import type { CodeFacts } from '../../flows/index.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Waiting } from '../conversation/load.ts'
import type { Tx } from '../db/scope.ts'
import type { Policy } from '../policy.ts'
import { blindIndex, type Keys, unseal } from '../privacy/seal.ts'
import { ChildSealed, masked, PersonSealed } from './sealed.ts'

export type Card = { person: string; household: string | null; place: string }
export type Issued = Card & { code: string; expires: number }

/** Digits as a card shows them: two groups of four. */
export const grouped = (digits: string): string => `${digits.slice(0, 4)} ${digits.slice(4)}`

/** New codes, one per card; an older unused one of the same person and household ends. Only an index is stored.
 * `given`: by which member of staff, and until when (ms) if not for the days of the policy.
 */
export async function issueCodes(
  tx: Tx,
  keys: Keys,
  policy: Policy,
  now: number,
  cards: readonly Card[],
  given: { by?: string; expires?: number } = {},
): Promise<Issued[]> {
  const { by = null, expires = now + days(policy.codes.validDays) } = given
  await tx.query(
    `update codes set ended_at = $1 from unnest($2::uuid[], $3::uuid[]) as c(person, household)
     where ended_at is null and person_id = person and household_id is not distinct from household`,
    [new Date(now), cards.map(card => card.person), cards.map(card => card.household)],
  )
  const issued: Issued[] = []
  for (const card of cards)
    issued.push({ ...card, expires, code: grouped(await insertCode(tx, keys, now, expires, card, by)) })
  return issued
}

/** Eight digits nobody holds; a clash with a code ever issued draws again. */
async function insertCode(
  tx: Tx,
  keys: Keys,
  now: number,
  expires: number,
  card: Card,
  by: string | null,
): Promise<string> {
  for (;;) {
    const digits = String(randomInt(0, 100_000_000)).padStart(8, '0')
    const { rowCount } = await tx.query(
      `insert into codes (id, place, person_id, household_id, code_index, issued_at, expires_at, issued_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (code_index) do nothing`,
      [
        randomUUID(),
        card.place,
        card.person,
        card.household,
        blindIndex(keys, 'code', digits),
        new Date(now),
        new Date(expires),
        by,
      ],
    )
    if (rowCount) return digits
  }
}

/**
 * What the eight digits of a turn stand for. Wrong, used and expired look the same; five wrong tries lock the
 * contact for an hour, and a county that sees too many in an hour answers nobody's code for a while.
 */
export async function lookUpCodes(
  tx: Tx,
  keys: Keys,
  policy: Policy,
  now: number,
  asked: readonly { waiting: Waiting; digits: string | null }[],
): Promise<(CodeFacts | null)[]> {
  const digits = asked.flatMap(one => (one.digits === null ? [] : [one.digits]))
  if (digits.length === 0) return asked.map(() => null)
  const busy = await tooManyWrong(tx, policy, now)
  const { rows } = await tx.query(
    `select k.code_index, k.person_id, p.consent, p.sealed, s.role,
            (select jsonb_agg(jsonb_build_object('id', c.id, 'sealed', encode(c.sealed, 'base64'), 'kin', r.kin) order by c.birth_date, c.id)
             from children c join relations r on r.child_id = c.id and r.person_id = k.person_id and r.until is null
             where c.household_id = k.household_id and c.state <> 'left') as children
     from codes k
     join people p on p.id = k.person_id
     left join staff s on s.person_id = k.person_id and s.until is null and k.household_id is null
     where k.code_index = any($1) and k.ended_at is null and k.expires_at > $2`,
    [digits.map(code => blindIndex(keys, 'code', code)), new Date(now)],
  )
  const found = new Map(rows.map(row => [row.code_index.toString('hex'), row]))
  return asked.map(({ waiting, digits: code }): CodeFacts | null => {
    if (code === null) return null
    if (waiting.lockedUntil !== null && waiting.lockedUntil > now) return { state: 'locked' }
    if (busy) return { state: 'busy' }
    const row = found.get(blindIndex(keys, 'code', code).toString('hex'))
    if (!row) return { state: 'wrong' }
    const children: { id: string; sealed: string; kin: string }[] = row.children ?? []
    const names = row.role
      ? [PersonSealed.parse(unseal(keys, `people:${row.person_id}`, row.sealed)).name]
      : children.map(
          child =>
            ChildSealed.parse(unseal(keys, `children:${child.id}`, Buffer.from(child.sealed, 'base64'))).name,
        )
    return {
      state: 'valid',
      digits: code,
      person: row.person_id,
      consent: row.consent,
      masked: names.map(masked),
      staff: row.role,
      kin: children[0]?.kin ?? '',
    }
  })
}

async function tooManyWrong(tx: Tx, policy: Policy, now: number): Promise<boolean> {
  const { rows } = await tx.query('select count(*) as wrong from wrong_codes where at > $1', [
    new Date(now - hours(1)),
  ])
  return rows[0].wrong >= policy.codes.wrongPerHour
}

/** A code that did not fit: counted for the contact (locked for an hour at the limit) and for the county. */
export async function countWrongCodes(
  tx: Tx,
  { now, policy }: House,
  items: readonly Item<'wrongCode'>[],
): Promise<void> {
  const contacts = items.map(item => item.turn.waiting.to.contact)
  await tx.query(
    `update contacts set
       wrong_codes = case when wrong_codes + 1 >= $2 then 0 else wrong_codes + 1 end,
       locked_until = case when wrong_codes + 1 >= $2 then $3 else locked_until end
     where id = any($1)`,
    [contacts, policy.codes.triesPerContact, new Date(now + hours(1))],
  )
  await tx.query(
    `insert into wrong_codes (place, contact_id, at) select place, id, $2 from contacts where id = any($1)`,
    [contacts, new Date(now)],
  )
}
