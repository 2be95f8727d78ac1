/** What the calendar says, given to families when its hour comes: one notice a day to a county. */
import { dayOf, hours, days as inDays, minutes, outOfQuiet } from '../../../flows/engine/calendar.ts'
import type { Address, Ink } from '../../conversation/outbox.ts'
import type { Tx } from '../../db/scope.ts'
import type { DueItem, DueWork, Outcome } from '../../due.ts'
import { routineFrom } from '../../families/part-of-day.ts'
import { countyOn, type Policy } from '../../policy.ts'
import { audienceOf, peopleOf, standingOf } from '../audience.ts'
import { HolidayRow } from '../holidays.ts'
import { withinBudget } from '../reach.ts'
import { insertNotice, release } from '../release.ts'
import { messageFor } from './compose.ts'
import { isFor, type Reader, readersOf } from './readers.ts'
import { calendarRows } from './rows.ts'
import { type Calendar, type Entry, whatGoesOut } from './what-goes-out.ts'
import { ownWordsOn, wordingRows } from './wordings.ts'

export const KIND = 'calendar-notice'
export const keyOf = (county: string, { day, rule }: Entry) => `${KIND}:${county}:${day}:${rule}`
const readKey = (key: string): { day: string; rule: string } => {
  const [, , day, ...rule] = key.split(':')
  return { day: day!, rule: rule.join(':') }
}

/** A county's calendar as it stands: its policy, its own rows, the arrangements announced. */
export async function calendarOf(tx: Tx, county: string, policy: Policy): Promise<Calendar> {
  const { rows } = await tx.query('select day, year, name, kind, source from holiday_arrangements')
  return {
    policy,
    rows: await calendarRows(tx, county),
    arrangements: rows.map(row => HolidayRow.parse(row)),
  }
}

/** What the calendar says to a county's families from one day to another, both included, as rows of what is due. */
export const calendarItems = (
  calendar: Calendar,
  county: string,
  fromDay: string,
  toDay: string,
): DueItem[] =>
  whatGoesOut(calendar, fromDay, toDay)
    .flatMap(({ said }) => said)
    .map(entry => ({
      key: keyOf(county, entry),
      place: county,
      kind: KIND,
      dueAt: entry.at,
      expiresAt: entry.expiresAt,
    }))

/**
 * Everything of the calendar that is due goes out as one message. What the calendar does not say any more is skipped, and
 * what was said before is not said again; what has become worthless has expired by itself (server/due.ts).
 */
export const giveCalendar: DueWork = async (tx, house, items) => {
  const { county, now } = house
  const today = dayOf(now)
  const { name, policy } = await countyOn(tx, county, today)
  const calendar = await calendarOf(tx, county, policy)
  const wanted = items.map(item => readKey(item.key))
  const before = await saidBefore(tx, county, now)
  const plans = new Map(
    [...new Set(wanted.map(({ day }) => day))].map(day => [
      day,
      whatGoesOut(calendar, day, day)[0]?.said ?? [],
    ]),
  )
  const isNew = (entry: Entry) => !before.has(keyOf(county, entry)) && !(entry.once && before.has(entry.rule))
  const found = wanted.map(({ day, rule }) => plans.get(day)!.find(entry => entry.rule === rule))
  const said = [...plans.values()].flat().filter(entry => entry.expiresAt > now && isNew(entry))
  const outcome =
    said.length > 0 ? await give(tx, house, { name, policy }, said) : { skipped: 'already-given' }
  return items.map((_, n): Outcome => {
    const entry = found[n]
    if (!entry) return { skipped: 'policy-changed' }
    if (!isNew(entry)) return { skipped: 'already-given' }
    return outcome
  })
}

/** What the calendar said in the last two months: keys of rows, and the rules. */
async function saidBefore(tx: Tx, county: string, now: number): Promise<Set<string>> {
  const { rows } = await tx.query(
    `select key from due_items where kind = '${KIND}' and place = $1 and state = 'done' and due_at > $2`,
    [county, new Date(now - inDays(60))],
  )
  return new Set(rows.flatMap(row => [row.key, readKey(row.key).rule]))
}

type Given = Parameters<DueWork>[1]

