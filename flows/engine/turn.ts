import { z } from 'zod'
import type { Flow, LooseMoment, Silence, Step } from './define.ts'
import type { Effect, EffectOf } from './effects.ts'
import type { Facts } from './facts.ts'
import { placeholders } from './placeholders.ts'
import type { State } from './state.ts'
import { normalise, type Reading, understand } from './understand.ts'

export type Heard =
  | { type: 'begin'; about: unknown }
  | { type: 'words'; words: string }
  /** A voice note: an answer that a person must hear, where the step allows it. */
  | { type: 'voice'; key: string }
  | { type: 'silence' }
  /** Put the open question once more, for instance after a receipt. */
  | { type: 'again' }

/** `state` is null when the conversation is over; `word`: what it goes on with, as if it had been typed. */
export type Turned = { state: State | null; effects: Effect[]; word?: string }

/** Answers not understood before a person takes over. */
const PATIENCE = 2

/** One turn of one conversation: what happened, therefore what is kept and what must be done. A function of values. */
export function turn(flow: Flow, saved: State | null, heard: Heard, facts: Facts): Turned {
  if (heard.type === 'begin') return begin(flow, heard.about, facts)
  if (!saved) return { state: null, effects: [] }
  const name = saved.step in flow.steps ? saved.step : (flow.renamed?.[saved.step] ?? flow.lost)
  const step = flow.steps[name]!
  const state: State = { ...saved, step: name }
  if (!step.ask) return goTo(flow, state, name, facts)
  switch (heard.type) {
    case 'again':
      return put(flow, state, facts)
    case 'silence':
      return silent(flow, state, facts)
    case 'voice':
      if (step.voice) return goTo(flow, { ...state, voice: heard.key }, step.voice, facts)
      return notUnderstood(flow, state, '', facts)
    case 'words':
      return answer(flow, state, step, heard.words, facts)
  }
}

/** What silence does at the question that is open, for as long as the county has decided. */
function silenceOf(flow: Flow, state: State, waits: Facts['waits']): Silence<string> {
  const own = flow.steps[state.step]?.silence ?? flow.silence
  return { ...own, ...(own.waits && waits?.[own.waits]) }
}

/** When the open question next deserves attention (ms): counted from when it was first put, whatever was said since. */
export function wakeAt(flow: Flow, state: State, waits?: Facts['waits']): number {
  const { remindAfter, giveUpAfter } = silenceOf(flow, state, waits)
  const each = [...remindAfter, giveUpAfter].slice(0, state.reminders + 1)
  return each.reduce((sum, wait) => sum + wait, state.askedAt)
}

/** How a step's words are read, before they become an answer. Free text is taken as it is. */
export function readingOf(flow: Flow, step: Step, words: string, today: string): Reading | { kind: 'words' } {
  const schema = flow.answers.shape[step.ask!]
  if (schema instanceof z.ZodString) return normalise(words) ? { kind: 'words' } : { kind: 'not-understood' }
  const options = schema instanceof z.ZodEnum ? (schema.options as string[]) : null
  const own = Object.entries(step.words ?? {}).find(([, said]) => said.test(normalise(words)))
  if (own) return { kind: 'choice', value: own[0] }
  return understand({ context: step.as ?? flow.id, options, today, text: words })
}

function begin(flow: Flow, about: unknown, facts: Facts): Turned {
  const state: State = {
    flow: flow.id,
    step: flow.start,
    about: flow.about.parse(about),
    answers: {},
    askedAt: facts.now,
    putAt: facts.now,
    reminders: 0,
    voice: null,
    unclear: [],
  }
  return goTo(flow, state, flow.start, facts)
}

function answer(flow: Flow, state: State, step: Step, words: string, facts: Facts): Turned {
  const moment = momentOf(state, facts, words)
  const otherwise = step.unless?.find(way => way.is(moment))
  if (otherwise) return goTo(flow, state, otherwise.then, facts, words)
  const reading = readingOf(flow, step, words, facts.today)
  const value =
    reading.kind === 'words'
      ? words.trim()
      : 'value' in reading
        ? reading.value
        : reading.kind === 'wants-person'
          ? personOption(flow, step)
          : undefined
  const parsed = flow.answers.shape[step.ask!]!.safeParse(value) as z.ZodSafeParseResult<unknown>
  if (!parsed.success) return notUnderstood(flow, state, words, facts)
  const answered: State = { ...state, answers: { ...state.answers, [step.ask!]: parsed.data } }
  const effects = doing(step, { ...momentOf(answered, facts, words), answer: parsed.data })
  const next = branch(step.then!, parsed.data, momentOf(answered, facts, words))
  const gone = goTo(flow, answered, next, facts, words)
  return { ...gone, effects: [...effects, ...gone.effects] }
}

