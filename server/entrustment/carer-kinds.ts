import { z } from 'zod'
import { ageOn } from '../../flows/engine/calendar.ts'
import { birthIn } from '../roster/rules/id-number.ts'
import { kinOf } from '../roster/rules/kin.ts'
import { comparable } from '../roster/text.ts'
import { CARER_KINDS, type CarerKind } from './chain.ts'

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const Needs = z.array(z.enum(['village', 'supervising', 'designation']))

/**
 * What a county decides about entrusting. `needs`: who must agree beyond parent, carer and witness, by the kind of carer;
 * by default 济政发〔2016〕21号 as read in DOMAIN.md 2.2 (others than grandparents and grown-up siblings with the village's
 * consent and a person who supervises; a near neighbour designated by the township). A county's own row of `policies`
 * names its paper. Questions are put at `at`, the next day; a reminder after so many hours, a line of the director's list
 * after so many more; after so many days without an end the supervisor's digest counts it.
 */
export const EntrustmentPolicy = z.strictObject({
  opens: z.enum(['by-itself', 'by-director']).default('by-itself'),
  at: Time.default('10:30'),
  everyDays: z.int().min(1).default(3),
  remindAfter: z.number().min(1).default(48),
  listAfter: z.number().min(1).default(96),
  digestAfterDays: z.int().min(1).default(21),
  termMonths: z.int().min(1).default(12),
  needs: z.partialRecord(z.enum(CARER_KINDS), Needs).default({
    'other-relative': ['village', 'supervising'],
    friend: ['village', 'supervising'],
    neighbour: ['village', 'supervising', 'designation'],
  }),
})
export type EntrustmentPolicy = z.infer<typeof EntrustmentPolicy>

const GRANDPARENT = /^(?:外?祖[父母]|爷爷?|奶奶?|外[公婆]|姥[爷姥]|家[公婆])$/u
const SIBLING = /^(?:大|二|亲)?(?:哥哥?|姐姐?|兄长?|胞兄|胞姐)$/u
const NEIGHBOUR = /邻居|近邻|^邻/u
const FRIEND = /朋友|同事|熟人|老乡/u

/** What kind of carer a word of kinship makes; null when it does not tell, and a person has to say. */
export function kindOf(kin: string): CarerKind | null {
  const word = comparable(kin)
  if (GRANDPARENT.test(word)) return 'grandparent'
  if (SIBLING.test(word)) return 'adult-sibling'
  if (NEIGHBOUR.test(word)) return 'neighbour'
  if (FRIEND.test(word)) return 'friend'
  const { gender, parent } = kinOf(word)
  return gender && !parent ? 'other-relative' : null
}

const OF_AGE = 18

/** Whether somebody is of full age on a day, as far as an identity number tells; null without one. */
export const isAdult = (idNumber: string | null, day: string): boolean | null =>
  idNumber === null ? null : ageOn(birthIn(idNumber), day) >= OF_AGE
