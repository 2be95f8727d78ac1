import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { instantOf } from '../../flows/engine/calendar.ts'
import { promiseTime } from '../../server/cases/promise.ts'
import { everythingKept } from '../support/kept.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const requestOf = async (world: World) =>
  (
    await world.rows(
      'select id, no, state, close_reason, promised_at, answered_at from requests order by opened_at desc limit 1',
    )
  )[0]!
const quoting = (text: string, answer: string) =>
  `「小帮手:${text}」\n- - - - - - - - - - - - - - -\n${answer}`

it('找主任: the family gets a name, a telephone and a time, the right village’s director the request with its number', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, elsewhere, supervisor] = phones(
    world,
    'h12-carer',
    'director-2',
    'director-1',
    'supervisor',
  )
  const farmer = world.phone('h10-carer')
  expect(carer.person ?? farmer.person).not.toBeNull()
  const [promise] = await farmer.says('找主任')
  expect(promise).toMatch(
    like('request:promise-director-today', { surname: director.name[0], time: '13:00' }),
  )
  expect(promise).toMatch(/电话1990\d{7}/)
  expect(director.heard()).toEqual(said(['request:newCall', { no: 1 }]))
  expect([...elsewhere.heard(), ...supervisor.heard()]).toEqual([])
  expect((await requestOf(world)).promised_at).toEqual(new Date(instantOf('2026-11-18', '13:00')))
})

it('a sentence the bot does not understand twice goes to the director, both tries word for word', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  expect(await carer.says('那个表是在哪儿领的')).toEqual(said('menu:notClear'))
  expect(await carer.says('就是上回说的那张表')).toEqual(said('request:promise-director-today'))
  expect(director.heard()).toEqual([expect.stringMatching(/那个表是在哪儿领的[\s\S]*就是上回说的那张表/)])
})

it('an answer to a question that misses twice goes to the director too', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await world.until('2026-11-22 10:01')
  carer.heard()
  expect(await carer.says('表在哪儿领')).toEqual(said('common:notUnderstood', 'check-in:howAreThey'))
  expect(await carer.says('上回说的表')).toEqual(said('request:promise-director-today'))
  expect(director.heard()).toEqual([expect.stringMatching(/表在哪儿领[\s\S]*上回说的表/)])
})

it('the director answers with 回 and the number, or by quoting, and the family reads it under the director’s name', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  const [asked] = director.heard()
  expect(await director.says('回 1 我下午三点到您家')).toEqual(said(['request:delivered', { no: 1 }]))
  expect(carer.heard()).toEqual(
    said(['request:answer-director', { surname: director.name[0], words: '我下午三点到您家' }]),
  )
  expect(await director.says(quoting(asked!, '带上户口本就行'))).toEqual(said('request:delivered'))
  expect(carer.heard()).toEqual(said(['request:answer-director', { words: '带上户口本就行' }]))
  expect(await requestOf(world)).toMatchObject({
    state: 'answered',
    answered_at: new Date(world.clock.now()),
  })
})

it('while people talk the bot only carries words: texts and voice notes pass, and no question is put', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director, mother] = phones(world, 'h01-carer', 'director-1', 'h01-mother')
  await carer.says('找主任')
  await world.until('2026-11-22 09:30')
  director.heard()
  expect(await carer.says('是医保的事')).toEqual([])
  expect(director.heard()).toEqual(said(['request:more', { no: 1, words: '是医保的事' }]))
  world.channel.files.set('note', { bytes: Buffer.from('语音'), mime: 'audio/silk', name: 'a' })
  await carer.says({ kind: 'voice', id: 'note' })
  await world.until('2026-11-22 09:31')
  expect(director.heard()).toEqual([expect.stringMatching(like('request:moreVoice')), '[voice]'])
  carer.heard()
  await world.until('2026-11-22 12:00')
  expect(carer.heard()).toEqual([])
  expect(mother.heard()).toEqual([])
  expect(
    await world.rows(
      `select state, reason from due_items where kind = 'check-in' and person_id = $1 and state <> 'open'`,
      [carer.person],
    ),
  ).toEqual([{ state: 'skipped', reason: 'talking' }])
})

