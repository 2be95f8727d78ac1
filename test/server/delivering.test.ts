import { expect, it, onTestFinished } from 'vitest'
import type { SendResult } from '../../bot/channel.ts'
import { fakeChannel } from '../../bot/fake.ts'
import { loadWords } from '../../locales/index.ts'
import { type Pace, paced, unpaced } from '../../server/conversation/pace.ts'
import { openEngine } from '../../server/engine.ts'
import { unseal } from '../../server/privacy/seal.ts'
import { phones, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const uncertain: SendResult = { result: 'uncertain', reason: 'no answer' }
const notNow: SendResult = { result: 'failed', reason: 'no connection', again: true }
const never: SendResult = { result: 'failed', reason: 'not a friend', again: false }

const outbox = (world: World) =>
  world.rows('select state, reason, attempts, provider_id from outbox order by id')
const letters = (world: World) =>
  world.channel.sent.map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : outgoing.kind))

/** WeChat cannot be reached from now on; the answer mends it. */
function cutOff(world: World): () => Promise<void> {
  const { health } = world.channel
  world.channel.health = () => ({ ...health(), state: 'deaf' })
  return async () => {
    world.channel.health = health
    await world.engine.tick()
    await world.engine.settle()
  }
}

/** The bot started anew on the same database. */
async function restarted(world: World, pace: Pace = unpaced) {
  const { pool, keys, clock } = world
  const channel = fakeChannel(clock)
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const engine = openEngine({ pool, keys, clock, log, words: loadWords(), channel, pace })
  await engine.start()
  onTestFinished(() => engine.stop())
  await engine.settle()
  return { channel, engine }
}

it('a send nobody confirmed goes out once more after twenty seconds, and then waits for a person: two copies at the most', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  world.channel.results.push(uncertain, uncertain)
  expect(await carer.says('帮助')).toHaveLength(1)
  await world.until('2026-11-18 09:00')
  expect(carer.heard()).toEqual([])
  world.clock.moveTo(world.clock.now() + 19_000)
  await world.engine.settle()
  expect(carer.heard()).toEqual([])
  world.clock.moveTo(world.clock.now() + 1_000)
  await world.engine.settle()
  expect(carer.heard()).toEqual(said('menu:everything'))
  await world.until('2026-11-19 09:00')
  expect(carer.heard()).toEqual([])
  expect(await outbox(world)).toEqual([
    { state: 'uncertain', reason: 'no answer', attempts: 2, provider_id: null },
  ])
})

it('a second copy that arrives is the last', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  world.channel.results.push(uncertain)
  await carer.says('帮助')
  await world.until('2026-11-18 09:30')
  expect(letters(world)).toHaveLength(2)
  expect(await outbox(world)).toMatchObject([{ state: 'sent', attempts: 2 }])
})

it('a message our own account is seen to have sent is marked so', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await carer.says('帮助')
  const [{ provider_id: id }] = (await outbox(world)) as [{ provider_id: string }]
  await carer.says({ self: true, id, text: '' })
  expect(await outbox(world)).toMatchObject([{ state: 'echoed' }])
})

it('a process that dies while sending has its message sent once more by the next, and whoever comes too late marks nothing', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  const held = Promise.withResolvers<SendResult>()
  world.channel.send = () => held.promise
  await world.channel.hear(carer.wechatId, '帮助')
  await expect.poll(async () => (await outbox(world)).map(row => row.state)).toEqual(['claimed'])

  world.clock.moveTo(world.clock.now() + 119_000)
  const next = await restarted(world)
  expect(next.channel.sent).toEqual([])
  world.clock.moveTo(world.clock.now() + 2_000)
  await next.engine.settle()
  world.clock.moveTo(world.clock.now() + 20_000)
  await next.engine.settle()
  expect(next.channel.sent).toHaveLength(1)
  const [sent] = await outbox(world)
  expect(sent).toMatchObject({ state: 'sent', attempts: 2 })

  held.resolve({ result: 'sent', id: 'from the dead' })
  await world.engine.settle()
  expect(await outbox(world)).toEqual([sent])
})

