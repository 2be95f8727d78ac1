import { describe, expect, it } from 'vitest'
import { dayOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { policyOn } from '../../server/policy.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const opens = async (world: World, table: string, id: string) => {
  const [{ sealed }] = await world.rows(`select sealed from ${table} where id = $1`, [id])
  return unseal(world.keys, `${table}:${id}`, sealed) as { name: string }
}

/** The children of both are entrusted to the carer, as far as nobody has said anything yet. */
async function entrusted(world: World, parent: string, carer: string) {
  const shared = await world.rows(
    `select r.child_id as child from relations r join relations k on k.child_id = r.child_id and k.person_id = $2
     where r.person_id = $1 and r.until is null and k.until is null`,
    [parent, carer],
  )
  await inScope(world.pool, { place: COUNTY }, async tx => {
    const now = world.clock.now()
    const policy = await policyOn(tx, COUNTY, dayOf(now))
    for (const { child } of shared)
      await openEntrustment(tx, { keys: world.keys, now, policy }, { child, carer, staff: null })
  })
  return shared.map(row => row.child as string)
}

const opened = async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, carer, director, supervisor] = phones(
    world,
    ...(['h01-father', 'h01-carer', 'director-1', 'supervisor'] as const),
  )
  /** As if they had left so many days before. */
  const longAgo = (days: number) =>
    world.rows(`update exits set left_at = left_at - make_interval(days => $1) where state = 'left'`, [days])
  const listed = async () =>
    (await world.rows(`select count(*)::int as count from children where state <> 'left'`))[0].count
  return { world, father, carer, director, supervisor, longAgo, listed }
}

it('a family back for good that goes away again is as it was with one answer, within 90 days', async () => {
  const { world, father, carer, director, supervisor, longAgo, listed } = await opened()
  const [other] = phones(world, 'director-2')
  const before = await listed()
  const relations = await world.rows('select id, until from relations order by id')
  const asked = () =>
    world.rows(
      `select key from due_items where kind in ('care-question', 'child-consent') and person_id = any($1) order by key`,
      [[father.person, carer.person]],
    )
  const known = await asked()
  /** The father is back for good, and both say so. */
  const leave = async () => {
    for (const words of ['我们回来了', '1', '1']) await father.says(words)
    const exits = await world.rows(`select no from exits where state = 'asked' order by no`)
    for (const { no } of exits) for (const officer of [director, supervisor]) await officer.says(`退出 ${no}`)
    return exits.map(exit => exit.no)
  }

  const children = await entrusted(world, father.person!, carer.person!)
  const entrustments = () =>
    world.rows('select state, document_hash, end_reason from entrustments where child_id = any($1)', [
      children,
    ])
  const open = await entrustments()
  expect(open).toMatchObject(children.map(() => ({ end_reason: null })))

  // The father's own word; nothing that is known is asked.
  const first = await leave()
  expect(await listed()).toBe(before - first.length)
  expect(await entrustments()).toMatchObject(children.map(() => ({ end_reason: 'parents-back' })))
  await longAgo(80)
  expect(await father.says('我们又出去打工了')).toEqual(said('away-again:sameCarer'))
  expect(await father.says('1')).toEqual(said('away-again:resumed'))
  expect(await listed()).toBe(before)
  expect(await world.rows('select id, until from relations order by id')).toEqual(relations)
  expect(await entrustments()).toEqual(open)
  expect((await director.says('今天'))[0]).toContain('已放回名单')
  expect(await father.says('又出去了')).toEqual(said('away-again:nothing'))
  await world.until('2026-11-20 09:00')
  expect(await asked()).toEqual(known)

  // The carer's word, and somebody else looks after them; silence leaves it as it is.
  await leave()
  expect(await carer.says('他爸妈又出去了')).toEqual(said('away-again:sameCarer'))
  await world.until('2026-11-21 09:00')
  expect(await listed()).toBe(before - first.length)
  for (const words of ['孩子爸妈又出去打工了', '2']) await carer.says(words)
  expect(await carer.says('他姑姑带，13800001111')).toEqual(said('away-again:willCheck'))
  expect(await listed()).toBe(before)
  expect(await world.rows(`select 1 from tasks where kind = 'who-cares'`)).toHaveLength(first.length)

  // The director's word, under nobody else's scope.
  const third = await leave()
  expect(await other.says(`不退 ${third[0]}`)).toEqual(said('exit:noSuch'))
  expect(await other.says('退出')).toEqual(said('exit:listEmpty'))
  expect((await director.says('退出'))[0]).toContain('11月21日退出')
  for (const no of third) expect(await director.says(`不退 ${no}`)).toEqual(said('exit:undone'))
  expect(await listed()).toBe(before)

  // After 90 days the way is closed, and joining anew is a line of the director's.
  const last = await leave()
  await longAgo(91)
  expect(await director.says(`不退 ${last[0]}`)).toEqual(said('exit:noSuch'))
  expect(await father.says('又出去了')).toEqual(said('away-again:tooLate'))
  expect(await listed()).toBe(before - first.length)
  expect((await director.says('今天'))[0]).toContain('请重新登记')
  expect(world.errors).toEqual([])
})

