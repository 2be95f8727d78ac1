import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { type FakeChannel, fakeChannel } from '../../bot/fake.ts'
import { dayOf } from '../../flows/engine/calendar.ts'
import { loadWords } from '../../locales/index.ts'
import { unpaced } from '../../server/conversation/pace.ts'
import { contactId } from '../../server/conversation/receive.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { type Engine, openEngine } from '../../server/engine.ts'
import { seal } from '../../server/privacy/seal.ts'
import { testDatabase } from '../support/database.ts'
import { type Phone, settledWorld, type World } from '../support/settled.ts'
import { like, said } from '../support/texts.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
type House = Pick<World, 'pool' | 'keys' | 'clock'>

/** One more process of the bot on the same database, with an ear and a mouth of its own for the same account. */
async function anotherEngine(
  world: House,
  channel: FakeChannel = fakeChannel(world.clock),
): Promise<{ engine: Engine; channel: FakeChannel }> {
  const { pool, keys, clock } = world
  const engine = openEngine({ pool, keys, clock, log: silent, words: loadWords(), channel, pace: unpaced })
  await engine.start()
  onTestFinished(() => engine.stop())
  return { engine, channel }
}

const textsTo = (channel: FakeChannel, { wechatId }: Pick<Phone, 'wechatId'>) =>
  channel.sent
    .filter(sent => sent.contact === wechatId)
    .map(({ outgoing }) => (outgoing.kind === 'text' ? outgoing.text : outgoing.kind))
const inboxOf = (world: World, { wechatId }: Phone) =>
  world.rows(
    `select key, state, attempts from inbox where contact_id = $1 and kind <> 'house' order by seq`,
    [contactId('fake', wechatId)],
  )

/** A message no turn survives: a question about nothing, sealed as our own. */
const poison = (world: World, { wechatId }: Phone, key: string = randomUUID(), sealed?: Buffer) =>
  world.rows(
    `insert into inbox (key, place, contact_id, kind, sealed, received_at) select $1, place, id, 'house', $2, $3 from contacts where wechat_id = $4`,
    [
      key,
      sealed ??
        seal(world.keys, `inbox:${key}`, {
          type: 'prompt',
          prompt: { flow: 'check-in', about: {}, urgency: 0, expiresAt: null },
        }),
      new Date(world.clock.now()),
      wechatId,
    ],
  )

it('the same message delivered three times, the last time after a restart, is one row and one answer', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await carer.says({ id: 'm-1', text: '找主任' })
  await carer.says({ id: 'm-2', text: '表在哪儿领' })
  director.heard()
  expect(await carer.says({ id: 'm-2', text: '表在哪儿领' })).toEqual([])
  await world.stop()
  const { engine, channel } = await anotherEngine(world)
  await channel.hear(carer.wechatId, { id: 'm-2', text: '表在哪儿领' })
  await channel.hear(carer.wechatId, { id: 'm-1', text: '找主任' })
  await engine.settle()
  expect(channel.sent).toEqual([])
  expect(await inboxOf(world, carer)).toMatchObject([{ state: 'done' }, { state: 'done' }])
  expect(await world.rows('select count(*) from request_messages')).toEqual([{ count: 1 }])
})

it('a message that came while the bot was down and is told again at its start is answered then', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await world.stop()
  const { engine, channel } = await anotherEngine(world)
  await channel.hear(carer.wechatId, { id: 'missed', text: '找主任', sentAt: world.clock.now() - 60_000 })
  await engine.settle()
  expect(textsTo(channel, carer)).toEqual(said('request:promise-director-today'))
})

