import { danger, raiseAlarm } from './alarm.ts'
import { minutes } from './calendar.ts'
import type { Flow } from './define.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { guarded } from './guard.ts'
import { hearAnybody } from './hear-anybody.ts'
import { hearFamily } from './hear-family.ts'
import { hearStaff, hearStaffFreely } from './hear-staff.ts'
import { hearStranger } from './hear-stranger.ts'
import { withoutChild } from './left.ts'
import { placeholders } from './placeholders.ts'
import { dropped, enqueue, MOST_WAITING, makeWay } from './queue.ts'
import type { Mind, Prompt, State } from './state.ts'
import type { Thing } from './things.ts'
import { type Heard, leave, type Turned, turn, wakeAt } from './turn.ts'
import { withoutQuote } from './understand.ts'

/** What can happen to a conversation. The type comes from the event, never from the words. */
export type Arrived =
  /** `cut`: it was longer than what is kept. */
  | { type: 'text'; text: string; cut?: boolean }
  | { type: 'voice'; key: string }
  | { type: 'image'; message: string }
  /** A place on the map; `message` is the provider's id. */
  | { type: 'location'; message: string }
  /** Anything that cannot be read; without `as`, nobody knows what. */
  | { type: 'other'; as?: Thing }
  | { type: 'friend' }
  /** `message` is the provider's id of what was taken back. */
  | { type: 'recall'; message?: string }
  | { type: 'timer'; turn: number }
  /** Somebody wrote to this person on the account's own phone. */
  | { type: 'by-hand'; text: string; as: 'text' | 'voice' | 'image' }
  /** The house has found what a member of staff asked for: this conversation begins, whatever was open. */
  | { type: 'begin'; flow: string; about: Record<string, unknown> }
  /** The hour at which a member of staff wants the list of the day. */
  | { type: 'morning' }
  /** `reply`: somebody asked for the question, so that neither night nor budget holds it back. */
  | { type: 'prompt'; prompt: Prompt; reply?: boolean }
  /** People have stopped talking: the bot may go on with what waits. */
  | { type: 'resume' }
  /** Nothing was heard for a while: say this about the question, if it is still the open one; without words of its own, put it again. */
  | { type: 'remind'; flow: string; subject: string; key?: string }
  /** The house already has the answer (by telephone, at the door): the question is void. */
  | { type: 'withdraw'; flow: string; subject: string }
  /** A child is not on the list any more: nothing more is asked about it. */
  | { type: 'left'; child: string }

export type Flows = Readonly<Record<string, Flow>>
/** `word`: a command that the conversation ended with, as if it had been typed. */
export type Heard1 = { mind: Mind; effects: Effect[]; word?: string }
export type Said = { text: string; quoted: string | null }

/**
 * One turn of one contact's conversation. Order: danger first, then commands and people, then the one open
 * question, then whatever waits. A function of values; a waiting conversation always leaves exactly one `wakeMe`.
 */
export function hear(flows: Flows, before: Mind, arrived: Arrived, facts: Facts): Heard1 {
  if (arrived.type === 'timer' && arrived.turn !== before.turn) return { mind: before, effects: [] }
  // A flow that vanished in a deploy ends; nothing may wait behind it.
  const open = before.open && mayHold(flows, before.open.flow, facts) ? before.open : null
  const heard = react(flows, { ...before, open, turn: before.turn + 1 }, arrived, facts)
  const { mind, effects } = takeNext(flows, heard, facts)
  if (!mind.open) return { mind, effects }
  const due = wakeAt(flows[mind.open.flow]!, mind.open, facts.waits)
  // While people talk nothing is asked: a wait that is already over is looked at again later.
  const at = arrived.type === 'timer' ? Math.max(due, facts.now + SOONEST_WAKE) : due
  return { mind, effects: [...effects, { type: 'wakeMe', at }] }
}

const SOONEST_WAKE = minutes(60)

/** Whether there is such a conversation, and this person is one to hold it with. */
const mayHold = (flows: Flows, id: string, facts: Facts): boolean =>
  Object.hasOwn(flows, id) && (!flows[id]!.staff || Boolean(facts.person?.staff))

/** A person is talking with this family, or must decide first: nothing is said that nobody asked for. */
const mayNotSpeak = (facts: Facts): boolean => facts.handedOver || facts.held

/** Whoever began to tell of danger is waited for whatever else is going on; their silence is told to a person. */
export const inDanger = ({ open }: Mind): boolean => open?.flow === 'report-danger'

