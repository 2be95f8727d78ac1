import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gatewayBot } from '../support/gateway-bot.ts'

test('an account logged out of WeChat is deaf until it is logged in again', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  await gateway.logout()
  await ear.until(() => ear.logins.length === 1)
  await sleep(300)
  expect(channel.health().state).toBe('deaf')
  await gateway.login()
  await loggedIn(2)
  expect(channel.health().state).toBe('ready')
  expect(ear.gaps.at(-1)?.cause).toBe('account logged out')
})

test('an account that is out and in again within a moment stays in', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  await gateway.outAndIn()
  await loggedIn(2)
  await sleep(300)
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother')
  expect(channel.health().state).toBe('ready')
  expect(ear.logins).toHaveLength(2)
})

test('an account that stays logged out on a living gateway is looked for by connecting afresh', async () => {
  const { start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  await gateway.logout()
  await loggedIn(2)
})

test('a gateway with TLS and the built-in certificate is served', async () => {
  const { ear, start, gatewayAppears, loggedIn } = await gatewayBot({ tls: true })
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother')
})

test('a gateway that does not know our token is asked again and again without harm', async () => {
  const { channel, ear, start, gatewayAppears } = await gatewayBot({ token: 'insecure_other' })
  await gatewayAppears()
  await start()
  await sleep(1_000)
  expect(channel.health()).toMatchObject({ account: null, state: 'starting' })
  expect(ear.logins).toEqual([])
})

test('a gateway killed while it hands over a picture gives no half picture', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  const bytes = Buffer.alloc(9_000_000, 7)
  const id = await gateway.send('grandmother', { kind: 'image', bytes, mime: 'image/png', name: 'a.png' })
  await ear.messages('grandmother')
  const fetched = channel.fetch(id)
  await sleep(80)
  await gateway.kill()
  const picture = await fetched
  // Either all of it came in time, or nothing.
  expect(picture === null || picture.bytes.length === bytes.length).toBe(true)
})

test('a picture of more than 10 MB is not taken', async () => {
  const { channel, ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await start()
  await loggedIn(1)
  const bytes = Buffer.alloc(10 * 1024 * 1024 + 1, 7)
  const id = await gateway.send('grandmother', { kind: 'image', bytes, mime: 'image/png', name: 'a.png' })
  await ear.messages('grandmother')
  expect(await channel.fetch(id)).toBeNull()
})

test('a message that cannot be read for a while holds up another family for a moment only', async () => {
  const { ear, start, gatewayAppears, loggedIn } = await gatewayBot()
  const gateway = await gatewayAppears()
  await gateway.addContact('father')
  await start()
  await loggedIn(1)
  await gateway.faults({ slow: { father: 1_200 } })
  await gateway.say('father', '1')
  await gateway.say('grandmother', '都好')
  await ear.messages('grandmother', 1, 1_000)
  expect(ear.from('father')).toEqual([])
  await ear.messages('father')
})