describe('a child leaves by the director’s word', () => {
  /** What the director answers to 退出 and the child's name, the week's question being under way. */
  const saidBy = async (...words: string[]) => {
    const { world, father, carer, director, supervisor } = await opened()
    const [child] = await world.rows(
      `select c.id from relations r join children c on c.id = r.child_id
       where r.person_id = $1 and r.until is null order by c.birth_date limit 1`,
      [carer.person],
    )
    await world.until('2026-11-22 10:05')
    for (const phone of [father, carer]) phone.heard()
    const { name } = await opens(world, 'children', child.id)
    let answer = await director.says(`退出 ${name}`)
    if (like('exit:whichChild').test(answer[0]!))
      answer = await director.says(
        answer[0]!
          .split('\n')
          .find(one => one.endsWith(name.slice(-2)))!
          .split(' ')[0]!,
      )
    expect(answer.join('\n')).toMatch(/为什么离开名单/)
    for (const one of words) answer = await director.says(one)
    const heard = () => [father, carer].flatMap(phone => phone.heard())
    const state = async () =>
      (await world.rows('select state from children where id = $1', [child.id]))[0].state
    const [exit] = await world.rows('select id, no from exits')
    return { world, father, carer, director, supervisor, child, exit, answer, heard, state }
  }

  it('after a death nothing at all is said to the family by the machine, from that moment on', async () => {
    const { world, carer, supervisor, exit, answer, heard, state } = await saidBy('4', '1')
    expect(answer).toEqual(said('exit:toTownshipDeath'))
    // At once, before the township has said so.
    expect(await state()).toBe('left')
    expect(
      await world.rows(`select 1 from outbox where state = 'queued' and person_id = $1`, [carer.person]),
    ).toEqual([])
    await world.until('2026-11-25 10:00')
    expect(heard()).toEqual([])
    expect(supervisor.heard().filter(text => like('exit:askTownship-death').test(text))).toHaveLength(1)
    expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:leftDeath'))
    expect(heard()).toEqual([])
    // Whoever writes reaches a person, and no machine answers.
    expect(await carer.says('1')).toEqual([])
    expect(await carer.says('在吗')).toEqual([])
    expect(world.errors).toEqual([])
  })

  it('a death that was a mistake is taken back, and everything goes on', async () => {
    const { world, supervisor, exit, state } = await saidBy('4', '1')
    expect(await supervisor.says(`不退 ${exit.no}`)).toEqual(said('exit:refused'))
    expect(await state()).toBe('listed')
    expect(await world.rows('select 1 from holds where until_at is null')).toEqual([])
  })

  it('a wrong entry is kept with what was wrong, and no family hears of it; sixteen needs the director alone', async () => {
    const { world, father, director, supervisor, exit, answer, heard, state } = await saidBy(
      '5',
      '重复登记了',
    )
    expect(answer).toEqual(said('exit:toTownship'))
    expect(await state()).not.toBe('left')
    expect(await supervisor.says(`退出 ${exit.no}`)).toEqual(said('exit:left'))
    expect(await state()).toBe('left')
    expect(heard().filter(text => /登记|退出|名单/.test(text))).toEqual([])
    expect(await opens(world, 'exits', exit.id)).toEqual({ note: '重复登记了' })
    expect(await father.says('又出去了')).toEqual(said('away-again:nothing'))

    await world.rows(
      `update children set birth_date = '2010-11-23' where id = (
         select c.id from children c join staff s on s.place = c.place where s.person_id = $1 and c.state <> 'left' order by c.id limit 1)`,
      [director.person],
    )
    await world.until('2026-11-23 09:00')
    expect(await world.rows(`select 1 from exits where reason = 'sixteen'`)).toEqual([])
    await world.until('2026-11-24 09:00')
    const [{ no }] = await world.rows(`select no from exits where reason = 'sixteen'`)
    expect((await director.says('今天'))[0]).toContain('满16岁')
    expect(await director.says(`退出 ${no}`)).toEqual(said('exit:left'))
    expect(world.errors).toEqual([])
  })
})
