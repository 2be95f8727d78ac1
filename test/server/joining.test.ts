import { expect, it } from 'vitest'
import { ChildSealed } from '../../server/families/sealed.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { addStaff } from '../../server/staff/add-staff.ts'
import { decide, phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const bindingsOf = (world: World, contact: string) =>
  world.rows(
    `select b.no, b.ended_at, b.person_id from bindings b join contacts c on c.id = b.contact_id where c.wechat_id = $1 order by b.no`,
    [contact],
  )
const personOf = async (world: World, contact: string): Promise<string | null> =>
  (await world.rows('select person_id from contacts where wechat_id = $1', [contact]))[0]?.person_id ?? null

it('a mother adds the bot as a friend, agrees, sends her code, knows her child by a masked name, and is bound', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  expect(await mother.says({ kind: 'friend', text: '我是孩子妈妈' })).toEqual(
    said('join:welcome', 'join:privacy'),
  )
  expect(await mother.says('1')).toEqual(said('join:code'))
  const [question] = await mother.says(await world.card(mother.person!))
  expect(question).toMatch(like('join:isItYou'))
  expect(question).toMatch(/妈妈|母亲/)
  expect(question).toMatch(/\p{Script=Han}\*\p{Script=Han}?/u)
  expect((await mother.says('1'))[0]).toMatch(like('join:bound'))

  expect(await personOf(world, mother.wechatId)).toBe(mother.person)
  const [kept] = await world.rows('select consent, consent_wording, consent_at from people where id = $1', [
    mother.person,
  ])
  expect(kept).toEqual({
    consent: 'agreed',
    consent_wording: 'privacy/2',
    consent_at: new Date(world.clock.now()),
  })
  expect(
    await world.rows('select used_by is not null as used from codes where ended_at is not null'),
  ).toEqual([{ used: true }])
})

it('whoever first wants to read the whole privacy text gets it and is then asked again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  await mother.says('你好')
  expect(await mother.says('3')).toEqual(said('join:fullText', 'join:privacy'))
  expect(await mother.says('1')).toEqual(said('join:code'))
})

it('a card that is sent before anything else still leads through the privacy notice', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  const card = await world.card(mother.person!)
  expect(card).toMatch(/^\d{4} \d{4}$/)
  expect(await mother.says(card)).toEqual(said('join:welcome', 'join:privacy'))
  expect(await mother.says('1')).toEqual(said('join:isItYou'))
  expect((await mother.says('1'))[0]).toMatch(like('join:bound'))
})

it('a wrong, a used, a replaced and an expired code get the same answer and bind nobody', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const father = world.phone('h02-father')
  const used = await world.card(father.person!)
  for (const words of ['你好', '1', used, '1']) await father.says(words)
  const carer = world.phone('h03-carer')
  const replaced = await world.card(carer.person!)
  const expired = await world.card(carer.person!)
  await world.until('2026-11-25 09:00')

  const answers: string[][] = []
  const somebody = world.phone('somebody')
  for (const words of ['你好', '1']) await somebody.says(words)
  for (const code of ['9999 9999', used, replaced, expired]) answers.push(await somebody.says(code))
  expect(answers[0]).toEqual(said('join:wrongCode', 'join:code'))
  expect(new Set(answers.map(answer => answer.join('\n'))).size).toBe(1)
  expect(await personOf(world, somebody.wechatId)).toBeNull()
  expect(await bindingsOf(world, somebody.wechatId)).toEqual([])
})

it('a card is good for seven days, to the minute', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  const card = await world.card(mother.person!)
  for (const words of ['你好', '1']) await mother.says(words)
  await world.until('2026-11-25 08:59')
  // The week's silence has ended the first try: the card itself begins a new one.
  expect(await mother.says(card)).toEqual(said('join:isItYou'))
})

it('five wrong tries lock that contact for an hour, even with a good card, and nobody else', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  const card = await world.card(mother.person!)
  for (const words of ['你好', '1']) await mother.says(words)
  for (let n = 1; n <= 5; n++) expect((await mother.says(`1111 000${n}`))[0]).toMatch(like('join:wrongCode'))
  expect(await mother.says(card)).toEqual(said('join:locked'))
  await world.until('2026-11-18 09:59')
  expect(await mother.says(card)).toEqual(said('join:locked'))

  const father = world.phone('h02-father')
  for (const words of ['你好', '1', await world.card(father.person!), '1']) await father.says(words)
  expect(await personOf(world, father.wechatId)).toBe(father.person)

  await world.until('2026-11-18 10:01')
  expect(await mother.says(card)).toEqual(said('join:isItYou'))
})

