import { OF_AGE } from '../child-consent.ts'
import { saysNewNumber } from '../new-number.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { goOnWithChecklist } from './go-on.ts'
import { type Flows, type Heard1, onOpen, start } from './hear.ts'
import { hearAnybody } from './hear-anybody.ts'
import { hearNews } from './news.ts'
import { placeholders } from './placeholders.ts'
import { dropped } from './queue.ts'
import { helpOf } from './staff-commands.ts'
import type { Mind } from './state.ts'
import { noMoreNudges, nudgesAgain, type Reading, wantsAnotherTime, wantsToPassOn } from './understand.ts'

/** Words that work at any time, whatever question is open. Whole texts only. */
const COMMANDS: Record<string, (flows: Flows, mind: Mind, facts: Facts, text: string) => Heard1> = {
  找主任: callMe,
  找人: callMe,
  有急事: callMe,
  报平安: (flows, mind, facts) => report(flows, mind, facts),
  菜单: menu,
  帮助: menu,
  menu,
  0: (flows, mind, facts) =>
    mind.open?.flow === 'menu' ? callMe(flows, mind, facts, '') : menu(flows, mind, facts),
  继续: goOnWithChecklist,
  接着说: goOnWithChecklist,
  捎句话: passWordsOn,
  我想看一遍: readIt,
  想看一遍: readIt,
  看一遍: readIt,
  签字: readIt,
  我要签字: readIt,
  停: stop,
  开始: startAgain,
  恢复: startAgain,
  孩子资料: childConsent,
  几点方便: (flows, mind, facts) => start(flows, mind, 'convenient', {}, facts),
  收消息的时间: (flows, mind, facts) => start(flows, mind, 'convenient', {}, facts),
  我的资料: (flows, mind, facts) => start(flows, mind, 'my-data', {}, facts),
}

/** What a family's word of command does, or null when `word` (normalised) is none. */
export function hearCommand(
  flows: Flows,
  mind: Mind,
  word: string,
  facts: Facts,
  text: string,
): Heard1 | null {
  if (Object.hasOwn(COMMANDS, word)) return COMMANDS[word]!(flows, mind, facts, text)
  if (saysNewNumber(word) && !facts.handedOver) return start(flows, mind, 'new-number', {}, facts)
  if (wantsToPassOn(text)) return passWordsOn(flows, mind, facts, text)
  if (wantsAnotherTime(text) && !facts.handedOver) return start(flows, mind, 'convenient', {}, facts)
  if (noMoreNudges(text)) return stopNudge(mind, facts)
  if (nudgesAgain(text)) return { mind, effects: [{ type: 'stopNudge', stop: false }] }
  return hearNews(flows, mind, text, facts)
}

/** What a conversation ended with, as if it had been typed: a line of the menu. */
export function goOnWith(flows: Flows, { mind, effects, word }: Heard1, facts: Facts): Heard1 {
  if (word === undefined) return { mind, effects }
  const next = hearAnybody(flows, mind, word, facts) ?? COMMANDS[word]!(flows, mind, facts, word)
  return { mind: next.mind, effects: [...effects, ...next.effects] }
}

/** How the children are, or that they are not here, without having been asked. */
export function report(flows: Flows, mind: Mind, facts: Facts, away?: string): Heard1 {
  const children =
    facts.person?.children.filter(child => child.role !== 'witness').map(child => child.id) ?? []
  if (!children.length) return menu(flows, mind, facts)
  return start(flows, mind, 'check-in', { children, checkIn: null, away }, facts)
}

/** The whole text of what they entrust or look after, on a page, to read and to write their name. */
function readIt(_flows: Flows, mind: Mind): Heard1 {
  return { mind, effects: [{ type: 'askConfirmPage' }] }
}

/** 捎句话, also while the carer is asked whether the children heard some: then it is the answer. */
function passWordsOn(flows: Flows, mind: Mind, facts: Facts, text: string): Heard1 {
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: text, voice: null }] }
  if (mind.open?.flow === 'words-arrive') return onOpen(flows, mind, { type: 'words', words: '2' }, facts)
  const children = facts.person?.children.filter(child => child.role !== 'witness') ?? []
  if (!children.length) return menu(flows, mind, facts)
  return start(flows, mind, 'pass-on', { children: children.map(child => child.id) }, facts)
}

/** 别提醒 at any time: the weekly nudge only. */
function stopNudge(mind: Mind, facts: Facts): Heard1 {
  const stopped: Effect = {
    type: 'say',
    key: 'weekly-nudge:stopped',
    values: placeholders(facts, { about: {} }),
  }
  const open = mind.open?.flow === 'weekly-nudge' ? null : mind.open
  const queue = mind.queue.filter(waiting => waiting.flow !== 'weekly-nudge')
  return { mind: { ...mind, open, queue }, effects: [{ type: 'stopNudge', stop: true }, stopped] }
}

/** Asks for a call; while somebody is talking already, the words go there. */
function callMe(flows: Flows, mind: Mind, facts: Facts, text: string): Heard1 {
  return askForPerson(flows, mind, facts, facts.handedOver ? text : '')
}

/** The words go to a person: to whoever is talking already, else as a request. */
export function askForPerson(_flows: Flows, mind: Mind, facts: Facts, text = ''): Heard1 {
  if (facts.handedOver) return { mind, effects: [{ type: 'addToRequest', words: text, voice: null }] }
  return { mind, effects: [{ type: 'openRequest', words: text ? [text] : [], voice: null }] }
}

/** Everything a family can do here; whoever is staff as well reads first what staff can type. */
export function menu(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  const begun = start(flows, mind, 'menu', { everything: true }, facts)
  const key = helpOf(facts)
  if (key === null) return begun
  const asStaff: Effect = { type: 'say', key, values: placeholders(facts, { about: {} }) }
  return { ...begun, effects: [asStaff, ...begun.effects] }
}

/** No more messages is done at once, also while a person is talking; to see, correct or delete is then for that person. */
export function rights(
  flows: Flows,
  mind: Mind,
  reading: Reading,
  text: string,
  facts: Facts,
): Heard1 | null {
  if (reading.kind === 'stop') return stop(flows, mind, facts)
  if (reading.kind !== 'rights') return null
  if (reading.value === 'stop') return stop(flows, mind, facts)
  if (facts.handedOver) return askForPerson(flows, mind, facts, text)
  return start(flows, mind, 'my-data', { wish: reading.value, words: text }, facts)
}

/** 停 ends whatever waits; said once more, it is an answer to what 停 asks. */
function stop(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  if (mind.open?.flow === 'stop') return onOpen(flows, mind, { type: 'words', words: '1' }, facts)
  const begun = start(flows, { ...mind, open: null, queue: [] }, 'stop', {}, facts)
  return { ...begun, effects: [...begun.effects, ...mind.queue.map(prompt => dropped(prompt, 'stopped'))] }
}

/** A father or mother looks again at what was decided about their own children under 14; a carer is never asked. */
function childConsent(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  const own = facts.person?.children.filter(
    ({ role, age }) => (role === 'father' || role === 'mother') && (age === null || age < OF_AGE),
  )
  if (!own?.length) return menu(flows, mind, facts)
  return start(flows, mind, 'child-consent', { children: own.map(child => child.id), own: true }, facts)
}

/** Somebody who had said no comes back by themselves; for everybody else there is nothing to begin. */
function startAgain(flows: Flows, mind: Mind, facts: Facts): Heard1 {
  if (facts.person?.consent !== 'refused') return menu(flows, mind, facts)
  return start(flows, mind, 'join', { again: true }, facts)
}
