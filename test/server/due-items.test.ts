import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeChannel } from '../../bot/fake.ts'
import { hours } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { inScope } from '../../server/db/scope.ts'
import { type DueWork, schedule, suppress, sweep } from '../../server/due.ts'
import { openEngine } from '../../server/engine.ts'
import { testDatabase } from '../support/database.ts'
import { decide, phones, settledWorld, type World } from '../support/settled.ts'
import { said } from '../support/texts.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

async function anotherEngine({ pool, keys, clock }: Pick<World, 'pool' | 'keys' | 'clock'>) {
  const channel = fakeChannel(clock)
  const engine = openEngine({ pool, keys, clock, log: silent, words: loadWords(), channel, pace: unpaced })
  await engine.start()
  onTestFinished(() => engine.stop())
  return { channel, engine }
}

describe('the county’s week', () => {
  it('is written down ahead: who is asked when, whose lists come when, and nothing twice however often it is planned', async () => {
    const world = await settledWorld('2026-11-18 09:00')
    const planned = () =>
      world.rows(
        `select kind, count(*), min(due_at) as first from due_items where state = 'open' and kind <> 'care-question' group by kind order by kind`,
      )
    const before = await planned()
    const carers = (
      await world.rows(
        `select count(distinct c.person_id) from contacts c join relations r on r.person_id = c.person_id and r.role = 'carer'`,
      )
    )[0]!.count
    expect(before).toMatchObject([
      { kind: 'check-in', count: carers, first: new Date('2026-11-22T10:00:00+08:00') },
      { kind: 'digest', count: 2, first: new Date('2026-11-23T08:30:00+08:00') },
      { kind: 'morning-list', count: 21, first: new Date('2026-11-19T08:00:00+08:00') },
      { kind: 'plan', count: 1, first: new Date('2026-11-19T00:05:00+08:00') },
      { kind: 'weekly-nudge', first: new Date('2026-11-20T19:00:00+08:00') },
    ])
    for (let n = 0; n < 5; n++) await world.engine.tick()
    await world.engine.settle()
    await anotherEngine(world).then(({ engine }) => engine.settle())
    expect(await planned()).toEqual(before)
  })

  it('may begin its questions and lists at any hour a county likes', async () => {
    const world = await settledWorld('2026-11-18 09:00')
    await decide(world, 'lists', { morningAt: '20:00', digestWeekday: 1, digestAt: '20:30' })
    await decide(world, 'check-in', {
      weekday: 7,
      at: '20:45',
      remindAfter: 24,
      otherAdultAfter: 36,
      listAfter: 48,
      digestAfterWeeks: 2,
      skipAfterContactDays: 3,
    })
    await world.until('2026-11-19 09:00')
    expect(world.errors).toEqual([])
    expect(await world.rows(`select 1 from due_items where kind = 'plan' and state = 'done'`)).toHaveLength(2)
    await world.until('2026-11-29 20:46')
    expect(world.phone('h01-carer').heard().at(-1)).toEqual(said('check-in:howAreThey')[0])
  })

  it('asks a carer who joined today along with everybody else', async () => {
    const world = await settledWorld('2026-11-20 09:00')
    const carer = world.phone('h03-carer')
    for (const words of ['你好', '1', await world.card(carer.person!), '1', '1']) await carer.says(words)
    await world.until('2026-11-22 10:01')
    expect(carer.heard()).toEqual(said('check-in:howAreThey'))
  })
})