it('twenty messages at once are heard in order, one turn each, and reach the director in order', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, director] = [world.phone('h01-carer'), world.phone('director-1')]
  await carer.says('找主任')
  director.heard()
  await world.until('2026-11-18 09:02')
  const lines = Array.from({ length: 20 }, (_, n) => `第${n + 1}句`)
  await Promise.all(lines.map(line => world.channel.hear(carer.wechatId, line)))
  await world.engine.settle()
  expect(director.heard().map(text => /第\d+句/.exec(text)![0])).toEqual(lines)
  expect((await inboxOf(world, carer)).map(row => [row.state, row.attempts])).toEqual(
    Array(21).fill(['done', 0]),
  )
})

it('two hundred families at once all get their answer, none twice', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const strangers = Array.from({ length: 200 }, (_, n) => world.phone(`s${n}`))
  await Promise.all(strangers.map(one => world.channel.hear(one.wechatId, '你好')))
  await world.engine.settle()
  for (const one of strangers) expect(one.heard()).toEqual(said('join:welcome', 'join:privacy'))
})

it('a message that cannot be handled is parked after three tries; the others, and the next of the same family, go on', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other] = [world.phone('h01-carer'), world.phone('h10-carer')]
  await poison(world, carer, 'poison')
  await Promise.all([
    world.channel.hear(other.wechatId, '找主任'),
    world.channel.hear(carer.wechatId, '找主任'),
  ])
  await world.engine.settle()
  for (const one of [carer, other]) expect(one.heard()).toEqual(said('request:promise-director-today'))
  expect(
    await world.rows(
      `select state, attempts, handled_at is not null as ended from inbox where key = 'poison'`,
    ),
  ).toEqual([{ state: 'parked', attempts: 3, ended: true }])
  expect(world.errors).toHaveLength(3)
  expect(world.errors.join()).not.toMatch(/找主任|check-in.*about|phone-/)
})

it('a message that cannot even be opened harms only itself', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const [carer, other] = [world.phone('h01-carer'), world.phone('h10-carer')]
  await poison(world, carer, 'torn', Buffer.from([9, 9, 9]))
  expect(await other.says('找主任')).toEqual(said('request:promise-director-today'))
  expect(await world.rows(`select state, attempts from inbox where key = 'torn'`)).toEqual([
    { state: 'parked', attempts: 3 },
  ])
})

it('what a worker that died had in its hands is tried one by one', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const phones = ['h01-carer', 'h05-carer', 'h10-carer'].map(key => world.phone(key))
  await world.stop()
  await world.rows(
    `with told as (
       insert into inbox (key, place, contact_id, kind, sealed, received_at)
       select 'left-' || wechat_id, place, id, 'text', null, $2 from contacts where wechat_id = any($1) returning seq)
     insert into hands (worker, place, seqs, at) select gen_random_uuid(), '341226', array_agg(seq), $2 from told`,
    [phones.map(phone => phone.wechatId), new Date(world.clock.now())],
  )
  const { engine } = await anotherEngine(world)
  await engine.settle()
  expect(await world.rows(`select state, attempts from inbox where key like 'left-%'`)).toEqual(
    Array(3).fill({ state: 'done', attempts: 2 }),
  )
})

it('a message that was in hand at three deaths is parked at the next start', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await world.stop()
  await poison(world, carer, 'deadly')
  await world.rows(`update inbox set attempts = 3 where key = 'deadly'`)
  const { engine, channel } = await anotherEngine(world)
  await channel.hear(carer.wechatId, '找主任')
  await engine.settle()
  expect(await world.rows(`select state, attempts from inbox where key = 'deadly'`)).toEqual([
    { state: 'parked', attempts: 3 },
  ])
  expect(textsTo(channel, carer)).toEqual(said('request:promise-director-today'))
})

