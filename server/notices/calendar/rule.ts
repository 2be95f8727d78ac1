import { z } from 'zod'
import { RoutineHour, When } from './when.ts'

/**
 * How much a message says, after 1530 of the schools (one minute a day, five a week, thirty before holidays; DOMAIN.md
 * section 5): one line, a weekly line, a fuller message. Of several on a day, and in a full week, the fuller one goes
 * first.
 */
export const RHYTHMS = ['line', 'weekly', 'fuller'] as const

/** Who looks after a child at home, and a father or mother who does not. */
export const AUDIENCES = ['carer', 'parent'] as const

/** The name of the words: `seasons:<topic>` in locales or a county's own wording. */
export const TopicName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'small letters, digits and hyphens')

/** What is said when, to whom, and until when it is worth saying. */
export const Rule = z
  .strictObject({
    when: When,
    topic: TopicName,
    rhythm: z.enum(RHYTHMS),
    /** Shanghai time at which it leaves. */
    hour: RoutineHour,
    /** Not sent any more after this hour of its own day, or of the day so many days later. */
    until: RoutineHour,
    untilDays: z.int().min(0).max(14).default(0),
    to: z.array(z.enum(AUDIENCES)).min(1).default(['carer', 'parent']),
    /** Families with a child of these ages (completed years, both included); all without. */
    ages: z
      .strictObject({ from: z.int().min(0).max(18), to: z.int().min(0).max(18) })
      .refine(ages => ages.from <= ages.to, 'from the younger to the older')
      .optional(),
  })
  .refine(rule => rule.untilDays > 0 || rule.hour < rule.until, {
    path: ['until'],
    message: 'a message must be worth something when it leaves',
  })
export type Rule = z.infer<typeof Rule>