it('when too many wrong codes came from anywhere in the county, no code is looked at for an hour', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await decide(world, 'codes', { validDays: 7, triesPerContact: 5, wrongPerHour: 6 })
  for (const [name, tries] of [
    ['甲', 4],
    ['乙', 2],
  ] as const) {
    const guesser = world.phone(name)
    for (const words of ['你好', '1']) await guesser.says(words)
    for (let n = 0; n < tries; n++) await guesser.says(`2222 000${n}`)
  }
  const mother = world.phone('h02-mother')
  const card = await world.card(mother.person!)
  for (const words of ['你好', '1']) await mother.says(words)
  expect(await mother.says(card)).toEqual(said('join:locked'))
  await world.until('2026-11-18 10:01')
  expect(await mother.says(card)).toEqual(said('join:isItYou'))
})

it('two people send the same card at once: one is bound, the other learns only that the number does not fit', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [mother, stranger] = [world.phone('h02-mother'), world.phone('somebody')]
  const card = await world.card(mother.person!)
  for (const one of [mother, stranger]) for (const words of ['你好', '1', card]) await one.says(words)
  await Promise.all([mother, stranger].map(one => world.channel.hear(one.wechatId, '1')))
  await world.engine.settle()
  const answers = [mother, stranger].map(one => one.heard()[0])
  expect(answers).toEqual(expect.arrayContaining(said('join:bound', 'join:wrongCode')))
  expect(
    await world.rows('select 1 from bindings where person_id = $1 and ended_at is null', [mother.person]),
  ).toHaveLength(1)
})

it('no answer to a stranger tells whether a child exists: a true name and an invented one are answered alike', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [child] = await world.rows('select id, sealed from children limit 1')
  const { name } = ChildSealed.parse(unseal(world.keys, `children:${child!.id}`, child!.sealed))
  const answers = []
  for (const asked of [name, '赵无此']) {
    const stranger = world.phone(`asks-${asked}`)
    answers.push([
      await stranger.says(`${asked}在你们这儿吗`),
      await stranger.says(`我要找${asked}`),
      await stranger.says('1'),
      await stranger.says(`${asked}的码是多少`),
    ])
  }
  expect(answers[0]).toEqual(answers[1])
  expect(JSON.stringify(answers)).not.toContain(name)
})

it('the director is told next morning who joined and 撤 undoes it: the contact is nobody again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  for (const words of ['你好', '1', await world.card(mother.person!), '1', '1']) await mother.says(words)
  const [director, elsewhere] = [world.phone('director-1'), world.phone('director-2')]
  await world.until('2026-11-19 07:59')
  expect(director.heard().join()).not.toContain(mother.name)
  await world.until('2026-11-19 08:01')
  expect(director.heard().join()).toContain(mother.name)
  expect(elsewhere.heard().join()).not.toContain(mother.name)

  const [binding] = await bindingsOf(world, mother.wechatId)
  expect(await elsewhere.says(`撤 ${binding!.no}`)).toEqual(said(['staff:noSuchNumber', { no: binding!.no }]))
  expect(await director.says(`撤 ${binding!.no}`)).toEqual(said(['staff:joinUndone', { no: binding!.no }]))
  expect(await personOf(world, mother.wechatId)).toBeNull()
  expect((await bindingsOf(world, mother.wechatId))[0]!.ended_at).toEqual(new Date(world.clock.now()))
  expect(await mother.says('报平安')).toEqual(said('join:welcome', 'join:privacy'))
  // It was not she who agreed: whoever is the mother is asked herself.
  expect(await world.rows('select consent from people where id = $1', [mother.person])).toEqual([
    { consent: 'unasked' },
  ])

  await world.until('2026-11-20 08:01')
  expect(director.heard().join()).not.toContain(mother.name)
})