it('nothing automatic is put to the other adults of a family that is talking with the director', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, mother, father] = phones(world, 'h01-carer', 'h01-mother', 'h01-father')
  await world.until('2026-11-22 10:01')
  await carer.says('找主任')
  await world.until('2026-11-24 08:00')
  expect([...carer.heard(), ...mother.heard(), ...father.heard()]).toEqual([])
  const steps = await world.rows(
    `select kind, state, reason from due_items where kind in ('check-in-remind', 'check-in-other') and subject in (select id from check_ins where person_id = $1) order by due_at`,
    [carer.person],
  )
  expect(steps.map(step => [step.state, step.reason])).toEqual([
    ['skipped', 'talking'],
    ['skipped', 'talking'],
  ])
})

it('a question that was open when the talk began lives on when it is over', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await world.until('2026-11-22 10:01')
  await carer.says('找主任')
  for (const words of ['回 1 说吧', '完 1']) await director.says(words)
  carer.heard()
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
})

it('an answer of the director is a real contact: the check-in that was open is not reminded of', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, mother, director] = phones(world, 'h01-carer', 'h01-mother', 'director-1')
  await world.until('2026-11-22 10:01')
  await carer.says('找主任')
  for (const words of ['回 1 说吧', '完 1']) await director.says(words)
  carer.heard()
  await world.until('2026-11-25 09:00')
  expect([...carer.heard(), ...mother.heard()]).toEqual([])
  const steps = await world.rows(
    `select distinct state, reason from due_items where subject in (select id from check_ins where person_id = $1)`,
    [carer.person],
  )
  expect(steps).toEqual([{ state: 'skipped', reason: 'real-contact' }])
})

it('a talk that outlasts the question’s patience ends quietly', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await world.until('2026-11-22 10:01')
  await carer.says('找主任')
  await world.until('2026-11-29 12:00')
  carer.heard()
  expect(await director.says('完 1')).toEqual(said('request:closed'))
  expect(carer.heard()).toEqual([])
  expect(await carer.says('报平安')).toEqual(said('check-in:howAreTheyNow'))
})

it('完 closes a request: the bot serves the family again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  await director.says('回 1 好的')
  expect(await director.says('完')).toEqual(said(['request:closed', { no: 1 }]))
  expect(await requestOf(world)).toMatchObject({ state: 'closed', close_reason: 'done' })
  expect(await carer.says('帮助')).toEqual(said('menu:everything'))
  expect(await director.says('回 1 还有一句')).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
})

it('a talk that has been quiet for a day after the answer closes by itself, and every word starts the day anew', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  await director.says('回 1 我明天去问')
  await world.until('2026-11-18 20:00')
  await carer.says('谢谢主任,麻烦了')
  await world.until('2026-11-19 19:59')
  expect((await requestOf(world)).state).toBe('answered')
  await world.until('2026-11-19 20:01')
  expect(await requestOf(world)).toMatchObject({ state: 'closed', close_reason: 'timed-out' })
})

it('no answer by the promised time moves the request to the supervisor, visibly, and her answer reaches the family', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor, county] = phones(
    world,
    'h01-carer',
    'director-1',
    'supervisor',
    'county-officer',
  )
  await carer.says('那个表是在哪儿领的')
  await carer.says('就是上回说的那张表')
  carer.heard()
  await world.until('2026-11-18 12:59')
  expect(supervisor.heard()).toEqual([])
  await world.until('2026-11-18 13:01')
  expect(supervisor.heard()).toEqual(said(['request:overdue', { no: 1, hours: 4 }]))
  expect(await supervisor.says('回 1 表在乡里二楼')).toEqual(said('request:delivered'))
  expect(carer.heard()).toEqual(said(['request:answer-supervisor', { surname: supervisor.name[0] }]))
  await world.until('2026-11-19 12:00')
  expect(
    [...county.heard(), ...director.heard().slice(1)].filter(text => like('request:overdue').test(text)),
  ).toEqual([])
})

it('a request the supervisor leaves as well moves to the county, once, and no further', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, county] = phones(world, 'h01-carer', 'county-officer')
  await carer.says('找主任')
  await world.until('2026-11-18 17:01')
  expect(county.heard()).toEqual(said('request:overdue'))
  await world.until('2026-11-20 09:00')
  expect(county.heard()).toEqual([])
})

it('an answer in time stops the escalation, and says so', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('找主任')
  await director.says('回 1 在路上了')
  await world.until('2026-11-18 14:00')
  expect(supervisor.heard()).toEqual([])
  expect(await world.rows(`select state, reason from due_items where kind = 'request-overdue'`)).toEqual([
    { state: 'skipped', reason: 'answered' },
  ])
})

