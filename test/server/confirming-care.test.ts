import { expect, it } from 'vitest'
import { type Phone, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { openWorld } from '../support/world.ts'

/** A phone of somebody who has not joined yet, after joining: the first question has been put. */
async function joined(world: World, key: string): Promise<{ phone: Phone; first: string[] }> {
  const phone = world.phone(key)
  for (const words of ['你好', '1', await world.card(phone.person!)]) await phone.says(words)
  return { phone, first: await phone.says('1') }
}

/** The household that has not joined and whose carer has a smartphone: two children, their parents and a grandmother. */
const home = async (world: World) => {
  const carer = world.phone('h03-carer')
  const children = await world.rows(
    `select c.id from children c join relations r on r.child_id = c.id where r.person_id = $1 order by c.birth_date, c.id`,
    [carer.person],
  )
  return { carer: carer.person!, children: children.map(row => row.id as string) }
}
const statesOf = async (world: World, children: string[]) =>
  (await world.rows('select state from care_states where child_id = any($1)', [children])).map(
    row => row.state,
  )
const bornOn = (world: World, day: string | null, children: string[]) =>
  world.rows('update children set birth_date = $1 where id = any($2)', [day, children])

it('parent and carer both say yes: confirmed, with time, wording and account kept, word for word', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { carer, children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  expect(mother.first).toEqual(said('join:bound', 'confirm-care-parent:isItSo'))
  expect(mother.first[1]).toMatch(/外祖母|外婆/)
  expect(await mother.phone.says('1')).toEqual(said('confirm-care-parent:agreed'))
  expect(await statesOf(world, children)).toEqual(children.map(() => 'waiting'))

  await world.until('2026-11-18 10:00')
  const grandmother = await joined(world, 'h03-carer')
  expect(grandmother.first).toEqual(said('join:bound', 'confirm-care-carer:isItSo'))
  expect(await grandmother.phone.says('是的')).toEqual(said('confirm-care-carer:agreed'))
  expect(await statesOf(world, children)).toEqual(children.map(() => 'confirmed'))

  const answers = await world.rows(
    `select a.party, a.answer, a.carer_id, a.wording, a.at, c.account, c.wechat_id, a.inbox_key is not null as source
     from care_answers a join contacts c on c.id = a.contact_id where a.child_id = $1 order by a.at`,
    [children[0]],
  )
  expect(answers).toMatchObject([
    {
      party: 'parent',
      answer: 'yes',
      carer_id: carer,
      wording: 'confirm-care-parent/1',
      account: 'fake',
      wechat_id: mother.phone.wechatId,
      source: true,
    },
    {
      party: 'carer',
      answer: 'yes',
      carer_id: carer,
      wording: 'confirm-care-carer/1',
      account: 'fake',
      wechat_id: grandmother.phone.wechatId,
      source: true,
    },
  ])
  expect(answers[1]!.at.getTime() - answers[0]!.at.getTime()).toBe(3_600_000)
})

it('two sides that disagree are doubtful, and the director has a line to look into', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  await mother.phone.says('1')
  const grandmother = await joined(world, 'h03-carer')
  expect(await grandmother.phone.says('2')).toEqual(said('confirm-care-carer:whoNow'))
  expect(await statesOf(world, children)).toEqual(children.map(() => 'doubtful'))
  expect(await grandmother.phone.says('她二姨,电话问她妈')).toEqual(said('confirm-care-carer:willCheck'))
  const tasks = await world.rows('select kind from tasks where child_id = $1 order by no', [children[0]])
  expect(tasks).toEqual([{ kind: 'care-differs' }, { kind: 'who-cares' }])
  const [list] = await world.phone('director-1').says('今天')
  expect(list).toContain('她二姨,电话问她妈')
  expect(list).toContain('照看人两边说得不一样')
})

it('a change that is not explained within half a day still reaches the list', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  await mother.phone.says('2')
  await world.until('2026-11-18 21:30')
  expect(
    await world.rows(`select kind from tasks where child_id = $1 and kind = 'who-cares'`, [children[0]]),
  ).toHaveLength(1)
})

