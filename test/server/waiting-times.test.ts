import { expect, it } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { decide, phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'
import { openWorld } from '../support/world.ts'

it('the privacy text names the days for which the county keeps words and voice notes', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const stranger = world.phone('aunt')
  await stranger.says('你好')
  const [usual] = await stranger.says('3')
  expect(usual).toContain('180天')
  expect(usual).toContain('最多7天')
  await decide(world, 'retention', { chatDays: 90, voiceDays: 3 })
  const [decided] = await stranger.says('3')
  expect(decided).toContain('90天')
  expect(decided).toContain('最多3天')
})

it('how long the question who looks after the child waits is the county’s: asked again and given up sooner', async () => {
  const world = await openWorld('2026-11-18 09:00')
  await decide(world, 'care-question', {
    at: '10:30',
    settledAfterDays: 0,
    remindAfter: 5,
    giveUpAfterDays: 1,
  })
  const carer = world.phone('h01-carer')
  await world.until('2026-11-18 10:35')
  const first = carer.heard().filter(text => text.includes('照看'))
  expect(first.length).toBeGreaterThan(0)
  await world.until('2026-11-18 15:35')
  expect(carer.heard()).toEqual(said('confirm-care-carer:isItSo'))
  await world.until('2026-11-19 15:35')
  expect(await world.rows(`select 1 from tasks where kind = 'unanswered' limit 1`)).toHaveLength(1)
})

it('after how many seconds of silence an account is deaf is the county’s to say', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await decide(world, 'hearing', { deafAfterSeconds: 7_200, gapFromSeconds: 7_200 })
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  await carer.says('找主任')
  await world.until('2026-11-18 12:59')
  await world.rows(`update accounts set heard_at = $1`, [new Date(world.clock.now() - minutes(60))])
  await world.until('2026-11-18 13:01')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
})
