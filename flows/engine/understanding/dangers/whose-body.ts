import { is, leftOf, type Place, type Said } from '../clauses.ts'
import { isThing, mayBeChild, type Role, subjectOf } from '../roles.ts'

/** A child, by the kinds of words. */
export const child = ['child', 'baby', 'sibling'] as const

/** Whoever may own a body. */
const owners = [
  ...child,
  ...(['offspring', 'elder', 'parent', 'kin', 'me', 'us', 'he'] as const),
  ...(['animal', 'classmate', 'teacher', 'neighbour'] as const),
] as const

/** Whose body it is: a child's unless the words say otherwise. */
export function whose(
  said: Said,
  place: Place,
): 'child' | 'carer' | 'me' | 'other' | 'thing' | 'animal' | 'nobody' {
  const nearest = subjectOf(place)
  let found: Role | null = nearest
  if (
    found !== null &&
    isThing(found) &&
    is(place.clause.tokens[found.at], 'body', 'private', 'height', 'low', 'water', 'tool', 'thing')
  ) {
    // 孩子头上流血: the owner of the head.
    const owner = leftOf({ clause: place.clause, at: found.at }, 8, ...owners)
    const body = is(place.clause.tokens[found.at], 'body', 'private')
    if (body && is(place.clause.tokens[found.at - 1], 'thing')) return 'thing'
    if (owner >= 0) found = subjectOf({ clause: place.clause, at: owner + 1 })
    else if (body) found = null
    else if (is(place.clause.tokens[found.at], 'thing', 'tool')) return 'thing'
    else found = null
  }
  if (found === null) {
    const left = leftOf(place, 12, ...owners, 'crop', 'someone', 'folk')
    if (left >= 0) found = subjectOf({ clause: place.clause, at: left + 1 })
  }
  if (found === null || found.is === 'unknown') {
    const clause = said.clauses[place.clause.index - 1]
    if (found === null && clause !== undefined && clause.sentence === place.clause.sentence) {
      if (child.some(kind => clause.kinds.has(kind))) return 'child'
      if (clause.kinds.has('animal') || clause.kinds.has('crop')) return 'animal'
      if (clause.kinds.has('elder')) return 'carer'
      if (clause.kinds.has('parent') || clause.kinds.has('kin')) return 'other'
      if (clause.kinds.has('me') && !clause.kinds.has('he')) return 'me'
    }
    return 'nobody'
  }
  if (found.is === 'animal') return 'animal'
  if (found.is === 'thing') return 'thing'
  if (found.is === 'elder') return 'carer'
  if (found.is === 'me') return 'me'
  if (mayBeChild(found) || found.is === 'classmate') return 'child'
  return 'other'
}
