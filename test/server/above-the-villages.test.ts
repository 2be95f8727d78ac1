import { expect, it } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const tap = async (phone: ReturnType<World['phone']>, ...words: string[]) => {
  let last: string[] = []
  for (const one of words) last = await phone.says(one)
  return last
}
const placeOf = async (world: World, phone: ReturnType<World['phone']>) =>
  (await world.rows('select place from staff where person_id = $1', [phone.person]))[0]!.place as string

it('周报 names the villages where something is missing, in the order of places, and compares nothing', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [supervisor, county, carer] = phones(world, 'supervisor', 'county-officer', 'h10-carer')
  expect(await supervisor.says('周报')).toEqual(said('staff:nothingMissing'))
  await world.until('2027-01-20 09:00')
  await carer.says('孩子不见了')
  supervisor.heard()
  const [digest] = await supervisor.says('周报')
  expect(digest).toMatch(like('staff:digest'))
  const villages = (await world.rows(`select name from places where length(code) = 12 order by code`)).map(
    row => row.name,
  )
  const named = digest!
    .split('\n')
    .slice(1)
    .map(line => line.split('：')[0])
  expect(named).toEqual(villages.filter(name => named.includes(name)))
  expect(digest).toMatch(/\d+家过了联系或走访的日子/)
  expect(digest).not.toMatch(/第\d|名次|排/)
  const [whole] = await county.says('周报')
  expect(whole!.split('\n')).toHaveLength(2)
}, 240_000)

it('a request that came up is taken, given back to the village, and settled with a reason that stays sealed', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [supervisor, director, carer] = phones(world, 'supervisor', 'director-1', 'h01-carer')
  await carer.says('找主任')
  const no = Number(/【(\d+)号】/.exec(director.heard().at(-1)!)![1])
  await world.until('2026-11-23 13:30')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  expect(await supervisor.says(`交回 ${no}`)).toEqual(said(['request:back', { time: '17:30' }]))
  expect(director.heard()).toContainEqual(expect.stringMatching(like('request:givenBack', { time: '17:30' })))
  expect(await supervisor.says(`接 ${no}`)).toEqual(said('request:taken'))
  expect(director.heard()).toEqual(said('request:takenAbove'))
  const [list] = await supervisor.says('今天')
  expect(list).toMatch(new RegExp(`^1 .*${no}号`, 'm'))
  expect((await supervisor.says('1')).at(-1)).toMatch(like('escalation:whoDoesIt'))
  expect(await tap(supervisor, '3', '已送去新鞋')).toEqual(said('request:settled'))
  const [row] = await world.rows(
    'select state, close_reason, settled, settled_by is not null as by from requests where no = $1',
    [no],
  )
  expect(row).toMatchObject({ state: 'closed', close_reason: 'done', by: true })
  expect(String(row!.settled)).not.toContain('新鞋')
  const [stranger] = phones(world, 'director-2')
  expect(await stranger.says(`接 ${no}`)).toEqual(said('staff:help'))
})

it('公告: every village’s director gets the draft; each sends it, changes it or not; the author sees where it stands', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [supervisor, one, two, three] = phones(world, 'supervisor', 'director-1', 'director-2', 'director-3')
  const [carer, other] = phones(world, 'h01-carer', 'h10-carer')
  expect(await tap(supervisor, '公告 明天起降温，给孩子加件衣服', '1')).toContainEqual(
    expect.stringContaining('3个村'),
  )
  expect(await supervisor.says('1')).toEqual(said('announce:announced'))
  expect(carer.heard()).toEqual([])
  for (const director of [one, two, three])
    expect(director.heard()).toEqual(said('announce:draft', 'release-draft:release'))
  expect(await one.says('1')).toEqual(said('announce:released'))
  expect(await tap(two, '2', '明天冷，给娃穿厚点', '1')).toEqual(said('announce:released'))
  expect(await three.says('3')).toEqual(said('announce:declined'))
  expect(carer.heard()).toEqual([expect.stringContaining('加件衣服')])
  expect(other.heard()).toEqual([expect.stringContaining('穿厚点')])
  const [progress] = await supervisor.says('公告进度')
  expect(progress).toContain('已发出2个村')
  expect(progress).toContain('没有发1个村')
  expect((await one.says('进度'))[0]).toContain('加件衣服')
})

