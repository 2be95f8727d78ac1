import { days } from './calendar.ts'
import { codeIn } from './code.ts'
import { askForPerson, goOnWith, hearCommand, report, rights } from './commands.ts'
import { courtesy, greeting } from './courtesy.ts'
import type { Effect } from './effects.ts'
import type { Facts, Quoted } from './facts.ts'
import { type Arrived, type Flows, type Heard1, inDanger, onOpen, type Said, start } from './hear.ts'
import { answerLate, receiptOfQuoted, turnedToQuoted } from './hear-quoted.ts'
import { placeholders } from './placeholders.ts'
import { receiptIn, saysReceived } from './receipt.ts'
import type { Mind } from './state.ts'
import { answerToThing } from './things.ts'
import { personOption, readingOf } from './turn.ts'
import { normalise, notHere, understand } from './understand.ts'

const say = (key: string, facts: Facts): Effect => ({
  type: 'say',
  key,
  values: placeholders(facts, { about: {} }),
})

/** A bound person: receipts, people, commands, the open question, and otherwise a way on. */
export function hearFamily(
  flows: Flows,
  mind: Mind,
  arrived: Arrived,
  said: Said | null,
  facts: Facts,
): Heard1 {
  if (facts.held && !(said && inDanger(mind)))
    return {
      mind,
      effects: [toRequest(arrived, said), ...wantsHelp(said, facts)].filter(effect => effect !== null),
    }
  if (arrived.type === 'image') return start(flows, mind, 'picture', { message: arrived.message }, facts)
  if (arrived.type === 'voice') return hearVoice(flows, mind, arrived.key, facts)
  if (!said) return unreadable(flows, mind, arrived, facts)
  const word = normalise(said.text).trim()
  const wish = hearCommand(flows, mind, word, facts, said.text)
  if (wish) return wish
  const question = facts.quoted?.type === 'question' ? facts.quoted : null
  const receipt = question
    ? null
    : (receiptOfQuoted(said.text, facts.quoted, facts) ?? receiptIn(flows, mind, said.text, facts))
  if (receipt) return received(flows, mind, receipt, said.text, facts)
  const toQuoted = question && answerQuoted(flows, mind, question, said.text, facts)
  if (toQuoted) return toQuoted
  if (codeIn(said.text) && facts.code?.state === 'valid')
    return start(flows, mind, 'join', { digits: facts.code.digits }, facts)
  const heard = isForOpen(flows, mind, said.text, facts)
    ? goOnWith(flows, answerOpen(flows, mind, said.text, facts), facts)
    : freely(flows, mind, said.text, facts)
  const guessed = codeIn(said.text) !== null && facts.code?.state === 'wrong'
  return guessed ? { ...heard, effects: [{ type: 'wrongCode' }, ...heard.effects] } : heard
}

/** A sticker, a place, a file; or somebody who added the bot once more. An open question is put again. */
function unreadable(flows: Flows, mind: Mind, arrived: Arrived, facts: Facts): Heard1 {
  const answered: Effect[] =
    arrived.type === 'location'
      ? [{ type: 'passLocation', message: arrived.message }]
      : arrived.type === 'other'
        ? answerToThing(arrived.as, facts)
        : []
  if (mind.open && !facts.handedOver) {
    const nameless = arrived.type === 'other' && arrived.as === undefined
    const again = onOpen(flows, mind, { type: 'again' }, facts)
    return { mind: again.mind, effects: [...(nameless ? [] : answered), ...again.effects] }
  }
  if (arrived.type !== 'friend' || facts.handedOver) return { mind, effects: answered }
  return start(flows, mind, 'menu', {}, facts)
}

/** While people talk only what somebody began meanwhile is answered here; everything else is for the person. */
function isForOpen(flows: Flows, mind: Mind, text: string, facts: Facts): boolean {
  if (!mind.open || !facts.handedOver) return mind.open !== null
  const flow = flows[mind.open.flow]!
  const step = flow.steps[mind.open.step]
  const ownWish =
    BEGUN_BY_THEMSELVES.has(flow.id) || mind.open.about.checkIn === null || mind.open.about.own === true
  return ownWish && Boolean(step?.ask) && 'value' in readingOf(flow, step!, text, facts.today)
}

const BEGUN_BY_THEMSELVES = new Set([
  'picture',
  'menu',
  'join',
  'notice',
  'stop',
  'my-data',
  'convenient',
  'new-number',
  'report-danger',
])

/** 收到: noted for the notice, and for the person if one is talking; the open question is put again. */
function received(flows: Flows, mind: Mind, notice: string, text: string, facts: Facts): Heard1 {
  const receipt: Effect = { type: 'receipt', notice }
  if (facts.handedOver)
    return { mind, effects: [receipt, { type: 'addToRequest', words: text, voice: null }] }
  const again = mind.open ? onOpen(flows, mind, { type: 'again' }, facts) : { mind, effects: [] }
  return { mind: again.mind, effects: [receipt, say('common:receipt', facts), ...again.effects] }
}