it('a message that was in hand at two deaths is not sent a third time', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await world.stop()
  await world.rows(
    `insert into outbox (place, account, contact_id, kind, priority, sealed, dedupe_key, state, not_before, attempts, lease, lease_until, created_at)
     select place, account, id, 'text', 1, '\\x00', 'twice', 'claimed', $1, 2, gen_random_uuid(), $1, $1 from contacts where wechat_id = $2`,
    [new Date(world.clock.now() - 1), carer.wechatId],
  )
  const { channel } = await restarted(world)
  expect(channel.sent).toEqual([])
  expect(await outbox(world)).toMatchObject([{ state: 'uncertain', reason: 'lease-lost', attempts: 2 }])
})

it('a gateway that is away for half an hour costs no alert and no copy', async () => {
  const world = await settledWorld('2026-11-18 02:00')
  const [carer, director, supervisor] = phones(world, 'h01-carer', 'director-1', 'supervisor')
  const { send } = world.channel
  world.channel.send = async () => notNow
  await carer.says('孩子不见了')
  await world.until('2026-11-18 02:08')
  world.channel.send = send
  await world.until('2026-11-18 02:09')
  expect(carer.heard()).toEqual(said('report-danger:safe'))
  for (const officer of [director, supervisor]) expect(officer.heard()).toEqual(said('case:alert-red'))
  expect((await outbox(world)).map(row => [row.state, row.attempts])).toEqual(Array(3).fill(['sent', 1]))
})

it('what can certainly never be sent is given up after a day of trying', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await carer.says('帮助')
  await world.rows(
    `update outbox set state = 'queued', attempts = 0, sent_at = null, provider_id = null, created_at = $1`,
    [new Date(world.clock.now() - 86_400_000)],
  )
  world.channel.results.push(notNow)
  await world.engine.settle()
  expect(await outbox(world)).toMatchObject([{ state: 'failed', reason: 'no connection' }])
})

it('somebody who is no friend any more gets nothing, visibly, and everybody else gets theirs', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other] = phones(world, 'h01-carer', 'h10-carer')
  world.channel.results.push(never)
  await carer.says('帮助')
  expect(await other.says('帮助')).toEqual(said('menu:everything'))
  expect(await outbox(world)).toMatchObject([{ state: 'failed', reason: 'not a friend' }, { state: 'sent' }])
})

it('a letter that cannot be opened harms only itself', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other] = phones(world, 'h01-carer', 'h10-carer')
  const mend = cutOff(world)
  await world.channel.hear(carer.wechatId, '帮助')
  await world.channel.hear(other.wechatId, '帮助')
  await world.engine.settle()
  await world.rows(
    `update outbox set sealed = '\\x0909' where contact_id in (select id from contacts where wechat_id = $1)`,
    [carer.wechatId],
  )
  await mend()
  expect([carer.heard(), other.heard()]).toEqual([[], said('menu:everything')])
  const states = (await outbox(world)).map(row => row.state)
  expect(states.sort()).toEqual(['failed', 'sent'])
})

it('while WeChat cannot be reached everything waits, and leaves when it is back: danger first', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, carer] = phones(world, 'director-1', 'h10-carer')
  const mend = cutOff(world)
  await world.channel.hear(director.wechatId, '通知 明天上午在村委会开家长会')
  await world.engine.settle()
  await world.channel.hear(director.wechatId, '1')
  await world.engine.settle()
  await world.channel.hear(carer.wechatId, '孩子不见了')
  await world.engine.settle()
  expect(world.channel.sent).toEqual([])
  await mend()
  const order = letters(world)
  const urgent = order.map((text, n) => (/^先打电话|^【急/.test(text) ? n : -1)).filter(n => n >= 0)
  expect(urgent).toEqual([0, 1, 2])
  expect(order.filter(text => text.includes('家长会')).length).toBeGreaterThan(5)
  expect((await outbox(world)).every(row => row.state === 'sent' && row.attempts === 1)).toBe(true)
})

