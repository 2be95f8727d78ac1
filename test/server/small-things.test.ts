import { expect, it } from 'vitest'
import { settledWorld } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

it('the director reads what a small trouble is about, and since when a child is somewhere else', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await carer.says('报平安')
  await carer.says('2')
  expect(await carer.says('跟同学吵架了')).toEqual(said('check-in:helpComing'))
  await carer.says('孩子不在我这儿了')
  expect(await carer.says('跟他姑姑在县城')).toEqual(said('check-in:sinceWhen'))
  expect(await carer.says('上个星期六')).toEqual(said('check-in:helpComing'))
  const [list] = await director.says('今天')
  expect(list).toMatch(/闹别扭的事：跟同学吵架了/)
  expect(list).toMatch(/不在照看人身边（11-14起）：/)
})

it('nobody with a small child who is away from the carer is a case at once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await world.rows(`update children set birth_date = '2020-01-01'`)
  await carer.says('孩子不在我这儿')
  expect(await carer.says('没人跟着,昨天起')).toEqual(said('check-in:alone'))
  expect(await world.rows('select level, class from cases')).toEqual([{ level: 'red', class: 'unattended' }])
  expect(director.heard().at(-1)).toMatch(like('case:alert-red'))
})
