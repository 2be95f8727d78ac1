import { randomUUID } from 'node:crypto'
import { minutes } from '../../flows/engine/calendar.ts'
import type { House, Item } from '../conversation/apply.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { addressOf } from '../parts.ts'
import { newToken, type Token } from '../privacy/token.ts'

/** 登录: a link for a few minutes that opens a page once, without a password. An older one ends. */
export async function openPages(tx: Tx, house: House, items: readonly Item<'openPage'>[]): Promise<void> {
  const { linkMinutes } = house.policy['staff-pages']
  const links = items.map(({ effect, turn }) => ({
    staff: turn.facts.person!.staff!.id,
    contact: turn.waiting.to.contact,
    path: effect.path,
    token: newToken(turn.place),
    turn,
  }))
  await tx.query('update login_links set ended_at = $2 where staff_id = any($1) and ended_at is null', [
    links.map(link => link.staff),
    new Date(house.now),
  ])
  await tx.query(
    `insert into login_links (id, place, staff_id, contact_id, token_hash, path, issued_at, expires_at)
     select l.id, left(current_setting('xiangban.scope'), 6), l.staff, l.contact, l.hash, l.path, $1, $2
     from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bytea[], $7::text[]) as l(id, staff, contact, hash, path)`,
    [
      new Date(house.now),
      new Date(house.now + minutes(linkMinutes)),
      links.map(() => randomUUID()),
      links.map(link => link.staff),
      links.map(link => link.contact),
      links.map(link => link.token.hash),
      links.map(link => link.path),
    ],
  )
  for (const { turn, token } of links) {
    const address = `${addressOf(house)}/console/in/${token.text}`
    const staff = turn.facts.person!.staff!
    record(turn, { kind: 'link-issued', place: staff.place, subjects: [staff.id] })
    turn.replies.push({ key: 'staff:login', values: { minutes: linkMinutes, address } })
  }
}

/** Who comes in by a link, and where it leads. */
export type Entering = { staff: string; place: string; contact: string; path: string }

/**
 * Uses a link up: of any number that try at once, exactly one gets in. Null for a wrong, used, replaced or expired link,
 * and when whoever asked for it is not in the post any more.
 */
export async function useLink(tx: Tx, token: Token, now: number): Promise<Entering | null> {
  const { rows } = await tx.query(
    `update login_links l set ended_at = $2
     from staff s join bindings b on b.person_id = s.person_id and b.ended_at is null
     where l.token_hash = $1 and l.ended_at is null and l.expires_at > $2
       and s.id = l.staff_id and s.until is null and b.contact_id = l.contact_id
     returning s.id, s.place, l.contact_id, l.path`,
    [token.hash, new Date(now)],
  )
  const [found] = rows
  return found ? { staff: found.id, place: found.place, contact: found.contact_id, path: found.path } : null
}