it.each([
  ['2026-11-18', '09:00', '2026-11-18', '13:00'],
  ['2026-11-18', '02:00', '2026-11-18', '12:00'],
  ['2026-11-18', '23:30', '2026-11-19', '12:00'],
  ['2026-11-18', '16:00', '2026-11-18', '20:00'],
  ['2026-11-18', '19:00', '2026-11-19', '11:00'],
])(
  'whoever asks on %s at %s is promised an answer by %s %s: nights do not count',
  (day, time, thenDay, then) => {
    expect(promiseTime(instantOf(day, time), { answerWithin: 4, from: '08:00', to: '20:00' })).toBe(
      instantOf(thenDay, then),
    )
  },
)

it('somebody asking at night is told at once, and by when', async () => {
  const world = await settledWorld('2026-11-18 23:30')
  const [carer] = phones(world, 'h01-carer')
  expect(await carer.says('找主任')).toEqual(said(['request:promise-director-tomorrow', { time: '12:00' }]))
})

it('the director has a voice of her own: what she answers by voice note is carried too', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('找主任')
  world.channel.files.set('answer', { bytes: Buffer.from('主任的语音'), mime: 'audio/silk', name: 'a' })
  await director.says({ kind: 'voice', id: 'answer' })
  await world.until('2026-11-18 09:05')
  expect(carer.heard()).toEqual([expect.stringMatching(like('request:answerVoice-director')), '[voice]'])
})

it('with two families waiting the director must say which one is meant', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [one, other, director] = phones(world, 'h01-carer', 'h05-carer', 'director-1')
  for (const carer of [one, other]) await carer.says('找主任')
  one.heard()
  other.heard()
  expect(await director.says('回 好的')).toEqual(said('staff:whichNumber'))
  expect(await director.says('完')).toEqual(said('staff:whichToEnd'))
  await director.says('回 2 好的')
  expect([one.heard(), other.heard()]).toEqual([[], said('request:answer-director')])
})

it('the director of another village cannot answer, close or read a request', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, elsewhere] = phones(world, 'h01-carer', 'director-2')
  await carer.says('找主任')
  carer.heard()
  for (const words of ['回 1 我来回', '完 1'])
    expect(await elsewhere.says(words)).toEqual(said(['staff:noSuchNumber', { no: 1 }]))
  expect(await elsewhere.says('今天')).toEqual(said('staff:nothingToday'))
  expect(carer.heard()).toEqual([])
  expect((await requestOf(world)).state).toBe('open')
})

it('a picture goes on only after its sender says that no child is in it, and nothing of it is kept but kind, size and hash', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  const bytes = Buffer.from('PNG-这是一张医保卡的照片-0123456789')
  world.channel.files.set('picture', { bytes, mime: 'image/png', name: '卡.png' })
  expect(await carer.says({ kind: 'image', id: 'picture' })).toEqual(said('picture:isNoChildInIt'))
  expect(director.heard()).toEqual([])
  expect((await carer.says('1')).at(-1)).toMatch(/./)
  expect(director.heard()).toEqual([
    expect.stringMatching(like('request:newCall')),
    expect.stringMatching(like('request:picture')),
    '[image]',
  ])
  expect(world.channel.sent.at(-1)!.outgoing).toMatchObject({ kind: 'image', media: { bytes } })

  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(await world.rows(`select kind, sealed, media from request_messages where kind = 'image'`)).toEqual([
    { kind: 'image', sealed: null, media: { kind: 'image', mime: 'image/png', bytes: bytes.length, sha256 } },
  ])
  const kept = await everythingKept(world)
  for (const trace of [bytes.toString('utf8'), bytes.toString('base64'), bytes.toString('hex')])
    expect(kept).not.toContain(trace.slice(0, 24))
})

it('a picture with a child in it is neither kept nor passed on: please show it to the director in person', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  world.channel.files.set('picture', {
    bytes: Buffer.from('一张有孩子的照片'),
    mime: 'image/png',
    name: 'a.png',
  })
  await carer.says({ kind: 'image', id: 'picture' })
  expect(await carer.says('2')).toEqual(said('picture:inPerson'))
  await world.until('2026-11-18 12:00')
  expect(director.heard()).toEqual([])
  expect(await everythingKept(world)).not.toContain(Buffer.from('一张有孩子的照片').toString('base64'))
})