/** One notice to all families of the county: a hold, a refusal and the weekly budget keep it from somebody, and say so. */
async function give(
  tx: Tx,
  { parts, county, now, acts }: Given,
  { name, policy }: { name: string; policy: Policy },
  said: readonly Entry[],
): Promise<Outcome> {
  const notBefore = outOfQuiet(now, policy.quiet)
  const alive = said.filter(entry => entry.expiresAt > notBefore)
  if (alive.length === 0) return { skipped: 'quiet-hours' }
  // What leads decides how long the message is worth sending.
  const expiresAt = alive[0]!.expiresAt
  const ink: Ink = { ...parts, now }
  const today = dayOf(now)
  const speaker = { words: parts.words, own: ownWordsOn(await wordingRows(tx, county), today), county: name }
  const everybody = await audienceOf(tx, county)
  const heard = new Map<string, { audience: Reader['audience']; said: Entry[] }>()
  for (const [person, reader] of await readersOf(tx, peopleOf(everybody), today)) {
    const said = alive.filter(entry => isFor(entry, reader))
    if (said.length > 0) heard.set(person, { audience: reader.audience, said })
  }
  // Staff read the notice in the words of whoever is at home and hears most of it.
  const [example] = [...heard.values()].sort(
    (a, b) =>
      Number(b.audience === 'carer') - Number(a.audience === 'carer') || b.said.length - a.said.length,
  )
  if (!example) return { skipped: 'no-families' }
  const adults = everybody.filter(({ person }) => person === null || heard.has(person))
  const text = messageFor(speaker, 'zh-CN', example.audience, example.said)
  if (text === null) return { skipped: 'no-words' }
  const id = await insertNotice(tx, ink, acts, {
    place: county,
    key: `${KIND}:${county}:${today}`,
    kind: alive[0]!.holiday ? 'holiday' : 'season',
    author: null,
    content: { text },
  })
  if (!id) return { skipped: 'one-a-day' }
  const people = peopleOf(adults)
  const standing = await withinBudget(
    tx,
    policy,
    notBefore,
    await standingOf(tx, people, { automatic: true }),
  )
  const talking = await talkingUntil(tx, policy, now, people)
  // What the season says keeps somebody's own hour and lets a conversation come to its end, unless it would come too
  // late to be of use.
  const leaves = (to: Address): number => {
    const free = Math.max(notBefore, talking.get(to.person!) ?? 0)
    const suits = routineFrom(policy, free, to.part ?? null)
    return [suits, free].find(at => at < expiresAt) ?? notBefore
  }
  await release(tx, ink, {
    ...{ id, adults, standing, voice: null, notBefore: leaves, expiresAt, personal: true },
    text: to => {
      const { audience, said } = heard.get(to.person!)!
      const still = said.filter(entry => entry.expiresAt > leaves(to))
      return messageFor(speaker, to.language, audience, still) ?? text
    },
  })
  return 'done'
}

/**
 * Until when (ms) nothing routine goes to somebody: some time after what the house last asked or told them of its own
 * accord, and a while after whatever was last said in a conversation.
 */
async function talkingUntil(
  tx: Tx,
  { calm }: Policy,
  now: number,
  people: readonly string[],
): Promise<Map<string, number>> {
  const [apart, talk] = [hours(calm.apartHours), minutes(calm.talkMinutes)]
  const { rows } = await tx.query(
    `select person_id, max(extract(epoch from at) * 1000 + case when routine then $3::float8 else $4::float8 end) as until
     from (select person_id, routine, greatest(created_at, not_before) as at from outbox
           where person_id = any($1) and state not in ('cancelled', 'expired', 'failed') and created_at > $2
           union all
           select d.person_id, r.routine, r.not_before
           from notice_rounds r join deliveries d on d.notice_id = r.notice_id and d.round = r.round
           where d.person_id = any($1) and d.excluded is null and d.outbox_id is null and r.not_before > $2
             and (r.state in ('open', 'done') or d.person_id <= r.reached)) o
     group by person_id`,
    [people, new Date(now - inDays(1)), apart, talk],
  )
  // By tens of minutes, so that many share an hour, and a round.
  const ten = minutes(10)
  return new Map(rows.map(row => [row.person_id, Math.ceil(Number(row.until) / ten) * ten]))
}