it('what still waited for the morning does not reach a phone whose joining was undone in the night', async () => {
  const world = await settledWorld('2026-11-18 21:30')
  const mother = world.phone('h02-mother')
  for (const words of ['你好', '1', await world.card(mother.person!), '1']) await mother.says(words)
  const director = world.phone('director-1')
  for (const words of ['通知 明天上午九点在村委会开家长会', '1']) await director.says(words)
  const [binding] = await bindingsOf(world, mother.wechatId)
  await director.says(`撤 ${binding!.no}`)
  mother.heard()
  await world.until('2026-11-20 09:00')
  expect(mother.heard()).toEqual([])
})

it('a mother who says no is told where people are, is never asked again, and gets nothing automatic', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  await mother.says(await world.card(mother.person!))
  expect(await mother.says('2')).toEqual(said('join:refused'))
  expect(await world.rows('select consent from people where id = $1', [mother.person])).toEqual([
    { consent: 'refused' },
  ])
  await world.until('2026-12-03 09:00')
  expect(mother.heard()).toEqual([])

  expect(await mother.says('你好')).toEqual(said('join:pointToPerson'))
  expect(await mother.says('在吗')).toEqual([])
  await world.until('2026-12-03 09:31')
  expect(await mother.says('请问')).toEqual(said('join:pointToPerson'))
})

it('somebody who said no and later wants to join sends the card and is asked for consent once more', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const mother = world.phone('h02-mother')
  for (const words of ['你好', '2']) await mother.says(words)
  const card = await world.card(mother.person!)
  expect(await mother.says(card)).toEqual(said('join:welcome', 'join:privacy'))
  expect(await mother.says('1')).toEqual(said('join:isItYou'))
})

it('somebody who said 停 after joining is not written to any more, but the director can still answer', async () => {
  const world = await settledWorld('2026-11-20 20:50')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await carer.says('找主任')
  director.heard()
  expect(await carer.says('停')).toEqual(said('stop:isThatAll'))
  await world.until('2026-11-24 12:00')
  expect(carer.heard()).toEqual([])
  expect(
    await world.rows(
      `select reason from due_items where kind = 'check-in' and person_id = $1 and state = 'skipped'`,
      [carer.person],
    ),
  ).toEqual([{ reason: 'refused' }])
  await director.says('回 1 我明天来看您')
  expect(carer.heard()).toEqual(said(['request:answer-director', { words: '我明天来看您' }]))
  expect(await director.says('今天')).toEqual([expect.stringContaining('不想收消息')])
})

it('a notice that was to leave in the morning stays here when its reader says 停 in the night', async () => {
  const world = await settledWorld('2026-11-18 22:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  for (const words of ['通知 明天上午九点在村委会开家长会', '1']) await director.says(words)
  await carer.says('停')
  await world.until('2026-11-20 09:00')
  expect(carer.heard()).toEqual([])
})

it('a grandmother with a new phone is asked for her code and has her history back, the open check-in included', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const old = world.phone('h01-carer')
  await world.until('2026-11-22 10:30')
  expect(old.heard()).toEqual(said('check-in:howAreThey'))
  const phone = world.phone('new-phone')
  expect(await phone.says('我换手机了')).toEqual(said('join:newPhone'))
  const [question] = await phone.says(await world.card(old.person!))
  expect(question).toMatch(like('join:isItYou'))
  expect(await phone.says('1')).toEqual(said('join:boundAgain', 'check-in:howAreThey'))
  expect(await phone.says('1')).toEqual(said('check-in:thanks'))
  const [checkIn] = await world.rows(
    'select state, answer, answered_by from check_ins where person_id = $1',
    [old.person],
  )
  expect(checkIn).toEqual({ state: 'answered', answer: 'well', answered_by: old.person })
  expect(await world.rows('select 1 from contacts where person_id = $1', [old.person])).toHaveLength(1)

  expect(old.heard()).toEqual(said('join:movedAway'))
  await world.until('2026-11-29 12:00')
  expect(old.heard()).toEqual([])
  expect(phone.heard()).toEqual(said('check-in:howAreThey'))
  expect(await old.says('你好')).toEqual(said('join:welcome', 'join:privacy'))
})

