import { expect, it } from 'vitest'
import { phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

it('somebody who writes without end is kept, told once, and holds up nobody else', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, father, director] = phones(world, 'h01-carer', 'h02-father', 'director-1')
  await Promise.all(Array.from({ length: 120 }, (_, n) => world.channel.hear(carer.wechatId, `第${n}件事`)))
  const answer = await father.says('帮助')
  expect(answer).not.toEqual([])
  const replies = carer.heard()
  expect(replies.length).toBeLessThanOrEqual(21)
  expect(replies.filter(text => text.includes('请勿重复发送'))).toHaveLength(1)
  const kept = await world.rows(
    `select count(*) as n from inbox i join contacts c on c.id = i.contact_id
     where c.wechat_id = $1 and i.state = 'done' and i.sealed is not null and i.kind = 'text'`,
    [carer.wechatId],
  )
  expect(kept).toEqual([{ n: 120 }])
  expect(await world.rows(`select kind, times from oddities`)).toEqual([{ kind: 'flood', times: 100 }])
  director.heard()
  expect((await director.says('今天')).join()).toContain('有消息没能处理')
  expect(world.errors).toEqual([])
})

it('one sentence thirty times is answered, and asked not to be sent again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  for (let n = 0; n < 30; n++) await world.channel.hear(carer.wechatId, '找主任')
  await world.engine.settle()
  expect(carer.heard()).toEqual(said('request:promise-director-today', 'common:tooMany'))
})

it('an identity number stands nowhere that anybody reads', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  expect(await carer.says('孩子的是11010120150101123X,您看行吗')).toEqual(said('common:idNumber'))
  const passed = director.heard().join()
  expect(passed).toContain('孩子的是****************3X')
  expect(passed).not.toContain('11010120150101')
})

it('a text longer than what is kept is read as far as it is kept, and its sender is told', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  expect(await carer.says('很'.repeat(100_000))).toEqual(said('menu:notClear', 'common:tooLong'))
  expect((await carer.says(`${'很'.repeat(3_000)}孩子掉河里了${'很'.repeat(90_000)}`)).join()).toContain(
    '110',
  )
})

it('a message dated in the future, in 1970 or not at all counts from when it came', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  const now = world.clock.now()
  for (const sentAt of [now + 180_000, null]) await carer.says({ text: '菜单', sentAt })
  const rows = await world.rows(`select received_at, provider_at from inbox where kind = 'text' order by seq`)
  expect(rows.map(row => row.received_at.getTime())).toEqual([now, now])
  expect(rows.map(row => row.provider_at?.getTime() ?? null)).toEqual([now + 180_000, null])
})
