import { expect, it } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { staffScope } from '../../server/staff/as-staff.ts'
import { type Phone, phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const officer = async (world: World, { person }: Phone) =>
  (await world.rows('select id, place from staff where person_id = $1 and until is null', [person]))[0] as {
    id: string
    place: string
  }

/** What somebody's scope shows of families at this moment: the places of what they see, in every table of the chat. */
async function placesSeen(world: World, phone: Phone): Promise<string[]> {
  const me = await officer(world, phone)
  const scope = await inScope(world.pool, { place: COUNTY }, tx => staffScope(tx, me, world.clock.now()))
  const { rows } = await inScope(world.pool, scope, tx =>
    tx.query(
      `select distinct place from (select place from children union all select place from people
         union all select place from requests union all select place from cases) seen where length(place) = 12 order by 1`,
    ),
  )
  return rows.map(row => row.place)
}

/** director-1 goes away from tomorrow for two days, director-2 stands in. */
async function leaveFor(world: World, standIn: string): Promise<string[]> {
  const director = world.phone('director-1')
  await director.says('请假 11月19日到11月20日')
  return await director.says(standIn)
}

it('a director picks a colleague of the township by number or by name; the colleague is asked at once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, standIn] = phones(world, 'director-1', 'director-2')
  const [list, who] = await director.says('请假 11月19日到11月20日')
  expect(list).toMatch(like('leave:colleagues'))
  expect(list).toContain(standIn.name)
  expect(list).not.toContain(director.name)
  expect(who).toMatch(like('leave:who'))
  expect(await director.says('张三丰')).toEqual(
    said('leave:noSuchColleague', 'leave:colleagues', 'leave:who'),
  )
  const [, no] = new RegExp(`(\\d+) ${standIn.name}`).exec(list!)!
  expect(await director.says(no!)).toEqual(
    said(['leave:taken', { from: '11.19', until: '11.20', name: standIn.name }]),
  )
  expect(standIn.heard()).toEqual(said(['leave:asked', { name: director.name }]))
})

it('for those days, and exactly those, the stand-in sees that village and no other', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, standIn, carer] = phones(world, 'director-1', 'director-2', 'h01-carer')
  const [hers, theirs] = [await officer(world, standIn), await officer(world, director)]
  await leaveFor(world, standIn.name)
  await carer.says('找主任')
  carer.heard()
  const answers = async () => (await standIn.says('回 1 我来看看'))[0]
  expect(await placesSeen(world, standIn)).toEqual([hers.place])
  expect(await answers()).toMatch(like('staff:noSuchNumber'))
  await world.until('2026-11-19 00:01')
  expect(await placesSeen(world, standIn)).toEqual([hers.place, theirs.place].sort())
  expect(await standIn.says('今天')).toEqual([expect.stringContaining(carer.name)])
  expect(await answers()).toMatch(like('request:delivered'))
  expect(carer.heard().join()).toContain('我来看看')
  await world.until('2026-11-21 00:01')
  expect(await placesSeen(world, standIn)).toEqual([hers.place])
  expect(await answers()).toMatch(like('staff:noSuchNumber'))
})

it('the village’s requests and alerts go to the stand-in, danger to both, what is overdue to the supervisor', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other, director, standIn, supervisor] = phones(
    world,
    'h01-carer',
    'h05-carer',
    'director-1',
    'director-2',
    'supervisor',
  )
  await leaveFor(world, standIn.name)
  await world.until('2026-11-19 10:00')
  for (const phone of [director, standIn]) phone.heard()
  expect(await carer.says('找主任')).toEqual(
    said(['request:promise-director-today', { surname: standIn.name[0] }]),
  )
  expect(standIn.heard()).toEqual(said('request:newCall'))
  expect(director.heard()).toEqual([])
  await world.until('2026-11-19 14:01')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  expect(await other.says('他爸打孩子')).toEqual([expect.stringContaining(`${standIn.name[0]}主任`)])
  for (const phone of [director, standIn]) expect(phone.heard()).toEqual(said('case:alert-red'))
})

