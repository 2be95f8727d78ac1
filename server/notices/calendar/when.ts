/**
 * When a rule of the calendar speaks: a day of the sun's or the farmers' calendar, a legal holiday, a school vacation
 * or an exam, some days before or after it; or weekdays within parts of the year. Plain data that a county writes.
 */
import { z } from 'zod'
import { isDay } from '../../../flows/engine/calendar.ts'

export const MonthDay = z
  .string()
  .refine(text => isDay(`2024-${text}`), { error: 'a day of the year, MM-DD', abort: true })
export const Day = z.string().refine(isDay, { error: 'a day, YYYY-MM-DD', abort: true })
export const Weekdays = z
  .array(z.int().min(1).max(7))
  .refine(list => new Set(list).size === list.length, 'each weekday once')

/** 'HH:MM' at which routine messages may leave: they rest from 21:00 to 07:00 (DOMAIN.md section 9). */
export const RoutineHour = z.string().regex(/^(0[7-9]|1\d|20):[0-5]\d$/, {
  error: 'a routine hour, 07:00 to 20:59',
  abort: true,
})

/** Part of the year, both days included; `from` after `to` goes over New Year. */
export const Period = z.strictObject({ from: MonthDay, to: MonthDay })
export type Period = z.infer<typeof Period>

/** Terms of the sun by which farmers know the year, as lunar-typescript names them. */
export const TERMS = [
  ...['立春', '雨水', '惊蛰', '春分', '清明', '谷雨', '立夏', '小满', '芒种', '夏至', '小暑', '大暑'],
  ...['立秋', '处暑', '白露', '秋分', '寒露', '霜降', '立冬', '小雪', '大雪', '冬至', '小寒', '大寒'],
] as const

export const VACATIONS = ['winter', 'spring', 'summer', 'autumn'] as const
export const EXAMS = ['gaokao', 'zhongkao', 'finals'] as const
export const STAGES = ['kindergarten', 'primary', 'junior', 'senior'] as const

const Edge = z.enum(['first', 'last']).default('first')

/** A day that comes once a year, or once with each holiday. */
export const Anchor = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('solar'), date: MonthDay }),
  /** Day 30 is the last one of a short month, as 大年三十 is said of both. */
  z.strictObject({ on: z.literal('lunar'), month: z.int().min(1).max(12), day: z.int().min(1).max(30) }),
  z.strictObject({ on: z.literal('term'), name: z.enum(TERMS) }),
  /** `nth` counts from the beginning of the month. */
  z.strictObject({
    on: z.literal('nth-weekday'),
    month: z.int().min(1).max(12),
    nth: z.int().min(1).max(4),
    weekday: z.int().min(1).max(7),
  }),
  /** Without a name: every legal holiday. */
  z.strictObject({ on: z.literal('holiday'), name: z.string().min(1).optional(), edge: Edge }),
  z.strictObject({
    on: z.literal('vacation'),
    name: z.enum(VACATIONS),
    stage: z.enum(STAGES).optional(),
    edge: Edge,
  }),
  z.strictObject({ on: z.literal('exam'), name: z.enum(EXAMS), edge: Edge }),
])
export type Anchor = z.infer<typeof Anchor>

const Shift = z.int().min(-60).max(60).default(0)
const Moment = z.strictObject({ at: Anchor, shift: Shift })

/** The county's own season (policy `season`), days of school, or from one day of the year to another. */
export const Part = z.union([
  z.enum(['water', 'peak', 'ice', 'vacation', 'holiday', 'school-day']),
  Period,
  z.strictObject({ from: Moment, to: Moment }),
])
export type Part = z.infer<typeof Part>

export const When = z.union([
  /** So many days before (negative) or after, and on the days that follow. */
  z.strictObject({ at: Anchor, shift: Shift, days: z.int().min(1).max(31).default(1) }),
  /** On these weekdays wherever all of `in` and none of `not` hold. */
  z.strictObject({ every: Weekdays.min(1), in: z.array(Part).min(1), not: z.array(Part).default([]) }),
])
export type When = z.infer<typeof When>
