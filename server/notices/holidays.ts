/**
 * Legal holidays and the notices that precede them. The State Council announces each year's arrangement late
 * in the year before; until its rows are there a year is unknown, never ordinary: the statutory days stand in
 * and `announced` is false, so that staff are asked to enter the notice.
 */
import { z } from 'zod'
import { addDays, between, dayOfLunar, isDay, termOf } from '../../flows/engine/calendar.ts'
import { RoutineHour } from './calendar/when.ts'

/** A row of `holiday_arrangements`; `name` joins with 、 when two holidays share one arrangement. */
export const HolidayRow = z.strictObject({
  day: z.string().refine(isDay),
  year: z.int(),
  name: z.string().min(1),
  kind: z.enum(['off', 'work']),
  source: z.string().min(1),
})
export type HolidayRow = z.infer<typeof HolidayRow>

/** Which words a holiday's notice uses; `other` is a holiday that staff entered under a name of its own. */
export const holidayTopics = {
  元旦: 'new-year',
  春节: 'spring-festival',
  清明: 'qingming',
  劳动节: 'labour-day',
  端午: 'dragon-boat',
  中秋: 'mid-autumn',
  国庆: 'national-day',
} as const
export type HolidayTopic = (typeof holidayTopics)[keyof typeof holidayTopics] | 'other'

/** Days off in a row. `workDays` are the weekend days on which its arrangement has people work and go to school. */
export type Holiday = {
  year: number
  name: string
  topic: HolidayTopic
  from: string
  to: string
  workDays: string[]
  announced: boolean
  source: string
}

// 全国年节及纪念日放假办法 as of 1 January 2025: 13 days a year (DOMAIN.md section 6).
const statutorySource = '全国年节及纪念日放假办法(2024)'

function statutoryDays(year: number): [name: string, from: string, days: number][] {
  return [
    ['元旦', `${year}-01-01`, 1],
    ['春节', addDays(dayOfLunar(year, 1, 1)!, -1), 4], // from the year's last evening
    ['清明', termOf(year, '清明')!, 1],
    ['劳动节', `${year}-05-01`, 2],
    ['端午', dayOfLunar(year, 5, 5)!, 1],
    ['中秋', dayOfLunar(year, 8, 15)!, 1],
    ['国庆', `${year}-10-01`, 3],
  ]
}

const namesOf = (name: string) => name.split('、')

function topicOf(names: string[]): HolidayTopic {
  const known = names.filter(name => name in holidayTopics) as (keyof typeof holidayTopics)[]
  // 国庆 with 中秋 is a week of travel and harvest before it is an evening with the moon.
  return known.includes('国庆') ? 'national-day' : known[0] ? holidayTopics[known[0]] : 'other'
}

/**
 * The holidays of a year's arrangement in the order of their days, adjoining ones as one span (国庆、中秋).
 * A statutory holiday that no row names and no announced span covers is added with `announced: false`, so a
 * notice entered by halves loses nothing.
 */
export function holidaysOf(year: number, rows: readonly HolidayRow[]): Holiday[] {
  const own = rows.filter(row => row.year === year)
  const named = new Set(own.flatMap(row => namesOf(row.name)))
  const announcedOff = new Set(own.filter(row => row.kind === 'off').map(row => row.day))
  const missing = statutoryDays(year)
    .filter(([name]) => !named.has(name))
    .flatMap(([name, from, days]) =>
      Array.from({ length: days }, (_, n) => ({ name, day: addDays(from, n) })),
    )
    .filter(({ day }) => !announcedOff.has(day))
  const off = [
    ...own.filter(row => row.kind === 'off').map(row => ({ ...row, announced: true })),
    ...missing.map(row => ({ ...row, announced: false, source: statutorySource })),
  ].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))

  const spans: (Omit<Holiday, 'name' | 'topic' | 'workDays'> & { names: string[] })[] = []
  for (const { day, name, announced, source } of off) {
    const last = spans.at(-1)
    if (last && last.announced === announced && between(last.to, day) <= 1) {
      last.to = day
      last.names = [...new Set([...last.names, ...namesOf(name)])]
    } else spans.push({ year, names: namesOf(name), from: day, to: day, announced, source })
  }
  return spans.map(({ names, ...span }) => ({
    ...span,
    name: names.join('、'),
    topic: topicOf(names),
    workDays: own
      .filter(row => row.kind === 'work' && namesOf(row.name).some(name => names.includes(name)))
      .map(row => row.day)
      .sort(),
  }))
}

/**
 * When families hear of a holiday: `daysBefore` calendar days before its first day off, make-up working days
 * counted like any other, at `hour`. No paper gives the number; two days leave time to arrange who comes to
 * fetch the children, and ask once more on the telephone (one fuller message before each holiday: DOMAIN.md
 * section 5, 1530).
 */
export const HolidayNotice = z.strictObject({
  daysBefore: z.int().min(1).max(14).default(2),
  hour: RoutineHour.default('10:00'),
})
export type HolidayNotice = z.infer<typeof HolidayNotice>

type Span = [name: string, from: string, to: string, ...workDays: string[]]

function arrangement(year: number, source: string, spans: Span[]): HolidayRow[] {
  return spans.flatMap(([name, from, to, ...workDays]) => {
    const first = `${year}-${from}`
    const off = Array.from({ length: between(first, `${year}-${to}`) + 1 }, (_, n) => addDays(first, n))
    return [
      ...off.map(day => ({ day, year, name, kind: 'off' as const, source })),
      ...workDays.map(day => ({ day: `${year}-${day}`, year, name, kind: 'work' as const, source })),
    ]
  })
}

/** The arrangements announced so far (DOMAIN.md section 6; a test compares them with chinese-days). 2027: not yet. */
export const announcedHolidays: readonly HolidayRow[] = [
  ...arrangement(2024, '国办发明电〔2023〕7号', [
    ['元旦', '01-01', '01-01'],
    ['春节', '02-10', '02-17', '02-04', '02-18'],
    ['清明', '04-04', '04-06', '04-07'],
    ['劳动节', '05-01', '05-05', '04-28', '05-11'],
    ['端午', '06-10', '06-10'],
    ['中秋', '09-15', '09-17', '09-14'],
    ['国庆', '10-01', '10-07', '09-29', '10-12'],
  ]),
  ...arrangement(2025, '国办发明电〔2024〕12号', [
    ['元旦', '01-01', '01-01'],
    ['春节', '01-28', '02-04', '01-26', '02-08'],
    ['清明', '04-04', '04-06'],
    ['劳动节', '05-01', '05-05', '04-27'],
    ['端午', '05-31', '06-02'],
    ['国庆、中秋', '10-01', '10-08', '09-28', '10-11'],
  ]),
  // The number of the notice of 4 November 2025 was not found, so none is quoted.
  ...arrangement(2026, '国务院办公厅关于2026年部分节假日安排的通知(2025-11-04)', [
    ['元旦', '01-01', '01-03', '01-04'],
    ['春节', '02-15', '02-23', '02-14', '02-28'],
    ['清明', '04-04', '04-06'],
    ['劳动节', '05-01', '05-05', '05-09'],
    ['端午', '06-19', '06-21'],
    ['中秋', '09-25', '09-27'],
    ['国庆', '10-01', '10-07', '09-20', '10-10'],
  ]),
]