it('what the director held when the leave began moves, and comes back when it is over; her mornings are free', async () => {
  const world = await settledWorld('2026-11-18 18:00')
  const [carer, director, standIn] = phones(world, 'h01-carer', 'director-1', 'director-2')
  await leaveFor(world, standIn.name)
  await carer.says('找主任')
  await director.says('回 1 明天有人来')
  const holder = async () => (await world.rows('select holder_id from requests'))[0]!.holder_id
  const [hers, theirs] = [await officer(world, standIn), await officer(world, director)]
  expect(await holder()).toBe(theirs.id)
  await world.until('2026-11-19 08:30')
  expect(await holder()).toBe(hers.id)
  expect(
    await world.rows(
      `select reason from due_items where kind = 'morning-list' and subject = $1 and state = 'skipped'`,
      [theirs.id],
    ),
  ).toContainEqual({ reason: 'on-leave' })
  await carer.says('好的')
  expect(await director.says('销假')).toEqual(said('leave:back'))
  expect(await holder()).toBe(theirs.id)
  expect(standIn.heard().at(-1)).toMatch(like('leave:thanks'))
  expect(await placesSeen(world, standIn)).toEqual([hers.place])
  expect(await director.says('销假')).toEqual(said('leave:none'))
})

it('without a stand-in the supervisor gets what comes', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, supervisor] = phones(world, 'h01-carer', 'supervisor')
  expect(await leaveFor(world, '0')).toEqual(said('leave:takenAlone'))
  await world.until('2026-11-19 10:00')
  supervisor.heard()
  expect(await carer.says('找主任')).toEqual(said('request:promise-supervisor-today'))
  expect(supervisor.heard()).toEqual(said('request:newCall'))
  expect(await carer.says('他爸打孩子')).toHaveLength(1)
  expect(supervisor.heard()).toEqual(said('case:alert-red'))
})

it('接任: the successor holds everything open, the old director sees nothing more, in one message', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other, old, supervisor] = phones(world, 'h01-carer', 'h05-carer', 'director-1', 'supervisor')
  const place = (await officer(world, old)).place
  const [{ name: village }] = (await world.rows('select name from places where code = $1', [place])) as [
    { name: string },
  ]
  await carer.says('找主任')
  await other.says('孩子不见了')
  expect(await old.says('接任 柳河村 王新')).toEqual([expect.not.stringMatching(like('replace:done'))])
  old.heard()
  supervisor.heard()
  const [done] = await supervisor.says(`接任 ${village} 王新 13900001234`)
  expect(done).toMatch(like('replace:done', { village, name: '王新' }))
  expect(old.heard()).toEqual(said('replace:farewell'))
  const before = await world.rows('select holder_id, state from requests where no = 1')
  for (const words of ['今天', '回 1 我来', '到 1', '结案 1 没事']) await old.says(words)
  expect(await world.rows('select holder_id, state from requests where no = 1')).toEqual(before)
  expect(await world.rows('select acknowledged_at from cases')).toEqual([{ acknowledged_at: null }])

  const successor = world.phone('successor')
  const [, code] = /(\d{4} \d{4})/.exec(done!)!
  for (const words of [code!, '1']) await successor.says(words)
  const [list] = await successor.says('今天')
  expect(list).toContain(carer.name)
  expect(list).toMatch(/急\s*1/)
  expect(await successor.says('回 1 我是新来的主任')).toEqual(said('request:delivered'))
  expect(await successor.says('到 1')).toEqual(said('case:acknowledged'))
})

it('nobody replaces the director of a place that is not theirs', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const supervisor = world.phone('supervisor')
  await world.pool.query(`insert into places (code, name) values ('341226998001', '邻乡村')`)
  expect(await supervisor.says('接任 邻乡村 王新')).toEqual(
    said(['replace:noVillage', { village: '邻乡村' }]),
  )
  expect(await world.rows(`select 1 from staff where until is not null`)).toEqual([])
})

it('somebody of the township who stands in is called by their own post, in every text a family reads', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [director, supervisor, carer] = phones(world, 'director-1', 'supervisor', 'h01-carer')
  await director.says('请假 今天到11月25日')
  await director.says(supervisor.name)
  const called = `${supervisor.name[0]}督导员`
  await world.until('2026-11-22 10:05')
  expect(carer.heard()).toEqual([expect.stringContaining(`请${called}来电话`)])
  const [promise] = await carer.says('3')
  expect(promise).toContain(called)
  expect(promise).not.toContain('主任')
  await supervisor.says('回 1 我下午来')
  expect(carer.heard().join()).toContain(`${called}回您`)
  await director.says('销假')
  await supervisor.says('完 1')
  expect((await carer.says('咳嗽一直不见好'))[0] ?? '').not.toContain('督导员')
})
