import { danger, raiseAlarm } from './alarm.ts'
import { hours, minutes } from './calendar.ts'
import { menu } from './commands.ts'
import { courtesy } from './courtesy.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { type Flows, type Heard1, onOpen, type Said, start } from './hear.ts'
import { placeholders } from './placeholders.ts'
import { type Command, commandsOf, helpOf, type ListItem } from './staff-commands.ts'
import type { Mind } from './state.ts'
import { answerToThing, type Thing } from './things.ts'
import { normalise } from './understand.ts'

/** For so long a number is looked for in the list last shown. */
const LIST_HOLDS = hours(20)

/** So long after a list of entrustments a photograph is taken for the signed paper of one. */
const PHOTO_AFTER = minutes(30)

/** The number in a line the bot sent: 【3号】 a request, 【急3】 a case. A quoting answer goes there. */
const QUOTED = /【(急)?(\d{1,6})号?】/

/** A picture, a voice note or a place as WeChat quotes it. */
const PASSED_ON = /[：:]\s?\[(?:图片|照片|语音|位置)\]/u

/**
 * A staff member's command, or null when the words are none. A command is not searched for danger words, they are what
 * the director tells a family; except what was seen on a visit, which is danger like anybody's.
 */
export function hearStaff(flows: Flows, mind: Mind, said: Said, facts: Facts): Heard1 | null {
  const quoted = said.quoted && QUOTED.exec(said.quoted)
  if (quoted) return { mind, effects: toQuoted(Boolean(quoted[1]), Number(quoted[2]), said.text) }
  // What the bot passed on carries no number: the answer is for the only family they are talking with.
  if (!mind.open && said.quoted && PASSED_ON.test(said.quoted) && said.text.trim())
    return { mind, effects: [{ type: 'answerFamily', no: null, words: said.text.trim(), voice: null }] }
  const picked = bareNumber(mind, said.text, facts)
  if (picked !== null) return openItem(flows, mind, picked, facts)
  const found = commandIn(said.text, facts)
  if (!found) return null
  const { command, no, rest } = found
  if (command.menu && facts.person!.children.length > 0 && !facts.held) return menu(flows, mind, facts)
  const list = listHeld(mind, facts)
  const item = no === null ? null : (list[no - 1] ?? null)
  const done = command.does({ no, item, listed: list.length > 0, rest }, facts)
  const heard = Array.isArray(done) ? { mind, effects: done } : begin(flows, mind, done, facts)
  const alarm = command.seen ? danger(flows, rest, { ...mind, open: null }, facts) : null
  return alarm ? { ...heard, effects: [...raiseAlarm(alarm, rest, facts), ...heard.effects] } : heard
}

/** Begins a conversation with what was said in the same breath as its first answer. */
function begin(
  flows: Flows,
  mind: Mind,
  { flow, about, answer }: { flow: string; about: Record<string, unknown>; answer?: string },
  facts: Facts,
): Heard1 {
  const begun = start(flows, mind, flow, about, facts)
  if (!answer) return begun
  return onOpen(flows, begun.mind, { type: 'words', words: answer }, facts)
}

const listHeld = ({ list }: Mind, { now }: Facts): readonly ListItem[] =>
  list && now - list.at <= LIST_HOLDS ? list.items : []

/** 3 right after a list; not when a question or a notice was put since, which a bare number answers. */
function bareNumber(mind: Mind, text: string, facts: Facts): number | null {
  const [, no] = /^(\d{1,3})\s*[号.。、]?$/.exec(normalise(text)) ?? []
  if (no === undefined || listHeld(mind, facts).length === 0) return null
  const { at } = mind.list!
  if (mind.open && mind.open.putAt >= at) return null
  if (facts.notice && facts.notice.sentAt > at) return null
  return Number(no)
}

function openItem(flows: Flows, mind: Mind, no: number, facts: Facts): Heard1 {
  const item = mind.list!.items[no - 1]
  const known =
    item && Object.hasOwn(flows, item.flow) && flows[item.flow]!.about.safeParse(item.about).success
  if (!known) return { mind, effects: [help('staff:notOnList', facts)] }
  return start(flows, mind, item.flow, item.about, facts)
}

