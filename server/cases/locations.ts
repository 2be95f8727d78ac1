import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, PRIORITY, post, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { whoKnowsOf } from './case-ladder.ts'
import { addLine } from './request-rows.ts'
import { speakerOf } from './speaker.ts'

/**
 * A place on the map goes to whoever is talking with this contact, and to those alerted about their open case. It
 * passes from WeChat to WeChat and is not kept; when nobody waits for it, it is thanked for and goes nowhere.
 */
export async function passLocations(
  tx: Tx,
  house: House,
  items: readonly Item<'passLocation'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const toTalk = turn.facts.held ? false : await toRequest(tx, house, turn, effect.message)
    const toHelp = await toCase(tx, house, turn, effect.message)
    if (turn.facts.held) continue
    turn.replies.push({ key: toTalk || toHelp ? 'sent:locationPassed' : 'sent:location', values: {} })
  }
}

async function toRequest(tx: Tx, house: House, turn: Turned, message: string): Promise<boolean> {
  const { rows } = await tx.query(
    `select r.id, r.no, s.person_id as holder from requests r left join staff s on s.id = r.holder_id
     where r.contact_id = $1 and r.state <> 'closed'`,
    [turn.waiting.to.contact],
  )
  const open = rows[0]
  if (!open) return false
  await addLine(tx, house, {
    request: open.id,
    fromStaff: false,
    kind: 'location',
    words: '',
    inboxKey: turn.waiting.key,
  })
  if (!open.holder) return true
  const text = { key: 'request:location', values: { no: open.no, ...speakerOf(turn) } }
  await pass(tx, house, turn, [open.holder], text, message, 'request')
  return true
}

async function toCase(tx: Tx, house: House, turn: Turned, message: string): Promise<boolean> {
  const { rows } = await tx.query(
    `select no, place, hidden_from from cases where contact_id = $1 and closed_at is null
     order by opened_at desc limit 1`,
    [turn.waiting.to.contact],
  )
  const open = rows[0]
  if (!open) return false
  const people = await whoKnowsOf(tx, house, open)
  const text = { key: 'case:location', values: { no: open.no, ...speakerOf(turn) } }
  await pass(tx, house, turn, people, text, message, 'case')
  return true
}

/** A line that says whose place it is, and the place itself. */
async function pass(
  tx: Tx,
  house: House,
  turn: Turned,
  people: readonly string[],
  text: { key: string; values: Record<string, unknown> },
  location: string,
  why: 'request' | 'case',
): Promise<void> {
  const priority = why === 'case' ? PRIORITY.danger : PRIORITY.reply
  const key = `location:${why}:${turn.waiting.key}`
  await tell(tx, house, people, text, { priority, key })
  const addresses = await addressesOf(tx, people)
  await post(
    tx,
    house,
    [...addresses.values()].map(to => ({
      to,
      body: { location },
      priority,
      key: `${key}:${to.person}:itself`,
    })),
  )
}
