import { randomUUID } from 'node:crypto'
import { dayOf, instantOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import { directorCalled } from '../../flows/index.ts'
import { openRequests } from '../cases/requests.ts'
import type { House, Item, Turned } from '../conversation/apply.ts'
import { addressesOf, PRIORITY, post, prompt, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { seal } from '../privacy/seal.ts'
import { addTasks } from './tasks.ts'

/** Whom the words may go to: reachable, and nobody under a hold or who wants no messages. */
type Receiver = { person: string; contact: string; kin: string }

/**
 * Words of a parent go to whoever looks after the children, with a question; words of a carer go to the parent they
 * answer, or to the parents. What cannot go by WeChat is a line for the director, without the reason.
 */
export async function passWordsOn(tx: Tx, house: House, items: readonly Item<'passOn'>[]): Promise<void> {
  for (const { effect, turn } of items) {
    const reply = (key: string, values: Record<string, unknown> = {}) => turn.replies.push({ key, values })
    const { longest, perDay } = house.policy['pass-on']
    if ([...effect.words].length > longest) {
      reply('pass-on:tooLong', { most: longest })
      continue
    }
    if ((await passedToday(tx, house, turn)) >= perDay) {
      reply('pass-on:enough')
      continue
    }
    if (effect.back) await arrive(tx, house, effect.back)
    const receivers = await receiversOf(tx, house, effect, turn)
    if (receivers.length === 0) await byDirector(tx, house, { effect, turn })
    for (const receiver of receivers) await hand(tx, house, { effect, turn }, receiver)
    if (receivers.length > 0)
      reply(effect.back ? 'pass-on:sentBack' : 'pass-on:sent', { to: receivers[0]!.kin })
  }
}

async function passedToday(tx: Tx, { now }: House, turn: Turned): Promise<number> {
  const { rows } = await tx.query(
    'select count(*)::int as today from passed_words where from_id = $1 and sent_at >= $2',
    [turn.facts.person!.id, new Date(instantOf(dayOf(now), '00:00'))],
  )
  return rows[0].today
}

/** Seen from the children: who is the other side of this person. */
async function receiversOf(
  tx: Tx,
  _house: House,
  { children, back }: Item<'passOn'>['effect'],
  turn: Turned,
): Promise<Receiver[]> {
  const mine = turn.facts.person!.children.find(child => children.includes(child.id))
  const roles = mine?.role === 'father' || mine?.role === 'mother' ? ['carer'] : ['father', 'mother']
  const { rows } = await tx.query(
    `select distinct on (p.id) p.id as person, c.id as contact, r.kin, r.role
     from relations r
     join people p on p.id = r.person_id and p.consent <> 'refused'
     join contacts c on c.person_id = p.id
     where r.child_id = any($1) and r.until is null and r.role = any($2) and p.id <> $3
       and ($4::uuid is null or p.id = (select from_id from passed_words where id = $4))
       and not exists (select 1 from holds h where h.person_id = p.id and h.until_at is null)
     order by p.id, r.role limit 3`,
    [children, roles, turn.facts.person!.id, back],
  )
  return rows.map(row => ({ person: row.person, contact: row.contact, kin: row.kin }))
}

/** WeChat does not reach them, or may not: the director passes it on. Why is not said. */
async function byDirector(tx: Tx, house: House, { effect, turn }: Item<'passOn'>): Promise<void> {
  if (effect.voice) {
    await openRequests(tx, house, [{ effect: { type: 'openRequest', words: [], voice: effect.voice }, turn }])
    return
  }
  const [child] = effect.children
  const person = turn.facts.person!
  await addTasks(tx, house, [{ kind: 'pass-on', child: child!, person: person.id, words: effect.words }])
  turn.replies.push({ key: 'pass-on:byDirector', values: { director: directorCalled(turn.facts) } })
}

async function hand(tx: Tx, house: House, { effect, turn }: Item<'passOn'>, to: Receiver): Promise<void> {
  const id = randomUUID()
  const person = turn.facts.person!
  const from = person.children.find(child => effect.children.includes(child.id))?.kin ?? ''
  await tx.query(
    `insert into passed_words (id, place, from_id, to_id, children, kind, sealed, inbox_key, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      person.place,
      person.id,
      to.person,
      effect.children,
      effect.voice ? 'voice' : 'text',
      effect.voice ? null : seal(house.keys, `passed_words:${id}`, { text: effect.words }),
      effect.voice ?? turn.waiting.key,
      new Date(house.now),
    ],
  )
  if (effect.back) {
    await handBack(tx, house, effect, to, from, id)
    return
  }
  const about = {
    children: effect.children,
    passed: id,
    from,
    words: effect.voice ? null : effect.words,
    voice: effect.voice,
  }
  await prompt(tx, house, [
    {
      contact: to.contact,
      key: `passed-words:${id}`,
      arrived: { type: 'prompt', prompt: { flow: 'words-arrive', about, urgency: 2, expiresAt: null } },
    },
  ])
}

/** Words back are told, not asked about. */
async function handBack(
  tx: Tx,
  house: House,
  { words, voice }: Item<'passOn'>['effect'],
  to: Receiver,
  from: string,
  id: string,
): Promise<void> {
  const how = { priority: PRIORITY.prompt, notBefore: outOfQuiet(house.now, house.policy.quiet) }
  const text = { key: voice ? 'pass-on:backVoice' : 'pass-on:back', values: { from, words } }
  await tell(tx, house, [to.person], text, { ...how, key: `words-back:${id}` })
  const address = (await addressesOf(tx, [to.person])).get(to.person)
  if (voice && address)
    await post(tx, house, [{ ...how, to: address, body: { voice }, key: `words-back:${id}:voice` }])
}

/** The voice note itself, ahead of the question about it. */
export async function playVoices(tx: Tx, house: House, items: readonly Item<'playVoice'>[]): Promise<void> {
  await post(
    tx,
    house,
    items.map(({ effect, turn }) => ({
      to: turn.waiting.to,
      body: { voice: effect.voice },
      priority: PRIORITY.prompt,
      routine: true,
      key: `play:${turn.waiting.key}`,
      notBefore: outOfQuiet(house.now, house.policy.quiet),
    })),
  )
}

async function arrive(tx: Tx, { now }: House, passed: string): Promise<string | null> {
  const { rows } = await tx.query(
    'update passed_words set arrived_at = $2 where id = $1 and arrived_at is null returning from_id',
    [passed, new Date(now)],
  )
  return rows[0]?.from_id ?? null
}

/** 1 转到了: whoever sent the words hears it. */
export async function wordsArrived(
  tx: Tx,
  house: House,
  items: readonly Item<'wordsArrived'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const from = await arrive(tx, house, effect.passed)
    if (from) await echo(tx, house, from, 'pass-on:arrived', turn, effect.passed)
  }
}

/** Two days without an answer: that is said as it is. */
export async function wordsUnanswered(
  tx: Tx,
  house: House,
  items: readonly Item<'wordsUnanswered'>[],
): Promise<void> {
  for (const { effect, turn } of items) {
    const { rows } = await tx.query('select from_id from passed_words where id = $1 and arrived_at is null', [
      effect.passed,
    ])
    if (rows[0]) await echo(tx, house, rows[0].from_id, 'pass-on:noEcho', turn, effect.passed)
  }
}

async function echo(
  tx: Tx,
  house: House,
  person: string,
  key: 'pass-on:arrived' | 'pass-on:noEcho',
  turn: Turned,
  passed: string,
): Promise<void> {
  const to = turn.facts.person!.children[0]?.kin ?? ''
  await tell(
    tx,
    house,
    [person],
    { key, values: { to } },
    {
      priority: PRIORITY.prompt,
      key: `echo:${passed}:${key}`,
      notBefore: outOfQuiet(house.now, house.policy.quiet),
    },
  )
}