/** A quoting reply answers what it quotes: the open question, one that waits, or one that is closed by now. */
function answerQuoted(
  flows: Flows,
  mind: Mind,
  quoted: Extract<Quoted, { type: 'question' }>,
  text: string,
  facts: Facts,
): Heard1 | null {
  const turned = turnedToQuoted(mind, quoted, facts)
  if (!turned) return answerLate(flows, mind, quoted, text, facts)
  // While people talk, words that are no answer are meant for them.
  if (facts.handedOver && !('value' in readingOfOpen(flows, turned, text, facts))) return null
  return goOnWith(flows, answerOpen(flows, turned, text, facts), facts)
}

/** So long after a question was last put, a bare answer is still understood as one though it has closed. */
const LAPSED_FOR = days(14)

/** A bare answer when nothing is open: perhaps to the question that closed a while ago. */
function answerLapsed(flows: Flows, mind: Mind, text: string, facts: Facts): Heard1 | null {
  const { lapsed } = mind
  if (!lapsed || mind.open || facts.now - lapsed.putAt > LAPSED_FOR) return null
  if (saysReceived(text) || courtesy(text)) return null
  const isAnswer = 'value' in readingOfOpen(flows, { ...mind, open: lapsed }, text, facts)
  return isAnswer ? answerLate(flows, mind, lapsed, text, facts) : null
}

function readingOfOpen(flows: Flows, { open }: Mind, text: string, facts: Facts): { kind: string } {
  const flow = open && flows[open.flow]
  const step = open && flow?.steps[open.step]
  return flow && step?.ask ? readingOf(flow, step, text, facts.today) : { kind: 'not-understood' }
}

function answerOpen(flows: Flows, mind: Mind, text: string, facts: Facts): Heard1 {
  const flow = flows[mind.open!.flow]
  const step = flow?.steps[mind.open!.step]
  if (flow && step?.ask) {
    const reading = readingOf(flow, step, text, facts.today)
    const wish = reading.kind === 'words' ? null : rights(flows, mind, reading, text, facts)
    if (wish) return wish
    if (reading.kind === 'wants-person' && !personOption(flow, step))
      return askForPerson(flows, mind, facts, text)
    if (greeting(text) && !('value' in reading) && reading.kind !== 'words') {
      const again = onOpen(flows, mind, { type: 'again' }, facts)
      return { mind: again.mind, effects: [say('common:here', facts), ...again.effects] }
    }
  }
  return onOpen(flows, mind, { type: 'words', words: text }, facts)
}

/** No question is open, or people are talking: everything but a clear wish goes to the person, or gets a way on. */
function freely(flows: Flows, mind: Mind, text: string, facts: Facts): Heard1 {
  const reading = understand({ context: 'free', today: facts.today, text })
  const wish = rights(flows, mind, reading, text, facts)
  if (wish) return wish
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: text, voice: null }] }
  if (reading.kind === 'wants-person') return askForPerson(flows, mind, facts, text)
  const late = answerLapsed(flows, mind, text, facts)
  if (late) return late
  if (notHere(text)) return report(flows, mind, facts, text)
  if (/^平安[了吧]?[.。!！]?$/u.test(text.trim())) return report(flows, mind, facts)
  if (greeting(text)) return start(flows, mind, 'menu', {}, facts)
  if (saysReceived(text) || courtesy(text)) return { mind, effects: [] }
  return start(flows, mind, 'menu', { unclear: text }, facts)
}

function hearVoice(flows: Flows, mind: Mind, key: string, facts: Facts): Heard1 {
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: '', voice: key }] }
  const step = mind.open && flows[mind.open.flow]?.steps[mind.open.step]
  if (step?.voice) return onOpen(flows, mind, { type: 'voice', key }, facts)
  return { mind, effects: [{ type: 'openRequest', words: [], voice: key }] }
}

/** Somebody under a hold still reaches a person; the house answers with nothing but the numbers. */
function toRequest(arrived: Arrived, said: Said | null): Effect | null {
  if (said) return { type: 'addToRequest', words: said.text, voice: null }
  if (arrived.type === 'location') return { type: 'passLocation', message: arrived.message }
  return arrived.type === 'voice' ? { type: 'addToRequest', words: '', voice: arrived.key } : null
}

function wantsHelp(said: Said | null, facts: Facts): Effect[] {
  const wants =
    said && understand({ context: 'free', today: facts.today, text: said.text }).kind === 'wants-person'
  return wants ? [say('report-danger:safeDuty', facts)] : []
}
