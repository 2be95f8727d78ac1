import { expect, it } from 'vitest'
import { phones, settledWorld } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const lineOf = (list: string | undefined, about: RegExp) =>
  (list ?? '').split('\n').filter(line => about.test(line))

it('the supervisor told of a kept-waiting family hears once at what time it was answered', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [carer, director, supervisor, other] = phones(
    world,
    ...(['h01-carer', 'director-1', 'supervisor', 'director-2'] as const),
  )
  await carer.says('找主任')
  await world.until('2026-11-23 13:30')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  const [list] = await supervisor.says('今天')
  expect(await director.says('回 1 我这就过去')).toEqual(said('request:delivered'))
  expect(supervisor.heard()).toEqual(said(['request:answeredSince', { no: 1, time: '13:30' }]))
  // Once; and the line that was shown before opens with the answer beside it.
  await director.says('回 1 到门口了')
  expect([supervisor.heard(), other.heard()]).toEqual([[], []])
  const number = lineOf(list, /1号/)[0]!.split(' ')[0]!
  expect(await supervisor.says(number)).toEqual(
    expect.arrayContaining(said(['request:alreadyAnswered', { time: '13:30' }])),
  )
  expect(await supervisor.says('接 1')).toEqual(said(['request:takenAnswered', { time: '13:30' }]))
  expect((await supervisor.says('周报'))[0]).toMatch(/1家后来回复了/)
  expect(world.errors).toEqual([])
})

it('an answer in the evening is told in the morning; one before the step leaves nothing to tell', async () => {
  const world = await settledWorld('2026-11-23 16:30')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('找主任')
  await world.until('2026-11-23 21:30')
  supervisor.heard()
  await world.until('2026-11-24 08:31')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  await world.until('2026-11-24 22:10')
  await director.says('完 1')
  expect(supervisor.heard()).toEqual([])
  await world.until('2026-11-25 07:01')
  expect(supervisor.heard()).toEqual(said(['request:answeredSince', { time: '22:10' }]))
  await carer.says('找主任')
  await director.says('回 2 在的')
  await world.until('2026-11-25 14:00')
  expect(supervisor.heard()).toEqual([])
})

it('danger taken on after the step is told at once to those the step had told, and stands on every list', async () => {
  const world = await settledWorld('2026-11-23 02:00')
  const [carer, director, supervisor, county] = phones(
    world,
    ...(['h01-carer', 'director-1', 'supervisor', 'county-officer'] as const),
  )
  await carer.says('他爸打孩子')
  await world.until('2026-11-23 02:12')
  expect(supervisor.heard()).toEqual(said('case:unacknowledged'))
  expect((await supervisor.says('今天'))[0]).toContain('还没人接')
  await director.says('到 1')
  expect(supervisor.heard()).toEqual(said(['case:takenSince', { no: 1, time: '02:12' }]))
  expect(county.heard()).toEqual([])
  const [list] = await supervisor.says('今天')
  expect(lineOf(list, /急1号/)[0]).toContain('02:12有人接了')
  const number = lineOf(list, /急1号/)[0]!.split(' ')[0]!
  expect(await supervisor.says(number)).toContainEqual(
    expect.stringMatching(like('case:alreadyTaken', { time: '02:12' })),
  )
  await supervisor.says('2')
  expect((await supervisor.says('报告 1')).at(-1)).toMatch(like('case:draftTaken'))
  await director.says('到 1')
  expect(supervisor.heard()).toEqual([])
})

it('a family that answers after its silence became a line is shown as answered once, with the time', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await world.until('2026-11-24 10:30')
  expect(lineOf((await director.says('今天'))[0], /两天没回报平安/).length).toBeGreaterThan(0)
  await world.until('2026-11-24 20:15')
  await carer.says('报平安')
  await carer.says('1')
  await world.until('2026-11-25 07:00')
  const [list] = await director.says('今天')
  const shown = lineOf(list, /^后来回复了/)
  expect(shown).toHaveLength(1)
  expect(shown[0]).toContain('11-24 20:15')
  expect(lineOf((await director.says('今天'))[0], /^后来回复了/)).toEqual([])
})
