import { expect, it } from 'vitest'
import { phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const quoting = (text: string, answer: string) =>
  `「相伴：${text}」\n- - - - - - - - - - - - - - -\n${answer}`

it('last week’s check-in quoted does not answer this week’s: both answers are kept where they belong', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const carer = world.phone('h01-carer')
  await world.until('2026-11-22 10:00')
  const [first] = carer.heard()
  await world.until('2026-11-29 10:00')
  const second = carer.heard().at(-1)!
  expect(second).not.toBe(first)
  expect(await carer.says(quoting(first!, '1'))).toEqual(said('check-in:thanks', 'check-in:howAreThey'))
  const weeks = () =>
    world.rows(
      `select i.week, i.state, l.flow from check_ins i join people p on p.id = i.person_id
       left join late_answers l on l.subject = i.id where i.person_id = $1 order by week`,
      [carer.person],
    )
  expect(await weeks()).toEqual([
    { week: '2026-W47', state: 'answered', flow: 'check-in' },
    { week: '2026-W48', state: 'asked', flow: null },
  ])
  expect(await carer.says(quoting(second, '1'))).toEqual(said('check-in:thanks'))
  expect((await weeks()).map(row => row.state)).toEqual(['answered', 'answered'])
})

it('a notice quoted gets its receipt, though another came after it', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  for (const text of ['明天打疫苗', '后天开会']) {
    await director.says(`通知 ${text}`)
    await director.says('1')
  }
  const [first] = carer.heard()
  expect(await carer.says(quoting(first!, '收到'))).toEqual(said('common:receipt'))
  const confirmed = 'select 1 from deliveries where person_id = $1 and confirmed_at is not null'
  expect(await world.rows(confirmed, [carer.person])).toHaveLength(1)
  expect(await carer.says('收到')).toEqual(said('common:receipt'))
})

it('what a person quotes counts for nothing: not as danger, not as a code, not as their words to the director', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  await carer.says(quoting('「邻居：孩子掉河里了」\n- - - - - -\n真的？', '那是演习'))
  expect(await world.rows('select 1 from cases')).toEqual([])
  expect(director.heard().join()).not.toContain('掉河里')
})

it('a notice quoted once more after its receipt says nothing about the one that came after it', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  for (const text of ['明天打疫苗', '后天开会']) {
    await director.says(`通知 ${text}`)
    await director.says('1')
  }
  const [first] = carer.heard()
  await carer.says(quoting(first!, '收到'))
  await carer.says(quoting(first!, '收到'))
  const confirmed = 'select 1 from deliveries where person_id = $1 and confirmed_at is not null'
  expect(await world.rows(confirmed, [carer.person])).toHaveLength(1)
})
