import { expect, it } from 'vitest'
import { decide, type Phone, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const SUNDAY = '2026-11-22 10:01'

const checkInOf = async (world: World, { person }: Phone) =>
  (
    await world.rows(
      'select id, state, answer, answered_by, week, cardinality(children) as children from check_ins where person_id = $1 order by week desc',
      [person],
    )
  )[0]
const ladderOf = async (world: World, phone: Phone) =>
  await world.rows(
    `select replace(kind, 'check-in-', '') as step, state, reason, to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at
     from due_items where subject = $1 order by due_at`,
    [(await checkInOf(world, phone))!.id],
  )

it('on Sunday at ten a grandmother is asked one question about all her children, number first', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const carer = world.phone('h01-carer')
  await world.until('2026-11-22 09:59')
  expect(carer.heard()).toEqual([])
  await world.until(SUNDAY)
  const [question, ...more] = carer.heard()
  expect(more).toEqual([])
  expect(question).toMatch(like('check-in:howAreThey'))
  expect(
    question!
      .split('\n')
      .slice(1)
      .map(line => line[0]),
  ).toEqual(['1', '2', '3'])
  expect(question).toMatch(/1 都好/)
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
  const checkIn = await checkInOf(world, carer)
  expect(checkIn).toMatchObject({
    state: 'answered',
    answer: 'well',
    answered_by: carer.person,
    week: '2026-W47',
    children: 2,
  })
  expect(
    await world.rows('select answer from check_in_answers where check_in_id = $1', [checkIn!.id]),
  ).toEqual([{ answer: 'well' }, { answer: 'well' }])
})

it('a grandmother of two households gets one message for all her children', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const carer = world.phone('h05-carer')
  await world.until(SUNDAY)
  const questions = carer.heard()
  expect(questions).toEqual(said('check-in:howAreThey'))
  expect(questions[0]!.split('这周')[0]!.split('、')).toHaveLength(3)
})

it('1, 壹, a sentence, an emoji: all are understood as all well', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await world.until(SUNDAY)
  const answers = {
    'h01-carer': '1',
    'h05-carer': '都好',
    'h10-carer': '壹',
    'h13-carer': '[OK]',
    'h16-carer': '👌',
    'h19-carer': '1。都好着呢',
  }
  for (const [key, answer] of Object.entries(answers)) {
    const carer = world.phone(key)
    expect(await carer.says(answer)).toEqual(said('check-in:thanks'))
    expect(await checkInOf(world, carer), answer).toMatchObject({ state: 'answered', answer: 'well' })
  }
})

it('a small thing is told in a sentence and becomes a line of the director', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await world.until(SUNDAY)
  expect(await carer.says('2')).toEqual(said('check-in:whatHappened'))
  expect(await carer.says('书包带子断了')).toEqual(said('check-in:helpComing'))
  expect((await checkInOf(world, carer))!.answer).toBe('trouble')
  expect(director.heard()).toEqual([])
  expect(await director.says('今天')).toEqual([expect.stringContaining('书包带子断了')])
})

it('a small thing nobody told more about is still a line of the director', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.until(SUNDAY)
  await carer.says('2')
  await world.until('2026-11-22 12:05')
  expect(
    await world.rows(
      `select kind from tasks where done_at is null and child_id in (select child_id from relations where person_id = $1)`,
      [carer.person],
    ),
  ).toContainEqual({ kind: 'small-trouble' })
})

it('three asks for the director, with a promise', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.until(SUNDAY)
  expect(await carer.says('3')).toEqual(said(['request:promise-director-today', {}]))
  expect(world.phone('director-1').heard()).toEqual(said('request:newCall'))
  expect((await checkInOf(world, carer))!.answer).toBe('call-me')
})

it('a child who is not with the carer is asked after, and the director looks into it', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.until(SUNDAY)
  expect(await carer.says('孩子不在我这儿')).toEqual(said('check-in:whereNow'))
  expect(await carer.says('上周五跟她姑去了县城')).toEqual(said('check-in:helpComing'))
  expect((await checkInOf(world, carer))!.answer).toBe('away')
  expect(await world.phone('director-1').says('今天')).toEqual([
    expect.stringContaining('上周五跟她姑去了县城'),
  ])
})