it('the pace holds notices back, never danger and never an answer', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, carer] = phones(world, 'director-1', 'h10-carer')
  await world.stop()
  const { channel, engine } = await restarted(
    world,
    paced({ perMinute: 6, perDay: 1_000 }, () => 0.5),
  )
  const hear = async (from: string, words: string) => {
    await channel.hear(from, words)
    await engine.settle()
  }
  for (const words of ['通知 明天上午在村委会开家长会', '1']) await hear(director.wechatId, words)
  const notices = () =>
    channel.sent.filter(
      ({ outgoing, contact }) =>
        contact !== director.wechatId && outgoing.kind === 'text' && outgoing.text.includes('家长会'),
    ).length
  expect(notices()).toBe(1)
  await hear(carer.wechatId, '孩子不见了')
  await hear(carer.wechatId, '帮助')
  expect(notices()).toBe(1)
  const texts = channel.sent.map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : ''))
  for (const key of ['report-danger:safe', 'case:alert-red', 'menu:everything'])
    expect(texts.some(text => like(key).test(text))).toBe(true)
  for (let second = 10; second <= 60; second += 10) {
    world.clock.moveTo(world.clock.now() + 10_000)
    await engine.settle()
  }
  expect(notices()).toBe(7)
})

it('what is no longer worth sending is not sent, and says so', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const mend = cutOff(world)
  await director.says('通知 今天下午打疫苗')
  await director.says('1')
  world.clock.moveTo(world.clock.now() + 49 * 3_600_000)
  await mend()
  expect(carer.heard()).toEqual([])
  expect(await world.rows('select state, passed from notice_rounds')).toEqual([
    { state: 'expired', passed: 0 },
  ])
})

it('an outage does not push anything routine into the night, but an answer leaves at any hour', async () => {
  const world = await settledWorld('2026-11-18 20:30')
  const [director, carer] = phones(world, 'director-1', 'h01-carer')
  const mend = cutOff(world)
  for (const words of ['通知 明天停水', '1']) await director.says(words)
  world.clock.moveTo(world.clock.now() + 90 * 60_000)
  await mend()
  expect(carer.heard()).toEqual([])
  expect(await carer.says('帮助')).toEqual(said('menu:everything'))
  await world.until('2026-11-19 06:59')
  expect(carer.heard()).toEqual([])
  await world.until('2026-11-19 07:00')
  expect(carer.heard()).toEqual([expect.stringContaining('明天停水')])
})

it('two lines to one family stay in order even when the first has to be tried again', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const stranger = world.phone('somebody')
  world.channel.results.push(notNow)
  await world.channel.hear(stranger.wechatId, '你好')
  await world.engine.settle()
  await world.until('2026-11-18 09:05')
  expect(letters(world)).toEqual([...said('join:welcome'), ...said('join:welcome'), ...said('join:privacy')])
})

it('the ladder of a check-in counts from the moment the question left', async () => {
  const world = await settledWorld('2026-11-22 09:00')
  const mend = cutOff(world)
  await world.until('2026-11-22 15:00')
  expect(await world.rows(`select 1 from due_items where kind = 'check-in-remind'`)).toEqual([])
  await mend()
  const steps = await world.rows(
    `select distinct to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at from due_items where kind = 'check-in-remind'`,
  )
  expect(steps).toEqual([{ at: '11-23 15:00' }])
})

it('the record holds exactly the words that were sent', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await world.phone('h01-carer').says('报平安')
  const rows = await world.rows('select dedupe_key, sealed from outbox order by id')
  const kept = rows.map(
    row => (unseal(world.keys, `outbox:${row.dedupe_key}`, row.sealed) as { text: string }).text,
  )
  expect(kept).toEqual(letters(world))
})

it('a voice note that is still on its way is waited for; one that never comes is given up, and its line stands', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = phones(world, 'h01-carer', 'director-1')
  await carer.says({ kind: 'voice', id: 'lost' })
  expect(director.heard()).toEqual(said('request:newVoice'))
  await world.until('2026-11-18 09:10')
  expect(director.heard()).toEqual([])
  expect(await world.rows(`select state, reason from outbox where kind = 'voice'`)).toEqual([
    { state: 'failed', reason: 'no-voice' },
  ])
})