it('a picture nobody says anything about is dropped after two hours', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says({ kind: 'image', id: 'picture' })
  await world.until('2026-11-18 11:01')
  expect(carer.heard()).toEqual(said('picture:dropped'))
  expect(director.heard()).toEqual([])
})

it('a family whose village has no director is helped by the supervisor', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await world.rows('update staff set until = $2 where person_id = $1', [
    director.person,
    new Date(world.clock.now() + 1),
  ])
  expect(await carer.says('找主任')).toEqual(
    said(['request:promise-supervisor-today', { surname: supervisor.name[0] }]),
  )
  expect(supervisor.heard()).toEqual(said('request:newCall'))
})

it('the director answers on the bot’s own phone: that is the answer, nobody is overdue, and the bot stays out of it', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  await carer.says('找主任')
  director.heard()
  expect(await carer.says({ self: true, text: '我是王主任，下午到您家' })).toEqual([])
  expect(director.heard()).toEqual(said(['request:byHand', { no: 1 }]))
  expect(await requestOf(world)).toMatchObject({
    state: 'answered',
    answered_at: new Date(world.clock.now()),
  })
  await world.until('2026-11-22 20:00')
  expect([...carer.heard(), ...supervisor.heard()]).toEqual([])
  expect(
    await world.rows(`select distinct state, reason from due_items where kind like 'request-overdue%'`),
  ).toEqual([{ state: 'skipped', reason: 'answered' }])
  expect(await world.rows('select from_staff, kind from request_messages')).toEqual([
    { from_staff: true, kind: 'text' },
  ])
  director.heard()
  expect(await carer.says('好的')).toEqual([])
  expect(director.heard()).toEqual(said(['request:more', { words: '好的' }]))
  expect(await director.says('完 1')).toEqual(said('request:closed'))
  expect(await carer.says('菜单')).toHaveLength(1)
})

it('a talk that begins on the bot’s own phone silences the bot for that family until it has been quiet for a day', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  expect(await carer.says({ self: true, kind: 'voice', text: '' })).toEqual([])
  expect(director.heard()).toEqual(said(['request:byHand', { no: 1 }]))
  await world.until('2026-11-22 12:00')
  expect(carer.heard()).toEqual([])
  expect(await world.rows('select 1 from voices')).toEqual([])
  await world.until('2026-11-23 09:01')
  expect(await requestOf(world)).toMatchObject({ state: 'closed', close_reason: 'timed-out' })
})

it('words on the bot’s own phone to a colleague or a stranger begin no talk', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  for (const who of ['director-1', 'somebody']) {
    expect(await world.phone(who).says({ self: true, text: '今天开会吗' })).toEqual([])
  }
  expect(await world.rows('select 1 from requests')).toEqual([])
})

it('the bot’s own letters coming back are never taken for a person: with their id, with another, or before it is known', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  const [menu] = await carer.says('你好')
  const sent = world.channel.sent.at(-1)!
  const id = sent.result.result === 'sent' ? sent.result.id! : ''
  for (const echo of [{ id }, { id }, { id: 'another id' }])
    expect(await carer.says({ self: true, text: menu!, ...echo })).toEqual([])
  expect(await world.rows(`select 1 from requests`)).toEqual([])
  world.channel.results.push({ result: 'uncertain', reason: 'no answer' })
  await carer.says('热线')
  const unsure = world.channel.sent.at(-1)!.outgoing as { text: string }
  await carer.says({ self: true, text: unsure.text })
  await world.until('2026-11-18 09:10')
  expect(
    world.channel.sent.filter(one => (one.outgoing as { text: string }).text === unsure.text),
  ).toHaveLength(1)
  expect(await world.rows(`select 1 from requests`)).toEqual([])
})

it('a director with a family of her own has both menus, and her own request goes to somebody else', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, supervisor] = phones(world, 'director-1', 'supervisor')
  await world.asOwner(db =>
    db.query(
      `insert into relations (id, child_id, person_id, place, role, kin, since)
       select gen_random_uuid(), c.id, $1, c.place, 'backup-carer', '姨', c.created_at from children c
       where c.place = (select place from people where id = $1) order by c.id limit 1`,
      [director.person],
    ),
  )
  expect(await director.says('菜单')).toEqual(said('staff:help', 'menu:everything'))
  expect(await director.says('2')).toEqual(said('request:promise-supervisor-today'))
  expect(supervisor.heard()).toEqual(said('request:newCall'))
  expect((await director.says('今天')).length).toBe(1)
  expect(world.errors).toEqual([])
})