it('a voice note counts as an answer that a person must hear: it stops the ladder and reaches the director', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await world.until(SUNDAY)
  carer.heard()
  world.channel.files.set('note', { bytes: Buffer.from('孙女好着呢'), mime: 'audio/silk', name: 'a' })
  expect(await carer.says({ kind: 'voice', id: 'note' })).toEqual(said('request:promise-director-today'))
  await world.until('2026-11-22 10:02')
  expect(director.heard()).toEqual([expect.stringMatching(like('request:newVoice')), '[voice]'])
  expect(await checkInOf(world, carer)).toMatchObject({ state: 'answered', answer: 'voice' })
  expect((await ladderOf(world, carer)).map(step => step.reason)).toEqual([
    'answered',
    'answered',
    'answered',
  ])

  expect(await world.rows('select bytes from voices')).toHaveLength(1)
  const [request] = await world.rows('select no from requests')
  await director.says(`回 ${request!.no} 听到了,您放心`)
  await director.says(`完 ${request!.no}`)
  expect(await world.rows('select 1 from voices')).toEqual([])
})

it('a voice note nobody has heard is gone after seven days', async () => {
  const world = await settledWorld('2026-11-21 12:00')
  const carer = world.phone('h01-carer')
  world.channel.files.set('note', { bytes: Buffer.from('喂'), mime: 'audio/silk', name: 'a' })
  await carer.says({ kind: 'voice', id: 'note' })
  await world.until('2026-11-28 11:59')
  expect(await world.rows('select 1 from voices')).toHaveLength(1)
  await world.until('2026-11-29 01:00')
  expect(await world.rows('select 1 from voices')).toEqual([])
})

it('nobody answers: the carer again after 24 hours, the other adult at seven in the morning, then one line for the director', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await decide(world, 'weekly-nudge', { on: false, weekday: 5, at: '19:00', skipAfterDays: 3 })
  const [carer, mother, father, director] = ['h01-carer', 'h01-mother', 'h01-father', 'director-1'].map(key =>
    world.phone(key),
  ) as [Phone, Phone, Phone, Phone]
  await world.until(SUNDAY)
  carer.heard()
  expect(await ladderOf(world, carer)).toEqual([
    { step: 'remind', state: 'open', reason: null, at: '11-23 10:00' },
    { step: 'other', state: 'open', reason: null, at: '11-24 07:00' },
    { step: 'list', state: 'open', reason: null, at: '11-24 10:00' },
  ])
  await world.until('2026-11-23 09:59')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-23 10:01')
  expect(carer.heard()).toEqual(said('check-in:reminder'))
  await world.until('2026-11-24 06:59')
  expect([...mother.heard(), ...father.heard()]).toEqual([])
  await world.until('2026-11-24 07:01')
  expect([...mother.heard(), ...father.heard()]).toEqual(said('check-in:howAreTheyInstead'))
  await world.until('2026-11-24 12:00')
  expect(director.heard()).toEqual([])
  expect((await checkInOf(world, carer))!.state).toBe('silent')
  expect((await ladderOf(world, carer)).map(step => step.state)).toEqual(['done', 'done', 'done'])
  await world.until('2026-11-25 08:01')
  const [list] = director.heard()
  expect(list).toMatch(like('staff:morning'))
  expect(list).toContain('两天没回报平安')
  await world.until('2026-11-28 12:00')
  const asked = [...carer.heard(), ...mother.heard(), ...father.heard()]
  expect(asked.filter(text => /吃住|都好吗|回个数字/.test(text))).toEqual([])
})

it('an answer stops every step that has not been taken, and says why', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, mother] = [world.phone('h01-carer'), world.phone('h01-mother')]
  await world.until('2026-11-23 10:01')
  carer.heard()
  await carer.says('1')
  await world.until('2026-11-25 12:00')
  expect([...carer.heard(), ...mother.heard()]).toEqual([])
  expect((await ladderOf(world, carer)).map(({ state, reason }) => [state, reason])).toEqual([
    ['done', null],
    ['skipped', 'answered'],
    ['skipped', 'answered'],
  ])
})

