import { raiseAlarm } from './alarm.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { type Flows, type Heard1, onOpen, start } from './hear.ts'
import type { Mind } from './state.ts'
import { normalise } from './understand.ts'

/** Words that anybody may say at any time, known here or not. Whole texts only. */
const WORDS: Record<string, Effect> = {
  热线: { type: 'showHotlines' },
  急事电话: { type: 'showHotlines' },
  hotline: { type: 'showHotlines' },
  hotlines: { type: 'showHotlines' },
  english: { type: 'setLanguage', language: 'en' },
  英文: { type: 'setLanguage', language: 'en' },
  英语: { type: 'setLanguage', language: 'en' },
  中文: { type: 'setLanguage', language: 'zh-CN' },
  汉语: { type: 'setLanguage', language: 'zh-CN' },
  chinese: { type: 'setLanguage', language: 'zh-CN' },
}

/** Danger without having to say what. */
const DANGER = new Set(['有危险', '我要报告', '要报告', '我要举报', '要举报', '举报', 'danger'])

/** Danger, the telephone numbers, or another language; null for everything else. In another language the open question is put again. */
export function hearAnybody(flows: Flows, mind: Mind, text: string, facts: Facts): Heard1 | null {
  const word = normalise(text)
  if (DANGER.has(word)) return reportDanger(flows, mind, facts)
  if (!Object.hasOwn(WORDS, word)) return null
  const effect = WORDS[word]!
  if (effect.type === 'showHotlines')
    return { mind: mind.open?.flow === 'menu' ? { ...mind, open: null } : mind, effects: [effect] }
  const puts = mind.open && !facts.handedOver && !facts.held
  const again = puts ? onOpen(flows, mind, { type: 'again' }, facts) : { mind, effects: [] }
  return { mind: again.mind, effects: [effect, ...again.effects] }
}

/** A child is not asked anything: a person is told at once. */
function reportDanger(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  if (!mind.child) return start(flows, mind, 'report-danger', {}, facts)
  const alarm = { level: 'red', class: 'call', aboutDirector: false, child: true } as const
  return { mind, effects: raiseAlarm(alarm, '', facts) }
}
