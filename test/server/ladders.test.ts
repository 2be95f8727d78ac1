import { expect, it } from 'vitest'
import { minutes } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { sweep } from '../../server/due.ts'
import { works } from '../../server/works.ts'
import { decide, phones, settledWorld, type World } from '../support/settled.ts'
import { said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

const stepsOf = (world: World, kind: string) =>
  world.rows(
    `select d.kind, d.state, d.reason, d.note,
            to_char(d.due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at,
            to_char(d.moved_from at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as moved
     from due_items d where d.kind like $1 order by d.due_at`,
    [kind],
  )

it('hours in which the bot could not hear do not count: the promise waits that much longer, and says why', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  await carer.says('找主任')
  await world.until('2026-11-18 12:00')
  await world.channel.deaf(world.clock.now() - minutes(90), 'gateway')
  await world.until('2026-11-18 13:30')
  expect(supervisor.heard()).toEqual([])
  expect((await stepsOf(world, 'request-overdue'))[0]).toMatchObject({
    state: 'open',
    note: 'could-not-hear',
    at: '11-18 14:30',
    moved: '11-18 13:00',
  })
  await world.until('2026-11-18 14:31')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
})

it('danger waits for nothing: neither deafness nor the night puts it off', async () => {
  const world = await settledWorld('2026-11-18 02:00')
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  await carer.says('他爸打孩子')
  await world.until('2026-11-18 02:09')
  await world.channel.deaf(world.clock.now() - minutes(9), 'gateway')
  await world.until('2026-11-18 02:10')
  expect(supervisor.heard()).toEqual(said(['case:unacknowledged', { minutes: 10 }]))
})

it('a step that falls into the night waits for seven o’clock, with a note and the time it would have come', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await decide(world, 'request', { answerWithin: 4, from: '08:00', to: '23:00', closeAfter: 24 })
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  await world.until('2026-11-18 18:30')
  await carer.says('找主任')
  await world.until('2026-11-19 06:59')
  expect(supervisor.heard()).toEqual([])
  await world.until('2026-11-19 07:01')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  expect((await stepsOf(world, 'request-overdue'))[0]).toEqual({
    kind: 'request-overdue',
    state: 'done',
    reason: null,
    note: 'quiet-hours',
    at: '11-19 07:00',
    moved: '11-18 22:30',
  })
})

it('while WeChat cannot be heard at this moment, no ordinary step is taken', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  await carer.says('找主任')
  // Another process carries the accounts; it was last heard at nine.
  await world.stop()
  world.clock.advance(minutes(5 * 60))
  await sweep({ ...world, words: loadWords(), log: silent, chance: () => 0 }, COUNTY, works)
  expect((await stepsOf(world, 'request-overdue'))[0]).toMatchObject({
    state: 'open',
    note: 'could-not-hear',
  })
  expect(supervisor.heard()).toEqual([])
})
