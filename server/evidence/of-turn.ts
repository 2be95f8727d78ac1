import { flows, wordsPut } from '../../flows/index.ts'
import type { House, Turned } from '../conversation/apply.ts'
import type { Act } from './append.ts'
import type { Json } from './canonical.ts'

/** Puts down what came of a turn: who, from which contact and in which message are the turn's own. */
export function record(turn: Turned, act: Omit<Act, 'by' | 'message'>): void {
  const { contact, person } = turn.waiting.to
  const staff = turn.facts.person?.staff?.id ?? null
  turn.acts.push({ ...act, by: { person, staff, contact }, message: turn.waiting.key })
}

/** The question a turn answered, word for word as it was shown to this person; nothing when none was open. */
export function shown({ words }: Pick<House, 'words'>, { waiting, facts }: Turned): Json {
  const { quoted } = facts
  const question =
    quoted?.type === 'question'
      ? { ...quoted, answers: {}, askedAt: facts.now }
      : (waiting.mind.open ?? waiting.mind.lapsed)
  const put = question && wordsPut(flows, question, facts)
  if (!put) return null
  return {
    flow: question.flow,
    step: question.step,
    text: words(waiting.to.language, put.key, put.values),
    language: waiting.to.language,
  }
}
