import type { Effect } from './effects.ts'
import type { Facts } from './facts.ts'
import { placeholders } from './placeholders.ts'

/** What can be sent in a chat besides words, voices, pictures and places; nothing of it is opened or kept. */
export const THINGS = [
  'sticker',
  'video',
  'file',
  'card',
  'link',
  'mini-program',
  'merged',
  'red-packet',
  'transfer',
] as const
export type Thing = (typeof THINGS)[number]

/** Those whose answer is the same for families, staff and strangers. */
const SAME_FOR_ALL: readonly (Thing | undefined)[] = ['sticker', 'red-packet', 'transfer']

/**
 * The one answer that fits. A gift is refused whoever sends it; while people talk a sticker is meant for them.
 * Undefined is something no puppet has a name for.
 */
export function answerToThing(thing: Thing | undefined, facts: Facts): Effect[] {
  if (thing === 'sticker' && facts.handedOver) return []
  const fits = thing !== undefined && (!facts.person?.staff || SAME_FOR_ALL.includes(thing))
  const key = fits ? `sent:${thing}` : 'common:cannotRead'
  return [{ type: 'say', key, values: placeholders(facts, { about: {} }) }]
}

/** A gift must be refused at once, also from somebody the bot does not know. */
export const isGift = (thing: Thing | undefined): boolean => thing === 'red-packet' || thing === 'transfer'