it('an answer and a step at the same minute: whichever is recorded first, nothing is said after the answer', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.until('2026-11-23 09:59')
  carer.heard()
  world.clock.moveTo(world.clock.now() + 60_000)
  await Promise.all([world.channel.hear(carer.wechatId, '1'), world.engine.tick()])
  await world.engine.settle()
  const texts = carer.heard()
  expect(texts.findLastIndex(text => like('check-in:reminder').test(text))).toBeLessThan(
    texts.findIndex(text => like('check-in:thanks').test(text)),
  )
  expect(await checkInOf(world, carer)).toMatchObject({ state: 'answered', answer: 'well' })
})

it('a mother who answers in her stead takes the question back from the grandmother', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, mother, father] = [
    world.phone('h01-carer'),
    world.phone('h01-mother'),
    world.phone('h01-father'),
  ]
  await world.until('2026-11-24 07:01')
  const asked = mother.heard().length ? mother : father
  expect(await asked.says('1')).toEqual(said('check-in:thanks'))
  expect(await checkInOf(world, carer)).toMatchObject({
    state: 'answered',
    answer: 'well',
    answered_by: asked.person,
  })
  await world.until('2026-11-24 10:01')
  expect(carer.heard()).toEqual(said('check-in:howAreThey', 'check-in:reminder'))
  expect(
    await world.rows(
      `select 1 from tasks where kind = 'silent' and child_id in (select child_id from relations where person_id = $1)`,
      [carer.person],
    ),
  ).toEqual([])
})

it('a mother who answers for her own two does not answer for the third child in the same hands', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h05-carer')
  await world.until('2026-11-24 07:01')
  const other = ['h05-mother', 'h05-father']
    .map(key => world.phone(key))
    .find(phone => phone.heard().length > 0)!
  expect(await other.says('1')).toEqual(said('check-in:thanks'))
  expect((await checkInOf(world, carer))!.state).toBe('asked')
  await world.until('2026-11-24 10:01')
  const listed = await world.rows(
    `select t.child_id from tasks t where t.kind = 'silent' and t.person_id = $1`,
    [carer.person],
  )
  const theirs = await world.rows(`select child_id from relations where person_id = $1`, [
    world.phone('h06-mother').person,
  ])
  expect(listed).toEqual(theirs)
  await carer.says('1')
  expect((await checkInOf(world, carer))!.state).toBe('answered')
})

it('a late answer is kept and takes the line off the list', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await world.until('2026-11-26 09:00')
  expect(await director.says('今天')).toEqual([expect.stringContaining('两天没回报平安')])
  const before = (await world.rows(`select 1 from tasks where kind = 'silent' and done_at is null`)).length
  await carer.says('1')
  expect(await checkInOf(world, carer)).toMatchObject({ state: 'answered', answer: 'well' })
  expect(await world.rows(`select 1 from tasks where kind = 'silent' and done_at is null`)).toHaveLength(
    before - 1,
  )
})

it('a silent carer nobody else can be asked for stays visible, with the reason', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  await world.rows(
    `update contacts set person_id = null where person_id in (select person_id from relations where role in ('father', 'mother'))`,
  )
  await world.until('2026-11-24 10:01')
  expect((await ladderOf(world, carer)).map(({ state, reason }) => [state, reason])).toEqual([
    ['done', null],
    ['skipped', 'nobody-else'],
    ['done', null],
  ])
})

it('the hours are the county’s: a policy row moves the steps', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await decide(world, 'check-in', {
    weekday: 7,
    at: '10:00',
    remindAfter: 6,
    otherAdultAfter: 8,
    listAfter: 26,
    digestAfterWeeks: 2,
    skipAfterContactDays: 3,
  })
  await world.until(SUNDAY)
  expect((await ladderOf(world, world.phone('h01-carer'))).map(step => step.at)).toEqual([
    '11-22 16:00',
    '11-22 18:00',
    '11-23 12:00',
  ])
})

it('the supervisor reads in the weekly digest who was silent for two weeks, by village, and only if nobody was in contact', async () => {
  const world = await settledWorld('2026-11-08 09:00')
  const [supervisor, director] = [world.phone('supervisor'), world.phone('director-1')]
  await world.until('2026-11-16 08:31')
  expect(supervisor.heard()).toEqual([])

  await director.says(`电话 ${world.phone('h01-carer').name}`)
  await director.says('1')
  expect(await director.says('1')).toEqual(said('staff:recorded-phone'))
  const silent = (
    await world.rows(
      `select distinct person_id from check_ins where left(place, 12) in (select place from staff where person_id = $1)`,
      [director.person],
    )
  ).length
  await world.until('2026-11-23 08:31')
  const [digest, ...more] = supervisor.heard()
  expect(more).toEqual([])
  expect(digest).toMatch(like('staff:digest'))
  const [village] = await world.rows(
    `select p.name from places p join staff s on s.place = p.code where s.person_id = $1`,
    [director.person],
  )
  expect(digest).toMatch(new RegExp(`${village!.name}.${silent - 1}家两周没回话`))
  expect(digest).not.toContain(world.phone('h01-carer').name)
})

