import { expect, it } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { textsOf } from '../../locales/index.ts'
import { askedOn, routineFrom } from '../../server/families/part-of-day.ts'
import { Policy } from '../../server/policy.ts'
import { decide, phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const policy = Policy.parse({})
const at = (time: string) => instantOf('2026-11-22', time)

it('a grandmother on night duty is asked in the evening of the same day, and reminded in the evening', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const [carer, other] = phones(world, 'h01-carer', 'h05-carer')
  for (const words of ['几点方便', '5']) await carer.says(words)
  await world.until('2026-11-22 17:59')
  expect(carer.heard()).toEqual([])
  expect(other.heard()).toEqual(said('check-in:howAreThey'))
  await world.until('2026-11-22 18:05')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
  await world.until('2026-11-23 17:59')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-23 18:10')
  expect(carer.heard()).toEqual(said('check-in:reminder'))
})

it('the weeks after are planned for the evening too, and 都行 goes back to the hour of everybody', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const [carer] = phones(world, 'h01-carer')
  for (const words of ['几点方便', '5']) await carer.says(words)
  await world.until('2026-11-22 18:05')
  await carer.says('1')
  await world.until('2026-11-29 17:59')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-29 18:05')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
  for (const words of ['1', '几点方便', '1']) await carer.says(words)
  await world.until('2026-12-06 10:05')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
})

it('what somebody asks is answered at once, at any hour, and so is danger', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const [carer] = phones(world, 'h01-carer')
  for (const words of ['几点方便', '5']) await carer.says(words)
  expect(await carer.says('菜单')).toEqual(said('menu:everything'))
  expect(await carer.says('孩子不见了')).toEqual(said('report-danger:safe'))
})

it('a county may draw the parts of the day otherwise', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  await decide(world, 'part-of-day', { ...policy['part-of-day'], evening: { from: '19:30', to: '21:00' } })
  const [carer] = phones(world, 'h01-carer')
  for (const words of ['几点方便', '5']) await carer.says(words)
  await world.until('2026-11-22 19:29')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-22 19:35')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
})

it('a question keeps its own hour when that suits, and begins with the part of the day when not', () => {
  expect(askedOn(policy, '2026-11-22', '10:00', null)).toBe(at('10:00'))
  expect(askedOn(policy, '2026-11-22', '10:00', 'morning')).toBe(at('10:00'))
  expect(askedOn(policy, '2026-11-22', '10:00', 'noon')).toBe(at('11:30'))
  expect(routineFrom(policy, at('10:00'), null)).toBe(at('10:00'))
  expect(routineFrom(policy, at('19:00'), 'evening')).toBe(at('19:00'))
  expect(routineFrom(policy, at('22:00'), 'evening')).toBe(instantOf('2026-11-23', '18:00'))
  expect(routineFrom(policy, at('22:00'), null)).toBe(instantOf('2026-11-23', '07:00'))
})

it('a notice of the season keeps somebody’s own hour while it is still of use then', async () => {
  const world = await settledWorld('2026-09-20 09:00')
  const [carer, other] = phones(world, 'h01-carer', 'h05-carer')
  for (const words of ['几点方便', '5', '报平安', '1']) await carer.says(words)
  for (const words of ['报平安', '1']) await other.says(words)
  // Two days before the holiday, at the hour of everybody else.
  await world.until('2026-09-23 17:59')
  const words = [expect.stringContaining(textsOf('zh-CN').seasons!['mid-autumn']!)]
  expect(other.heard()).toEqual(words)
  expect(carer.heard()).toEqual([])
  await world.until('2026-09-23 18:05')
  expect(carer.heard()).toEqual(words)
})
