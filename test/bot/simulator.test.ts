import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Puppet } from 'wechaty-puppet'
import { PuppetService } from 'wechaty-puppet-service'
import { SimulatorPuppet } from '../../bot/puppets/simulator/simulator.ts'
import { wechatyChannel } from '../../bot/wechaty.ts'
import { recorder, silentLog } from '../support/gateway-listener.ts'

const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

const noon = Date.parse('2026-11-21T04:00:00Z')
let files = 0

function phones({ path = null as string | null, limits = { messages: 2_000, mediaBytes: 10_000 } } = {}) {
  let now = noon
  const simulator = new SimulatorPuppet({ clock: { now: () => now++ }, path, limits })
  return simulator
}

const newFile = () => join(folder, 'deep', `${++files}.jsonl`)
const picture = (size: number) => ({
  kind: 'image' as const,
  bytes: Buffer.alloc(size, 7),
  mime: 'image/png',
  name: 'a.png',
})

test('after a restart the phones show the same chats, pictures and people', () => {
  const path = newFile()
  const before = phones({ path })
  before.addContact({ id: 'mother', name: '妈妈' })
  before.say('mother', '都好')
  const taken = before.say('mother', '说错了')
  const sent = before.send('mother', picture(100))
  before.recall('mother', taken)
  const after = phones({ path })
  expect(after.messages()).toEqual(before.messages())
  expect(after.contacts()).toEqual([{ id: 'mother', name: '妈妈', friend: true }])
  expect(after.media(sent)).toEqual({ bytes: picture(100).bytes, mime: 'image/png', name: 'a.png' })
  expect(after.messages().find(one => one.id === taken)?.recalled).toBe(true)
  after.say('mother', '又来了')
  expect(after.messages().map(one => one.seq)).toEqual([1, 2, 3, 4, 5])
})

test('a line torn by a power cut costs that line only', () => {
  const path = newFile()
  const before = phones({ path })
  before.addContact({ id: 'mother', name: '妈妈' })
  before.say('mother', '1')
  appendFileSync(path, '{"passed":{"seq":2,"id":"x","con')
  const after = phones({ path })
  after.say('mother', '2')
  expect(
    phones({ path })
      .messages()
      .map(one => one.text),
  ).toEqual(['1', '2'])
})

test('only the last messages and so many bytes of pictures are kept, in memory and in the file', () => {
  const path = newFile()
  const limits = { messages: 10, mediaBytes: 1_000 }
  const simulator = phones({ path, limits })
  simulator.addContact({ id: 'mother', name: '妈妈' })
  const first = simulator.send('mother', picture(600))
  const second = simulator.send('mother', picture(600))
  expect(simulator.media(first)).toBeNull()
  expect(simulator.media(second)?.bytes.length).toBe(600)
  for (let nr = 0; nr < 500; nr++) simulator.say('mother', String(nr))
  expect(simulator.messages()).toHaveLength(10)
  expect(statSync(path).size).toBeLessThan(50_000)
  const again = phones({ path, limits })
  expect(again.messages().map(one => one.text)).toEqual(simulator.messages().map(one => one.text))
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(11)
})

test('a page is told what passes in both directions and can ask for what it missed', async () => {
  const simulator = phones()
  simulator.addContact({ id: 'mother', name: '妈妈' })
  simulator.addContact({ id: 'father', name: '爸爸' })
  const told: unknown[] = []
  const stop = simulator.onMessage(one => told.push([one.from, one.kind, one.text]))
  const channel = wechatyChannel({ puppet: simulator, clock: { now: () => noon }, log: silentLog })
  const ear = recorder()
  await channel.start(ear.listener)
  simulator.say('mother', '1')
  await ear.messages('mother')
  await channel.send('mother', { kind: 'text', text: '收到' })
  await channel.send('mother', { kind: 'image', media: picture(50) })
  stop()
  simulator.say('father', '不在')
  expect(told).toEqual([
    ['contact', 'text', '1'],
    ['bot', 'text', '收到'],
    ['bot', 'image', ''],
  ])
  expect(simulator.messages({ since: 3 })).toMatchObject([
    { contact: 'father', seq: 4, at: expect.any(Number) },
  ])
  expect(simulator.messages({ contact: 'mother' })).toHaveLength(3)
  await channel.stop()
})