it.each([
  ['seven years old', '2019-11-19', 'red'],
  ['eight years old today', '2018-11-18', 'amber'],
  ['born on a day nobody knows', null, 'red'],
])(
  'nobody is looking after a child %s: a case at once, and the director is alerted',
  async (_, born, level) => {
    const world = await openWorld('2026-11-18 09:00')
    const { children } = await home(world)
    await bornOn(world, '2012-05-01', children)
    await bornOn(world, born, children.slice(1))
    const mother = await joined(world, 'h03-mother')
    const director = world.phone('director-1')
    const [answer] = await mother.phone.says('3')
    expect(answer).toMatch(like('confirm-care-parent:nobody'))
    expect(answer).toMatch(/110.*120/)
    expect(await world.rows('select level, class from cases')).toEqual([{ level, class: 'unattended' }])
    expect(await statesOf(world, children)).toEqual(children.map(() => 'nobody'))
    expect(director.heard()).toEqual(said(`case:alert-${level}`))
  },
)

it('whoever would rather talk gets the director', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  expect(await mother.phone.says('4')).toEqual(said('request:promise-director-today'))
  expect(world.phone('director-1').heard().at(-1)).toMatch(like('request:newCall'))
  expect(await statesOf(world, children)).toEqual(children.map(() => 'doubtful'))
})

it('a voice note in answer goes to the director, who hears it', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const mother = await joined(world, 'h03-mother')
  const director = world.phone('director-1')
  world.channel.files.set('note-1', { bytes: Buffer.from('她外婆看着呢'), mime: 'audio/silk', name: 'a' })
  expect(await mother.phone.says({ kind: 'voice', id: 'note-1' })).toEqual(
    said('request:promise-director-today'),
  )
  await world.until('2026-11-18 09:05')
  expect(director.heard()).toEqual([expect.stringMatching(like('request:newVoice')), '[voice]'])
})

it('a grandmother who looks after the children of two households is asked once about all of them', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const grandmother = world.phone('h05-carer')
  await world.until('2026-11-19 12:00')
  const questions = grandmother.heard()
  expect(questions).toEqual(said('confirm-care-carer:isItSo'))
  expect(questions[0]!.split('平日')[0]!.split('、')).toHaveLength(3)
  await grandmother.says('1')
  expect(
    await world.rows('select child_id from care_answers where person_id = $1', [grandmother.person]),
  ).toHaveLength(3)
})

it('the parent of a child with nobody on record is asked who looks after the child', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const mother = world.phone('h15-mother')
  await world.until('2026-11-19 12:00')
  expect(mother.heard()).toEqual(said('who-cares:isItSo'))
  expect(await mother.says('3')).toEqual(said('who-cares:nobody'))
  expect(await world.rows('select class from cases')).toEqual([{ class: 'unattended' }])
})

it('an unanswered question is put once more after two days, and then becomes a line of the director, once', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  await world.until('2026-11-20 08:59')
  expect(mother.phone.heard()).toEqual([])
  await world.until('2026-11-20 09:01')
  expect(mother.phone.heard()).toEqual(said('confirm-care-parent:isItSo'))
  await world.until('2026-11-24 12:00')
  expect(mother.phone.heard()).toEqual([])
  const tasks = await world.rows(`select 1 from tasks where child_id = $1 and kind = 'unanswered'`, [
    children[0],
  ])
  expect(tasks).toHaveLength(1)
})

it('whoever has answered is not asked again, neither later nor with a new phone', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const grandmother = world.phone('h01-carer')
  await world.until('2026-11-20 12:00')
  expect(grandmother.heard()).toEqual([])
  const phone = world.phone('new-phone')
  for (const words of ['你好', '1', await world.card(grandmother.person!)]) await phone.says(words)
  expect(await phone.says('1')).toEqual(said('join:boundAgain'))
})

it('a new carer on record is a new question, and an old yes to somebody else no longer confirms', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { carer, children } = await home(world)
  const mother = await joined(world, 'h03-mother')
  await mother.phone.says('1')
  await joined(world, 'h03-carer').then(({ phone }) => phone.says('1'))
  await world.until('2026-11-18 10:00')
  const other = world.phone('h01-carer').person
  await world.rows(
    `update relations set until = $3 where person_id = $1 and role = 'carer' and child_id = any($2)`,
    [carer, children, new Date(world.clock.now())],
  )
  await world.rows(
    `insert into relations (id, place, child_id, person_id, role, kin, since)
     select gen_random_uuid(), place, id, $1, 'carer', '邻居', $3 from children where id = any($2)`,
    [other, children, new Date(world.clock.now())],
  )
  // Those who joined lately are left in peace for a week.
  await world.until('2026-11-27 12:00')
  expect(mother.phone.heard().filter(text => like('confirm-care-parent:isItSo').test(text))).toHaveLength(1)
  await mother.phone.says('1')
  expect(await statesOf(world, children)).toEqual(children.map(() => 'doubtful'))
})
