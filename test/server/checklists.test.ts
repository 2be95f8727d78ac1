import { expect, it } from 'vitest'
import { decide, type Phone, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { openWorld } from '../support/world.ts'

/** Joins and says yes to the short question. */
async function confirmed(world: World, key: string): Promise<Phone> {
  const phone = world.phone(key)
  for (const words of ['你好', '1', await world.card(phone.person!), '1', '1']) await phone.says(words)
  return phone
}

const kept = (world: World, phone: Phone) =>
  world.rows(
    `select question, wording, count(*)::int as children, bool_and(contact_id is not null and inbox_key is not null) as traced
     from care_checklist_answers where person_id = $1 group by 1, 2 order by min(at), 1`,
    [phone.person],
  )

/** Answers 1 to whatever is asked until nothing is asked any more; the questions by name. */
async function answersAll(phone: Phone, first: string): Promise<string> {
  let heard = [first]
  for (let n = 0; n < 20 && /\n1 |「没有」|「一直」/.test(heard.at(-1) ?? ''); n++)
    heard = await phone.says(/「没有」|「一直」/.test(heard.at(-1)!) ? '没有' : '1')
  return heard.at(-1)!
}

it('the day after her yes a mother is asked the rest, one question a message, and each answer is kept', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const mother = await confirmed(world, 'h03-mother')
  await world.until('2026-11-19 10:29')
  expect(mother.heard()).toEqual([])
  await world.until('2026-11-19 10:31')
  const [hello] = mother.heard()
  expect(hello).toMatch(like('checklist-parent:hello'))
  // That she is the mother is on record.
  const end = await answersAll(mother, hello!)
  expect(end).toMatch(like('checklist-parent:done'))
  const rows = await kept(world, mother)
  expect(rows.map(row => row.question)).toEqual(
    expect.arrayContaining(['livesWith', 'arranged', 'able', 'worry', 'calls', 'told', 'second', 'review']),
  )
  expect(rows.map(row => row.question)).not.toContain('role')
  for (const row of rows)
    expect(row).toMatchObject({ wording: 'checklist-parent/1', children: 2, traced: true })
  await world.until('2026-12-01 12:00')
  expect(mother.heard().filter(text => like('checklist-parent:hello').test(text))).toEqual([])
})

it('a grandmother over the week’s budget is asked the next week; whoever stops goes on days later where it was left', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const carer = await confirmed(world, 'h03-carer')
  await world.until('2026-11-22 10:01')
  await carer.says('1')
  await world.until('2026-11-23 10:31')
  expect(carer.heard().at(-1)).toMatch(like('checklist-carer:hello'))
  await carer.says('1')
  expect(await carer.says('下次再说')).toEqual(said('checklist-carer:later'))
  expect(await kept(world, carer)).toEqual([])
  // One routine message a week besides the check-in.
  await world.until('2026-11-29 10:01')
  await carer.says('1')
  await world.until('2026-11-30 10:31')
  expect(carer.heard().at(-1)).toMatch(like('checklist-carer:hello'))
  const [first] = await carer.says('1')
  const [second] = await carer.says('1')
  expect(second).not.toBe(first)
  expect(await kept(world, carer)).toHaveLength(1)
  await carer.says('下次')
  expect(await carer.says('继续')).toEqual([second])
})

it('silence is followed by one more sitting, and then by a line that names the question', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const mother = await confirmed(world, 'h03-mother')
  await world.until('2026-12-08 12:00')
  const asked = mother.heard().filter(text => like('checklist-parent:hello').test(text))
  expect(asked).toHaveLength(2)
  const tasks = await world.rows(`select 1 from tasks where kind = 'checklist-unfinished'`)
  expect(tasks).toHaveLength(1)
  expect((await world.phone('director-1').says('今天'))[0]).toMatch(/照看的事问到第\d+问停了/)
})

it('a county that wants the short form asks nothing more', async () => {
  const world = await openWorld('2026-11-18 09:00')
  await decide(world, 'care-checklist', { checklist: 'short', everyDays: 3, freshDays: 180, reminders: 1 })
  const mother = await confirmed(world, 'h03-mother')
  await world.until('2026-11-28 12:00')
  expect(mother.heard().filter(text => like('checklist-parent:hello').test(text))).toEqual([])
  expect(await mother.says('继续')).toEqual(said('common:nothingLeft'))
})