it('two bots on one database hear the same forty messages: each is one row and is answered once', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const twin = await anotherEngine(world)
  const strangers = Array.from({ length: 40 }, (_, n) => world.phone(`s${n}`))
  await Promise.all(
    strangers.flatMap(({ wechatId }, n) =>
      [world.channel, twin.channel].map(channel =>
        channel.hear(wechatId, { id: `hello-${n}`, text: '你好' }),
      ),
    ),
  )
  await Promise.all([world.engine.settle(), twin.engine.settle()])
  await world.engine.settle()
  expect(await world.rows(`select count(*) from inbox where key like 'wechat:fake:hello-%'`)).toEqual([
    { count: 40 },
  ])
  for (const one of strangers) {
    const answers = [...one.heard(), ...textsTo(twin.channel, one)]
    expect(answers).toHaveLength(2)
    expect(answers).toEqual(expect.arrayContaining(said('join:welcome', 'join:privacy')))
  }
})

it('the database is away for a moment while a mother writes: her message is kept and answered', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  world.pool.on('error', () => {})
  const cut = world.asOwner(client =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'xiangban_app' and datname = current_database()`,
    ),
  )
  await Promise.all([cut, world.channel.hear(carer.wechatId, '找主任')])
  await expect.poll(() => carer.heard(), { timeout: 5_000 }).toEqual(said('request:promise-director-today'))
})

it('what the account’s owner types is never searched for danger', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  expect(await carer.says({ self: true, text: '孩子不见了' })).toEqual([])
  expect(await world.rows('select 1 from cases')).toEqual([])
})

it('a text of any length and any characters is kept, cut at 8,000, with its length and hash', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  const long = `${'很'.repeat(20_000)}\u0000\ud800`
  expect(await carer.says(long)).toEqual(said('menu:notClear', 'common:tooLong'))
  for (const words of ['\u0000', '\ud800', '👩‍👩‍👧‍👦'.repeat(50), '\u202e倒着', '  ']) await carer.says(words)
  expect((await inboxOf(world, carer)).map(row => row.state)).toEqual(Array(6).fill('done'))
  expect(world.errors).toEqual([])
})

it('a recalled message is noted and answers nothing', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const carer = world.phone('h01-carer')
  await carer.says({ id: 'slip', text: '报平安' })
  expect(await carer.says({ kind: 'recall', text: 'slip' })).toEqual([])
  expect(await carer.says('1')).toEqual(said('check-in:thanks'))
})

it('the minutes in which the bot could not hear are a row', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  const from = world.clock.now() - 100_000
  await world.channel.deaf(from, 'gateway')
  await world.channel.deaf(from, 'gateway')
  expect(await world.rows('select account, from_at, to_at, cause from channel_gaps')).toEqual([
    { account: 'fake', from_at: new Date(from), to_at: new Date(world.clock.now()), cause: 'gateway' },
  ])
})

it('messages told at once after a start, before the account is known to be logged in, are served by the county', async () => {
  const world = await settledWorld('2026-11-18 09:00')
  await world.channel.hear('early', { account: 'another-account', text: '孩子不见了' })
  await world.engine.settle()
  expect(textsTo(world.channel, { wechatId: 'early' })).toEqual(said('report-danger:safeDuty'))
  expect(await world.rows(`select place from contacts where wechat_id = 'early'`)).toEqual([
    { place: '341226' },
  ])
})

it('before any roster is loaded danger is answered; once it is loaded the same phone is served by its county', async () => {
  const { pool, keys, clock } = await testDatabase(Date.parse('2026-11-18T01:00:00Z'))
  const { engine, channel } = await anotherEngine({ pool, keys, clock })
  const stranger = { wechatId: 'early' }
  await channel.hear('early', '孩子不见了')
  await channel.hear('early', { kind: 'voice' })
  await engine.settle()
  expect(textsTo(channel, stranger)[0]).toMatch(like('report-danger:safeDuty'))
  await loadDemo({ pool, keys }, 'fake', person => `phone-${person}`, dayOf(clock.now()), clock.now())
  await engine.tick()
  await engine.settle()
  channel.sent.length = 0
  await channel.hear('early', '你好')
  await engine.settle()
  expect(textsTo(channel, stranger)).toEqual(said('join:welcome', 'join:privacy'))
})
