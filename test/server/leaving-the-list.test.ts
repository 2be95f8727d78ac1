import { expect, it } from 'vitest'
import { phones, settledWorld } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

it('a family back for good leaves the list when the director and then the township say so', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, supervisor] = phones(world, 'h01-father', 'director-1', 'supervisor')
  for (const words of ['我们回来了', '1']) await father.says(words)
  expect(await father.says('1')).toEqual(said('we-are-back:willCheck'))
  const asked = director.heard()
  expect(asked.length).toBeGreaterThan(0)
  for (const text of asked) expect(text).toMatch(like('exit:askDirector-parents-back'))
  const [exit] = await world.rows('select no, child_id from exits order by no limit 1')
  const state = async () =>
    (await world.rows('select state from children where id = $1', [exit.child_id]))[0].state
  // Not before the village has looked.
  expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:otherTurn'))
  expect(await director.says(`退出 ${exit.no}`)).toEqual(said('exit:toTownship'))
  expect(await state()).not.toBe('left')
  expect(supervisor.heard().at(-1)).toMatch(like('exit:askTownship-parents-back'))
  expect(await director.says(`退出 ${exit.no}`)).toEqual(said('exit:otherTurn'))
  expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:left'))
  expect(await state()).toBe('left')
  expect(father.heard().at(-1)).toMatch(like('we-are-back:settled'))
  expect(await world.rows('select state, was from exits where no = $1', [exit.no])).toEqual([
    { state: 'left', was: 'listed' },
  ])
})

it('what the director does not find so stays as it was; another village’s director has no say', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, other] = phones(world, 'h01-father', 'director-1', 'director-2')
  for (const words of ['我们回来了', '1', '1']) await father.says(words)
  const [exit] = await world.rows('select no, child_id from exits order by no limit 1')
  expect(await other.says(`退出 ${exit.no}`)).toEqual(said('exit:noSuch'))
  expect(await director.says(`不退 ${exit.no}`)).toEqual(said('exit:refused'))
  expect(await director.says(`退出 ${exit.no}`)).toEqual(said('exit:noSuch'))
  expect(await world.rows(`select 1 from children where state = 'left'`)).toEqual([])
})

it('a visit over the holidays ends nothing; a change of carer makes the answers doubtful', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director] = phones(world, 'h01-father', 'director-1')
  await world.until('2026-11-18 09:30')
  await father.says('我们回来了')
  expect(await father.says('2')).toEqual(said('we-are-back:welcome'))
  expect(await world.rows('select 1 from exits')).toEqual([])
  await father.says('换人了')
  expect(await father.says('昨天起他姑姑带')).toEqual(said('change-carer:willCheck'))
  expect(new Set((await world.rows('select state from care_states')).map(row => row.state))).toEqual(
    new Set(['doubtful']),
  )
  expect((await director.says('今天'))[0]).toMatch(/他姑姑带/)
})

it('waits on the director’s list, then on the supervisor’s, until somebody decides', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, supervisor] = phones(world, 'h01-father', 'director-1', 'supervisor')
  for (const words of ['我们回来了', '1', '1']) await father.says(words)
  const exits = await world.rows('select id, child_id from exits')
  const lines = (list: string | undefined) => (list ?? '').split('\n').filter(line => /退不退/.test(line))
  await world.until('2026-11-20 09:00')
  expect(lines((await supervisor.says('今天'))[0])).toEqual([])
  const [list] = await director.says('今天')
  expect(lines(list)).toHaveLength(exits.length)
  for (const _ of exits) {
    const number = lines((await director.says('今天'))[0])[0]!.split(' ')[0]!
    expect(await director.says(number)).toEqual(said('exit:shownAsked', 'exit:isItSo'))
    expect(await director.says('1')).toEqual(said('exit:toTownship'))
  }
  expect(lines((await director.says('今天'))[0])).toEqual([])
  const above = lines((await supervisor.says('今天'))[0])
  expect(above).toHaveLength(exits.length)
  expect(await supervisor.says(above[0]!.split(' ')[0]!)).toEqual(said('exit:shownAgreed', 'exit:isItSo'))
  expect(await supervisor.says('2')).toEqual(said('exit:refused'))
  expect(lines((await supervisor.says('今天'))[0])).toHaveLength(exits.length - 1)
  const [other, county] = phones(world, 'director-2', 'county-officer')
  for (const phone of [other, county]) expect(lines((await phone.says('今天'))[0])).toEqual([])
  expect(world.errors).toEqual([])
})

it('a supervisor who stands in says it for the village, and somebody else for the township', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, supervisor, county] = phones(
    world,
    ...(['h01-father', 'director-1', 'supervisor', 'county-officer'] as const),
  )
  await director.says('请假 今天到25号')
  const standIn = (await world.rows('select 1 from leaves')).length > 0 ? [] : [supervisor.name]
  for (const name of standIn) await director.says(name)
  for (const words of ['我们回来了', '1', '1']) await father.says(words)
  expect(supervisor.heard().at(-1)).toMatch(like('exit:askDirector-parents-back'))
  const [exit] = await world.rows('select no from exits order by no limit 1')
  expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:toTownship'))
  expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:otherTurn'))
  expect(county.heard().at(-1)).toMatch(like('exit:askTownship-parents-back'))
  expect((await county.says('今天'))[0]).toContain('退不退')
  expect(await county.says(`退出 ${exit.no}`)).toEqual(said('exit:left'))
  expect(world.errors).toEqual([])
})
