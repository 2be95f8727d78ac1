import { dayOf, hours, isoWeek, isQuiet, minutes, timeOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { type Reported, reportPeriod, sumOf } from '../../server/notices/period-report.ts'
import { type Receipt, receiptStates, receiptsOf } from '../../server/notices/receipts.ts'
import { openWords } from '../../server/notices/words.ts'
import { COUNTY, type Got, type House } from './house.ts'
import { EXAM, FIRST, LAST, outage, VACATION } from './script.ts'
import type { Signal } from './weather.ts'

/** `which`: some of what is wrong, by ids and instants. */
export type Check = { what: string; wrong: number; of: number; which?: string[] }
/** `texts`: everything that somebody may read of it. */
type Notice = { id: string; kind: string; texts: string[]; at: number; stopped: boolean; receipts: Receipt[] }

const SUMMER = ['07', '08']
const BUDGET = { perWeek: 2, summer: 3 }
const NIGHT = { from: '21:00', to: '07:00' }

/** The house's report of the season, and its books held against what the phones got. */
export async function checksOf(house: House, signals: readonly Signal[]) {
  const { pool, keys, got } = house
  const reported = await inScope(pool, { place: COUNTY }, tx =>
    reportPeriod(tx, keys, { place: COUNTY, from: FIRST, to: LAST }, id => receiptsOf(tx, id, COUNTY)),
  )
  const notices = await noticesOf(house, reported)
  const families = await familiesOf(house)
  const checks: Check[] = [
    addsUp(reported),
    await frozen(house, reported),
    ...(await agrees(house, notices)),
    onceEach(got, notices),
    byDay(got, notices),
    await withinBudget(house, notices),
    calm(got, families),
    ...(await onTheDay(house, families)),
    ...signals.map(signal => reached(signal, got, families)),
    ...notices.filter(({ stopped }) => stopped).map(notice => stayed(got, notice)),
    { what: 'errors in the log', wrong: house.errors.length, of: house.got.length, which: house.errors },
  ]
  return { report: printed(reported), checks }
}

async function noticesOf(house: House, reported: readonly Reported[]): Promise<Notice[]> {
  const notices: Notice[] = []
  for (const { id, kind, stopped } of reported) {
    const [row] = await house.rows('select released_at from notices where id = $1', [id])
    const kept = await house.rows('select id, sealed from notice_words where notice_id = $1', [id])
    const texts = kept.flatMap(one => Object.values(openWords(house.keys, one).texts))
    const receipts = await inScope(house.pool, { place: COUNTY }, tx => receiptsOf(tx, id, COUNTY))
    notices.push({ id, kind, texts: [...new Set(texts)], at: row.released_at.getTime(), stopped, receipts })
  }
  return notices
}

/** Adults of the roster's families who have a phone that joined: their phone and the villages of their children. */
type Families = Map<string, Set<string>>
async function familiesOf(house: House): Promise<Families> {
  const rows = await house.rows(
    `select distinct k.wechat_id, c.place from contacts k
     join relations r on r.person_id = k.person_id and r.until is null join children c on c.id = r.child_id`,
  )
  return new Map(
    [...Map.groupBy(rows, row => row.wechat_id)].map(([phone, some]) => [
      phone,
      new Set(some.map(row => row.place)),
    ]),
  )
}

const addsUp = (reported: readonly Reported[]): Check => ({
  what: 'notices whose states do not add up to their households, in all or in a village',
  wrong: reported.filter(({ households, states, villages }) => {
    const sum = (of: Reported['states']) => receiptStates.reduce((all, state) => all + of[state], 0)
    const below = sumOf([...villages.values()])
    return (
      sum(states) !== households ||
      below.households !== households ||
      receiptStates.some(state => below.states[state] !== states[state])
    )
  }).length,
  of: reported.length,
})

/** The audience frozen at the release, counted in its own table. */
async function frozen(house: House, reported: readonly Reported[]): Promise<Check> {
  const rows = await house.rows(
    'select notice_id, count(distinct household_id)::int as households from deliveries group by 1',
  )
  const households = new Map(rows.map(row => [row.notice_id, row.households]))
  return {
    what: 'notices reported for other households than were frozen',
    wrong: reported.filter(one => households.get(one.id) !== one.households).length,
    of: reported.length,
  }
}

/** A notice's own letters: its words, until the same words go out anew. */
function lettersOf(got: readonly Got[], notice: Notice, notices: readonly Notice[]): Got[] {
  const same = (other: Notice) =>
    other.at > notice.at && other.texts.some(text => notice.texts.includes(text))
  const next = notices.find(same)?.at ?? Infinity
  return got.filter(one => one.at >= notice.at && one.at < next && notice.texts.includes(one.text))
}

/** A household that is said to have got it has a phone that did, and no other has. */
async function agrees(house: House, notices: readonly Notice[]): Promise<Check[]> {
  const rows = await house.rows(
    `select distinct d.notice_id, d.household_id, k.wechat_id from deliveries d
     join contacts k on k.person_id = d.person_id`,
  )
  const phonesOf = Map.groupBy(rows, row => `${row.notice_id} ${row.household_id}`)
  const seen = { there: [] as string[], not: [] as string[], all: 0 }
  for (const notice of notices) {
    const got = new Set(lettersOf(house.got, notice, notices).map(({ wechatId }) => wechatId))
    for (const { household, state, how } of notice.receipts) {
      if (how === 'phone' || how === 'visit') continue
      const phones = phonesOf.get(`${notice.id} ${household}`) ?? []
      const arrived = phones.some(row => got.has(row.wechat_id))
      const told = state === 'sent' || state === 'confirmed'
      seen.all++
      if (told !== arrived)
        seen[told ? 'there' : 'not'].push(
          `${dayOf(notice.at)} ${timeOf(notice.at)} ${notice.kind} ${household}`,
        )
    }
  }
  return [
    {
      what: 'households said to have got a notice of which no phone had it',
      wrong: seen.there.length,
      of: seen.all,
      which: seen.there,
    },
    {
      what: 'households said not to have got a notice of which a phone had it',
      wrong: seen.not.length,
      of: seen.all,
      which: seen.not,
    },
  ]
}

function onceEach(got: readonly Got[], notices: readonly Notice[]): Check {
  const twice = notices.flatMap(notice => {
    const letters = lettersOf(got, notice, notices)
    return [...Map.groupBy(letters, ({ wechatId }) => wechatId).values()].filter(ones => ones.length > 1)
  })
  return { what: 'phones that got a notice twice', wrong: twice.length, of: notices.length }
}

function byDay(got: readonly Got[], notices: readonly Notice[]): Check {
  const routine = notices.filter(({ kind }) => kind === 'season' || kind === 'holiday' || kind === 'director')
  const letters = routine.flatMap(notice => lettersOf(got, notice, notices))
  const late = letters.filter(({ at }) => isQuiet(at, NIGHT))
  return {
    what: 'letters of notices between 21:00 and 07:00',
    wrong: late.length,
    of: letters.length,
    which: late.map(shortly),
  }
}

/** What goes out by itself, the weekly question included, by adult and week. */
async function withinBudget(house: House, notices: readonly Notice[]): Promise<Check> {
  const automatic = notices.filter(({ kind }) => kind === 'season' || kind === 'holiday')
  const letters = automatic.flatMap(notice => lettersOf(house.got, notice, notices))
  // An open question that follows an answer to something else is not asked anew.
  const asked = house.got.filter(({ text, reply }) => !reply && /^您好！\d+月\d+日问您：/.test(text))
  const weeks = Map.groupBy([...letters, ...asked], ({ wechatId, at }) => `${wechatId} ${isoWeek(dayOf(at))}`)
  const most = (at: number) => (SUMMER.includes(dayOf(at).slice(5, 7)) ? BUDGET.summer : BUDGET.perWeek)
  const above = [...weeks.values()].filter(week => week.length > Math.max(...week.map(({ at }) => most(at))))
  return {
    what: 'adults and weeks above the budget',
    wrong: above.length,
    of: weeks.size,
    which: above.map(week => week.map(shortly).join(' | ')),
  }
}

/** A phone, when it got it and how that began: everybody in it is invented. */
const shortly = ({ wechatId, text, at }: Got) =>
  `${wechatId} ${dayOf(at)} ${timeOf(at)} ${text.slice(0, 30).replaceAll('\n', ' ')}`

/** The hour after the outage: one message at the most to anybody's phone, besides answers. */
function calm(got: readonly Got[], families: Families): Check {
  const hour = got.filter(({ at, reply }) => !reply && at >= outage.to && at < outage.to + hours(1))
  const by = Map.groupBy(
    hour.filter(({ wechatId }) => families.has(wechatId)),
    ({ wechatId }) => wechatId,
  )
  const many = [...by.values()].filter(some => some.length > 1)
  return {
    what: 'families’ phones with more than one message in the hour after the outage',
    wrong: many.length,
    of: families.size,
    which: many.map(some => some.map(shortly).join(' | ')),
  }
}

/** What the county entered itself holds: after its own exam, and on the first days of its own vacation. */
async function onTheDay(house: House, families: Families): Promise<Check[]> {
  const rows = await house.rows(
    `select distinct k.wechat_id from contacts k join relations r on r.person_id = k.person_id and r.until is null
     join children c on c.id = r.child_id and c.state in ('listed', 'doubtful')
     where c.birth_date is null or extract(year from age($1::date, c.birth_date)) between 13 and 16`,
    [EXAM.to],
  )
  const pupils = new Set(rows.map(row => row.wechat_id))
  return (
    [
      ['after-exam', EXAM.to, pupils],
      ['first-days', VACATION.from, new Set(families.keys())],
    ] as const
  ).map(([topic, first, wanted]) => {
    const words = [`seasons:${topic}`, `seasons:${topic}-line`].map(key => house.words('zh-CN', key))
    const got = house.got.filter(({ text }) => words.some(one => text.includes(one)))
    const astray = got.filter(one => !wanted.has(one.wechatId) || dayOf(one.at) < first)
    const wrong = got.length === 0 ? 1 : astray.length
    return { what: `letters of ${topic} to others or before ${first}, or none`, wrong, of: got.length }
  })
}

function reached({ at, headline, reaches, id }: Signal, got: readonly Got[], families: Families): Check {
  const wanted = [...families].filter(([, places]) =>
    [...places].some(place => reaches.some(area => place.startsWith(area))),
  )
  const soon = got.filter(one => one.at >= at && one.at < at + hours(6) && one.text.includes(headline))
  const phones = new Set(soon.filter(one => families.has(one.wechatId)).map(({ wechatId }) => wechatId))
  const late = soon.filter(one => one.at > at + minutes(1))
  const missed = wanted.filter(([phone]) => !phones.has(phone)).length
  const astray = phones.size - (wanted.length - missed)
  return {
    what: `signal ${id.slice(-2).replace('_', '')} of ${dayOf(at)} ${timeOf(at)}: phones it missed, reached astray or late`,
    wrong: missed + astray + late.length,
    of: wanted.length,
  }
}

const stayed = (got: readonly Got[], notice: Notice): Check => ({
  what: `letters of the notice stopped on ${dayOf(notice.at)}`,
  wrong: got.filter(one => one.at >= notice.at && notice.texts.includes(one.text)).length,
  of: notice.receipts.length,
})

/** The report as a table: by kind of notice, with their sums. */
function printed(reported: readonly Reported[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const row = (name: string, some: readonly Reported[]) => {
    const { households, states } = sumOf(some)
    return line([name, some.length, households, ...receiptStates.map(state => states[state])])
  }
  return [
    line(['kind', 'notices', 'households', ...receiptStates]),
    line(['---', ...['', '', ...receiptStates].map(() => '---:')]),
    ...[...Map.groupBy(reported, ({ kind }) => kind)].map(([kind, some]) => row(kind, some)),
    row('all', reported),
  ].join('\n')
}