describe('several processes and outages', () => {
  it('two bots tick at the same moment: every carer is asked once', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    const twin = await anotherEngine(world)
    world.clock.moveTo(world.clock.now() + hours(1))
    await Promise.all([world.engine.tick(), twin.engine.tick()])
    await Promise.all([world.engine.settle(), twin.engine.settle()])
    await world.engine.settle()
    const asked = [...world.channel.sent, ...twin.channel.sent].map(sent => sent.contact)
    const items = await world.rows(`select state from due_items where kind = 'check-in' and due_at <= $1`, [
      new Date(world.clock.now()),
    ])
    expect(items.every(item => item.state === 'done')).toBe(true)
    expect(asked.length).toBe(items.length)
    expect(new Set(asked).size).toBe(asked.length)
  })

  it('a bot that slept through the hour asks when it wakes, once', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    await world.stop()
    world.clock.moveTo(world.clock.now() + hours(5))
    const { channel, engine } = await anotherEngine(world)
    await engine.tick()
    await engine.settle()
    const carer = world.phone('h01-carer')
    expect(channel.sent.filter(sent => sent.contact === carer.wechatId)).toHaveLength(1)
  })

  it('a bot that slept through the day does not ask any more; the reason is kept', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    await world.stop()
    world.clock.moveTo(world.clock.now() + hours(12))
    const { channel, engine } = await anotherEngine(world)
    await engine.tick()
    await engine.settle()
    expect(channel.sent).toEqual([])
    expect(
      await world.rows(
        `select distinct state, reason from due_items where kind = 'check-in' and due_at <= $1`,
        [new Date(world.clock.now())],
      ),
    ).toEqual([{ state: 'expired', reason: 'too-late' }])
  })

  it('three weeks away are no flood: nothing is made up for, and on Sunday each family gets its one question', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    await world.stop()
    world.clock.moveTo(world.clock.now() + 20 * hours(24))
    const { channel, engine } = await anotherEngine(world)
    await engine.tick()
    await engine.settle()
    const officer = world.phone('county-officer').wechatId
    // The county's officer is asked for the holidays of next year, families read nothing.
    expect(channel.sent.filter(sent => sent.contact !== officer)).toEqual([])
    world.clock.moveTo(world.clock.now() + hours(25))
    await engine.tick()
    await engine.settle()
    const contacts = channel.sent.map(sent => sent.contact)
    expect(contacts.length).toBeGreaterThan(5)
    expect(new Set(contacts).size).toBe(contacts.length)
  })
})

describe('timers', () => {
  it('an answer in the very minute a question gives up counts, and nothing more is said', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    const [carer] = phones(world, 'h01-carer')
    await world.until('2026-11-22 10:01')
    await carer.says('2')
    world.clock.moveTo(world.clock.now() + hours(2))
    await Promise.all([world.channel.hear(carer.wechatId, '书包带子断了'), world.engine.tick()])
    await world.engine.settle()
    const lines = await world.rows('select kind, child_id from tasks where person_id = $1', [carer.person])
    expect(lines.map(line => line.kind)).toEqual(['small-trouble', 'small-trouble'])
    expect(new Set(lines.map(line => line.child_id)).size).toBe(2)
  })

  it('a timer set by an older turn is ignored', async () => {
    const world = await settledWorld('2026-11-22 09:00')
    const [carer] = phones(world, 'h01-carer')
    await carer.says('帮助')
    const [timer] = await world.rows('select turn, due_at from timers')
    await carer.says('2')
    await world.rows('update timers set turn = $1, due_at = $2', [timer!.turn, new Date(world.clock.now())])
    await world.rows(
      `insert into timers (contact_id, place, turn, due_at) select id, place, $1, $2 from contacts where wechat_id = $3 on conflict do nothing`,
      [timer!.turn, new Date(world.clock.now()), carer.wechatId],
    )
    carer.heard()
    await world.engine.settle()
    expect(carer.heard()).toEqual([])
  })
})

