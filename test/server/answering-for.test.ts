import { expect, it } from 'vitest'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const tap = async (phone: ReturnType<World['phone']>, ...words: string[]) => {
  let last: string[] = []
  for (const one of words) last = await phone.says(one)
  return last
}
const delivery = (world: World, household: string) =>
  world.rows(
    `select confirmed_how as how, recorded_by is not null as by from deliveries where household_id = $1 and confirmed_at is not null`,
    [household],
  )
const householdOf = async (world: World, carer: string) =>
  (
    await world.rows(
      `select c.household_id as id from relations r join children c on c.id = r.child_id where r.person_id = $1 limit 1`,
      [world.phone(carer).person],
    )
  )[0]!.id as string

it('代填 of the week’s question counts like a reply, says who wrote it down, and nobody is asked any more', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [director, carer, mother] = phones(world, 'director-1', 'h01-carer', 'h01-mother')
  await world.until('2026-11-22 10:05')
  for (const phone of [carer, mother]) phone.heard()
  expect(await tap(director, `代填 ${carer.name}`, '1', '1', '1')).toEqual(said('answer-for:kept'))
  expect(
    await world.rows(
      'select state, answer, how, recorded_by is not null as by from check_ins where person_id = $1',
      [carer.person],
    ),
  ).toEqual([{ state: 'answered', answer: 'well', how: 'phone', by: true }])
  await world.until('2026-11-25 12:00')
  expect([carer.heard(), mother.heard()]).toEqual([[], []])
})

it('代填 of who looks after the child is kept with who, when and how, and the task is done', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  expect(await tap(director, `代填 ${carer.name}`, '2', '2', '1', '2')).toEqual(said('answer-for:kept'))
  const rows = await world.rows(
    `select distinct how, wording, party, recorded_by is not null as by from care_answers where wording <> 'earlier'`,
  )
  expect(rows).toEqual([{ how: 'visit', wording: 'asked-by-staff', party: 'parent', by: true }])
})

it('名单 names whom WeChat does not reach, with telephones and numbers; a call counts and the list gets shorter', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const director = world.phone('director-1')
  await tap(director, '通知 明天上午打疫苗', '1')
  const [list] = await director.says('名单')
  expect(list).toMatch(like('notice:calls'))
  const lines = list!.split('\n').filter(line => /^\d+ /.test(line))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join()).toMatch(/1990\d{7}/)
  expect(await director.says('电话 1')).toEqual(said('answer-for:kept'))
  expect(await tap(director, '名单')).not.toEqual([list])
  const [progress] = await director.says('进度')
  expect(progress).toContain('电话1')
})

it('a family without WeChat is told at the door: 代填 3 2 confirms the last notice once', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  expect(await tap(director, `代填 ${carer.name}`, '3', '2')).toEqual(said('answer-for:noNotice'))
  await tap(director, '通知 明天上午打疫苗', '1')
  expect(await tap(director, `代填 ${carer.name}`, '3', '2')).toEqual(said('answer-for:kept'))
  expect(await tap(director, `代填 ${carer.name}`, '3', '1')).toEqual(said('answer-for:kept'))
  expect(await delivery(world, await householdOf(world, 'h01-carer'))).toEqual([{ how: 'visit', by: true }])
})

it('a notice set for tomorrow waits, 停发 keeps it here, and nothing leaves', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const shown = await tap(director, '通知 明天上午打疫苗', '3', '明早8点')
  expect(shown[0]).toContain('11月24日08:00发')
  expect(await director.says('1')).toEqual(said('notice:willLeave'))
  expect(carer.heard()).toEqual([])
  expect(await director.says('停发')).toEqual(said('notice:stopped'))
  await world.until('2026-11-24 09:00')
  expect(carer.heard().filter(text => text.includes('打疫苗'))).toEqual([])
  expect((await director.says('进度'))[0]).toContain('停发')
  await tap(director, '通知 后天停电', '1')
  expect(carer.heard()).toEqual([expect.stringContaining('后天停电')])
  expect(await director.says('停发')).toEqual(said('notice:tooLateToStop'))
})

it('a notice goes to those who did not answer the last one, or to families with small children, and the preview counts them', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const total = (text: string) => Number(/共(\d+)户/.exec(text)![1])
  const [everybody] = await director.says('通知 明天上午打疫苗')
  await director.says('1')
  await carer.says('收到')
  const [silent] = await tap(director, '通知 还没回的请回一下', '2', '2')
  expect(total(silent!)).toBeLessThan(total(everybody!))
  await director.says('1')
  expect(carer.heard().filter(text => text.includes('还没回的'))).toEqual([])
  const [small] = await tap(director, '通知 小娃娃体检', '2', '3')
  const [row] = await world.rows(
    `select count(distinct household_id) as n from children where state <> 'left'
       and place = (select place from staff where person_id = $1)
       and (birth_date is null or birth_date > date '2026-11-23' - interval '7 years')`,
    [director.person],
  )
  expect(total(small!)).toBe(row!.n)
})

it('a picture of no child goes to every family with the words, and nothing of it is kept', async () => {
  const world = await settledWorld('2026-11-23 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  world.channel.files.set('poster', { bytes: Buffer.from('a poster'), mime: 'image/jpeg', name: 'a' })
  expect(await director.says({ kind: 'image', id: 'poster' })).toEqual(said('notice:isNoChildInIt'))
  await tap(director, '1', '冬天烤火要开窗', '1')
  expect(carer.heard()).toEqual(['[image]', expect.stringContaining('冬天烤火要开窗')])
  expect(await world.rows('select 1 from request_messages')).toEqual([])
})