const NUMBER = /^\s*((?:\p{N}|\ufe0f|\u20e3){1,12})\s*号?/u

type Found = { command: Command; no: number | null; rest: string }

/**
 * A command word at the start, perhaps a number in any shape, perhaps words, which stay exactly as typed. Unless words may
 * be glued to it (通知明天打疫苗) it stands alone, or before a number or a space: 到了 and 电话打不通 are no commands.
 */
function commandIn(text: string, facts: Facts): Found | null {
  const trimmed = text.trim()
  const commands = commandsOf(facts.person!.staff!.role)
  const run = normalise(/^\p{Script=Han}{1,4}/u.exec(trimmed)?.[0] ?? '')
  const word = [4, 3, 2, 1]
    .map(size => run.slice(0, size))
    .find(some => some && Object.hasOwn(commands, some))
  if (word === undefined) return null
  const command = commands[word]!
  const { takes } = command
  const after = trimmed.slice(word.length)
  const [head, figures] = (takes.startsWith('number') && NUMBER.exec(after)) || ['', '']
  const no = /^\d{1,6}$/.exec(normalise(figures!))
  const rest = (no ? after.slice(head.length) : after).replace(/^[\s,，:：、]+/, '').trim()
  if (rest && !takes.endsWith('text')) return null
  if (!no && !command.glued && /^\p{Script=Han}/u.test(after)) return null
  return { command, no: no && Number(no[0]), rest }
}

/** A staff member says something that is no command: the open draft's, an answer by voice, or a look at what can be typed. */
export function hearStaffFreely(
  flows: Flows,
  mind: Mind,
  arrived: { type: string; key?: string; message?: string; as?: Thing },
  said: Said | null,
  facts: Facts,
): Heard1 {
  const voice = arrived.type === 'voice' ? arrived.key! : null
  if (mind.open && (said || voice))
    return onOpen(
      flows,
      mind,
      voice ? { type: 'voice', key: voice } : { type: 'words', words: said!.text },
      facts,
    )
  if (voice) return { mind, effects: [{ type: 'answerFamily', no: null, words: '', voice }] }
  const sheet = arrived.type === 'image' ? sheetMeant(mind, facts) : null
  if (sheet) return { mind, effects: [help('entrustment:noPhoto', facts), { type: 'openPage', path: sheet }] }
  if (arrived.type === 'image' && arrived.message)
    return start(flows, mind, 'notice', { picture: arrived.message }, facts)
  if (!said) return { mind, effects: answerToThing(arrived.as, facts) }
  return { mind, effects: courtesy(said.text) ? [] : [help(helpOf(facts)!, facts)] }
}

/**
 * A photograph while an entrustment is talked about, or right after a list of them, may be its signed paper: it is not kept,
 * and the page is named on which it is.
 */
function sheetMeant({ open, list }: Mind, facts: Facts): string | null {
  if (open) {
    const { entrustment } = open.about
    return open.flow.startsWith('entrustment') ? `/console/entrustments/${String(entrustment)}/sheet` : null
  }
  const lately = list && facts.now - list.at <= PHOTO_AFTER ? list.items : []
  const about = lately.filter(item => item.flow.startsWith('entrustment'))
  if (about.length === 0 || about.length < lately.length) return null
  const [only] = about
  return about.length === 1
    ? `/console/entrustments/${String(only!.about.entrustment)}/sheet`
    : '/console/papers'
}

function toQuoted(isCase: boolean, no: number, words: string): Effect[] {
  if (isCase) return [{ type: 'acknowledgeCase', no }]
  return words.trim() ? [{ type: 'answerFamily', no, words: words.trim(), voice: null }] : []
}

const help = (key: string, facts: Facts): Effect => ({
  type: 'say',
  key,
  values: placeholders(facts, { about: {} }),
})