it('whoever says 继续 before anything was asked is asked who looks after the children, once', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  expect(await carer.says('继续')).toEqual(said('confirm-care-carer:isItSo'))
  expect(await carer.says('继续')).toEqual(said('confirm-care-carer:isItSo'))
  expect(await carer.says('1')).toEqual(said('confirm-care-carer:agreed'))
  expect(await carer.says('继续')).not.toEqual(said('common:nothingLeft'))
})

it('a carer who does not agree after all is thanked, and the matter is open again', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const carer = await confirmed(world, 'h03-carer')
  await world.until('2026-11-22 10:01')
  await carer.says('1')
  await world.until('2026-11-23 10:31')
  let [question] = carer.heard().slice(-1)
  for (let n = 0; n < 20 && !like('checklist-carer:agree').test(question!); n++)
    [question] = (await carer.says(/「没有」|「一直」/.test(question!) ? '没有' : '1')).slice(-1)
  expect(await carer.says('2')).toEqual(said('checklist-carer:notWilling'))
  const states = await world.rows(
    `select state from care_states s join relations r on r.child_id = s.child_id where r.person_id = $1`,
    [carer.person],
  )
  expect(new Set(states.map(row => row.state))).toEqual(new Set(['doubtful']))
  expect((await world.phone('director-1').says('今天'))[0]).toMatch(/照看人不想再照看/)
})

/** A mother answers the question asked in confidence; what everybody else then got. */
async function worried(world: World, answer: string) {
  await confirmed(world, 'h03-carer')
  const mother = await confirmed(world, 'h03-mother')
  await world.until('2026-11-19 10:31')
  let [question] = mother.heard().slice(-1)
  for (let n = 0; n < 20 && !like('checklist-parent:worry').test(question!); n++)
    [question] = (await mother.says('1')).slice(-1)
  const heard = await mother.says(answer)
  await mother.says('下次')
  await world.until('2026-11-25 12:00')
  return { mother, heard }
}

it('what a parent says in confidence reaches nobody at home: every other phone gets the same as if all were well', async () => {
  const others = async (answer: string) => {
    const world = await openWorld('2026-11-18 09:00')
    const { mother } = await worried(world, answer)
    const staff = new Set(
      ['director-1', 'director-2', 'director-3', 'supervisor'].map(key => world.phone(key).wechatId),
    )
    return world.channel.sent
      .filter(sent => sent.contact !== mother.wechatId && !staff.has(sent.contact))
      .map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : outgoing.kind))
      .sort()
  }
  const well = await others('1')
  expect(well.length).toBeGreaterThan(5)
  expect(await others('他外婆爱打牌')).toEqual(well)
})

it('the director is told to telephone, without the words; one who is family is passed over', async () => {
  const world = await openWorld('2026-11-18 09:00')
  const { heard } = await worried(world, '2')
  expect(heard[0]).toMatch(like('checklist-parent:worryHeard'))
  const told = world.phone('director-1').heard()
  expect(told.filter(text => like('staff:worryNew').test(text))).toHaveLength(1)
  expect((await world.phone('director-1').says('今天'))[0]).toMatch(/有话想单独说/)
  // Nobody telephoned by the promised hour: the township hears of it.
  expect(
    world
      .phone('supervisor')
      .heard()
      .some(text => like('staff:worryTownship').test(text)),
  ).toBe(true)

  const other = await openWorld('2026-11-18 09:00')
  const director = other.phone('director-1')
  const carer = other.phone('h03-carer').person
  await other.rows(
    `insert into relations (id, place, child_id, person_id, role, kin, since)
     select gen_random_uuid(), r.place, r.child_id, $1, 'backup-carer', '姑母', $3 from relations r where r.person_id = $2`,
    [director.person, carer, new Date(other.clock.now())],
  )
  await worried(other, '他外婆爱打牌')
  expect(director.heard().some(text => like('staff:worryNew').test(text))).toBe(false)
  expect((await director.says('今天'))[0]).not.toMatch(/有话想单独说/)
  expect(
    other
      .phone('supervisor')
      .heard()
      .filter(text => like('staff:worryTownship').test(text)).length,
  ).toBeGreaterThan(0)
  expect(
    (await other.rows('select hidden_from from tasks where kind = $1', ['worry']))[0].hidden_from,
  ).toHaveLength(1)
}, 60_000)
