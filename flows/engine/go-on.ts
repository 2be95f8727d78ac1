import type { Facts } from './facts.ts'
import { askedByTheHouse, type Flows, type Heard1, inDanger, onOpen } from './hear.ts'
import type { Mind } from './state.ts'
import { readingOf } from './turn.ts'

/**
 * 继续: the question of the house that is open is put again, or what is left to ask is looked for. What they began
 * themselves gives way.
 */
export function goOnWithChecklist(flows: Flows, mind: Mind, facts: Facts, text: string): Heard1 {
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: text, voice: null }] }
  const { open } = mind
  const step = open && (askedByTheHouse(open) || inDanger(mind)) && flows[open.flow]?.steps[open.step]
  if (!open || !step) {
    const left = open?.flow === 'weekly-nudge' ? mind : { ...mind, open: null }
    return { mind: left, effects: [{ type: 'goOnWithChecklist' }] }
  }
  const isAnswer = 'value' in readingOf(flows[open.flow]!, step, text, facts.today)
  return onOpen(flows, mind, isAnswer ? { type: 'words', words: text } : { type: 'again' }, facts)
}
