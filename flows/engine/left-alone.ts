import type { EffectOf } from './effects.ts'
import type { Facts } from './facts.ts'

/** Under eight, no child may be left unattended (未保法 21). */
const SMALL = 8

/** Nobody is with these children: a case at once, red when one of them is small. */
export const nobodyWithThem = ({
  about,
  words,
  facts,
}: {
  about: { children: string[] }
  words: string
  facts: Facts
}): EffectOf<'openCase'> => ({
  type: 'openCase',
  level: anySmall(about.children, facts) ? 'red' : 'amber',
  class: 'unattended',
  aboutDirector: false,
  hold: false,
  children: about.children,
  words,
})

/** An age that is not known is taken as small: the director looks sooner. */
const anySmall = (children: readonly string[], facts: Facts): boolean =>
  (facts.person?.children ?? []).some(child => children.includes(child.id) && (child.age ?? 0) < SMALL)
