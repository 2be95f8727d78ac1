import { expect, it } from 'vitest'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const codeIn = (texts: string[]) => /(\d{4} \d{4})/.exec(texts.join('\n'))?.[1] ?? null
const adultName = (world: World, key: string) => world.phone(key).name

it('a grandmother who cannot type hands her phone to the director, who gets a code for it, and sees at once who joined', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, phone] = phones(world, 'director-1', 'h03-carer')
  const adults = await director.says(`代绑 ${adultName(world, 'h03-carer')}`)
  expect(adults).toEqual(said('staff:whichAdult'))
  expect(adults[0]).toMatch(new RegExp(`1 .*${phone.name}（还没加入）`))
  const shown = await director.says('1')
  expect(shown[0]).toMatch(like('staff:codeFor', { name: phone.name, minutes: 30 }))

  // On her phone everything is as for everybody: what is agreed to is hers to say.
  expect(await phone.says(codeIn(shown)!)).toEqual(said('join:welcome', 'join:privacy'))
  expect(await phone.says('1')).toEqual(said('join:isItYou'))
  expect((await phone.says('1'))[0]).toMatch(like('join:bound'))
  const [binding] = await world.rows(
    `select b.no, s.person_id as helper, k.issued_by is not null as code_by from bindings b
     join staff s on s.id = b.helped_by join codes k on k.person_id = b.person_id and k.used_by = b.contact_id
     where b.person_id = $1 and b.ended_at is null`,
    [phone.person],
  )
  expect(binding).toMatchObject({ helper: director.person, code_by: true })
  expect(director.heard()).toEqual(said(['staff:joinedInPerson', { name: phone.name, no: binding!.no }]))
  expect(await director.says(`撤 ${binding!.no}`)).toEqual(said('staff:joinUndone'))
  expect(await phone.says('报平安')).toEqual(said('join:welcome', 'join:privacy'))
})

it('such a code is good for half an hour and once; the county may shorten it', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, phone] = phones(world, 'director-1', 'h03-carer')
  await director.says(`代绑 ${phone.name}`)
  const code = codeIn(await director.says('1'))!
  await world.until('2026-11-18 09:31')
  for (const words of ['你好', '1']) await phone.says(words)
  expect(await phone.says(code)).toEqual(said('join:wrongCode', 'join:code'))
})

it('a newer code ends the older one', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, phone] = phones(world, 'director-1', 'h03-carer')
  await director.says(`代绑 ${phone.name}`)
  const [first, second] = [codeIn(await director.says('1'))!, codeIn(await director.says('1'))]
  expect(second).not.toBe(first)
  for (const words of ['你好', '1']) await phone.says(words)
  expect(await phone.says(first)).toEqual(said('join:wrongCode', 'join:code'))
})

it('a grandmother with a new phone says so, gets a code from the director, has her history back, and the old phone is told', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, old] = phones(world, 'director-1', 'h01-carer')
  const phone = world.phone('new-phone')
  expect(await phone.says('我换手机了')).toEqual(said('join:newPhone'))
  const adults = await director.says(`代绑 ${old.name}`)
  const line = adults[0]!.split('\n').find(one => one.includes(old.name))!
  expect(line).toContain('已加入')
  const shown = await director.says(line.split(' ')[0]!)
  expect(await phone.says(codeIn(shown)!)).toEqual(said('join:isItYou'))
  old.heard()
  expect((await phone.says('1'))[0]).toMatch(like('join:boundAgain'))
  expect(old.heard()).toEqual(said('join:movedAway'))
  expect(await world.rows('select 1 from contacts where person_id = $1', [old.person])).toHaveLength(1)
})

it('a director gives codes for the own village only', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, elsewhere] = phones(world, 'director-2', 'h01-carer')
  const before = await world.rows('select count(*) from codes')
  expect(await director.says(`代绑 ${elsewhere.name}`)).toEqual(said('staff:noSuchFamily'))
  await director.says('1')
  expect(await world.rows('select count(*) from codes')).toEqual(before)
})

it('a family that changes its WeChat is a line of the director’s list', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('我要换微信')
  expect(await carer.says('2')).toEqual(said('new-number:otherWechat'))
  expect((await director.says('今天')).join()).toContain('要换微信')
})
