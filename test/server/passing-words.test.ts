import { expect, it } from 'vitest'
import { decide, phones, settledWorld } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

it('a father’s words reach the grandmother with who they are from, and he hears that they arrived', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, carer] = phones(world, 'h01-father', 'h01-carer')
  await father.says('捎句话')
  expect(await father.says('周日晚上八点我打视频')).toEqual(said('pass-on:sent'))
  const [words] = carer.heard()
  expect(words).toMatch(like('words-arrive:forThem'))
  expect(words).toMatch(/^爸爸给[\s\S]*周日晚上八点我打视频/)
  expect(await carer.says('1')).toEqual(said('words-arrive:toldThem'))
  expect(father.heard()).toEqual(said('pass-on:arrived'))
  expect(await world.rows('select arrived_at is not null as arrived from passed_words')).toEqual([
    { arrived: true },
  ])
})

it('she sends some back, and only he gets them', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, mother, carer] = phones(world, 'h01-father', 'h01-mother', 'h01-carer')
  await father.says('捎句话')
  await father.says('天冷了加衣服')
  carer.heard()
  await carer.says('2')
  expect(await carer.says('都穿厚了,放心')).toEqual(said('pass-on:sentBack'))
  expect(father.heard().at(-1)).toMatch(/都穿厚了,放心/)
  expect(mother.heard()).toEqual([])
})

it('to somebody under a hold nothing goes, and nobody is told why: the director passes it on', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, carer] = phones(world, 'h01-father', 'h01-carer')
  await carer.says('他爷爷喝醉了打孩子')
  await world.rows(`update holds set until_at = from_at + interval '1 second' where person_id = $1`, [
    father.person,
  ])
  carer.heard()
  await father.says('捎句话')
  expect(await father.says('周日我打视频')).toEqual(said('pass-on:byDirector'))
  expect(carer.heard()).toEqual([])
  expect(await world.rows(`select count(*)::int from tasks where kind = 'pass-on'`)).toEqual([{ count: 1 }])
})

it('words are short, and few a day', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await decide(world, 'pass-on', { longest: 20, perDay: 1 })
  const father = world.phone('h01-father')
  await father.says('捎句话')
  expect(await father.says('好'.repeat(21))).toEqual(said('pass-on:tooLong'))
  await father.says('捎句话')
  expect(await father.says('周日我打视频')).toEqual(said('pass-on:sent'))
  await father.says('捎句话')
  expect(await father.says('别忘了')).toEqual(said('pass-on:enough'))
})

it('at night words wait for the morning', async () => {
  const world = await settledWorld('2026-11-18 22:30')
  const [father, carer] = phones(world, 'h01-father', 'h01-carer')
  await father.says('捎句话')
  await father.says('周日我打视频')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-19 07:05')
  expect(carer.heard()).toEqual(said('words-arrive:forThem'))
})

it('a father away is nudged once a week, in the budget, until he says 别提醒', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const father = world.phone('h01-father')
  const nudges = () => father.heard().filter(text => like('weekly-nudge:haveYouTalked').test(text))
  await world.until('2026-11-20 18:59')
  expect(nudges()).toEqual([])
  await world.until('2026-11-20 19:01')
  expect(nudges()).toHaveLength(1)
  expect(await father.says('别提醒')).toEqual(said('weekly-nudge:stopped'))
  await world.until('2026-11-27 20:00')
  expect(nudges()).toEqual([])
  expect(await father.says('要提醒')).toEqual(said('weekly-nudge:again'))
})

it('whoever wrote lately is in touch already; a county may do without', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const father = world.phone('h01-father')
  await world.until('2026-11-20 12:00')
  await father.says('捎句话')
  await world.until('2026-11-20 19:05')
  const [nudge] = await world.rows(
    `select state, reason from due_items where kind = 'weekly-nudge' and person_id = $1 order by due_at limit 1`,
    [father.person],
  )
  expect(nudge).toEqual({ state: 'skipped', reason: 'wrote' })
})
