import { dayOf, outOfQuiet } from '../../flows/engine/calendar.ts'
import { type Ink, PRIORITY, tell } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Due, DueItem, DueWork, Outcome } from '../due.ts'
import { routineFrom } from '../families/part-of-day.ts'
import { type Policy, policyOn } from '../policy.ts'
import { audienceOf, peopleOf, standingOf } from './audience.ts'
import { type Holiday, HolidayRow, holidayNotices } from './holidays.ts'
import { withinBudget } from './reach.ts'
import { insertNotice, release } from './release.ts'
import { seasonDays, seasonTopic } from './seasons.ts'

/** What the season and the legal holidays say to a county's families from one day to another, both included. */
export function automaticItems(
  policy: Policy,
  rows: readonly HolidayRow[],
  county: string,
  fromDay: string,
  toDay: string,
): DueItem[] {
  const item = (
    kind: string,
    { key, at, expiresAt }: { key: string; at: number; expiresAt: number },
  ): DueItem => ({
    key: `${kind}:${county}:${key}`,
    place: county,
    kind,
    dueAt: at,
    expiresAt,
  })
  return [
    ...seasonDays(policy.season, fromDay, toDay).map(day => item('season-notice', day)),
    ...holidayNotices(policy['holiday-notice'], rows, fromDay, toDay).map(notice =>
      item('holiday-notice', notice),
    ),
  ]
}

type Given = Parameters<DueWork>[1]

/** The water, the weekend, the vacation, the ice. Key `season-notice:<county>:season:<day>`. */
export const seasonNotice: DueWork = async (tx, house, items) => {
  const policy = await policyOn(tx, house.county, dayOf(house.now))
  return await inTurn(items, item => {
    const topic = seasonTopic(policy.season, item.key.slice(-'2026-07-03'.length))
    return topic ? give(tx, house, policy, item, 'season', topic) : { skipped: 'policy-changed' }
  })
}

/** Before a legal holiday. Key `holiday-notice:<county>:holiday:<year>:<name>`. */
export const holidayNotice: DueWork = async (tx, house, items) => {
  const policy = await policyOn(tx, house.county, dayOf(house.now))
  const { rows } = await tx.query('select day, year, name, kind, source from holiday_arrangements')
  const arrangements = rows.map(row => HolidayRow.parse(row))
  return await inTurn(items, async item => {
    const [, , , year, name] = item.key.split(':')
    const holiday = holidayOf(policy, arrangements, Number(year), name!)
    if (!holiday) return { skipped: 'no-such-holiday' }
    if (!holiday.announced) await askForArrangement(tx, house, policy, holiday)
    return await give(tx, house, policy, item, 'holiday', holiday.topic)
  })
}

async function inTurn(
  items: readonly Due[],
  work: (item: Due) => Outcome | Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const item of items) outcomes.push(await work(item))
  return outcomes
}

/** The holiday a key names: its notice may have been due late in the year before. */
function holidayOf(
  policy: Policy,
  rows: readonly HolidayRow[],
  year: number,
  name: string,
): Holiday | undefined {
  const key = `holiday:${year}:${name}`
  const notices = holidayNotices(policy['holiday-notice'], rows, `${year - 1}-12-01`, `${year}-12-31`)
  return notices.find(notice => notice.key === key)?.holiday
}

/** One notice to all families of the county: a hold, a refusal and the weekly budget keep it from somebody, and say so. */
async function give(
  tx: Tx,
  { parts, county, now, acts }: Given,
  policy: Policy,
  item: Due,
  kind: 'season' | 'holiday',
  topic: string,
): Promise<Outcome> {
  const notBefore = outOfQuiet(now, policy.quiet)
  const expiresAt = item.expiresAt ?? notBefore
  if (expiresAt <= notBefore) return { skipped: 'quiet-hours' }
  const adults = await audienceOf(tx, county)
  if (peopleOf(adults).length === 0) return { skipped: 'no-families' }
  const ink: Ink = { ...parts, now }
  const text = { text: parts.words('zh-CN', `seasons:${topic}`) }
  const id = await insertNotice(tx, ink, acts, {
    place: county,
    key: item.key,
    kind,
    author: null,
    content: text,
  })
  if (!id) return { skipped: 'already-given' }
  const standing = await withinBudget(
    tx,
    policy,
    notBefore,
    await standingOf(tx, peopleOf(adults), { automatic: true }),
  )
  await release(tx, ink, {
    id,
    adults,
    standing,
    text: to => parts.words(to.language, `seasons:${topic}`),
    voice: null,
    // What the season says keeps somebody's own hour, unless it would come too late to be of use.
    notBefore: to => {
      const suits = routineFrom(policy, notBefore, to.part ?? null)
      return suits < expiresAt ? suits : notBefore
    },
    expiresAt,
  })
  return 'done'
}

/** One line a year to each of the county's staff: nobody has entered the year's arrangement. */
async function askForArrangement(
  tx: Tx,
  { parts, county, now }: Given,
  policy: Policy,
  holiday: Holiday,
): Promise<void> {
  const { rows } = await tx.query(
    `select person_id from staff where place = $1 and role = 'county' and until is null`,
    [county],
  )
  const { unreached } = await tell(
    tx,
    { ...parts, now },
    rows.map(row => row.person_id),
    { key: 'seasons:arrangementMissing', values: { year: holiday.year, holiday: holiday.name } },
    {
      priority: PRIORITY.notice,
      key: `arrangement-missing:${county}:${holiday.year}`,
      notBefore: outOfQuiet(now, policy.quiet),
    },
  )
  if (unreached.length === rows.length)
    parts.log.warn({ county, year: holiday.year }, 'holidays not announced, no county staff reached')
}
