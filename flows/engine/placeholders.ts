import { dayOf } from './calendar.ts'
import type { ChildFacts, Facts } from './facts.ts'
import type { State } from './state.ts'

type About = Pick<State, 'about'> & Partial<Pick<State, 'flow' | 'answers' | 'askedAt'>>

/** The words a text may name in braces, the same in every flow: `{children}`, `{director}`, `{carer}` … */
export function placeholders(facts: Facts, state: About): Record<string, unknown> {
  const about = aboutChildren(facts, state)
  const carer = about[0]?.carer
  const asked =
    state.askedAt === undefined || state.askedAt === facts.now ? facts.today : dayOf(state.askedAt)
  return {
    children: about.map(child => calledBy(child.name)).join('、'),
    kin: about[0]?.kin ?? '',
    // The day the question was first put, which tells this week's from last week's.
    askedMonth: String(Number(asked.slice(5, 7))),
    askedDay: String(Number(asked.slice(8))),
    carer: state.about.carerCalled ?? (carer ? carer.kin || carer.name : ''),
    untilYear: monthIn(state.about.until)[0],
    untilMonth: monthIn(state.about.until)[1],
    director: directorCalled(facts),
    directorPhone: facts.person?.director?.phone ?? facts.county.dutyPhone,
    county: facts.county.name,
    dutyPhone: facts.county.dutyPhone,
    chatDays: facts.county.keeps.chatDays,
    voiceDays: facts.county.keeps.voiceDays,
    masked: facts.code?.state === 'valid' ? facts.code.masked.join('、') : '',
    understood: understood(state),
    ...onPaper(state.about.onPaper),
    from: state.about.from ?? '',
    passed: state.about.words ?? '',
    codeKin: facts.code?.state === 'valid' ? facts.code.kin : '',
  }
}

/** What one parent says of the other adult is for nobody who may look at this phone. */
const UNSAID = ['worry', 'review', 'hello', 'rest1', 'rest2']

/** What a paper says from elsewhere, for whoever is asked whether it is so. */
function onPaper(said: unknown) {
  const {
    worksIn = '',
    awayFrom = '',
    awayUntil = '',
    weekly = '',
    second = '',
    livesAt = '',
  } = (said ?? {}) as Record<string, string>
  return {
    ...{ worksIn, awayFrom, awayUntil, weekly, livesAt },
    // Whose number it is, they know; nobody who looks at the phone has to.
    second: second.replace(/(\d{3})\d{3,}(\d{4})/g, '$1****$2'),
  }
}

/** The chosen answers of a conversation, known ones first: keys of texts, one after the other (locales/index.ts). */
function understood({ flow, about, answers }: About): string {
  const told = Object.keys((about.onPaper as object | undefined) ?? {})
  if (flow === 'entrust-parent') return told.map(one => `entrust-parent:is-${one}`).join(' ')
  if (flow === 'entrust-carer') return told.map(one => `entrust-carer:is-${one}`).join(' ')
  if (flow !== 'checklist-parent') return ''
  return Object.entries({ ...(about.known as object), ...answers })
    .filter(([question, option]) => !UNSAID.includes(question) && typeof option === 'string')
    .filter(([question]) => question !== 'second' && question !== 'wrong')
    .map(([question, option]) => `checklist-parent:is-${question}-${option}`)
    .join(' ')
}

/** The children a conversation is about: those it names, as far as this person has to do with them. */
export function aboutChildren(facts: Facts, state: Pick<State, 'about'>): ChildFacts[] {
  const named = state.about.children
  const children = facts.person?.children ?? []
  return Array.isArray(named) ? children.filter(child => named.includes(child.id)) : children
}

/** 李晓悦 is called 晓悦 at home; a name of two characters stays whole, so does a compound one of five. */
export const calledBy = (name: string): string => (/^\p{Script=Han}{3}$/u.test(name) ? name.slice(1) : name)

/** What families call an officer: the surname, and the post they are in. */
const CALLED = { director: '主任', supervisor: '督导员', county: '老师' } as const

/** 王主任; 赵督导员 while somebody of the township stands in. */
export function directorCalled({ person }: Pick<Facts, 'person'>): string {
  const director = person?.director
  return director ? `${[...director.name][0]}${CALLED[director.post]}` : CALLED.director
}

/** Year and month of a day (YYYY-MM-DD), without a zero in front. */
function monthIn(day: unknown): [string, string] {
  const [year = '', month = ''] = typeof day === 'string' ? day.split('-') : []
  return [year, String(Number(month) || '')]
}
