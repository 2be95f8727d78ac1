import { PRIVACY } from '../join.ts'
import { saysNewNumber } from '../new-number.ts'
import { minutes } from './calendar.ts'
import { codeIn } from './code.ts'
import { courtesy } from './courtesy.ts'
import type { Facts } from './facts.ts'
import { type Arrived, type Flows, type Heard1, onOpen, type Said, start } from './hear.ts'
import { placeholders } from './placeholders.ts'
import type { Mind } from './state.ts'
import { answerToThing, isGift } from './things.ts'
import type { Heard } from './turn.ts'
import { understand } from './understand.ts'

/** After pointing somebody to a person once, stay quiet this long: one neutral answer, no loop with another bot. */
const POINT_AGAIN_AFTER = minutes(30)

/** Somebody not bound: welcome, privacy, code. Whoever refused is not asked again, only shown the way to a person. */
export function hearStranger(
  flows: Flows,
  mind: Mind,
  arrived: Arrived,
  said: Said | null,
  facts: Facts,
): Heard1 {
  if (mind.child) return point(mind, 'report-danger:child', facts)
  if (arrived.type === 'other' && isGift(arrived.as))
    return { mind, effects: answerToThing(arrived.as, facts) }
  if (arrived.type === 'location')
    return { mind, effects: [{ type: 'passLocation', message: arrived.message }] }
  const digits = said && codeIn(said.text)
  if (said && saysNewNumber(said.text))
    return start(
      flows,
      { ...mind, pointedAt: facts.now },
      'join',
      { newPhone: true, agreed: mind.agreed },
      facts,
    )
  if (digits && mind.open?.step !== 'code' && mind.open?.step !== 'newPhone')
    return beginWith(flows, mind, digits, facts)
  if (said && saysStop(said.text, facts)) return leaveInPeace(mind, facts)
  if (mind.open) {
    const { mind: after, effects } = onOpen(flows, mind, heardBy(arrived, said), facts)
    const refused = after.refused || effects.some(effect => effect.type === 'refuse')
    return {
      mind: { ...after, refused, agreed: after.agreed || after.open?.answers.consent === 'agree' },
      effects,
    }
  }
  const met = mind.refused || (mind.pointedAt !== null && !(said && decides(said.text, mind, facts)))
  if (!met) return start(flows, { ...mind, pointedAt: facts.now }, 'join', {}, facts)
  return point(mind, 'join:pointToPerson', facts)
}

const saysStop = (text: string, { today }: Facts): boolean =>
  understand({ context: 'free', today, text }).kind === 'stop'

/** 停 of somebody not bound is a no: nothing is asked any more. */
function leaveInPeace(mind: Mind, facts: Facts): Heard1 {
  if (mind.refused) return point(mind, 'join:pointToPerson', facts)
  return {
    mind: { ...mind, open: null, refused: true, pointedAt: facts.now },
    effects: [
      { type: 'refuse', wording: PRIVACY, person: null },
      { type: 'say', key: 'join:refused', values: placeholders(facts, { about: {} }) },
    ],
  }
}

/** 1, 同意, 不同意 from somebody who lost the thread: the question that they mean is put once more. */
function decides(text: string, { agreed }: Mind, { today }: Facts): boolean {
  if (agreed || courtesy(text)) return false
  return 'value' in understand({ context: 'consent', options: ['agree', 'refuse', 'full-text'], today, text })
}

/** The way to a person, not more often than now and then. */
function point(mind: Mind, key: string, facts: Facts): Heard1 {
  if (mind.pointedAt !== null && facts.now - mind.pointedAt < POINT_AGAIN_AFTER) return { mind, effects: [] }
  return {
    mind: { ...mind, pointedAt: facts.now },
    effects: [{ type: 'say', key, values: placeholders(facts, { about: {} }) }],
  }
}

/** A code begins the way in, whatever was open. A wrong one counts at once, or trying before consent would be free. */
function beginWith(flows: Flows, mind: Mind, digits: string, facts: Facts): Heard1 {
  const about = { digits, agreed: mind.agreed }
  const begun = start(flows, { ...mind, open: null, refused: false }, 'join', about, facts)
  return facts.code?.state === 'wrong'
    ? { ...begun, effects: [{ type: 'wrongCode' }, ...begun.effects] }
    : begun
}

function heardBy(arrived: Arrived, said: Said | null): Heard {
  if (arrived.type === 'voice') return { type: 'voice', key: arrived.key }
  return arrived.type === 'friend' ? { type: 'again' } : { type: 'words', words: said?.text ?? '' }
}