/** The option that offers a person, which asking for one in words picks too. */
export function personOption(flow: Flow, step: Step): string | undefined {
  const schema = flow.answers.shape[step.ask!]
  const options = schema instanceof z.ZodEnum ? (schema.options as string[]) : []
  return options.find(option => option === 'call-me' || option === 'talk')
}

function notUnderstood(flow: Flow, state: State, words: string, facts: Facts): Turned {
  const confused: State = { ...state, unclear: [...state.unclear, words].slice(-5) }
  if (confused.unclear.length >= (flow.patience ?? PATIENCE))
    return goTo(flow, confused, flow.lost, facts, words)
  const sorry: Effect = { type: 'say', key: 'common:notUnderstood', values: {} }
  const again = put(flow, confused, facts)
  return { state: again.state, effects: [sorry, ...again.effects] }
}

function silent(flow: Flow, state: State, facts: Facts): Turned {
  const silence = silenceOf(flow, state, facts.waits)
  if (facts.now < wakeAt(flow, state, facts.waits)) return { state, effects: [] }
  if (state.reminders < silence.remindAfter.length)
    return put(flow, { ...state, reminders: state.reminders + 1 }, facts)
  return silence.then ? goTo(flow, state, silence.then, facts) : { state: null, effects: [] }
}

/**
 * What comes of a conversation of staff that is left for another one: where its question has a silence of its own, all
 * that matters was said, and it ends as it would have in silence. A visit without its last tap is a visit.
 */
export function leave(flow: Flow, state: State, facts: Facts): Effect[] {
  const then = flow.staff && flow.steps[state.step]?.silence?.then
  return then ? goTo(flow, state, then, facts).effects : []
}

/** Runs statements until a question waits or the conversation ends. */
function goTo(flow: Flow, from: State, name: string, facts: Facts, words = ''): Turned {
  const effects: Effect[] = []
  let state = from
  for (let at = name; ; ) {
    const step: Step = flow.steps[at]!
    if (step.ask) {
      // Back at the same question (the full text was read in between): it waits since it was first put.
      const since = at === from.step ? {} : { askedAt: facts.now, reminders: 0 }
      const asked = put(flow, { ...state, ...since, step: at, unclear: [] }, facts)
      return { state: asked.state, effects: [...effects, ...asked.effects] }
    }
    state = { ...state, step: at }
    const moment = momentOf(state, facts, words)
    effects.push(...doing(step, moment))
    if (step.say !== false) effects.push(say(flow, state, facts))
    if (!step.then) return { state: null, effects, word: step.word }
    at = branch(step.then, undefined, moment)
  }
}

function branch(then: NonNullable<Step['then']>, answered: unknown, moment: LooseMoment): string {
  if (typeof then === 'string') return then
  if (isFork(then)) return then.fork.find(way => way.is(moment))?.then ?? then.otherwise
  return then[String(answered)]!
}

export function isFork(
  then: NonNullable<Step['then']>,
): then is Extract<NonNullable<Step['then']>, { fork: readonly unknown[] }> {
  return typeof then === 'object' && Array.isArray((then as { fork?: unknown }).fork)
}

const momentOf = (state: State, facts: Facts, words: string): LooseMoment => ({
  about: state.about,
  answers: state.answers,
  words,
  unclear: state.unclear,
  facts,
  voice: state.voice,
})

const doing = (step: Step, moment: LooseMoment & { answer?: unknown }): readonly Effect[] =>
  typeof step.does === 'function' ? step.does(moment) : (step.does ?? [])

/** The open question's words, once more or for the first time. */
const put = (flow: Flow, state: State, facts: Facts): Turned => ({
  state: { ...state, putAt: facts.now },
  effects: [{ ...say(flow, state, facts), asks: true }],
})

const say = (flow: Flow, state: Asked, facts: Facts): EffectOf<'say'> => ({
  type: 'say',
  key: `${flow.id}:${flow.steps[state.step]!.say || state.step}`,
  values: placeholders(facts, state),
})

type Asked = Pick<State, 'flow' | 'step' | 'about' | 'answers' | 'askedAt'>

/** The words a question was put with; null when it is not asked any more. */
export function wordsPut(
  flows: Readonly<Record<string, Flow>>,
  state: Asked,
  facts: Facts,
): Pick<EffectOf<'say'>, 'key' | 'values'> | null {
  const flow = flows[state.flow]
  return flow?.steps[state.step]?.ask ? say(flow, state, facts) : null
}
