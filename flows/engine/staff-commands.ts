import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { placeholders } from './placeholders.ts'
import type { Shown } from './state.ts'
import { normalise, timeIn } from './understand.ts'

export type ListItem = Shown['items'][number]

/** What follows a command word: a number, the line of the last list that bears it, and words. */
type Given = { no: number | null; item: ListItem | null; listed: boolean; rest: string }
/** A conversation that begins, perhaps with its first answer. */
type Begins = { flow: string; about: Record<string, unknown>; answer?: string }

export type Command = {
  /** `text` is kept exactly as typed, figures at its start too. */
  takes: 'nothing' | 'number' | 'text' | 'number and text'
  /** The words say what was seen: danger in them is danger. */
  seen?: true
  /** Whoever has a family here reads what a family can do below it. */
  menu?: true
  /** Words may follow without a space. */
  glued?: true
  does: (given: Given, facts: Facts) => Effect[] | Begins
}

const alone = (effect: Effect): Command => ({ takes: 'nothing', does: () => [effect] })
const helps = (key: string): Command => ({
  takes: 'nothing',
  menu: true,
  does: (_, facts) => [help(key, facts)],
})
/** The conversation begins, and words in the same breath are its first answer. */
const begins = (flow: string): Command => ({
  takes: 'text',
  glued: true,
  does: ({ rest }) => ({ flow, about: {}, answer: rest }),
})
/** A command that needs a number, and says so. */
const numbered = (key: string, does: (no: number) => Effect): Command => ({
  takes: 'number',
  does: ({ no }, facts) => [no === null ? help(key, facts) : does(no)],
})

/** What every member of staff may type first: one word, perhaps a number, perhaps words. */
const EVERYBODY: Record<string, Command> = {
  // what waits
  今天: alone({ type: 'showToday', all: false }),
  更多: alone({ type: 'showToday', all: true }),
  早报: { takes: 'text', glued: true, does: setMorning },
  登录: alone({ type: 'openPage', path: '/console' }),
  帮助: helps('staff:help'),
  菜单: helps('staff:help'),

  // families
  回: { takes: 'number and text', does: answerFamily },
  完: { takes: 'number', does: given => [{ type: 'closeRequest', no: given.no, ...requestOf(given) }] },
  电话: { takes: 'number and text', does: recordCall },
  代填: { takes: 'number and text', glued: true, does: withFamily('answer-for') },
  走访: { takes: 'number and text', glued: true, seen: true, does: visit },
  委托: { takes: 'number and text', glued: true, does: entrustments },
  代绑: { takes: 'number and text', glued: true, does: withFamily('bind-for') },
  发链接: { takes: 'number and text', glued: true, does: sendConfirmPage },
  删: numbered('staff:eraseHow', no => ({ type: 'eraseWords', no })),
  退出: { takes: 'number and text', glued: true, does: leaving },
  不退: numbered('exit:how', no => ({ type: 'refuseExit', no })),
  撤: numbered('staff:undoHow', no => ({ type: 'undoJoin', no })),

  // what cannot wait
  到: { takes: 'number', does: ({ no }) => [{ type: 'acknowledgeCase', no }] },
  结案: { takes: 'number and text', does: closeCase },
  报告: { takes: 'number and text', does: draftReport },
  恢复: numbered('staff:releaseHow', no => ({ type: 'releaseHold', no })),

  // notices
  通知: begins('notice'),
  进度: alone({ type: 'showProgress' }),
  催: alone({ type: 'remindSilent' }),
  停发: alone({ type: 'stopNotice' }),
  名单: alone({ type: 'showCalls' }),
  谁没微信: alone({ type: 'showCalls' }),
}

/** What only a director may type. */
const VILLAGE: Record<string, Command> = {
  ...EVERYBODY,
  请假: begins('leave'),
  销假: alone({ type: 'endLeave' }),
}

/** What only a supervisor or the county may type. */
const ABOVE: Record<string, Command> = {
  ...EVERYBODY,
  周报: alone({ type: 'showDigest' }),
  接: { takes: 'number', does: given => [{ type: 'takeRequest', no: given.no, ...requestOf(given) }] },
  交回: { takes: 'number', does: given => [{ type: 'giveBack', no: given.no, ...requestOf(given) }] },
  结: { takes: 'number and text', does: settle },
  公告: begins('announce'),
  公告进度: alone({ type: 'showAnnounced' }),
  帮助: helps('staff:helpAbove'),
  菜单: helps('staff:helpAbove'),
  接任: { takes: 'text', does: replaceDirector },
}

export const commandsOf = (role: 'director' | 'supervisor' | 'county'): Readonly<Record<string, Command>> =>
  role === 'director' ? VILLAGE : ABOVE

/** The text with all that a member of staff may type; null for everybody else. */
export const helpOf = ({ person }: Facts): 'staff:help' | 'staff:helpAbove' | null =>
  person?.staff ? (person.staff.role === 'director' ? 'staff:help' : 'staff:helpAbove') : null

/** 早报 7点半 · 早报 不要 */
function setMorning({ rest }: Given, facts: Facts): Effect[] {
  const words = normalise(rest)
  if (/^(?:不要|不用|别发|关|取消|不发)[了吧]?$/.test(words)) return [{ type: 'setMorning', at: 'off' }]
  const at = timeIn(words, 'morning')
  return [at === null ? help('staff:morningHow', facts) : { type: 'setMorning', at }]
}

/** The request that a line of the list stands for. */
const requestOf = ({ item }: Given): { request?: string } =>
  item?.flow === 'answer' || item?.flow === 'escalation' ? { request: item.about.request as string } : {}

