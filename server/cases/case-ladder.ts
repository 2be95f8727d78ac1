import { minutes } from '../../flows/engine/calendar.ts'
import { type Ink, PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { DueWork, Outcome } from '../due.ts'
import type { Ladder, Rung, Standing } from '../ladders/ladder.ts'
import { unseal } from '../privacy/seal.ts'
import { type Officer, officersOf, type Post, placeName, toTell } from '../staff/staff.ts'
import { promiseTime } from './promise.ts'

/** A cry about one of these is told to the whole line at once. */
const LOST = new Set(['missing', 'drowning'])

type Urgency = 'lost' | 'red' | 'amber'
export const urgencyOf = ({ level, class: kind }: { level: 'red' | 'amber'; class: string }): Urgency =>
  LOST.has(kind) ? 'lost' : level

/** Whom a case is told to the moment it is opened. */
export const TOLD_AT_ONCE: Record<Urgency, readonly Post[]> = {
  lost: ['director', 'stand-in', 'supervisor'],
  red: ['director', 'stand-in'],
  amber: ['director', 'stand-in'],
}

/** Those of these posts who may know of a case. */
export const mayBeTold = (
  officers: readonly Officer[],
  hidden: readonly string[],
  posts: readonly Post[],
): Officer[] =>
  toTell(
    officers.filter(officer => !hidden.includes(officer.id)),
    posts,
  )

/** Who reads what else is said about an open case. */
export const whoKnowsOf = async (
  tx: Tx,
  { keys, now }: Pick<Ink, 'keys' | 'now'>,
  { place, hidden_from }: { place: string; hidden_from: readonly string[] },
): Promise<string[]> =>
  mayBeTold(await officersOf(tx, keys, place, now), hidden_from, TOLD_AT_ONCE.lost).map(
    officer => officer.person,
  )

/** Nobody has acknowledged the case yet: these posts are told, with the minutes that have passed. */
const tellAgain =
  (posts: readonly Post[]): DueWork =>
  async (tx, { parts, now }, items) => {
    const outcomes: Outcome[] = []
    for (const item of items) {
      const { rows } = await tx.query(
        'select id, place, no, sealed, hidden_from, opened_at from cases where id = $1',
        [item.subject],
      )
      const open = rows[0]
      const officers = await officersOf(tx, parts.keys, open.place, now)
      const told = mayBeTold(officers, open.hidden_from, posts)
      const { words } = unseal(parts.keys, `cases:${open.id}`, open.sealed) as { words: string }
      const waited = Math.round((now - open.opened_at.getTime()) / minutes(1))
      const values = { no: open.no, village: await placeName(tx, open.place), words, minutes: waited }
      await tell(
        tx,
        { ...parts, now },
        told.map(officer => officer.person),
        { key: 'case:unacknowledged', values },
        { priority: PRIORITY.danger, key: item.key },
      )
      await tx.query('update cases set told_again = told_again || $2::uuid[] where id = $1', [
        open.id,
        told.map(officer => officer.id),
      ])
      outcomes.push(told.length > 0 ? 'done' : { skipped: 'nobody-reached' })
    }
    return outcomes
  }

async function look(tx: Tx, cases: readonly string[]): Promise<Map<string, Standing>> {
  const { rows } = await tx.query(
    `select c.id, c.acknowledged_at, c.closed_at, (select account from contacts where id = c.contact_id) as account
     from cases c where c.id = any($1) for no key update of c skip locked`,
    [cases],
  )
  return new Map(
    rows.map(({ id, acknowledged_at, closed_at, account }) => {
      const over = closed_at ? 'closed' : acknowledged_at ? 'acknowledged' : null
      return [id, over ? { over } : { account }]
    }),
  )
}

const ladder = (safety: boolean, ...rungs: Rung[]): Ladder => ({ safety, look, rungs })

/** Until somebody acknowledges a case. Counted from the cry itself: no night and no outage puts danger off. */
export const caseLadders: Record<Urgency, Ladder> = {
  lost: ladder(
    true,
    {
      kind: 'lost-again',
      at: (cried, { danger }) => cried + minutes(danger.acknowledgeWithin),
      take: tellAgain(['director', 'stand-in', 'supervisor']),
    },
    {
      kind: 'lost-county',
      at: (cried, { danger }) => cried + minutes(danger.countyAfter),
      take: tellAgain(['director', 'stand-in', 'supervisor', 'county']),
    },
  ),
  red: ladder(
    true,
    {
      kind: 'red-supervisor',
      at: (cried, { danger }) => cried + minutes(danger.acknowledgeWithin),
      take: tellAgain(['supervisor']),
    },
    {
      kind: 'red-county',
      at: (cried, { danger }) => cried + minutes(danger.countyAfter),
      take: tellAgain(['county']),
    },
  ),
  // To be looked into today: its hours are those of a request.
  amber: ladder(false, {
    kind: 'amber-supervisor',
    at: (cried, { request }) => promiseTime(cried, request),
    take: tellAgain(['supervisor']),
  }),
}