test('nobody takes back what another sent, and nobody unknown can say anything', () => {
  const simulator = phones()
  simulator.addContact({ id: 'mother', name: '妈妈' })
  simulator.addContact({ id: 'father', name: '爸爸' })
  const id = simulator.say('mother', '1')
  expect(() => simulator.recall('father', id)).toThrow('not theirs')
  expect(() => simulator.say('stranger', '1')).toThrow('no such contact')
})

test('what the simulator echoes is our own message with the id the send gave', async () => {
  const simulator = phones()
  simulator.addContact({ id: 'mother', name: '妈妈' })
  simulator.faults.echo = true
  const channel = wechatyChannel({ puppet: simulator, clock: { now: () => noon }, log: silentLog })
  const ear = recorder()
  await channel.start(ear.listener)
  const sent = await channel.send('mother', { kind: 'text', text: '收到' })
  const [echo] = await ear.messages('mother')
  expect(sent).toEqual({ result: 'sent', id: echo?.id })
  expect(echo).toMatchObject({ self: true, text: '收到' })
  await channel.stop()
})

test('every method a gateway may call exists, also those we refuse', () => {
  const names = (prototype: object): string[] =>
    prototype === Object.prototype
      ? []
      : [...Object.getOwnPropertyNames(prototype), ...names(Object.getPrototypeOf(prototype))]
  const own = Object.getOwnPropertyNames(PuppetService.prototype)
  const asked = own.filter(name =>
    /^(contact|conversation|friendship|message|post|room|tag|tap|ding)/u.test(name),
  )
  const simulator = phones() as unknown as Record<string, unknown>
  expect(asked.length).toBeGreaterThan(50)
  const missing = asked.filter(
    name => typeof simulator[name] !== 'function' && name !== 'messageSendFileStream',
  )
  expect(missing).toEqual([])
  expect(names(SimulatorPuppet.prototype)).toContain('tapSearch')
  expect(simulator).toBeInstanceOf(Puppet)
})

test('what one-to-one chat does not need is refused, not forgotten', async () => {
  const simulator = phones()
  await expect(simulator.messageSendLocation('mother', {} as never)).rejects.toThrow('Unsupported')
  expect(await simulator.roomList()).toEqual([])
})

test('a nickname, however often it changes or whoever else has it, is no part of what is handed over', async () => {
  const simulator = phones()
  const channel = wechatyChannel({ puppet: simulator, clock: { now: () => noon }, log: silentLog })
  const ear = recorder()
  await channel.start(ear.listener)
  for (const [n, name] of ['妈妈', '', '👩'.repeat(400), '李晓军妈妈', '系统管理员'].entries()) {
    simulator.addContact({ id: 'mother', name })
    simulator.addContact({ id: 'neighbour', name })
    simulator.say('mother', `${n}`)
    simulator.say('neighbour', `${n}`)
  }
  const heard = await Promise.all(['mother', 'neighbour'].map(one => ear.messages(one, 5)))
  expect(heard.map(some => some.map(message => message.text))).toEqual([
    ['0', '1', '2', '3', '4'],
    ['0', '1', '2', '3', '4'],
  ])
  expect(JSON.stringify(heard)).not.toMatch(/妈妈|👩|管理员/)
  await channel.stop()
})

test('where the gateway knows no cards, the page’s address arrives as plain words', async () => {
  const simulator = phones()
  simulator.addContact({ id: 'carer', name: '奶奶' })
  simulator.messageSendUrl = async () => {
    throw new Error('Wechaty Puppet Unsupported API Error.')
  }
  const channel = wechatyChannel({ puppet: simulator, clock: Date, log: silentLog })
  await channel.start(recorder().listener)
  const link = { url: 'https://example.org/confirm/x.1', title: '委托照护确认', description: '点开看' }
  const text = `点开看\n${link.url}`
  expect(await channel.send('carer', { kind: 'link', text, link })).toMatchObject({ result: 'sent' })
  expect(simulator.messages().map(one => [one.kind, one.text])).toEqual([['text', text]])
  await channel.stop()
})
