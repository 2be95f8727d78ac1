/**
 * When the water is dangerous: on which days a county reminds its families, at what hour, and until when the
 * reminder is worth sending. What follows from it on a day: calendar/shipped.ts.
 */
import { z } from 'zod'
import { MonthDay, Period, RoutineHour, Weekdays } from './calendar/when.ts'

const regions = ['south', 'huang-huai', 'northeast'] as const

/**
 * Seasons by region (DOMAIN.md section 5, a recommendation there, no county's paper): south April-October,
 * Huang-Huai May-September (incidents are watched from 1 May), northeast June-August and the ice. No paper
 * dates the ice; November and March are the months in which it forms and thaws.
 */
const seasonOf: Record<(typeof regions)[number], Period & { ice: Period | null }> = {
  south: { from: '04-01', to: '10-31', ice: null },
  'huang-huai': { from: '05-01', to: '09-30', ice: null },
  northeast: { from: '06-01', to: '08-31', ice: { from: '11-01', to: '03-31' } },
}

/** The source of whatever holds only until a county decides. */
export const NO_PAPER = '默认值，无文件依据，请按本县文件修改'

/**
 * A county's `season` policy row; what it leaves out is its region's usual. Weekdays are 1 Monday .. 7 Sunday.
 * Fridays, because weekends and the way home are risky; twice a week in July and August, when most children
 * drown (DOMAIN.md section 5): with the weekly check-in this just fills the budget of 2 and 3 messages.
 * 11:30, before the noon hours that villages patrol; worthless after dusk (`until`).
 */
export const SeasonPolicy = z
  .strictObject({
    region: z.enum(regions).default('huang-huai'),
    from: MonthDay.optional(),
    to: MonthDay.optional(),
    ice: Period.nullable().optional(),
    weekdays: Weekdays.default([5]),
    peak: Period.extend({ weekdays: Weekdays })
      .nullable()
      .default({ from: '07-01', to: '08-31', weekdays: [3, 5] }),
    hour: RoutineHour.default('11:30'),
    until: RoutineHour.default('18:00'),
    source: z.string().min(1).default(NO_PAPER),
  })
  .refine(policy => policy.hour < policy.until, 'a reminder must be worth something when it leaves')
  .transform(policy => ({
    ...policy,
    from: policy.from ?? seasonOf[policy.region].from,
    to: policy.to ?? seasonOf[policy.region].to,
    ice: policy.ice === undefined ? seasonOf[policy.region].ice : policy.ice,
  }))
export type SeasonPolicy = z.infer<typeof SeasonPolicy>
