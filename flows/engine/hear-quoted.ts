import type { Effect } from './effects.ts'
import type { Facts, Quoted } from './facts.ts'
import { askedByTheHouse, type Flows, type Heard1, onOpen, putAside } from './hear.ts'
import { saysReceived } from './receipt.ts'
import type { Mind, State } from './state.ts'
import { readingOf, turn } from './turn.ts'
import { understand } from './understand.ts'

type Question = Extract<Quoted, { type: 'question' }>

/** The notice that a quoting text acknowledges, whichever came last; null when it says something else. */
export function receiptOfQuoted(
  text: string,
  quoted: Quoted | null | undefined,
  facts: Facts,
): string | null {
  if (quoted?.type !== 'notice') return null
  const receives =
    saysReceived(text) || understand({ context: 'receipt', today: facts.today, text }).kind === 'receipt'
  return receives ? quoted.id : null
}

/**
 * The conversation with the quoted question as the open one, so that the words answer it: it may be open already, or
 * wait behind another. Null when it is neither.
 */
export function turnedToQuoted(mind: Mind, quoted: Question, facts: Facts): Mind | null {
  if (mind.open && isSame(mind.open, quoted)) return mind
  const waiting = mind.queue.find(prompt => isSame(prompt, quoted))
  if (!waiting) return null
  const queue = putAside(mind, null).filter(prompt => prompt !== waiting)
  return { ...mind, open: waiting.paused ?? stoodAt(quoted, facts), queue }
}

/** So many questions answered late are remembered: each is thanked for once. */
const LATE_REMEMBERED = 6

/**
 * An answer to a question that is closed: it is kept, does what it would have done, and is thanked for once. The
 * question that is open now is not answered by it and is put again. Null when the words are no answer.
 */
export function answerLate(
  flows: Flows,
  mind: Mind,
  closed: Question | State,
  text: string,
  facts: Facts,
): Heard1 | null {
  const flow = Object.hasOwn(flows, closed.flow) ? flows[closed.flow] : undefined
  const step = flow?.steps[closed.step]
  if (!flow || !step?.ask || !askedByTheHouse(closed)) return null
  const reading = readingOf(flow, step, text, facts.today)
  if (!('value' in reading) && reading.kind !== 'words') return null
  const late: Effect = {
    type: 'lateAnswer',
    flow: flow.id,
    checkIn: typeof closed.about.checkIn === 'string' ? closed.about.checkIn : null,
    children: Array.isArray(closed.about.children) ? (closed.about.children as string[]) : [],
    words: text,
  }
  const answered = turn(flow, stoodAt(closed, facts), { type: 'words', words: text }, facts)
  const name = `${flow.id}:${JSON.stringify(closed.about)}`
  const thanked = mind.late.includes(name) && answered.state === null
  const effects = [late, ...answered.effects.filter(effect => !thanked || effect.type !== 'say')]
  const known: Mind = {
    ...mind,
    lapsed: null,
    late: [...mind.late.filter(one => one !== name), name].slice(-LATE_REMEMBERED),
  }
  if (answered.state)
    return { mind: { ...known, open: answered.state, queue: putAside(mind, null) }, effects }
  if (!mind.open || facts.handedOver || thanked) return { mind: known, effects }
  const again = onOpen(flows, known, { type: 'again' }, facts)
  return { mind: again.mind, effects: [...effects, ...again.effects] }
}

const isSame = (one: { flow: string; about: unknown }, quoted: Question) =>
  one.flow === quoted.flow && JSON.stringify(one.about) === JSON.stringify(quoted.about)

/** A question as it stood when it was put. */
const stoodAt = ({ flow, step, about }: Pick<State, 'flow' | 'step' | 'about'>, { now }: Facts): State => ({
  flow,
  step,
  about,
  answers: {},
  askedAt: now,
  putAt: now,
  reminders: 0,
  voice: null,
  unclear: [],
})