function react(flows: Flows, mind: Mind, arrived: Arrived, facts: Facts): Heard1 {
  switch (arrived.type) {
    case 'timer':
      return mayNotSpeak(facts) && !inDanger(mind) ? { mind, effects: [] } : fallSilent(flows, mind, facts)
    case 'prompt':
      return enqueue(makeWay(mind, arrived.prompt), arrived.prompt)
    case 'begin':
      return mayHold(flows, arrived.flow, facts)
        ? start(flows, mind, arrived.flow, arrived.about, facts)
        : { mind, effects: [] }
    case 'morning':
      return {
        mind,
        effects: facts.person?.staff ? [{ type: 'showToday', all: false, morning: true }] : [],
      }
    case 'remind':
      return remind(flows, mind, arrived, facts)
    case 'withdraw':
      return { mind: withdraw(mind, arrived.flow, arrived.subject), effects: [] }
    case 'left':
      return withoutChild(mind, arrived.child)
    case 'by-hand':
      return { mind, effects: byHand(arrived, facts) }
    case 'recall':
      return recalled(mind, arrived.message)
    case 'resume':
      return { mind, effects: [] }
    default:
      return listen(flows, mind, arrived, facts)
  }
}

type FromPerson = Extract<Arrived, { type: 'text' | 'voice' | 'image' | 'location' | 'other' | 'friend' }>

function listen(flows: Flows, mind: Mind, arrived: FromPerson, facts: Facts): Heard1 {
  const heard: Said | null = arrived.type === 'text' ? quoteApart(arrived.text) : null
  return guarded(flows, mind, arrived, heard, facts, (counted, said) =>
    answer(flows, counted, arrived, said, facts),
  )
}

function answer(flows: Flows, mind: Mind, arrived: FromPerson, said: Said | null, facts: Facts): Heard1 {
  const wish = said && hearAnybody(flows, mind, said.text, facts)
  if (wish) return wish
  const staff = facts.person?.staff
  if (said && staff) {
    const command = hearStaff(flows, mind, said, facts)
    if (command) return command
  }
  const alarm = said && danger(flows, said.text, mind, facts)
  if (alarm) {
    // A child is never asked to join; on a family's own phone the family's conversation stays.
    const stranger = alarm.child && !facts.person
    const met = {
      ...mind,
      child: mind.child || stranger,
      open: stranger || inDanger(mind) ? null : mind.open,
    }
    return { mind: met, effects: raiseAlarm(alarm, said.text, facts) }
  }
  if (staff && (arrived.type === 'voice' || facts.person!.children.length === 0))
    return hearStaffFreely(flows, mind, arrived, said, facts)
  if (!facts.person) return hearStranger(flows, mind, arrived, said, facts)
  return hearFamily(flows, mind, arrived, said, facts)
}

/** Time has passed over the open question. One of the house that closes unanswered is remembered for a while. */
function fallSilent(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  const heard = onOpen(flows, mind, { type: 'silence' }, facts)
  if (heard.mind.open || !mind.open || !askedByTheHouse(mind.open)) return heard
  return { ...heard, mind: { ...heard.mind, lapsed: mind.open } }
}

/** A family that a person writes to is in that person's hands; colleagues and strangers are not handed over. */
function byHand({ text, as }: Extract<Arrived, { type: 'by-hand' }>, facts: Facts): Effect[] {
  const family = facts.person !== null && !facts.person.staff && !facts.held
  return family || facts.handedOver ? [{ type: 'answeredByHand', words: text, as }] : []
}

/** Passes something on to the open conversation, if there is one. */
export function onOpen(flows: Flows, mind: Mind, heard: Heard, facts: Facts): Heard1 {
  const flow = mind.open && flows[mind.open.flow]
  if (!flow) return { mind: { ...mind, open: null }, effects: [] }
  const { state, effects, word } = turn(flow, mind.open, heard, facts)
  return { mind: { ...mind, open: state }, effects, word }
}

/** Starts a conversation now; a question of the house that was open goes on afterwards. */
export function start(
  flows: Flows,
  mind: Mind,
  id: string,
  about: Record<string, unknown>,
  facts: Facts,
): Heard1 {
  const before = mind.open && flows[mind.open.flow]
  const left = before ? leave(before, mind.open!, facts) : []
  const { state, effects } = turn(flows[id]!, null, { type: 'begin', about }, facts)
  return { mind: { ...mind, open: state, queue: putAside(mind, id) }, effects: [...left, ...effects] }
}

