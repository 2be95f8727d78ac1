/** A month of the calendar as staff see it: what goes out on which day, in which words, to how many of theirs. */
import { addDays, addMonths, dayOf } from '../../../flows/engine/calendar.ts'
import type { Language, Words } from '../../../locales/index.ts'
import { asCounty, type Tx } from '../../db/scope.ts'
import { countyOn, type Policy } from '../../policy.ts'
import { audienceOf, peopleOf, standingOf } from '../audience.ts'
import { type Holiday, holidaysOf } from '../holidays.ts'
import { messageFor } from './compose.ts'
import { calendarOf, KIND, keyOf } from './give.ts'
import { isFor, readersOf } from './readers.ts'
import { inForce } from './rows.ts'
import { AUDIENCES } from './rule.ts'
import { examOf, type Span, vacationOf } from './school.ts'
import { type Entry, whatGoesOut } from './what-goes-out.ts'
import { ownWordsOn, wordingRows } from './wordings.ts'
import { arrangedFor } from './year.ts'

/** What one audience reads on a day. */
type Said = { to: (typeof AUDIENCES)[number]; text: string }
export type MonthDay = {
  day: string
  /** ms */
  at: number
  said: Said[]
  /** Households that would hear of it, and those of them WeChat reaches today. */
  households: number
  reached: number
  /** Whether something in it stands on a day nobody has entered. */
  supposed: boolean
  sources: string[]
  /** What became of it: of the leading entry; null when it is not planned yet. */
  became: { state: string; reason: string | null } | null
  /** The day is over. */
  past: boolean
  /** What the week has no room for. */
  leftOut: Said[]
}
/** Something of the school's or the holidays' year, with the row that says it. */
export type Dated = { row: string; span: Span | null; source: string | null }
export type Month = { month: string; days: MonthDay[]; dated: Dated[]; holidays: readonly Holiday[] }

/** A month ('2026-07') below a place. Counts are of whoever may look, words and days the county's. */
export async function monthOf(
  tx: Tx,
  { words, now, policy }: { words: Words; now: number; policy: Policy },
  who: { place: string; county: string; language: Language },
  month: string,
): Promise<Month> {
  const today = dayOf(now)
  const [from, to] = [`${month}-01`, addDays(addMonths(`${month}-01`, 1), -1)]
  const adults = await audienceOf(tx, who.place)
  const readers = await readersOf(tx, peopleOf(adults), today)
  const county = await asCounty(tx, who.county, async () => ({
    name: (await countyOn(tx, who.county, today)).name,
    calendar: await calendarOf(tx, who.county, policy),
    wordings: await wordingRows(tx, who.county),
    standing: await standingOf(tx, peopleOf(adults), { automatic: true }),
    became: await becameOf(tx, who.county, month),
  }))
  const says = (day: string, said: readonly Entry[]): Said[] => {
    const speaker = {
      words,
      own: ownWordsOn(county.wordings, day < today ? today : day),
      county: county.name,
    }
    return AUDIENCES.flatMap(audience => {
      const text = messageFor(speaker, who.language, audience, said)
      return text === null ? [] : [{ to: audience, text }]
    })
  }
  const counts = (said: readonly Entry[]) => {
    const hear = adults.filter(({ person }) => {
      const reader = person === null ? undefined : readers.get(person)
      return reader !== undefined && said.some(entry => isFor(entry, reader))
    })
    const reached = hear.filter(({ person }) => county.standing.get(person!) === 'reachable')
    return { households: homes(hear), reached: homes(reached) }
  }
  const days = whatGoesOut(county.calendar, from, to).map(({ day, said, leftOut }): MonthDay => {
    const lead = said[0] ?? leftOut[0]!
    return {
      ...{ day, at: lead.at, said: says(day, said), leftOut: says(day, leftOut), ...counts(said) },
      supposed: said.some(entry => entry.missing !== null),
      sources: [...new Set(said.map(entry => entry.source))],
      past: day < today,
      became: (said[0] && county.became.get(keyOf(who.county, said[0]))) ?? null,
    }
  })
  return { month, days, ...yearAround(county.calendar, policy, month, today) }
}

const homes = (adults: readonly { household: string }[]): number =>
  new Set(adults.map(({ household }) => household)).size

async function becameOf(tx: Tx, county: string, month: string): Promise<Map<string, MonthDay['became']>> {
  const { rows } = await tx.query(
    `select key, state, reason from due_items where kind = '${KIND}' and place = $1 and starts_with(key, $2)`,
    [county, `${KIND}:${county}:${month}-`],
  )
  return new Map(rows.map(row => [row.key, { state: row.state, reason: row.reason }]))
}

/** The vacations, exams and legal holidays of the month's year, as they stand today. */
function yearAround(
  calendar: Awaited<ReturnType<typeof calendarOf>>,
  { school }: Policy,
  month: string,
  today: string,
): Pick<Month, 'dated' | 'holidays'> {
  const year = Number(month.slice(0, 4))
  const held = inForce(calendar.rows, today, row => `${row.kind} ${row.key}`)
  const dated = (row: string, span: Span | null): Dated => ({
    row,
    span,
    source: held.get(row)?.source ?? null,
  })
  return {
    dated: [
      dated(`vacation ${year}-winter`, vacationOf(school, held, year, 'winter')),
      dated(`exam ${year}-gaokao`, examOf(school, held, year, 'gaokao')),
      dated(`exam ${year}-zhongkao`, examOf(school, held, year, 'zhongkao')),
      dated(`vacation ${year}-summer`, vacationOf(school, held, year, 'summer')),
    ],
    holidays: holidaysOf(year, arrangedFor(held, calendar.arrangements, year)),
  }
}
