import { z } from 'zod'
import type { Facts } from './facts.ts'
import type { Flows } from './hear.ts'
import type { Mind } from './state.ts'
import { normalise, understand } from './understand.ts'

const RECEIVED =
  /^(?:好的?[,!. ]?)?(?:通知|消息|已经?|都|我)?收到[了啦哈咯]*(?:谢谢|谢了|多谢|感谢|知道了|明白了?|好的?|辛苦了?|主任|您|你|[,!.~。 ])*$/u

/** 收到, with thanks: the word that a notice asks for, whole texts only. */
export const saysReceived = (text: string): boolean => RECEIVED.test(normalise(text))

/** A receipt in other words is short; longer texts have something else to say. */
const LONGEST_RECEIPT = 12

/**
 * The notice a text acknowledges, or null. 收到 says so by itself; a bare 1 or 好的 does when the notice was what came
 * last, and is then never a statement about a child. While people talk it is meant for them.
 */
export function receiptIn(flows: Flows, mind: Mind, text: string, facts: Facts): string | null {
  if (!facts.notice) return null
  if (saysReceived(text)) return facts.notice.id
  const cameLast = !mind.open || facts.notice.sentAt >= mind.open.putAt
  const said = normalise(text)
  if (!cameLast || facts.handedOver || [...said].length > LONGEST_RECEIPT) return null
  if (waitsForSentence(flows, mind) && said !== '1') return null
  return understand({ context: 'receipt', today: facts.today, text }).kind === 'receipt'
    ? facts.notice.id
    : null
}

function waitsForSentence(flows: Flows, { open }: Mind): boolean {
  const flow = open && flows[open.flow]
  const ask = open && flow?.steps[open.step]?.ask
  return Boolean(flow && ask && flow.answers.shape[ask] instanceof z.ZodString)
}
