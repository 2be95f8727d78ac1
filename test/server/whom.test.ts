import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { days, minutes } from '../../flows/engine/calendar.ts'
import { accountUse } from '../../server/notices/account-use.ts'
import { audienceOf } from '../../server/notices/audience.ts'
import { goneBy, leftBy, openUntil } from '../../server/notices/gone-by.ts'
import { classesIn, stageIn, Whom } from '../../server/notices/whom.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const db = await testDatabase(Date.parse('2026-06-20T10:00:00+08:00'))
const county = openCounty(db, '341226')
const [willow, bridge, hill] = ['341226101001', '341226101002', '341226102001']
const today = '2026-06-20'

const [grandmother, father, mother, aunt] = await Promise.all(
  ['王桂兰', '李建国', '赵梅', '孙芳'].map(name => county.adult({ name })),
)
/** Eldest first; the helper has them born in March 2015, 2016 … */
const pond = await county.household(willow, ['李晓悦'], [{ person: grandmother! }])
const town = await county.household(willow, ['张子轩', '张小花'], [{ person: mother!, role: 'mother' }])
const far = await county.household(bridge, ['陈浩'], [{ person: father!, role: 'father' }, { person: aunt! }])
const nobody = await county.household(hill, ['周念'], [])
const called = new Map([
  [pond, 'pond'],
  [town, 'town'],
  [far, 'far'],
  [nobody, 'nobody'],
])

const set = (sql: string, ...values: unknown[]) => county.write(tx => tx.query(sql, values))
await set(`update children set stage = 'primary', classes = '{left}' where household_id = $1`, pond)
await set(`update children set stage = 'middle', classes = '{hardship,single}' where household_id = $1`, far)
await set(`update children set birth_date = null where household_id = $1`, nobody)
await set(`update relations set lives_with = true where person_id = $1`, mother)

const officer = await county.officer(willow)
const water = (place: string, household: string | null, near: boolean) =>
  county.insert('waters', {
    id: randomUUID(),
    place,
    household_id: household,
    near,
    staff_id: officer.staff,
    at: new Date(),
  })
await water(willow, null, false)
await water(willow, pond, true)

/** The households a notice is for, by what they are called here, and its adults. */
async function meant(whom: Whom, place = '341226', households?: string[]) {
  const adults = await county.write(tx =>
    audienceOf(tx, place, { whom: Whom.parse(whom), today, ...(households && { households }) }),
  )
  return [...new Set(adults.map(adult => called.get(adult.household)))].sort()
}

describe('a notice is for', () => {
  it('everybody of a place, of several villages, of a township, of the county', async () => {
    expect(await meant({})).toEqual(['far', 'nobody', 'pond', 'town'])
    expect(await meant({}, willow)).toEqual(['pond', 'town'])
    expect(await meant({ places: [willow, hill] })).toEqual(['nobody', 'pond', 'town'])
    expect(await meant({ places: ['341226101'] })).toEqual(['far', 'pond', 'town'])
    expect(await meant({ places: [hill] }, '341226101')).toEqual([])
  })

  it('parents who are away, or whoever lives with the child; a home where nobody is on record stays in', async () => {
    expect(await meant({ who: 'away' })).toEqual(['far', 'nobody'])
    expect(await meant({ who: 'home' })).toEqual(['far', 'nobody', 'pond', 'town'])
    const adults = await county.write(tx => audienceOf(tx, bridge, { whom: { who: 'away' } }))
    expect(adults.map(adult => adult.person)).toEqual([father])
  })

  it('the families of children of an age, of a school stage; what is not known counts', async () => {
    expect(await meant({ ages: { from: 0, to: 10 } })).toEqual(['nobody', 'town'])
    expect(await meant({ stages: ['primary'] })).toEqual(['nobody', 'pond', 'town'])
    // one child meets both, not one of them each
    expect(await meant({ ages: { from: 11, to: 17 }, stages: ['primary'] })).toEqual([
      'nobody',
      'pond',
      'town',
    ])
  })

  it('a class of children only where the ledger says so', async () => {
    expect(await meant({ classes: ['left'] })).toEqual(['pond'])
    expect(await meant({ classes: ['hardship', 'left'] })).toEqual(['far', 'pond'])
    expect(await meant({ classes: ['moving'] })).toEqual([])
  })

  it('homes near water: the home’s own word goes before the village’s, and no word means near', async () => {
    expect(await meant({ nearWater: true })).toEqual(['far', 'nobody', 'pond'])
    expect(await meant({ nearWater: true }, willow)).toEqual(['pond'])
  })

  it('children at risk: a gap that is open, until it is closed', async () => {
    expect(await meant({ atRisk: true })).toEqual([])
    await set(
      `insert into gaps (id, place, child_id, kind, found_at)
       select gen_random_uuid(), place, id, 'no-carer', created_at from children where household_id = $1`,
      nobody,
    )
    expect(await meant({ atRisk: true })).toEqual(['nobody'])
    await set(`update gaps set closed_at = found_at, closed_as = 'gone'`)
    expect(await meant({ atRisk: true })).toEqual([])
  })

  it('who has not answered another notice, and no criterion is read as everybody', async () => {
    expect(await meant({ unanswered: randomUUID() }, '341226', [far, pond])).toEqual(['far', 'pond'])
    await expect(meant({ unanswered: randomUUID() })).rejects.toThrow('who has not answered?')
    expect(Whom.safeParse({ stages: [] }).success).toBe(false)
    expect(Whom.safeParse({ ages: { from: 9, to: 3 } }).success).toBe(false)
    expect(Whom.safeParse({ everybody: true }).success).toBe(false)
  })
})