describe('the sweep', async () => {
  const { pool, keys, clock } = await testDatabase(Date.parse('2026-11-18T01:00:00Z'))
  const errors: object[] = []
  const log = { ...silent, error: (details: object) => void errors.push(details) }
  const parts = { pool, keys, clock, log, words: loadWords() }
  const county = '341226'
  const item = (kind: string, key: string = randomUUID(), more: object = {}) => ({
    key,
    kind,
    place: county,
    dueAt: clock.now(),
    ...more,
  })
  const write = (...items: Parameters<typeof schedule>[1][number][]) =>
    inScope(pool, { place: county }, tx => schedule(tx, items))
  const of = async (kind: string) =>
    (
      await inScope(pool, { place: county }, tx =>
        tx.query('select key, state, reason from due_items where kind = $1 order by key', [kind]),
      )
    ).rows
  const done: string[] = []
  const does: DueWork = async (_, __, items) => {
    for (const one of items) {
      if (one.key.startsWith('bad')) throw new Error('a bug with 张三 in it')
      done.push(one.key)
    }
    return items.map(() => 'done')
  }

  it('one item that cannot be done is skipped, visibly; the others of its kind and everything else are done', async () => {
    await write(item('lists', 'a'), item('lists', 'bad'), item('lists', 'c'), item('questions', 'd'))
    await sweep(parts, county, { lists: does, questions: does })
    expect(await of('lists')).toEqual([
      { key: 'a', state: 'done', reason: null },
      { key: 'bad', state: 'skipped', reason: 'failed' },
      { key: 'c', state: 'done', reason: null },
    ])
    expect(await of('questions')).toEqual([{ key: 'd', state: 'done', reason: null }])
    expect(errors).toHaveLength(1)
    expect(JSON.stringify(errors)).not.toContain('张三')
  })

  it('a database that is away is nobody’s fault: the item waits', async () => {
    await write(item('waiting', 'w'))
    const away: DueWork = () =>
      Promise.reject(Object.assign(new Error('terminating connection'), { code: '57P01' }))
    await expect(sweep(parts, county, { waiting: away })).rejects.toThrow()
    expect(await of('waiting')).toEqual([{ key: 'w', state: 'open', reason: null }])
    await sweep(parts, county, { waiting: does })
    expect(await of('waiting')).toEqual([{ key: 'w', state: 'done', reason: null }])
  })

  it('the same key is one item for ever', async () => {
    await write(item('once', 'same'))
    await sweep(parts, county, { once: does })
    await write(item('once', 'same'))
    await sweep(parts, county, { once: does })
    expect(done.filter(key => key === 'same')).toHaveLength(1)
  })

  it('what nobody knows how to do, what came too late and what an answer made needless all say why', async () => {
    const subject = randomUUID()
    await write(
      item('mystery', 'm'),
      item('late', 'l', { dueAt: clock.now() - 2, expiresAt: clock.now() - 1 }),
      item('ladder', 's', { subject }),
    )
    await inScope(pool, { place: county }, tx => suppress(tx, [subject], 'answered', clock.now()))
    await sweep(parts, county, { late: does, ladder: does })
    expect([...(await of('mystery')), ...(await of('late')), ...(await of('ladder'))]).toEqual([
      { key: 'm', state: 'skipped', reason: 'unknown-kind' },
      { key: 'l', state: 'expired', reason: 'too-late' },
      { key: 's', state: 'skipped', reason: 'answered' },
    ])
  })

  it('five sweepers at once do each of five hundred items once', async () => {
    await write(...Array.from({ length: 500 }, (_, n) => item('many', `many-${n}`)))
    await Promise.all(Array.from({ length: 5 }, () => sweep(parts, county, { many: does })))
    const many = done.filter(key => key.startsWith('many-'))
    expect(many).toHaveLength(500)
    expect(new Set(many).size).toBe(500)
  })
})

it('words of a chat are forgotten after 180 days, what happened stays', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await carer.says('找主任')
  await carer.says('想问问补助的事')
  const kept = async () =>
    await world.rows(
      `select (select count(*) from inbox where sealed is not null and kind = 'text') as heard,
              (select count(*) from request_messages where sealed is not null) as said,
              (select count(*) from request_messages) as lines`,
    )
  expect(await kept()).toEqual([{ heard: 2, said: 1, lines: 1 }])
  world.clock.moveTo(world.clock.now() + 181 * 86_400_000)
  await world.engine.tick()
  await world.engine.settle()
  expect(await kept()).toEqual([{ heard: 0, said: 0, lines: 1 }])
})
