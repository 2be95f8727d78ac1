import type { Mind } from './state.ts'
import { normalise } from './understand.ts'

/**
 * The eight digits of a binding code in a text, in one or two groups, or null. Not part of a longer number:
 * a telephone or identity number is no code.
 */
export function codeIn(text: string): string | null {
  const found = /(?<![\d-])(\d{4})[\s-]?(\d{4})(?![\s-]?\d)/.exec(normalise(text).slice(0, 200))
  return found ? found[1]! + found[2]! : null
}

/** The code a turn needs looked up: the one just sent, or the one the conversation has kept. */
export function codeToLookUp(mind: Mind, text: string | null): string | null {
  const sent = text === null ? null : codeIn(text)
  if (sent || mind.open?.flow !== 'join') return sent
  const { answers, about } = mind.open
  return codeIn(String(answers.code ?? about.digits ?? ''))
}
