import { z } from 'zod'
import type { NoticeFor } from '../../flows/index.ts'

export const STAGES = ['preschool', 'primary', 'middle', 'high', 'out'] as const
export type Stage = (typeof STAGES)[number]
/** 留守, 困境, 单亲, 流动, as the ledger has them. */
export const CLASSES = ['left', 'hardship', 'single', 'moving'] as const
export type Class = (typeof CLASSES)[number]

/** Completed years, both included. */
const Ages = z
  .strictObject({ from: z.int().min(0).max(17), to: z.int().min(0).max(17) })
  .refine(({ from, to }) => from <= to)

/**
 * Whom a notice is for: every criterion narrows, none is everybody. What is not known of a child or a home (birth date,
 * stage, water) counts as meeting it, for a warning to too many does no harm; a class does not, for it is nobody's to guess.
 */
export const Whom = z.strictObject({
  /** Villages or townships below the place that sends. */
  places: z
    .array(z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/))
    .min(1)
    .max(500)
    .optional(),
  /** Fathers and mothers who do not live with the child; or whoever does. */
  who: z.enum(['away', 'home']).optional(),
  ages: Ages.optional(),
  stages: z.array(z.enum(STAGES)).min(1).optional(),
  classes: z.array(z.enum(CLASSES)).min(1).optional(),
  /** Something is missing around the care of the child, or it was last assessed as poor. */
  atRisk: z.literal(true).optional(),
  nearWater: z.literal(true).optional(),
  /** Who got this notice and has not confirmed it. */
  unanswered: z.uuid().optional(),
})
export type Whom = z.infer<typeof Whom>

/** What the chat's choices mean; `last` is the notice before, for those who have not answered it. */
export function whomOf(choice: NoticeFor, last: string | null): Whom {
  switch (choice) {
    case 'all':
      return {}
    case 'silent':
      return last === null ? {} : { unanswered: last }
    case 'under-seven':
      return { ages: { from: 0, to: 6 } }
    case 'twelve-up':
      return { ages: { from: 12, to: 17 } }
  }
}

const SCHOOLING: Readonly<Record<string, Stage>> = {
  ...{ 幼儿园: 'preschool', 未入园: 'preschool', 小学: 'primary', 初中: 'middle' },
  ...{ 高中: 'high', 中职: 'high', 辍学: 'out', 不在学: 'out' },
}
const NAMED: readonly (readonly [string, Class])[] = [
  ['留守', 'left'],
  ['困境', 'hardship'],
  ['单亲', 'single'],
  ['流动', 'moving'],
]

/** What the ledger's columns say; null where it says nothing. */
export const stageIn = (schooling: string | undefined): Stage | null => SCHOOLING[schooling ?? ''] ?? null
export const classesIn = (categories: readonly string[]): Class[] | null =>
  categories.length === 0 ? null : NAMED.flatMap(([word, one]) => (categories.includes(word) ? [one] : []))
