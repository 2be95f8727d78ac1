import { momentOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { PRIORITY, post, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { record } from '../evidence/of-turn.ts'
import { begin, end } from '../ladders/ladder.ts'
import { seal } from '../privacy/seal.ts'
import { levelOf, nextUp, type Officer, officersOf, placeName } from '../staff/staff.ts'
import { about, type Found, ownRequest } from './answers.ts'
import { promise, promiseTime } from './promise.ts'
import { requestLadder } from './request-ladder.ts'
import { close, lastWords } from './request-rows.ts'
import { tellAnswered } from './told-above.ts'

type Named = { no: number | null; request?: string | undefined }

/** The request that is meant, or the reply that says why none is. */
async function meant(tx: Tx, turn: Turned, named: Named): Promise<Found | null> {
  const found = await ownRequest(tx, turn, named)
  if (found && found !== 'two-mean-it') return found
  const none = named.no === null ? 'staff:whichNumber' : 'staff:noSuchNumber'
  turn.replies.push({ key: found ? 'staff:twoWithNumber' : none, values: { no: named.no ?? '' } })
  return null
}

/** 接 3: somebody above the village owes the answer from now on, and whoever held it knows. */
export async function takeRequest(
  tx: Tx,
  house: House,
  items: readonly Item<'takeRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, turn, effect)
    if (!found) continue
    const staff = turn.facts.person!.staff!
    const { rows } = await tx.query(
      `update requests r set holder_id = $2 from (select id, holder_id from requests where id = $1) old
       where r.id = old.id returning (select person_id from staff where id = old.holder_id) as before, r.answered_at`,
      [found.id, staff.id],
    )
    const before = rows[0].before as string | null
    record(turn, {
      kind: 'request-taken',
      place: found.place,
      subjects: about(found),
      what: { from: before },
    })
    if (before && before !== turn.waiting.to.person)
      await tell(
        tx,
        house,
        [before],
        { key: 'request:takenAbove', values: { no: found.no } },
        { priority: PRIORITY.reply, key: `taken:${found.id}:${turn.waiting.key}` },
      )
    const since = rows[0].answered_at as Date | null
    turn.replies.push(
      since
        ? {
            key: 'request:takenAnswered',
            values: { no: found.no, time: momentOf(since.getTime(), house.now) },
          }
        : { key: 'request:taken', values: { no: found.no } },
    )
  }
}

/** 交回 3: the village owes the answer again, by a new time; its director gets the family's words once more. */
export async function giveBack(tx: Tx, house: House, items: readonly Item<'giveBack'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, turn, effect)
    if (!found) continue
    const officers = await officersOf(tx, house.keys, found.place, house.now)
    const [director] = nextUp(officers)
    if (!director || levelOf(director) > 0 || director.person === turn.waiting.to.person) {
      turn.replies.push({ key: 'request:nobodyInVillage', values: { no: found.no } })
      continue
    }
    const owed = await promiseAnew(tx, house, found, director)
    record(turn, {
      kind: 'request-given-back',
      place: found.place,
      subjects: about(found),
      what: { to: director.person, by: owed?.by ?? null },
    })
    const values = {
      no: found.no,
      village: await placeName(tx, found.place),
      words: await lastWords(tx, house.keys, found.id),
      time: owed ? momentOf(owed.by, house.now) : '',
    }
    await tell(
      tx,
      house,
      [director.person],
      { key: owed ? 'request:givenBack' : 'request:givenBackTalk', values },
      { priority: PRIORITY.reply, key: `given-back:${found.id}:${turn.waiting.key}` },
    )
    const back = owed?.told ? 'request:back' : 'request:backUntold'
    turn.replies.push({ key: owed ? back : 'request:backTalk', values })
  }
}

/**
 * The director owes the answer, by a time that the family is told: the promise and its ladder begin anew. Returns that
 * time (ms) and whether the family could be told, or null when it has been answered and nothing is owed.
 */
async function promiseAnew(
  tx: Tx,
  house: House,
  found: Found,
  director: Officer,
): Promise<{ by: number; told: boolean } | null> {
  const promised = promiseTime(house.now, house.policy.request)
  const { rows } = await tx.query(
    `update requests r set holder_id = $2, promised_at = case when state = 'open' then $3 else promised_at end
     where id = $1
     returning state = 'open' as owed,
       exists (select 1 from holds h where h.person_id = r.person_id and h.until_at is null) as held`,
    [found.id, director.id, new Date(promised)],
  )
  const { owed, held } = rows[0]
  if (!owed) return null
  await end(tx, requestLadder, [found.id], 'given-back', house.now)
  const climber = { subject: found.id, place: found.place, from: house.now, again: true as const }
  await begin(tx, requestLadder, house.policy, [climber])
  if (held) return { by: promised, told: false }
  const { key, values } = promise(house, director, promised)
  await post(tx, house, [
    {
      to: found.to,
      body: { text: house.words(found.to.language, key, values) },
      priority: PRIORITY.reply,
      key: `promised-anew:${found.id}:${promised}`,
      notBefore: outOfQuiet(house.now, house.policy.quiet),
    },
  ])
  return { by: promised, told: true }
}

/** 结 3 结果: settled, with what came of it; the bot speaks with the family again. */
export async function settleRequest(
  tx: Tx,
  house: House,
  items: readonly Item<'settleRequest'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const found = await meant(tx, turn, effect)
    if (!found) continue
    await tx.query('update requests set settled = $2, settled_by = $3 where id = $1', [
      found.id,
      seal(house.keys, `requests:${found.id}`, { words: effect.words }),
      turn.facts.person!.staff!.id,
    ])
    await close(tx, house, found.id, 'done')
    await tellAnswered(tx, house, found.id, turn.facts.person!.staff!.id)
    record(turn, {
      kind: 'request-settled',
      place: found.place,
      subjects: about(found),
      rows: [
        {
          table: 'requests',
          id: found.id,
          is: { settled_by: turn.facts.person!.staff!.id },
        },
      ],
    })
    turn.replies.push({ key: 'request:settled', values: { no: found.no } })
  }
}
