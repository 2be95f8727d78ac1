import { expect, it } from 'vitest'
import { THINGS } from '../../flows/index.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const forwarded = (world: World, wechatId: string) =>
  world.channel.sent
    .filter(sent => sent.contact === wechatId && sent.outgoing.kind === 'forward')
    .map(sent => ('message' in sent.outgoing ? sent.outgoing.message : null))

it('a sticker, a file, a red packet: each is answered once in its own words, and only that it came is kept', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  for (const kind of THINGS) {
    const answer = await carer.says({ kind, text: '名单.xlsx\r\n..\\..\\a <xml>6222020200112233</xml>' })
    expect(answer).toEqual(said(`sent:${kind}`))
  }
  expect(await carer.says({ kind: 'other', text: '' })).toEqual(said('common:cannotRead'))
  expect(await world.rows('select 1 from requests union all select 1 from tasks')).toEqual([])
  expect(world.errors).toEqual([])
})

it('a place sent while a family talks with the director goes on to the director and is not kept', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  expect(await carer.says({ kind: 'location', id: 'place-1', text: '' })).toEqual(said('sent:locationPassed'))
  expect(director.heard()).toEqual([...said('request:location'), '[forward]'])
  expect(forwarded(world, director.wechatId)).toEqual(['place-1'])
  expect(
    await world.rows(`select kind, sealed, media from request_messages where kind = 'location'`),
  ).toEqual([{ kind: 'location', sealed: null, media: null }])
})

it('a place sent after a cry for help reaches everybody who was alerted', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, supervisor] = phones(world, 'h01-father', 'director-1', 'supervisor')
  await father.says('孩子掉河里了')
  for (const phone of [director, supervisor]) phone.heard()
  expect(await father.says({ kind: 'location', id: 'river', text: '' })).toEqual(said('sent:locationPassed'))
  for (const phone of [director, supervisor]) {
    expect(phone.heard()).toEqual([...said('case:location'), '[forward]'])
    expect(forwarded(world, phone.wechatId)).toEqual(['river'])
  }
})

it('a place nobody waits for is thanked for and goes nowhere', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  expect(await carer.says({ kind: 'location', text: '' })).toEqual(said('sent:location'))
  expect(await world.phone('somebody').says({ kind: 'location', text: '' })).toEqual(said('sent:location'))
  expect(director.heard()).toEqual([])
})
