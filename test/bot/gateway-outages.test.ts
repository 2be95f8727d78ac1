import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gatewayBot, intervals } from '../support/gateway-bot.ts'

test('a bot started before its gateway connects when the gateway appears', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  await start()
  await sleep(300)
  expect(channel.health()).toEqual({ account: null, state: 'starting', lastEventAt: null })
  const gateway = await gatewayAppears()
  await loggedIn(1)
  await gateway.say('grandmother', '都好')
  expect(await ear.messages('grandmother')).toMatchObject([{ text: '都好' }])
  expect(ear.gaps).toMatchObject([{ account: 'simulator', cause: 'not connected yet' }])
})

test('a gateway that was killed and comes back is heard again, and the deaf time is told', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const first = await gatewayAppears()
  await start()
  await loggedIn(1)
  await first.kill()
  const killedAt = Date.now()
  await sleep(1_000)
  expect(channel.health()).toMatchObject({ account: 'simulator', state: 'deaf' })
  expect(await channel.send('grandmother', { kind: 'text', text: '您好' })).toMatchObject({
    result: 'failed',
    again: true,
  })
  const second = await gatewayAppears()
  const backAt = Date.now()
  await loggedIn(2)
  expect(Date.now() - backAt).toBeLessThan(5_000)
  await second.say('grandmother', '您好')
  await ear.messages('grandmother')
  expect(channel.health().state).toBe('ready')
  const gap = ear.gaps.at(-1)!
  expect(gap).toMatchObject({ account: 'simulator', cause: 'stream: error' })
  expect(gap.from).toBeLessThanOrEqual(killedAt)
  expect(gap.to).toBeGreaterThanOrEqual(backAt)
})

test('an event stream that ends politely is noticed at once', async () => {
  const { ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  await gateway.endStreams()
  await loggedIn(2)
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother')
})

test('ten gateways dropped in a row leave one bot that answers once', async () => {
  const { ear, channel, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  for (let drop = 1; drop <= 10; drop++) {
    await loggedIn(drop)
    await gateway.endStreams()
  }
  await loggedIn(11)
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother')
  await channel.send('grandmother', { kind: 'text', text: '收到' })
  expect(ear.from('grandmother')).toHaveLength(1)
  expect(await gateway.messages('grandmother')).toHaveLength(2)
})

test('a gateway that freezes is noticed by its silence and heard again when it thaws', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  // Quiet long enough to be asked, so that the bot knows that this gateway answers.
  await sleep(600)
  gateway.freeze()
  const before = performance.now()
  expect(await channel.send('grandmother', { kind: 'text', text: '您好' })).toMatchObject({
    result: 'uncertain',
  })
  expect(performance.now() - before).toBeLessThan(900)
  await sleep(800)
  expect(channel.health().state).toBe('deaf')
  gateway.thaw()
  await loggedIn(2)
  await ear.until(() => channel.health().state === 'ready')
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother')
  expect(ear.gaps.map(gap => gap.cause)).toContain('silence')
})

test('a quiet gateway is not taken for a dead one', async () => {
  const { ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  await gatewayAppears()
  await start()
  await loggedIn(1)
  await sleep(intervals.silence * 3)
  expect(ear.logins).toHaveLength(1)
})
