import type { Effect } from './effects.ts'
import { asPrompt, dropped } from './queue.ts'
import type { Mind, State } from './state.ts'

type About = Record<string, unknown>

/** What runs beside `children`, one for each. */
const BESIDE = ['entrustments', 'versions']

/** The same question without a child: about brothers and sisters only, or none any more. */
function without(about: About, child: string): About | null {
  const { children } = about
  if (about.child === child) return null
  if (!Array.isArray(children) || !children.includes(child)) return about
  const stay = children.map(id => id !== child)
  if (!stay.includes(true)) return null
  const kept = (value: unknown) =>
    Array.isArray(value) && value.length === stay.length ? value.filter((_, n) => stay[n]) : value
  return {
    ...about,
    children: kept(children),
    ...Object.fromEntries(BESIDE.flatMap(key => (key in about ? [[key, kept(about[key])]] : []))),
  }
}

function stateWithout(state: State, child: string): State | null {
  const about = without(state.about, child)
  return about && { ...state, about }
}

/** A conversation in which nothing more is asked about a child, whatever was open or waited. */
export function withoutChild(mind: Mind, child: string): { mind: Mind; effects: Effect[] } {
  const open = mind.open && stateWithout(mind.open, child)
  const effects: Effect[] = mind.open && !open ? [dropped(asPrompt(mind.open), 'left')] : []
  const queue = mind.queue.flatMap(prompt => {
    const about = without(prompt.about, child)
    if (!about) effects.push(dropped(prompt, 'left'))
    const paused = prompt.paused && stateWithout(prompt.paused, child)
    return about ? [{ ...prompt, about, ...(paused && { paused }) }] : []
  })
  return { mind: { ...mind, open, queue, lapsed: mind.lapsed && stateWithout(mind.lapsed, child) }, effects }
}
