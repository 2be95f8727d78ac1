import { expect, it } from 'vitest'
import { phones, settledWorld } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const VOICE = { bytes: Buffer.from('#!AMR\nhello'), mime: 'audio/amr', name: 'voice.amr' }

it('words taken back after the director has them stay with the director, who is told of both', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  await carer.says({ id: 'slip', text: '我跟他爸吵架了' })
  director.heard()
  expect(await carer.says({ kind: 'recall', text: 'slip' })).toEqual([])
  expect(director.heard()).toEqual(said('request:recalled'))
  expect(
    await world.rows(
      `select m.sealed is not null as kept, m.recalled_at is not null as recalled, i.recalled_at is not null as marked
       from request_messages m join inbox i on i.key = m.inbox_key where m.inbox_key like '%slip'`,
    ),
  ).toEqual([{ kept: true, recalled: true, marked: true }])
})

it('a cry for help taken back stays a case, and whoever was alerted is asked to look all the same', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director, supervisor] = phones(world, 'h01-father', 'director-1', 'supervisor')
  await father.says({ id: 'cry', text: '孩子掉河里了' })
  for (const phone of [director, supervisor]) phone.heard()
  expect(await father.says({ kind: 'recall', text: 'cry' })).toEqual([])
  for (const phone of [director, supervisor]) expect(phone.heard()).toEqual(said('case:recalled'))
  expect(await world.rows('select closed_at, recalled_at is not null as recalled from cases')).toEqual([
    { closed_at: null, recalled: true },
  ])
})

it('an answer taken back after it was recorded stays recorded', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.until('2026-11-22 10:01')
  carer.heard()
  expect(await carer.says({ id: 'one', text: '1' })).toEqual(said('check-in:thanks'))
  expect(await carer.says({ kind: 'recall', text: 'one' })).toEqual([])
  expect(await world.rows('select state from check_ins where person_id = $1', [carer.person])).toEqual([
    { state: 'answered' },
  ])
})

it('a voice note taken back before it has left reaches nobody, and is not kept', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  director.heard()
  // WeChat takes nothing just now.
  const away = { result: 'failed', reason: 'not connected to WeChat', again: true } as const
  world.channel.results.push(away, away, away)
  world.channel.files.set('spoken', VOICE)
  await carer.says({ kind: 'voice', id: 'spoken', text: '' })
  await carer.says({ kind: 'recall', text: 'spoken' })
  await world.until('2026-11-18 09:10')
  expect(director.heard()).not.toContain('[voice]')
  expect(await world.rows('select 1 from voices')).toEqual([])
})

it('a picture taken back before its sender was sure is let go of', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  expect(await carer.says({ kind: 'image', id: 'photo', text: '' })).toEqual(said('picture:isNoChildInIt'))
  expect(await carer.says({ kind: 'recall', text: 'photo' })).toEqual([])
  expect(await carer.says('1')).toEqual(said('menu:notClear'))
  expect(director.heard()).toEqual([])
})

it('nobody takes back what somebody else has sent, and the words of a recall are only words', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, father, director] = phones(world, 'h01-carer', 'h01-father', 'director-1')
  await carer.says({ id: 'hers', text: '找主任' })
  director.heard()
  await father.says({ kind: 'recall', text: 'hers' })
  await father.says('"奶奶" 撤回了一条消息')
  expect(director.heard()).toEqual([])
  expect(await world.rows('select 1 from inbox where recalled_at is not null')).toEqual([])
  expect(await world.rows(`select kind from oddities`)).toEqual([{ kind: 'forged-notice' }])
})