it('an answer of the director finds the new phone, and so does what was waiting for the morning', async () => {
  const world = await settledWorld('2026-11-18 21:30')
  const [old, phone, director] = [
    world.phone('h01-carer'),
    world.phone('new-phone'),
    world.phone('director-1'),
  ]
  for (const words of ['通知 明天上午九点在村委会开家长会', '1']) await director.says(words)
  await old.says('找主任')
  for (const words of ['你好', '1', await world.card(old.person!), '1']) await phone.says(words)
  old.heard()
  await director.says('回 1 明早来')
  expect(phone.heard()).toEqual(said(['request:answer-director', { words: '明早来' }]))
  await world.until('2026-11-19 07:30')
  expect(phone.heard()).toEqual([expect.stringContaining('家长会')])
  expect(old.heard()).toEqual([])
})

it('somebody not bound gets one neutral answer and then half an hour of silence, but danger is answered at once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const stranger = world.phone('somebody')
  await stranger.says('你好')
  await world.until('2026-11-26 09:00')
  expect(await stranger.says('在吗')).toEqual(said('join:pointToPerson'))
  expect(await stranger.says('在吗')).toEqual([])
  expect(await stranger.says({ kind: 'voice' })).toEqual([])
  expect(await stranger.says('孩子不见了')).toEqual(said('report-danger:safeDuty'))
})

it('a new supervisor binds with the code of staff:add, without being asked for consent, and a county officer may be added twice', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const staff = { role: 'supervisor', name: '杜若兰', place: '341226101', phone: null } as const
  const { rows } = await world.pool.query(`select code from places where length(code) = 9`)
  const added = await addStaff(world, { ...staff, place: rows[0].code })
  const again = await addStaff(world, { ...staff, place: rows[0].code })
  expect(again.id).toBe(added.id)
  expect(again.code).not.toBe(added.code)

  const phone = world.phone('new-supervisor')
  expect((await phone.says(added.code))[0]).not.toMatch(like('join:isItYouStaff'))
  const other = world.phone('new-supervisor-2')
  expect(await other.says(again.code)).toEqual(said(['join:isItYouStaff', { masked: '杜*兰' }]))
  expect(await other.says('1')).toEqual(said('join:boundStaff'))
  expect(await other.says('帮助')).toEqual(said('staff:helpAbove'))
  expect(
    (await world.rows('select staff from contacts where wechat_id = $1', [other.wechatId]))[0]!.staff,
  ).toBe(true)
  await expect(addStaff(world, { ...staff, place: COUNTY })).rejects.toMatchObject({
    code: 'E-NO-STAFF-PLACE',
  })
})

it('a grandmother with a card for each of two households stays one person with one contact', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h05-carer')
  expect(await carer.says(await world.card(carer.person!))).toEqual(said('join:isItYou'))
  expect(await carer.says('1')).toEqual(said('join:boundAgain'))
  expect(await world.rows('select 1 from contacts where person_id = $1', [carer.person])).toHaveLength(1)
  expect(
    await world.rows('select 1 from bindings where person_id = $1 and ended_at is null', [carer.person]),
  ).toHaveLength(1)
})

it('what an undone contact had asked for is closed: no answer goes there any more', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [mother, director] = phones(world, 'h02-mother', 'director-1')
  for (const words of ['你好', '1', await world.card(mother.person!), '1', '找主任']) await mother.says(words)
  const [binding] = await bindingsOf(world, mother.wechatId)
  await director.says(`撤 ${binding!.no}`)
  mother.heard()
  expect(await director.says('回 1 您好')).toEqual(said('staff:noSuchNumber'))
  expect(mother.heard()).toEqual([])
})

it('a grandmother who goes back to her old phone is asked there again', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [old, phone] = phones(world, 'h01-carer', 'new-phone')
  await world.until('2026-11-22 10:01')
  for (const one of [phone, old]) {
    for (const words of ['你好', '1', await world.card(old.person!)]) await one.says(words)
    expect(await one.says('1')).toEqual(said('join:boundAgain', 'check-in:howAreThey'))
  }
  for (const words of ['你好', '1', await world.card(old.person!)]) await phone.says(words)
  expect(await phone.says('1')).toEqual(said('join:boundAgain', 'check-in:howAreThey'))
})
