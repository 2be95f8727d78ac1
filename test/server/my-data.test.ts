import { expect, it } from 'vitest'
import { inScope } from '../../server/db/scope.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'
import { COUNTY } from '../support/world.ts'

const wordsKept = async (world: World, person: string) =>
  (
    await world.rows(
      `select (select count(*) from inbox i join contacts c on c.id = i.contact_id
               where c.person_id = $1 and i.sealed is not null)
            + (select count(*) from outbox where person_id = $1 and sealed is not null) as kept`,
      [person],
    )
  )[0]!.kept

it('a grandmother sees what is kept about her: masked names, her own answers, nobody else’s, and how long', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const [carer, other] = phones(world, 'h01-carer', 'h04-carer')
  await world.until('2026-11-22 10:05')
  await carer.says('2')
  await carer.says('有点感冒')
  await other.says('1')
  const shown = await carer.says('你们记了我什么')
  expect(shown[0]).toMatch(like('my-data:self'))
  expect(shown[0]).toMatch(/电话1\d\d\*{4}\d{4}/)
  expect(shown.join('\n')).not.toContain(carer.name)
  expect(shown[1]).toMatch(/\*.*，您是/)
  expect(shown.join('\n')).toContain('11月22日 报平安：有点小事')
  expect(shown.join('\n')).not.toContain('都好')
  expect(shown.at(-1)).toMatch(like('my-data:rest', { days: 180 }))
  for (const text of shown) expect([...text.replaceAll('\n', '')].length).toBeLessThanOrEqual(90)
})

it('a correction is a line of the director’s list, in the family’s words', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [father, director] = phones(world, 'h01-carer', 'director-1')
  expect(await father.says('我的电话写错了，应该是13900001111')).toEqual(said('my-data:passedOn'))
  expect((await director.says('今天')).join()).toContain('我的电话写错了，应该是13900001111')
})

it('a request to delete is done by the director, who has spoken with the family; the words go, the family is told', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director, elsewhere] = phones(world, 'h01-carer', 'director-1', 'director-2')
  await carer.says('你好')
  for (const words of ['我的资料', '3']) await carer.says(words)
  expect(await carer.says('1')).toEqual(said('my-data:willDelete'))
  const [task] = await world.rows(`select no from tasks where kind = 'data-delete'`)
  expect((await director.says('今天')).join()).toContain('要删聊天')
  expect(await elsewhere.says(`删 ${task!.no}`)).toEqual(said(['staff:noSuchNumber', { no: task!.no }]))
  expect(await wordsKept(world, carer.person!)).toBeGreaterThan(4)
  expect(await director.says(`删 ${task!.no}`)).toEqual(said(['staff:erased', { no: task!.no }]))
  expect(carer.heard()).toEqual(said('my-data:deleted'))
  await world.engine.tick()
  await world.engine.settle()
  // At the most the news itself is still there.
  expect(await wordsKept(world, carer.person!)).toBeLessThanOrEqual(1)
  expect(await director.says(`删 ${task!.no}`)).toEqual(said('staff:noSuchNumber'))
})

it('a number of another kind of line deletes nothing', async () => {
  const world = await settledWorld('2026-11-22 10:05')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  for (const words of ['报平安', '2', '有点感冒']) await carer.says(words)
  const [task] = await world.rows(`select no from tasks where kind = 'small-trouble'`)
  expect(await director.says(`删 ${task!.no}`)).toEqual(said('staff:noSuchNumber'))
})

it('a mother who takes her consent back is forgotten by the chat, stays known to the village, and may come back herself', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says('你好')
  for (const words of ['停', '2']) await carer.says(words)
  await world.engine.tick()
  await world.engine.settle()
  expect(await wordsKept(world, carer.person!)).toBeLessThanOrEqual(1)
  const consent = async () =>
    (await world.rows('select consent, consent_wording from people where id = $1', [carer.person]))[0]
  expect(await consent()).toEqual({ consent: 'refused', consent_wording: 'withdrawn' })
  expect((await director.says('今天')).join()).toContain('收回了同意')
  await world.until('2026-11-23 12:00')
  expect(carer.heard()).toEqual([])

  expect(await carer.says('开始')).toEqual(said('join:privacy'))
  expect(await carer.says('1')).toEqual(said('join:agreedAgain'))
  expect(await consent()).toEqual({ consent: 'agreed', consent_wording: 'privacy/2' })
  expect((await director.says('今天')).join()).not.toContain('收回了同意')
  await world.until('2026-11-29 10:05')
  expect(carer.heard()).toEqual(said('check-in:howAreThey'))
})

it('to forget one person’s words nobody else’s are read through', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const plans = await inScope(world.pool, { place: COUNTY }, async tx => {
    await tx.query('set local enable_seqscan = off')
    const of = async (sql: string) =>
      JSON.stringify((await tx.query(`explain (costs off) ${sql}`, [[world.phone('h01-carer').person]])).rows)
    return [
      await of(
        `update inbox set sealed = null where contact_id = any($1) and sealed is not null and state <> 'waiting'`,
      ),
      await of(
        `update outbox set sealed = null where contact_id = any($1) and sealed is not null and state not in ('queued', 'claimed')`,
      ),
    ]
  })
  expect(plans[0]).toContain('inbox_words')
  expect(plans[1]).toContain('outbox_words')
})
