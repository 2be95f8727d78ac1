import { danger as dangerIn } from './danger.ts'
import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import type { Flows } from './hear.ts'
import { placeholders } from './placeholders.ts'
import type { Mind } from './state.ts'
import { readingOf } from './turn.ts'

export type Alarm = NonNullable<ReturnType<typeof dangerIn>>

/** Harm that may be done by the people at home, one of whom may be holding this very phone. */
const DONE_AT_HOME = ['violence', 'sexual']

/** A director's draft is full of danger words; a cry for help is short. */
const LONGEST_CRY = 30

const DRAFTS = new Set(['notice', 'announce', 'release-draft'])

/** Danger in what somebody just wrote, whatever conversation is open. */
export function danger(flows: Flows, text: string, mind: Mind, facts: Facts): Alarm | null {
  // As with 回 3: what is being written is what the director tells a family.
  if (facts.person?.staff && mind.open?.flow === 'answer') return null
  const drafting = facts.person?.staff && DRAFTS.has(mind.open?.flow ?? '')
  if (drafting && [...text].length > LONGEST_CRY) return null
  const alarm = dangerIn(text, asksAboutChild(flows, mind))
  if (!alarm || isWeighed(flows, alarm, mind)) return null
  return isOfferedAnswer(flows, text, mind, facts) ? null : alarm
}

/** 咳嗽两天了, asked what happened: the question's own answer. What is red never is. */
function isWeighed(flows: Flows, { level, class: kind }: Alarm, { open }: Mind): boolean {
  const step = open && flows[open.flow]?.steps[open.step]
  return level === 'amber' && Boolean(step?.weighs?.includes(kind))
}

/** 发烧四十度, when the open question is how the child is: nobody need be named. */
function asksAboutChild(flows: Flows, { open }: Mind): boolean {
  return open !== null && flows[open.flow]?.steps[open.step]?.as === 'check-in'
}

/** 一时没人看 in the words of the open question's own line: an answer, which the flow weighs by the child's age. */
function isOfferedAnswer(flows: Flows, text: string, { open }: Mind, facts: Facts): boolean {
  const flow = open && flows[open.flow]
  const step = open && flow?.steps[open.step]
  return Boolean(flow && step?.ask && readingOf(flow, step, text, facts.today).kind === 'choice')
}

/** What happens at once: the numbers to the sender, a case, people alerted. No reply repeats the accusation. */
export function raiseAlarm(alarm: Alarm, words: string, facts: Facts): Effect[] {
  const key = alarm.level === 'red' ? 'safe' : 'soon'
  const whom = facts.person && !alarm.aboutDirector ? '' : 'Duty'
  const said = alarm.child ? 'child' : `${key}${whom}`
  return [
    { type: 'say', key: `report-danger:${said}`, values: placeholders(facts, { about: {} }) },
    {
      type: 'openCase',
      level: alarm.level,
      class: alarm.class,
      aboutDirector: alarm.aboutDirector,
      hold: DONE_AT_HOME.includes(alarm.class),
      children: facts.person?.children.map(child => child.id) ?? [],
      words: alarm.child ? '' : words,
    },
    ...(alarm.child ? [{ type: 'forget' } as const] : []),
  ]
}
