import type { Effect } from './effects.ts'
import type { Mind, Prompt, State } from './state.ts'

/** More questions never wait for one person. One place stays free for the open one, put aside. */
export const MOST_WAITING = 8
const MOST_COMING = MOST_WAITING - 1

type Reason = Extract<Effect, { type: 'dropQuestion' }>['reason']

/** A question of the house that is not put any more, with the reason that is kept. */
export function dropped({ flow, about, paused }: Prompt, reason: Reason): Effect {
  const checkIn = typeof about.checkIn === 'string' ? about.checkIn : null
  return { type: 'dropQuestion', flow, checkIn, put: paused !== undefined, reason }
}

/** Questions that can wait for days: any other that comes meanwhile is put first. */
const PATIENT = new Set([
  'checklist-parent',
  'checklist-carer',
  'entrust-parent',
  'entrust-carer',
  'weekly-nudge',
])
const isPatient = (flow: string): boolean => PATIENT.has(flow)

/** The open question steps back for another one, if it can wait. */
export function makeWay(mind: Mind, { flow }: Prompt): Mind {
  const { open, queue } = mind
  if (!open || !isPatient(open.flow) || isPatient(flow)) return mind
  return { ...mind, open: null, queue: [...queue, { ...asPrompt(open), urgency: 3 }] }
}

export const asPrompt = (open: State): Prompt => ({
  flow: open.flow,
  about: open.about,
  urgency: 0,
  expiresAt: null,
  paused: open,
})

/**
 * Takes a place in the line, urgent first. The same question does not wait twice, nor while it is the open one; this
 * week's check-in takes the place of an older one; what is too much falls away from the end. What is not put any more
 * leaves its reason.
 */
export function enqueue(mind: Mind, prompt: Prompt): { mind: Mind; effects: Effect[] } {
  const same = (other: { flow: string; about: Record<string, unknown> }) =>
    other.flow === prompt.flow &&
    (isPatient(prompt.flow)
      ? other.about.carer === prompt.about.carer
      : JSON.stringify(other.about) === JSON.stringify(prompt.about))
  if (mind.open && same(mind.open)) return { mind, effects: [] }
  const stale = mind.queue.filter(other => isOlder(other, prompt))
  const outdated = mind.open && isOlder(mind.open, prompt) ? mind.open : null
  const line = [...mind.queue.filter(other => !same(other) && !stale.includes(other)), prompt].sort(
    (a, b) => a.urgency - b.urgency,
  )
  const effects = [
    ...(outdated ? [asPrompt(outdated)] : []).concat(stale).map(other => dropped(other, 'superseded')),
    ...line.slice(MOST_COMING).map(other => dropped(other, 'too-many')),
  ]
  return {
    mind: {
      ...mind,
      open: outdated ? null : mind.open,
      lapsed: outdated ?? mind.lapsed,
      queue: line.slice(0, MOST_COMING),
    },
    effects,
  }
}

/** Another week's check-in about the same children. */
function isOlder(other: { flow: string; about: Record<string, unknown> }, prompt: Prompt): boolean {
  const [then, now] = [other.about.checkIn, prompt.about.checkIn]
  return (
    other.flow === prompt.flow &&
    typeof then === 'string' &&
    typeof now === 'string' &&
    then !== now &&
    JSON.stringify(other.about.children) === JSON.stringify(prompt.about.children)
  )
}
