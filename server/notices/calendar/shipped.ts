/** The rules that hold until a county writes others, from its season (policy `season`) and what DOMAIN.md section 5 names. */
import type { HolidayNotice } from '../holidays.ts'
import { NO_PAPER, type SeasonPolicy } from '../seasons.ts'
import { Rule } from './rule.ts'

/** A rule by name, and where it is written. */
export type NamedRule = { key: string; rule: Rule; source: string }

const routine = { hour: '10:00', until: '20:00' }
const on = (date: string) => ({ at: { on: 'solar' as const, date } })

/**
 * Weekly lines while the water (or the ice) is dangerous, at the hour before villages patrol the ponds; a fuller message
 * before each legal holiday, before a vacation and before school begins; one line on days that the papers name, after
 * exams and in the first days of the summer; those away are told before they come home for the New Year, and before they
 * leave again. No line every day: ticking every day was tried in Yuanjiang, named formalism and stopped (PRODUCT.md), so
 * a county that wants one writes a rule of its own.
 */
export function shippedRules(season: SeasonPolicy, notice: HolidayNotice): NamedRule[] {
  const { weekdays, peak, hour, until, source } = season
  const beforeWater = { hour, until }
  const weekly = (key: string, topic: string, every: readonly number[], parts: object) =>
    every.length > 0
      ? [{ key, source, rule: { when: { every, ...parts }, topic, rhythm: 'weekly', ...beforeWater } }]
      : []
  const rules = [
    ...weekly(
      'water-weekend',
      'weekend',
      weekdays.filter(day => day >= 5),
      { in: ['water'], not: ['peak'] },
    ),
    ...weekly(
      'water-week',
      'water',
      weekdays.filter(day => day < 5),
      { in: ['water'], not: ['peak'] },
    ),
    ...weekly('water-peak', 'vacation', peak?.weekdays ?? [], { in: ['water', 'peak'] }),
    ...weekly('ice', 'ice', weekdays, { in: ['ice'], not: ['water'] }),
    {
      key: 'holiday',
      source: NO_PAPER,
      rule: {
        when: { at: { on: 'holiday' }, shift: -notice.daysBefore },
        ...{ topic: 'holiday', rhythm: 'fuller', hour: notice.hour },
        ...{ until: '12:00', untilDays: notice.daysBefore },
      },
    },
    ...[
      {
        key: 'summer-begins',
        rule: {
          when: { at: { on: 'vacation', name: 'summer' }, shift: -1 },
          ...{ topic: 'summer-begins', rhythm: 'fuller', ...routine, untilDays: 1 },
        },
      },
      {
        key: 'first-days',
        rule: {
          when: { at: { on: 'vacation', name: 'summer' }, shift: 0, days: 2 },
          ...{ topic: 'first-days', rhythm: 'line', ...beforeWater },
        },
      },
      {
        key: 'winter-begins',
        rule: {
          when: { at: { on: 'vacation', name: 'winter' }, shift: -1 },
          ...{ topic: 'winter-begins', rhythm: 'fuller', ...routine, untilDays: 1, to: ['carer'] },
        },
      },
      ...(['winter', 'summer'] as const).map(name => ({
        key: `school-after-${name}`,
        rule: {
          when: { at: { on: 'vacation', name, edge: 'last' } },
          ...{ topic: 'school-begins', rhythm: 'fuller', ...routine, untilDays: 1 },
        },
      })),
      ...(['gaokao', 'zhongkao'] as const).map(name => ({
        key: `after-${name}`,
        rule: {
          when: { at: { on: 'exam', name, edge: 'last' } },
          ...{ topic: 'after-exam', rhythm: 'weekly', hour: '11:30', until: '20:00' },
          ages: name === 'gaokao' ? { from: 16, to: 18 } : { from: 13, to: 16 },
        },
      })),
      {
        key: 'drowning-day',
        rule: { when: on('07-25'), topic: 'drowning-day', rhythm: 'weekly', ...beforeWater },
      },
      { key: 'childrens-day', rule: { when: on('06-01'), topic: 'own-body', rhythm: 'weekly', ...routine } },
      ...(['立冬', '冬至'] as const).map((name, n) => ({
        key: `stove-${n + 1}`,
        rule: { when: { at: { on: 'term', name } }, topic: 'stove', rhythm: 'weekly', ...routine },
      })),
      {
        key: 'coming-home',
        rule: {
          when: { at: { on: 'lunar', month: 12, day: 20 } },
          ...{ topic: 'coming-home', rhythm: 'weekly', ...routine, untilDays: 2, to: ['parent'] },
        },
      },
      {
        key: 'leaving-again',
        rule: {
          when: { at: { on: 'lunar', month: 1, day: 5 } },
          ...{ topic: 'leaving-again', rhythm: 'weekly', ...routine, untilDays: 2, to: ['parent'] },
        },
      },
    ].map(one => ({ ...one, source: NO_PAPER })),
  ]
  return rules.map(({ key, rule, source }) => ({ key, source, rule: Rule.parse(rule) }))
}
