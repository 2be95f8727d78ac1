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
  for (const text of asked) expect(text).toMatch(like('exit:askDirector'))
  const [exit] = await world.rows('select no, child_id from exits order by no limit 1')
  const state = async () =>
    (await world.rows('select state from children where id = $1', [exit.child_id]))[0].state
  // Not before the village has looked.
  expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:otherTurn'))
  expect(await director.says(`退出 ${exit.no}`)).toEqual(said('exit:toTownship'))
  expect(await state()).not.toBe('left')
  expect(supervisor.heard().at(-1)).toMatch(like('exit:askTownship'))
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