it('a week is skipped after a real contact of the last days, with the reason, and asked again the next week', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await carer.says('找主任')
  await director.says('回 1 我下午来')
  await director.says('完 1')
  carer.heard()
  await world.until('2026-11-24 12:00')
  expect(carer.heard()).toEqual([])
  expect(
    await world.rows(
      `select state, reason from due_items where kind = 'check-in' and person_id = $1 order by due_at`,
      [carer.person],
    ),
  ).toContainEqual({ state: 'skipped', reason: 'recent-contact' })
  await world.until('2026-11-29 10:01')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
})

it('a carer who reports of her own accord on the day is not asked again that week', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const carer = world.phone('h01-carer')
  expect(await carer.says('报平安')).toEqual(said('check-in:howAreTheyNow'))
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
  await world.until(SUNDAY)
  expect(carer.heard()).toEqual([])
  expect(
    await world.rows(
      `select state, reason from due_items where kind = 'check-in' and person_id = $1 and due_at < $2`,
      [carer.person, new Date(world.clock.now())],
    ),
  ).toEqual([{ state: 'skipped', reason: 'reported' }])
})

it('after a notice a bare 1 is its receipt, never a statement about a child, and the open question is put again', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await world.until(SUNDAY)
  for (const words of ['通知 明天停水,请各家存点水', '1']) await director.says(words)
  expect(carer.heard()).toEqual([
    expect.stringMatching(like('check-in:howAreThey')),
    expect.stringContaining('明天停水'),
  ])
  expect(await carer.says('1')).toEqual(said('common:receipt', 'check-in:howAreThey'))
  expect(await checkInOf(world, carer)).toMatchObject({ state: 'asked', answer: null })
  expect(
    await world.rows('select confirmed_how from deliveries where person_id = $1', [carer.person]),
  ).toEqual([{ confirmed_how: 'wechat' }])
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
  expect((await checkInOf(world, carer))!.answer).toBe('well')
})

it('收到 confirms the notice even when the question came after it', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  for (const words of ['通知 明天停水,请各家存点水', '1']) await director.says(words)
  await world.until(SUNDAY)
  expect(await carer.says('收到')).toEqual(said('common:receipt', 'check-in:howAreThey'))
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
})

it('nothing of the week leaves between nine in the evening and seven in the morning', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  await decide(world, 'check-in', {
    weekday: 7,
    at: '20:59',
    remindAfter: 1,
    otherAdultAfter: 3,
    listAfter: 5,
    digestAfterWeeks: 2,
    skipAfterContactDays: 3,
  })
  await world.rows(
    `update due_items set due_at = $1, expires_at = null where kind = 'check-in' and state = 'open' and key like '%W47'`,
    [new Date(Date.parse('2026-11-22T21:30:00+08:00'))],
  )
  await world.until('2026-11-23 06:59')
  expect(world.channel.sent).toEqual([])
  await world.until('2026-11-23 07:01')
  expect(world.phone('h01-carer').heard()).toEqual(said('check-in:howAreThey'))
})

it('a question that WeChat would not take still becomes a line of the director’s list, so that somebody calls', async () => {
  const world = await settledWorld('2026-11-20 09:00')
  const carer = world.phone('h01-carer')
  await world.until('2026-11-22 09:59')
  const refuse = { result: 'failed', reason: 'not a friend', again: false } as const
  world.channel.results.push(...Array.from({ length: 200 }, () => refuse))
  await world.until(SUNDAY)
  expect((await ladderOf(world, carer)).map(row => row.step)).toEqual(['remind', 'other', 'list'])
  world.channel.results.length = 0
  await world.until('2026-11-24 10:02')
  expect(await checkInOf(world, carer)).toMatchObject({ state: 'silent' })
})
