import { expect, it } from 'vitest'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { said } from '../support/texts.ts'
import { openWorld } from '../support/world.ts'

/** The household that has not joined: nobody has decided about its children. */
async function undecided(at = '2026-11-18 09:00', open = openWorld) {
  const world = await open(at)
  const { person } = world.phone('h03-carer')
  const rows = await world.rows(
    `update children c set consent = 'unasked' from relations r where r.child_id = c.id and r.person_id = $1 returning c.id`,
    [person],
  )
  return { world, children: rows.map(row => row.id as string) }
}
const join = async (world: World, key: string) => {
  const phone = world.phone(key)
  for (const words of ['你好', '1', await world.card(phone.person!)]) await phone.says(words)
  return { phone, first: await phone.says('1') }
}
const states = async (world: World, children: string[]) => [
  ...new Set(
    (await world.rows('select consent from children where id = any($1)', [children])).map(row => row.consent),
  ),
]

it('a mother who joins is asked about her children’s data by itself, before anything about the children, and each child’s answer is kept', async () => {
  const { world, children } = await undecided()
  const { phone, first } = await join(world, 'h03-mother')
  expect(first).toEqual(said('join:bound', 'child-consent:mayWe'))
  expect(await states(world, children)).toEqual(['asked'])
  expect(await phone.says('1')).toEqual(said('child-consent:agreed', 'confirm-care-parent:isItSo'))
  expect(await states(world, children)).toEqual(['agreed'])
  const kept = await world.rows(
    'select child_id, person_id, answer, wording, contact_id is not null as contact, inbox_key is not null as source, at from child_consents',
  )
  expect(kept.map(row => row.child_id).sort()).toEqual([...children].sort())
  for (const row of kept)
    expect(row).toMatchObject({
      person_id: phone.person,
      answer: 'agreed',
      wording: 'child-privacy/2',
      contact: true,
      source: true,
      at: new Date(world.clock.now()),
    })
})

it('a grandmother who joins is never asked for it', async () => {
  const { world, children } = await undecided()
  const { first } = await join(world, 'h03-carer')
  expect(first).toEqual(said('join:bound', 'confirm-care-carer:isItSo'))
  expect(await states(world, children)).toEqual(['unasked'])
})

it('a refusal is kept for ever: the mother stays bound, nothing is asked about the children any more, the director knows', async () => {
  const { world, children } = await undecided()
  const [director, carer] = phones(world, 'director-1', 'h03-carer')
  const { phone } = await join(world, 'h03-mother')
  expect(await phone.says('2')).toEqual(said('child-consent:refused'))
  expect(await states(world, children)).toEqual(['refused'])
  expect((await director.says('今天')).join()).toContain('不想用微信说孩子的事')
  expect((await join(world, 'h03-carer')).first).toEqual(said('join:bound'))
  await world.until('2026-12-20 12:00')
  const heard = [...phone.heard(), ...carer.heard()].join()
  expect(heard).not.toMatch(/同意：在这里记|平日由|吃住、上学/)
  // The father, who joins later, is not asked what the mother has decided.
  expect((await join(world, 'h03-father')).first).toEqual(said('join:bound'))
  expect(await phone.says('你好')).toEqual(said('menu:greet'))
})

it('a mother may change her mind by herself; what the father refuses stays refused', async () => {
  const { world, children } = await undecided()
  const mother = (await join(world, 'h03-mother')).phone
  await mother.says('2')
  for (const words of ['孩子资料', '1']) await mother.says(words)
  expect(await states(world, children)).toEqual(['agreed'])
  const father = (await join(world, 'h03-father')).phone
  for (const words of ['孩子资料', '2']) await father.says(words)
  expect(await states(world, children)).toEqual(['refused'])
  for (const words of ['孩子资料', '1']) await mother.says(words)
  expect(await states(world, children)).toEqual(['refused'])
  expect(await world.rows('select count(*) from child_consents')).toEqual([{ count: 4 * children.length }])
})

it('a mother who does not answer is not reminded; a child of fourteen needs no such question', async () => {
  const { world, children } = await undecided('2026-11-18 09:00', settledWorld)
  const { phone } = await join(world, 'h03-mother')
  await world.until('2026-12-10 12:00')
  expect(phone.heard().join()).not.toContain('没满14岁')
  expect(await states(world, children)).toEqual(['asked'])

  await world.rows(`update children set consent = 'unasked', birth_date = '2012-12-10' where id = any($1)`, [
    children,
  ])
  expect((await join(world, 'h03-father')).first).toEqual(said('join:bound'))
  await world.rows(`update children set birth_date = '2012-12-11' where id = any($1)`, [children])
  for (const words of [await world.card(phone.person!)]) await phone.says(words)
  expect(await phone.says('1')).toEqual(said('join:boundAgain', 'child-consent:mayWe'))
})

it('about a child who comes onto the roster later, one parent who joined long ago is asked, once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [born] = await world.rows(
    `update children set consent = 'unasked' where id = (
       select r.child_id from relations r join bindings b on b.person_id = r.person_id join children c on c.id = r.child_id
       where r.role in ('father', 'mother') order by c.birth_date desc, 1 limit 1) returning id`,
  )
  await world.until('2026-11-20 11:00')
  const asked = world.channel.sent.filter(
    ({ outgoing }) => outgoing.kind === 'text' && outgoing.text.includes('没满14岁'),
  )
  expect(asked).toHaveLength(1)
  expect(await states(world, [born!.id])).toEqual(['asked'])
  await world.until('2026-12-10 11:00')
  expect(
    world.channel.sent.filter(
      ({ outgoing }) => outgoing.kind === 'text' && outgoing.text.includes('没满14岁'),
    ),
  ).toHaveLength(1)
})

it('taking back one’s own consent takes back what was agreed to for the children', async () => {
  const { world, children } = await undecided()
  const mother = (await join(world, 'h03-mother')).phone
  for (const words of ['1', '停', '2']) await mother.says(words)
  expect(await states(world, children)).toEqual(['refused'])
  const answers = await world.rows('select distinct answer, wording from child_consents order by answer')
  expect(answers).toEqual([
    { answer: 'agreed', wording: 'child-privacy/2' },
    { answer: 'refused', wording: 'withdrawn' },
  ])
})
