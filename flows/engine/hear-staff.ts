import { noticeFlow } from '../notice.ts'
import { courtesy } from './courtesy.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { type Flows, type Heard1, onOpen, putAside, type Said } from './hear.ts'
import { placeholders } from './placeholders.ts'
import type { Mind } from './state.ts'
import { answerToThing, type Thing } from './things.ts'
import { turn } from './turn.ts'
import { normalise } from './understand.ts'

type Command = (words: { no: number | null; rest: string }, facts: Facts) => Effect[]

/** What a director or supervisor types first, and what it asks of the house. One word, perhaps a number, perhaps words. */
const COMMANDS: Record<string, Command> = {
  今天: () => [{ type: 'showToday' }],
  进度: () => [{ type: 'showProgress' }],
  催: () => [{ type: 'remindSilent' }],
  回: ({ no, rest }, facts) =>
    rest ? [{ type: 'answerFamily', no, words: rest, voice: null }] : [help('staff:answerHow', facts)],
  完: ({ no }) => [{ type: 'closeRequest', no }],
  到: ({ no }) => [{ type: 'acknowledgeCase', no }],
  结案: ({ no, rest }, facts) =>
    no !== null && rest ? [{ type: 'closeCase', no, words: rest }] : [help('staff:closeHow', facts)],
  恢复: ({ no }, facts) => (no !== null ? [{ type: 'releaseHold', no }] : [help('staff:releaseHow', facts)]),
  删: ({ no }, facts) => (no !== null ? [{ type: 'eraseWords', no }] : [help('staff:eraseHow', facts)]),
  撤: ({ no }, facts) => (no !== null ? [{ type: 'undoJoin', no }] : [help('staff:undoHow', facts)]),
  电话: ({ no }, facts) =>
    no !== null ? [{ type: 'recordContact', no, how: 'phone' }] : [help('staff:contactHow', facts)],
  走访: ({ no }, facts) =>
    no !== null ? [{ type: 'recordContact', no, how: 'visit' }] : [help('staff:contactHow', facts)],
  帮助: (_, facts) => [help('staff:help', facts)],
  菜单: (_, facts) => [help('staff:help', facts)],
}

/** The number in a line the bot sent: 【3号】 a request, 【急3】 a case. A quoting answer goes there. */
const QUOTED = /【(急)?(\d{1,6})号?】/

/**
 * A staff member's command, or null when the words are none. A command is never searched for danger words:
 * they are what the director tells a family.
 */
export function hearStaff(mind: Mind, said: Said, facts: Facts): Heard1 | null {
  const quoted = said.quoted && QUOTED.exec(said.quoted)
  if (quoted) return { mind, effects: toQuoted(Boolean(quoted[1]), Number(quoted[2]), said.text) }
  const [, word, no, rest] =
    /^(\p{Script=Han}{1,2})\s*(\d{1,6})?号?[\s,，:：]*([\s\S]*)$/u.exec(spaced(said.text)) ?? []
  if (word === '通知' && no === undefined) return compose(mind, rest ?? '', facts)
  const command = word !== undefined && Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined
  const takesWords = word === '回' || word === '结案'
  if (!command || (rest && !takesWords)) return null
  return {
    mind,
    effects: command({ no: no === undefined ? null : Number(no), rest: rest?.trim() ?? '' }, facts),
  }
}

/** A command word, and a number in any shape, before the words, which stay exactly as typed. */
function spaced(text: string): string {
  const trimmed = text.trim()
  const [head, word, space, number] =
    /^(\p{Script=Han}{1,2})(\s*)((?:\p{N}|\ufe0f|\u20e3){0,12})/u.exec(trimmed) ?? []
  return head === undefined
    ? trimmed
    : normalise(word!) + space + normalise(number!) + trimmed.slice(head.length)
}

/** A staff member says something that is no command: the open draft's, an answer by voice, or a look at what can be typed. */
export function hearStaffFreely(
  flows: Flows,
  mind: Mind,
  arrived: { type: string; key?: string; as?: Thing },
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
  if (!said) return { mind, effects: answerToThing(arrived.as, facts) }
  return { mind, effects: courtesy(said.text) ? [] : [help('staff:help', facts)] }
}

function toQuoted(isCase: boolean, no: number, words: string): Effect[] {
  if (isCase) return [{ type: 'acknowledgeCase', no }]
  return words.trim() ? [{ type: 'answerFamily', no, words: words.trim(), voice: null }] : []
}

/** 通知 alone asks for the text; 通知 with the text behind it goes straight to the preview. */
function compose(mind: Mind, rest: string, facts: Facts): Heard1 {
  const begun = turn(noticeFlow, null, { type: 'begin', about: {} }, facts)
  const queue = putAside(mind, noticeFlow.id)
  if (!rest.trim()) return { mind: { ...mind, open: begun.state, queue }, effects: begun.effects }
  const drafted = turn(noticeFlow, begun.state, { type: 'words', words: rest }, facts)
  return { mind: { ...mind, open: drafted.state, queue }, effects: drafted.effects }
}

const help = (key: string, facts: Facts): Effect => ({
  type: 'say',
  key,
  values: placeholders(facts, { about: {} }),
})
