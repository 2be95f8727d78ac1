import type { Facts } from './facts.ts'
import { type Flows, type Heard1, onOpen } from './hear.ts'
import type { Mind } from './state.ts'
import { readingOf } from './turn.ts'

/** The questions about who looks after the children, first the short one, then the rest. */
const ABOUT_CARE = new Set([
  ...['confirm-care-parent', 'confirm-care-carer', 'who-cares'],
  ...['checklist-parent', 'checklist-carer'],
])

/** 继续: the question about the care that is open is put again, or what is left to ask is looked for. */
export function goOnWithChecklist(flows: Flows, mind: Mind, facts: Facts, text: string): Heard1 {
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: text, voice: null }] }
  const { open } = mind
  const step = open && ABOUT_CARE.has(open.flow) && flows[open.flow]?.steps[open.step]
  if (!open || !step) return { mind, effects: [{ type: 'goOnWithChecklist' }] }
  const isAnswer = 'value' in readingOf(flows[open.flow]!, step, text, facts.today)
  return onOpen(flows, mind, isAnswer ? { type: 'words', words: text } : { type: 'again' }, facts)
}