it('an urgent 公告 goes out by itself after the policy’s hour where nobody decided, and only there', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [supervisor, one] = phones(world, 'supervisor', 'director-1')
  const [carer, other] = phones(world, 'h01-carer', 'h10-carer')
  await tap(supervisor, '公告 今天下午停课，请到校门口接孩子', '2', '1')
  expect(await one.says('3')).toEqual(said('announce:declined'))
  await world.until('2026-11-23 09:59')
  expect(other.heard()).toEqual([])
  await world.until('2026-11-23 10:01')
  expect(other.heard()).toEqual([expect.stringContaining('停课')])
  expect(carer.heard()).toEqual([])
  const [progress] = await supervisor.says('公告进度')
  expect(progress).toContain('到时自动发出2个村')
  expect(world.errors).toEqual([])
})

it('a draft nobody decided about stays on the director’s list; another village cannot decide about it', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [supervisor, one, two] = phones(world, 'supervisor', 'director-1', 'director-2')
  await tap(supervisor, '公告 明天起降温，给孩子加件衣服', '1', '1')
  await world.until('2026-11-23 22:00')
  for (const director of [one, two]) director.heard()
  const [list] = await one.says('今天')
  const line = list!.split('\n').find(text => text.includes('公告'))!
  expect((await one.says(line.split(' ')[0]!)).at(-1)).toMatch(like('release-draft:release'))
  expect(await one.says('1')).toEqual(said('announce:released'))
  const [here, there] = [await placeOf(world, one), await placeOf(world, two)]
  const seen = (place: string) =>
    inScope(world.pool, { place }, async tx => [
      (await tx.query('select place from announcement_drafts')).rows.map(row => row.place),
      (await tx.query('select 1 from announcements')).rowCount,
    ])
  expect(await seen(here)).toEqual([[here], 0])
  expect(await seen(there)).toEqual([[there], 0])
  expect((await seen(COUNTY))[1]).toBe(1)
})

it('a request given back is promised anew: the family hears the new time once, and it comes up again when that passes', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [supervisor, director, carer] = phones(world, 'supervisor', 'director-1', 'h01-carer')
  await carer.says('找主任')
  await world.until('2026-11-23 13:30')
  supervisor.heard()
  await supervisor.says('交回 1')
  expect(carer.heard()).toEqual(
    said(['request:promise-director-today', { surname: director.name[0], time: '17:30' }]),
  )
  // The old count is over: nothing comes up before the new time.
  await world.until('2026-11-23 17:29')
  expect(supervisor.heard()).toEqual([])
  await world.until('2026-11-23 17:31')
  expect(supervisor.heard()).toEqual(said('request:overdue'))
  expect(carer.heard()).toEqual([])
  await director.says('回 1 马上到')
  await supervisor.says('交回 1')
  expect(director.heard().at(-1)).toMatch(like('request:givenBackTalk'))
  expect(carer.heard()).toEqual(said('request:answer-director'))
  const [request] = await world.rows(`select state, promised_at < answered_at as late from requests`)
  expect(request).toEqual({ state: 'answered', late: true })
  expect(world.errors).toEqual([])
})

it('an urgent 公告 of the evening waits for the morning; danger to life goes out at night, the director first', async () => {
  const world = await settledWorld('2026-11-23 21:30')
  const [supervisor, one, two] = phones(world, 'supervisor', 'director-1', 'director-2')
  const [carer, other] = phones(world, 'h01-carer', 'h10-carer')
  expect((await tap(supervisor, '公告 明早停课，请看好孩子', '2'))[0]).toContain('夜里等到早上')
  await supervisor.says('1')
  expect(await one.says('1')).toEqual(said('announce:released'))
  await world.until('2026-11-23 23:00')
  expect([...carer.heard(), ...other.heard()]).toEqual([])
  for (const director of [one, two]) director.heard()
  expect((await tap(supervisor, '公告 上游泄洪，住河边的马上往高处走', '3'))[0]).toMatch(
    like('announce:previewDanger', { villages: 3, minutes: 5 }),
  )
  await supervisor.says('1')
  expect(one.heard()).toEqual(said('announce:draft', 'release-draft:releaseSoon'))
  expect(await one.says('1')).toEqual(said('announce:released'))
  expect(carer.heard()).toEqual([expect.stringContaining('泄洪')])
  await world.until('2026-11-23 23:04')
  expect(other.heard()).toEqual([])
  await world.until('2026-11-23 23:05')
  expect(other.heard()).toEqual([expect.stringContaining('泄洪')])
  await world.until('2026-11-24 07:55')
  expect(carer.heard()).toEqual([expect.stringContaining('停课')])
  // Whoever has not decided has the hour from the morning on.
  expect(other.heard()).toEqual([])
  await world.until('2026-11-24 08:01')
  expect(other.heard()).toEqual([expect.stringContaining('停课')])
  expect(world.errors).toEqual([])
})
