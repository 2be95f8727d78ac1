import { expect, it } from 'vitest'
import { days, instantOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { addressesOf, PRIORITY, post } from '../../server/conversation/outbox.ts'
import { schedule } from '../../server/due.ts'
import { villagesBelow } from '../../server/notices/announcements.ts'
import { budgetLeft } from '../../server/notices/budget.ts'
import { insertNotice, release } from '../../server/notices/release.ts'
import { Policy } from '../../server/policy.ts'
import { testDatabase } from '../support/database.ts'
import { openCounty } from '../support/village.ts'

const db = await testDatabase()
const { keys, clock } = db
const words = loadWords()
clock.moveTo(instantOf('2026-05-13', '10:00')) // a Wednesday

it('the villages of a place are those in which a family lives, each once, in their order', async () => {
  const county = openCounty(db, '341261')
  const next = openCounty(db, '341262')
  const carer = await county.adult()
  for (const village of ['341261002001', '341261001002', '341261001001', '341261001002'])
    await county.household(village, ['李小雨', '李小雪'], [{ person: carer }])
  await county.household('341261003001', ['李小风'], [{ person: carer }])
  await county.write(tx => tx.query(`update children set state = 'left' where place = '341261003001'`))
  await next.household('341262001001', ['王小云'], [])
  const below = (place: string) => county.write(tx => villagesBelow(tx, place))
  expect(await below('341261')).toEqual(['341261001001', '341261001002', '341261002001'])
  expect(await below('341261001')).toEqual(['341261001001', '341261001002'])
  expect(await below('341261003')).toEqual([])
})

it('what somebody has had this week is the same, asked for them alone or for the whole county', async () => {
  const county = openCounty(db, '341263')
  const village = '341263001001'
  const people = await Promise.all(Array.from({ length: 6 }, () => county.adult()))
  const [nothing, letter, both, asked, lastWeek, notRoutine] = people as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  await county.household(village, ['李小雨'], [{ person: both }])
  const ink = () => ({ keys, words, now: clock.now() })
  const write = (person: string, key: string, routine = true) =>
    county.write(async tx => {
      const to = (await addressesOf(tx, [person])).get(person)!
      await post(tx, ink(), [{ to, key, routine, body: { text: '您好' }, priority: PRIORITY.notice }])
    })
  await write(letter, 'letter')
  await write(both, 'both')
  await write(notRoutine, 'not-routine', false)
  clock.moveTo(clock.now() - days(7))
  await write(lastWeek, 'last-week')
  clock.moveTo(clock.now() + days(7))
  await county.write(async tx => {
    const said = {
      text: () => '明天停水',
      voice: null,
      notBefore: clock.now(),
      expiresAt: clock.now() + days(2),
    }
    const given = { place: village, key: '停水', kind: 'director' as const, author: null }
    const id = await insertNotice(tx, ink(), [], { ...given, content: { text: '明天停水' } })
    await release(tx, ink(), { id: id!, audience: { place: village }, ...said })
    const check = { key: `check-in:${asked}:2026-W20`, place: village, kind: 'check-in', person: asked }
    await schedule(tx, [{ ...check, dueAt: clock.now() + days(2) }])
  })
  const left = (of: readonly string[], use: 'notice' | 'check-in') =>
    county.write(tx => budgetLeft(tx, Policy.parse({}), clock.now(), of, use))
  const forNotices = await left(people, 'notice')
  expect([...forNotices]).toEqual([
    [nothing, 2],
    [letter, 1],
    [both, 0],
    [asked, 1],
    [lastWeek, 2],
    [notRoutine, 2],
  ])
  for (const person of people)
    expect([...(await left([person], 'notice'))]).toEqual([[person, forNotices.get(person)]])
  expect((await left(people, 'check-in')).get(asked)).toBe(2)
})