it('the ledger’s words for schooling and classes are understood, and silence stays silence', () => {
  expect([stageIn('小学'), stageIn('中职'), stageIn('辍学'), stageIn(undefined)]).toEqual([
    'primary',
    'high',
    'out',
    null,
  ])
  expect([classesIn(['困境', '单亲']), classesIn([])]).toEqual([['hardship', 'single'], null])
})

it('how long it takes is told by the account’s pace, behind what waits already; what is urgent of others is not counted', async () => {
  const from = Date.parse('2026-06-20T10:00:00+08:00')
  const people = [grandmother!, father!, mother!, aunt!]
  const quiet = { from: '21:00', to: '07:00' }
  const sending = (perMinute: number | null) => ({
    limits: perMinute ? { perMinute, perDay: 100 } : null,
    quiet,
  })
  const gone = (perMinute: number | null) =>
    county.write(
      async tx => ((await goneBy(tx, sending(perMinute), { people, letters: 2, from })) - from) / minutes(1),
    )
  expect([await gone(null), await gone(1), await gone(3)]).toEqual([0, 8, 3])
  const { rows } = await county.write(tx => tx.query('select id from contacts where person_id = $1', [aunt]))
  const waits = (priority: number) =>
    county.insert('outbox', {
      ...{ place: '341226', account: 'bot-341226', contact_id: rows[0].id, kind: 'text', priority },
      ...{ dedupe_key: randomUUID(), not_before: new Date(from), created_at: new Date(from) },
    })
  await waits(3)
  await waits(1)
  expect(await gone(1)).toBe(9)
  const notice = randomUUID()
  await county.insert('notices', {
    ...{ id: notice, place: '341226', key: 'x', kind: 'director', author_id: officer.staff },
    ...{ sealed: Buffer.from('x'), created_at: new Date(from), released_at: new Date(from) },
  })
  const until = () => county.write(tx => openUntil(tx, sending(1), notice, from))
  expect(await until()).toBeNull()
  await county.insert('notice_rounds', {
    ...{ notice_id: notice, round: 1, place: '341226', account: 'bot-341226' },
    ...{ priority: 3, routine: true, letters: 1 },
    ...{ not_before: new Date(from), expires_at: new Date(from + days(1)), people: 5 },
  })
  expect((await until())! - from).toBe(minutes(6))
  const use = async (perDay: number, at: number) => {
    const of = { limits: { perMinute: 2, perDay }, quiet: { from: '21:00', to: '07:00' } }
    const [one] = await county.write(tx => accountUse(tx, of, at))
    return { ...one, until: one!.until === null ? null : (one!.until - at) / minutes(1) }
  }
  const nobodyYet = { account: 'bot-341226', lastMinute: 0, today: 0 }
  expect(await use(1_000, from)).toEqual({ ...nobodyYet, waiting: 6, later: 0, until: 3 })
  expect(await use(1_000, from - 1)).toEqual({ ...nobodyYet, waiting: 0, later: 6, until: null })
  await set(`update outbox set state = 'sent', sent_at = $1 where priority = 3`, new Date(from))
  const oneLess = { account: 'bot-341226', waiting: 5, later: 0, today: 1 }
  expect(await use(1_000, from + 1)).toMatchObject({ ...oneLess, lastMinute: 1, until: 3 })
  expect(await use(1, from + minutes(2))).toMatchObject({ ...oneLess, lastMinute: 0 })
})

it('what does not fit into the day’s limit, or comes to the night, leaves from the next morning on', () => {
  const quiet = { from: '21:00', to: '07:00' }
  const at = (moment: string) => Date.parse(`2026-06-${moment}:00+08:00`)
  const left = (letters: number, from: string, { sent = 0, perDay = 1_000 } = {}) =>
    leftBy(letters, { from: at(from), limits: { perMinute: 10, perDay }, quiet, sent })
  expect(left(100, '20T10:00')).toBe(at('20T10:10'))
  expect(left(100, '20T20:55')).toBe(at('21T07:05'))
  expect(left(100, '20T23:00')).toBe(at('21T07:10'))
  expect(left(100, '20T10:00', { sent: 960 })).toBe(at('21T07:06'))
  expect(left(2_100, '20T10:00', { sent: 1_000 })).toBe(at('23T07:10'))
})
