import type { Facts } from './facts.ts'
import { type Flows, type Heard1, start } from './hear.ts'
import type { Mind } from './state.ts'
import { readingOf } from './turn.ts'
import { saysCarerChanged, saysTheyAreBack, saysTheyLeaveAgain, saysTheyMoved } from './understand.ts'

/** What families tell without being asked, and the conversation that begins with it. */
const NEWS: readonly { flow: string; says: (text: string) => boolean; of: readonly string[] }[] = [
  { flow: 'change-carer', says: saysCarerChanged, of: ['father', 'mother', 'carer', 'backup-carer'] },
  { flow: 'we-are-back', says: saysTheyAreBack, of: ['father', 'mother'] },
  { flow: 'we-moved', says: saysTheyMoved, of: ['father', 'mother', 'carer', 'backup-carer'] },
]

/** 换人了, 我们回来了, 搬家了; null where it is none, answers the open question, or is not this person's to say. */
export function hearNews(flows: Flows, mind: Mind, text: string, facts: Facts): Heard1 | null {
  // Their children are not on the list, so that the house looks.
  if (saysTheyLeaveAgain(text) && !facts.handedOver && !isAnswer(flows, mind, text, facts))
    return { mind, effects: [{ type: 'findLeft' }] }
  const news = NEWS.find(one => one.says(text))
  if (!news || facts.handedOver || isAnswer(flows, mind, text, facts)) return null
  const children = (facts.person?.children ?? []).filter(child => news.of.includes(child.role))
  if (children.length === 0) return null
  return start(flows, mind, news.flow, { children: children.map(child => child.id) }, facts)
}

/** 换人了 is a line of the question who looks after the children, and words are an answer to what asks for words. */
function isAnswer(flows: Flows, { open }: Mind, text: string, facts: Facts): boolean {
  const flow = open && flows[open.flow]
  const step = open && flow?.steps[open.step]
  if (!flow || !step?.ask) return false
  const reading = readingOf(flow, step, text, facts.today)
  return reading.kind === 'words' || 'value' in reading
}