/** Questions that go on after somebody has gone another way; what people began themselves is let go. */
const ASKED_BY_THE_HOUSE = new Set([
  'child-consent',
  'check-in',
  'confirm-care-parent',
  'confirm-care-carer',
  'who-cares',
  'checklist-parent',
  'checklist-carer',
  'entrust-parent',
  'entrust-carer',
])

/** Whether nobody asked for this conversation; how the children are may also be told of one's own accord. */
export const askedByTheHouse = ({ flow, about }: Pick<State, 'flow' | 'about'>): boolean =>
  ASKED_BY_THE_HOUSE.has(flow) && about.checkIn !== null

/** What waits when another conversation begins: the open question first, as it stands, unless it begins anew. */
export function putAside({ open, queue }: Mind, instead: string | null): Prompt[] {
  if (!open || !ASKED_BY_THE_HOUSE.has(open.flow) || open.flow === instead) return queue
  const paused: Prompt = { flow: open.flow, about: open.about, urgency: 0, expiresAt: null, paused: open }
  return [paused, ...queue].slice(0, MOST_WAITING)
}

/** From here on a person speaks with them. */
const TO_A_PERSON = new Set<Effect['type']>(['openRequest', 'openCase', 'answeredByHand'])

/** One question at a time: the next one is put when nothing is open and no person is talking. */
function takeNext(flows: Flows, heard: Heard1, facts: Facts): Heard1 {
  let { mind, effects } = heard
  const busy = mayNotSpeak(facts) || effects.some(effect => TO_A_PERSON.has(effect.type))
  while (!mind.open && !busy) {
    const [next, ...rest] = mind.queue
    if (!next) break
    mind = { ...mind, queue: rest }
    const vanished = !mayHold(flows, next.flow, facts)
    if (vanished || (next.expiresAt !== null && next.expiresAt <= facts.now)) {
      effects = [...effects, dropped(next, vanished ? 'vanished' : 'expired')]
      continue
    }
    const { state, effects: more } = goOn(flows[next.flow]!, next, facts)
    mind = { ...mind, open: state, lapsed: null }
    effects = [...effects, ...more]
  }
  return { mind, effects }
}

/** Begins what waits, or puts its question again; one that is overdue by now is left to its timer. */
function goOn(flow: Flow, { about, paused }: Prompt, facts: Facts): Turned {
  if (!paused) return turn(flow, null, { type: 'begin', about }, facts)
  if (facts.now >= wakeAt(flow, paused, facts.waits)) return { state: paused, effects: [] }
  return turn(flow, paused, { type: 'again' }, facts)
}

function remind(
  flows: Flows,
  mind: Mind,
  { flow, subject, key }: Extract<Arrived, { type: 'remind' }>,
  facts: Facts,
): Heard1 {
  const open = mind.open?.flow === flow && isAbout(mind.open.about, subject) ? mind.open : null
  if (!open || mayNotSpeak(facts)) return { mind, effects: [] }
  if (key === undefined) return onOpen(flows, mind, { type: 'again' }, facts)
  return {
    mind: { ...mind, open: { ...open, putAt: facts.now } },
    effects: [{ type: 'say', key, values: placeholders(facts, open), asks: true }],
  }
}

const isAbout = (about: Record<string, unknown>, subject: string) => Object.values(about).includes(subject)

function withdraw(mind: Mind, flow: string, subject: string): Mind {
  const open = mind.open?.flow === flow && isAbout(mind.open.about, subject) ? mind.open : null
  return {
    ...mind,
    open: open ? null : mind.open,
    lapsed: open ?? mind.lapsed,
    queue: mind.queue.filter(waiting => waiting.flow !== flow || !isAbout(waiting.about, subject)),
  }
}

/** A picture taken back before it was passed on is let go of; everything else is the house's to mark. */
function recalled(mind: Mind, message: string | undefined): Heard1 {
  if (message === undefined) return { mind, effects: [] }
  const isIt = mind.open?.flow === 'picture' && mind.open.about.message === message
  return { mind: isIt ? { ...mind, open: null } : mind, effects: [{ type: 'recall', message }] }
}

function quoteApart(text: string): Said {
  const { quoted, said } = withoutQuote(text)
  return { text: said, quoted }
}