/** 回 3 要说的话 · 回 3 */
function answerFamily(given: Given, facts: Facts): Effect[] | Begins {
  const { no, rest } = given
  const { request } = requestOf(given)
  if (rest) return [{ type: 'answerFamily', no, words: rest, voice: null, ...(request && { request }) }]
  return request ? { flow: 'answer', about: { request } } : [help('staff:answerHow', facts)]
}

/** 电话 3: a line of the list last shown; without a list, the number of a task. */
function recordCall({ no, item, listed, rest }: Given, facts: Facts): Effect[] {
  if (rest) return [{ type: 'findFamily', words: rest, no: null, for: 'contact', said: '' }]
  if (no === null) return [help('staff:contactHow', facts)]
  if (!listed) return [{ type: 'recordContact', no, how: 'phone' }]
  if (item?.flow === 'call') return [called(item)]
  const { household, task } = familyOf(item)
  if (!household) return [help('staff:notOnList', facts)]
  return [{ type: 'recordContact', household, ...(task && { task }), how: 'phone' }]
}

/** 走访 3 · 走访 晓悦 · 走访 晓悦 昨天，孩子和奶奶都在 */
function visit({ no, item, listed, rest }: Given, facts: Facts): Effect[] | Begins {
  if (no === null && !rest) return { flow: 'whom', about: { for: 'visit' } }
  if (no === null) {
    const [name, said] = firstWord(rest)
    return [{ type: 'findFamily', words: name, no: null, for: 'visit', said }]
  }
  if (!listed) return [{ type: 'findFamily', words: '', no, for: 'visit', said: rest }]
  const { household, task } = familyOf(item)
  if (!household) return [help('staff:notOnList', facts)]
  return { flow: 'visit', about: { household, task: task ?? null, said: rest } }
}

const familyOf = (item: ListItem | null) =>
  (item?.about ?? {}) as { household?: string; task?: string | null; notice?: string | null }

/** A family of the call list: it was telephoned, and knows. */
function called(item: ListItem): Effect {
  const { household, notice } = familyOf(item)
  return {
    type: 'answerFor',
    household: household!,
    what: 'receipt',
    ...(notice && { notice }),
    who: 'carer',
    answer: 'received',
    words: '',
    how: 'phone',
  }
}

/** 代填 3 · 代填 晓悦 · 代绑 张桂兰: a conversation about the family meant. */
function withFamily(flow: 'answer-for' | 'bind-for'): Command['does'] {
  return ({ no, item, listed, rest }, facts) => {
    if (no === null && !rest) return { flow: 'whom', about: { for: flow } }
    if (no === null || !listed) return [{ type: 'findFamily', words: rest, no, for: flow, said: '' }]
    const { household } = familyOf(item)
    return household ? { flow, about: { household } } : [help('staff:notOnList', facts)]
  }
}

/** 退出 3: it is so · 退出 晓悦: somebody leaves the list · 退出: who is about to, and who left lately */
function leaving({ no, rest }: Given): Effect[] {
  if (no !== null) return [{ type: 'confirmExit', no }]
  if (!rest) return [{ type: 'listExits' }]
  return [{ type: 'findFamily', words: rest, no: null, for: 'leaving', said: '' }]
}

/** 发链接 3 · 发链接 晓悦 */
function sendConfirmPage({ no, rest }: Given, facts: Facts): Effect[] {
  if (no === null && !rest) return [help('confirm-link:how', facts)]
  return [{ type: 'sendConfirmPage', no, words: rest }]
}

/** 委托 · 委托 3 · 委托 晓悦 */
function entrustments({ no, item, listed, rest }: Given, facts: Facts): Effect[] | Begins {
  if (no === null && !rest) return [{ type: 'showEntrustments' }]
  if (item?.flow.startsWith('entrustment')) return { flow: item.flow, about: item.about }
  if (no !== null && listed && item) {
    const { entrustment } = item.about
    if (entrustment === undefined) return [help('staff:notOnList', facts)]
  }
  return [{ type: 'findEntrustment', words: rest, no }]
}

/** 结 3 结果: a request that came up is settled, with what came of it. */
function settle(given: Given, facts: Facts): Effect[] {
  const { no, rest } = given
  return no !== null && rest
    ? [{ type: 'settleRequest', no, words: rest, ...requestOf(given) }]
    : [help('staff:settleHow', facts)]
}

/** 接任 柳河村 王秀英 13800001111; the telephone may be left out. */
function replaceDirector({ rest }: Given, facts: Facts): Effect[] {
  const [, village, name, phone] =
    /^([^\s,，、]{1,20})[\s,，、]+(\p{Script=Han}{2,6})(?:[\s,，、]+(1\d{10}))?$/u.exec(rest) ?? []
  if (!village || !name) return [help('staff:replaceHow', facts)]
  return [{ type: 'replaceDirector', village, name, phone: phone ?? null }]
}

/** 报告 3 · 报告 3 城关镇, where several townships have that number */
function draftReport({ no, rest }: Given, facts: Facts): Effect[] {
  if (no === null) return [help('staff:reportHow', facts)]
  return [{ type: 'draftReport', no, ...(rest && { township: rest }) }]
}

/** 结案 3 结果 */
function closeCase({ no, rest }: Given, facts: Facts): Effect[] {
  return no !== null && rest ? [{ type: 'closeCase', no, words: rest }] : [help('staff:closeHow', facts)]
}

/** The name before the first space or comma, and what is said behind it. */
function firstWord(text: string): [string, string] {
  const [, name, said] = /^([^\s,，。:：]+)[\s,，。:：]*([\s\S]*)$/.exec(text) ?? []
  return [name ?? text, said ?? '']
}

const help = (key: string, facts: Facts): Effect => ({
  type: 'say',
  key,
  values: placeholders(facts, { about: {} }),
})
