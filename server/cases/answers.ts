import { randomUUID } from 'node:crypto'
import { hours } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { type Address, type Letter, PRIORITY, post } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { schedule, suppress } from '../due.ts'
import { record } from '../evidence/of-turn.ts'
import { end } from '../ladders/ladder.ts'
import { asStaff } from '../staff/as-staff.ts'
import { calledOfficer } from '../staff/staff.ts'
import { requestLadder } from './request-ladder.ts'
import { addLine, close } from './request-rows.ts'
import { tellAnswered } from './told-above.ts'

/** 回 3 …, or a quoting answer: the family gets the words with the director's name. */
export async function answerFamily(
  tx: Tx,
  house: House,
  items: readonly Item<'answerFamily'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await ownRequest(tx, turn, effect)
    if (found === 'two-mean-it') {
      turn.replies.push({ key: 'staff:twoWithNumber', values: { no: effect.no } })
      continue
    }
    if (!found) {
      turn.replies.push({
        key: effect.no === null ? 'staff:whichNumber' : 'staff:noSuchNumber',
        values: { no: effect.no ?? '' },
      })
      continue
    }
    const staff = turn.facts.person!.staff!
    const kind = effect.voice ? 'voice' : 'text'
    await addLine(tx, house, {
      request: found.id,
      fromStaff: true,
      kind,
      words: effect.words,
      inboxKey: turn.waiting.key,
    })
    await answered(tx, house, found, staff.id)
    record(turn, { kind: 'request-answered', place: found.place, subjects: about(found) })
    await post(tx, house, answerLetters(house, turn, found, effect))
    turn.replies.push({ key: 'request:delivered', values: { no: found.no } })
  }
}

/** A person has answered: the promise is kept, checks rest, and a talk that has gone quiet closes. */
export async function answered(
  tx: Tx,
  house: House,
  { id, place, person }: Pick<Found, 'id' | 'place' | 'person'>,
  staff: string | null,
): Promise<void> {
  await tx.query(
    `update requests set state = 'answered', holder_id = coalesce($2, holder_id), answered_at = coalesce(answered_at, $3)
     where id = $1`,
    [id, staff, new Date(house.now)],
  )
  await end(tx, requestLadder, [id], 'answered', house.now)
  await tellAnswered(tx, house, id, staff)
  if (staff) await recordTalk(tx, house, person, staff)
  const quietAt = house.now + hours(house.policy.request.closeAfter)
  await schedule(tx, [
    { key: `request-quiet:${id}`, place, kind: 'request-quiet', subject: id, dueAt: quietAt },
  ])
}

export type Found = { id: string; no: number; place: string; person: string | null; to: Address }

/** The request and whose it is. */
export const about = ({ id, person }: Pick<Found, 'id' | 'person'>): string[] =>
  person ? [id, person] : [id]

/**
 * The request a staff member means, seen under their own scope: its number, the line of the list last shown, or without
 * either the only one they hold. Never a guess: a number that is both a line and another family's number is asked about.
 */
export async function ownRequest(
  tx: Tx,
  turn: Turned,
  { no, request }: { no: number | null; request?: string | undefined },
): Promise<Found | 'two-mean-it' | null> {
  const staff = turn.facts.person!.staff!
  const { rows } = await asStaff(tx, turn, () =>
    tx.query(
      `select id, no, place, person_id as person, contact_id as contact from requests
       where state <> 'closed' and (no = $1 or id = $3 or ($1::int is null and $3::uuid is null and holder_id = $2)) limit 2`,
      [no, staff.id, request ?? null],
    ),
  )
  if (rows.length === 2 && request) return 'two-mean-it'
  if (rows.length !== 1) return null
  const address = await tx.query(
    `select c.account, coalesce(p.language, 'zh-CN') as language from contacts c left join people p on p.id = c.person_id where c.id = $1`,
    [rows[0].contact],
  )
  const { contact, ...row } = rows[0]
  return { ...row, to: { contact, person: row.person, ...address.rows[0] } }
}

function answerLetters(
  { words }: House,
  turn: Turned,
  { to }: Found,
  effect: Item<'answerFamily'>['effect'],
): Letter[] {
  const { surname, post: role } = calledOfficer({
    name: turn.facts.person!.name,
    role: turn.facts.person!.staff!.role,
  })
  const key = `${turn.waiting.key}:answer`
  const said = words(to.language, effect.voice ? `request:answerVoice-${role}` : `request:answer-${role}`, {
    surname,
    words: effect.words,
  })
  const text: Letter = { to, body: { text: said }, priority: PRIORITY.reply, key }
  return effect.voice ? [text, { ...text, body: { voice: effect.voice }, key: `${key}:voice` }] : [text]
}

async function recordTalk(tx: Tx, { now }: House, person: string | null, staff: string): Promise<void> {
  if (!person) return
  await tx.query(
    `insert into care_contacts (id, place, person_id, staff_id, how, at) select $1, place, id, $3, 'wechat', $4 from people where id = $2 and length(place) = 12`,
    [randomUUID(), person, staff, new Date(now)],
  )
  const { rows } = await tx.query(`select id from check_ins where person_id = $1 and state = 'asked'`, [
    person,
  ])
  await suppress(
    tx,
    rows.map(row => row.id),
    'real-contact',
    now,
  )
}

/** 完 3: people have finished; the bot speaks with this family again. */
export async function closeRequest(
  tx: Tx,
  house: House,
  items: readonly Item<'closeRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await ownRequest(tx, turn, effect)
    if (found && found !== 'two-mean-it') {
      await close(tx, house, found.id, 'done')
      await tellAnswered(tx, house, found.id, turn.facts.person!.staff!.id)
      record(turn, { kind: 'request-closed', place: found.place, subjects: about(found) })
    }
    const missing = effect.no === null ? 'staff:whichToEnd' : 'staff:noSuchNumber'
    turn.replies.push({
      key: found === 'two-mean-it' ? 'staff:twoWithNumber' : found ? 'request:closed' : missing,
      values: { no: (found !== 'two-mean-it' && found?.no) || (effect.no ?? '') },
    })
  }
}
