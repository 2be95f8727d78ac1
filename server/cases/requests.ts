import { randomUUID } from 'node:crypto'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, PRIORITY, post, tell } from '../conversation/outbox.ts'
import { nextNo } from '../db/numbers.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { begin } from '../ladders/ladder.ts'
import { nextUp, officersOf, placeName } from '../staff/staff.ts'
import { addToCase } from './add-to-case.ts'
import { promise, promiseTime } from './promise.ts'
import { requestLadder } from './request-ladder.ts'
import { addLine } from './request-rows.ts'
import { speakerOf } from './speaker.ts'

/** A family asks for a person: the village's director gets it with a number, the family a name and a time. */
export async function openRequests(
  tx: Tx,
  house: House,
  items: readonly Item<'openRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const open = await openRequestOf(tx, turn)
    if (open) {
      for (const words of effect.words) await passOn(tx, house, turn, open, words, null)
      if (effect.voice) await passOn(tx, house, turn, open, '', effect.voice)
      continue
    }
    const place = placeOf(turn)
    const officers = await officersOf(tx, house.keys, place, house.now)
    const holder = nextUp(officers.filter(officer => officer.person !== turn.waiting.to.person))[0] ?? null
    const promised = promiseTime(house.now, house.policy.request)
    const request = await newRequest(tx, house, turn, holder, promised)
    await introduce(tx, house, turn, request, effect, await placeName(tx, place))
    await begin(tx, requestLadder, house.policy, [{ subject: request.id, place, from: house.now }])
    turn.replies.push(promise(house, holder, promised))
  }
}

/** A talk under way, and with whom it rests. */
export type Open = { id: string; no: number; holder: { id: string; person: string } | null }

/** The village of whoever is speaking; the county for somebody not bound. */
export const placeOf = ({ facts, place }: Turned): string => facts.person?.place ?? place

export async function openRequestOf(tx: Tx, turn: Turned): Promise<Open | null> {
  const { rows } = await tx.query(
    `select r.id, r.no, s.id as staff, s.person_id as person from requests r left join staff s on s.id = r.holder_id
     where r.contact_id = $1 and r.state <> 'closed'`,
    [turn.waiting.to.contact],
  )
  const row = rows[0]
  return row ? { id: row.id, no: row.no, holder: row.staff && { id: row.staff, person: row.person } } : null
}

export async function newRequest(
  tx: Tx,
  { now }: Pick<House, 'now'>,
  turn: Turned,
  holder: { id: string; person: string } | null,
  promised: number,
): Promise<Open> {
  const place = placeOf(turn)
  const request = { id: randomUUID(), no: await nextNo(tx, 'requests', place), holder }
  await tx.query(
    `insert into requests (id, place, no, person_id, contact_id, holder_id, opened_at, promised_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      request.id,
      place,
      request.no,
      turn.waiting.to.person,
      turn.waiting.to.contact,
      holder?.id ?? null,
      new Date(now),
      new Date(promised),
    ],
  )
  const person = turn.waiting.to.person
  record(turn, {
    kind: 'request-opened',
    place,
    subjects: person ? [person] : [],
    what: { promised, holder: holder?.id ?? null },
    rows: [
      {
        table: 'requests',
        id: request.id,
        is: { place, no: request.no, person_id: person, opened_at: now },
      },
    ],
  })
  return request
}

async function introduce(
  tx: Tx,
  house: House,
  turn: Turned,
  request: Open,
  { words, voice }: Item<'openRequest'>['effect'],
  village: string,
) {
  for (const text of words)
    await addLine(tx, house, {
      request: request.id,
      fromStaff: false,
      kind: 'text',
      words: text,
      inboxKey: turn.waiting.key,
    })
  if (voice)
    await addLine(tx, house, {
      request: request.id,
      fromStaff: false,
      kind: 'voice',
      words: '',
      inboxKey: voice,
    })
  const values = { no: request.no, village, ...speakerOf(turn), words: words.join(' / ') }
  const key = voice ? 'request:newVoice' : words.length > 0 ? 'request:new' : 'request:newCall'
  await toHolder(tx, house, request, { key, values }, turn.waiting.key, voice)
}

async function toHolder(
  tx: Tx,
  house: House,
  request: Open,
  text: { key: string; values: Record<string, unknown> },
  key: string,
  voice: string | null,
) {
  if (!request.holder) return
  await tell(tx, house, [request.holder.person], text, {
    priority: PRIORITY.reply,
    key: `request:${request.id}:${key}`,
  })
  const to = (await addressesOf(tx, [request.holder.person])).get(request.holder.person)
  if (voice && to)
    await post(tx, house, [
      { to, body: { voice }, priority: PRIORITY.reply, key: `request:${request.id}:${voice}:voice` },
    ])
}

/** While people talk the bot only carries their words. */
export async function addToRequests(
  tx: Tx,
  house: House,
  items: readonly Item<'addToRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const open = turn.facts.held ? null : await openRequestOf(tx, turn)
    if (open) await passOn(tx, house, turn, open, effect.words, effect.voice)
    else await addToCase(tx, house, turn, { ...effect, safe: null })
  }
}

async function passOn(
  tx: Tx,
  house: House,
  turn: Turned,
  request: Open,
  words: string,
  voice: string | null,
): Promise<void> {
  const kind = voice ? 'voice' : 'text'
  await addLine(tx, house, {
    request: request.id,
    fromStaff: false,
    kind,
    words,
    inboxKey: voice ?? turn.waiting.key,
  })
  const values = { no: request.no, ...speakerOf(turn), words }
  await toHolder(
    tx,
    house,
    request,
    { key: voice ? 'request:moreVoice' : 'request:more', values },
    turn.waiting.key,
    voice,
  )
}

/** A picture goes from WeChat to WeChat; here only its kind, time, size and hash stay (written at delivery). */
export async function passPictures(
  tx: Tx,
  house: House,
  items: readonly Item<'passPicture'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    let open = await openRequestOf(tx, turn)
    if (!open) {
      await openRequests(tx, house, [{ effect: { type: 'openRequest', words: [], voice: null }, turn }])
      open = (await openRequestOf(tx, turn))!
    }
    const line = await addLine(tx, house, {
      request: open.id,
      fromStaff: false,
      kind: 'image',
      words: '',
      inboxKey: turn.waiting.key,
    })
    const to = open.holder ? (await addressesOf(tx, [open.holder.person])).get(open.holder.person) : undefined
    if (!to) continue
    await tell(
      tx,
      house,
      [open.holder!.person],
      { key: 'request:picture', values: { no: open.no, ...speakerOf(turn) } },
      { priority: PRIORITY.reply, key: `picture:${turn.waiting.key}` },
    )
    await post(tx, house, [
      {
        to,
        body: { message: effect.message, line },
        priority: PRIORITY.reply,
        key: `picture:${turn.waiting.key}:itself`,
      },
    ])
  }
}
