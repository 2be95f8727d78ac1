import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, Media } from '../../bot/channel.ts'
import { THINGS } from '../../bot/puppets/simulator/history.ts'
import type { SendFault } from '../../bot/puppets/simulator/simulator.ts'
import { type Recorder, recorder } from '../support/gateway-listener.ts'

type May<T> = T | Promise<T>
type Thing = (typeof THINGS)[number]

/** The other side of a channel: the phones of the families, and what can go wrong between. */
export type Phones = {
  addContact(id: string): May<void>
  say(contact: string, text: string): May<string>
  send(contact: string, media: Media & { kind: 'image' | 'voice' }): May<string>
  sendThing(contact: string, kind: Thing, text?: string): May<string>
  recall(contact: string, message: string): May<string>
  befriend(contact: string, greeting: string): May<string>
  ownerSays(contact: string, text: string): May<string>
  /** The same message is announced once more. */
  repeat(message: string): May<void>
  /** What lies on the contact's phone from the bot, oldest first. */
  received(contact: string): May<{ kind: string; text: string; media: Media | null }[]>
  /** What goes wrong with the next send. */
  fault(fault: SendFault): May<void>
}

/** A channel under test; its send time-out is `sendTimeout` ms. */
export type UnderTest = { channel: Channel; phones: Phones; account: string; close(): May<void> }

export const sendTimeout = 600

export const picture: Media = { bytes: bytes('\x89PNG', 300), mime: 'image/png', name: 'picture.png' }
export const largePicture: Media = {
  bytes: bytes('\xff\xd8\xff', 300_000),
  mime: 'image/jpeg',
  name: 'big.jpg',
}
export const voice: Media = { bytes: bytes('#!AMR\n', 2_000), mime: 'audio/amr', name: 'voice.amr' }

function bytes(mark: string, size: number): Buffer {
  return Buffer.concat([Buffer.from(mark, 'latin1'), Buffer.alloc(size, 7)])
}

/** What every channel promises, however it reaches WeChat. */
export function channelContract(name: string, open: () => Promise<UnderTest>) {
  describe(name, () => {
    let under: UnderTest
    let ear: Recorder
    let next = 0

    beforeAll(async () => {
      under = await open()
      ear = recorder()
      await under.channel.start(ear.listener)
      await ear.until(() => ear.logins.length > 0)
    })
    afterAll(() => under?.close())

    async function family() {
      next += 1
      const id = `family-${next}`
      await under.phones.addContact(id)
      return id
    }

    test('the house is told for which account it hears', () => {
      expect(ear.logins).toEqual([under.account])
      expect(under.channel.health()).toMatchObject({ account: under.account, state: 'ready' })
      expect(under.channel.health().lastEventAt).toBeTypeOf('number')
    })

    test('what a grandmother types arrives with her words, her id and its time', async () => {
      const grandmother = await family()
      const id = await under.phones.say(grandmother, '都好 [强]')
      const [message] = await ear.messages(grandmother)
      expect(message).toEqual({
        account: under.account,
        contact: grandmother,
        id,
        kind: 'text',
        text: '都好 [强]',
        sentAt: expect.any(Number),
        self: false,
      })
    })

    test('twenty messages sent at once by a new father arrive in the order he sent them', async () => {
      const father = await family()
      const texts = Array.from({ length: 20 }, (_, nr) => `第 ${nr} 条`)
      await Promise.all(texts.map(text => under.phones.say(father, text)))
      const heard = await ear.messages(father, 20)
      expect(heard.map(message => message.text)).toEqual(texts)
    })

    test('a picture and a voice note can be fetched as they were sent', async () => {
      const mother = await family()
      for (const [kind, media] of [
        ['image', picture],
        ['voice', voice],
        ['image', largePicture],
      ] as const) {
        const id = await under.phones.send(mother, { kind, ...media })
        const message = await ear.until(() => ear.heard.find(one => one.id === id))
        expect(message).toMatchObject({ kind, text: '' })
        const fetched = await under.channel.fetch(id)
        expect(fetched?.mime).toBe(media.mime)
        expect(Buffer.from(media.bytes).equals(fetched!.bytes)).toBe(true)
      }
    })

    test('a red packet, a place, a sticker: each arrives as what it is, with none of its content', async () => {
      const father = await family()
      for (const kind of THINGS) await under.phones.sendThing(father, kind, kind === 'location' ? '村口' : '')
      const heard = await ear.messages(father, THINGS.length)
      expect(heard.map(({ kind, text }) => [kind, text])).toEqual(THINGS.map(kind => [kind, '']))
    })

    test('a file that is not there any more is answered with nothing', async () => {
      expect(await under.channel.fetch('long-gone')).toBeNull()
    })

    test('a mother who takes a message back is heard doing so', async () => {
      const mother = await family()
      const id = await under.phones.say(mother, '说错了')
      await under.phones.recall(mother, id)
      const [, recall] = await ear.messages(mother, 2)
      expect(recall).toMatchObject({ kind: 'recall', text: id, self: false })
    })

    test('a friend request is accepted and told once, with its greeting', async () => {
      const stranger = await family()
      await under.phones.befriend(stranger, '我是小华的奶奶')
      await ear.messages(stranger)
      await under.phones.say(stranger, '你好')
      const heard = await ear.messages(stranger, 2)
      expect(heard.map(({ kind, text }) => [kind, text])).toEqual([
        ['friend', '我是小华的奶奶'],
        ['text', '你好'],
      ])
    })

    test('what the account’s owner types on the phone is marked as our own, with the family it went to', async () => {
      const mother = await family()
      await under.phones.ownerSays(mother, '我是张主任')
      const [message] = await ear.messages(mother)
      expect(message).toMatchObject({ contact: mother, text: '我是张主任', self: true })
    })

    test('a message announced twice is handed over twice, for the database tells repeats', async () => {
      const father = await family()
      const id = await under.phones.say(father, '1')
      await ear.messages(father)
      await under.phones.repeat(id)
      const heard = await ear.messages(father, 2)
      expect(heard.map(message => message.id)).toEqual([id, id])
    })

    test('a reply reaches the phone and its id is known', async () => {
      const carer = await family()
      const result = await under.channel.send(carer, { kind: 'text', text: '收到，谢谢您' })
      expect(result).toEqual({ result: 'sent', id: expect.any(String) })
      expect(await under.phones.received(carer)).toMatchObject([{ kind: 'text', text: '收到，谢谢您' }])
    })

    test('a page to open reaches the phone with its address', async () => {
      const carer = await family()
      const link = { url: 'https://example.org/confirm/x.1', title: '委托照护确认', description: '点开看' }
      const sent = await under.channel.send(carer, { kind: 'link', text: `点开看\n${link.url}`, link })
      expect(sent).toMatchObject({ result: 'sent' })
      const [received] = await under.phones.received(carer)
      expect(received).toMatchObject({ kind: 'link', text: link.title, link: { url: link.url } })
    })

    test('pictures and voice notes reach the phone unharmed', async () => {
      const carer = await family()
      await under.channel.send(carer, { kind: 'voice', media: voice })
      await under.channel.send(carer, { kind: 'image', media: largePicture })
      const received = await under.phones.received(carer)
      expect(received.map(one => one.kind)).toEqual(['voice', 'image'])
      expect(Buffer.from(voice.bytes).equals(received[0]!.media!.bytes)).toBe(true)
      expect(Buffer.from(largePicture.bytes).equals(received[1]!.media!.bytes)).toBe(true)
    })

    test('a carer’s voice note is passed on to the director', async () => {
      const carer = await family()
      const director = await family()
      const id = await under.phones.send(carer, { kind: 'voice', ...voice })
      await ear.messages(carer)
      expect(await under.channel.send(director, { kind: 'forward', message: id })).toMatchObject({
        result: 'sent',
      })
      const [received] = await under.phones.received(director)
      expect(Buffer.from(voice.bytes).equals(received!.media!.bytes)).toBe(true)
    })

    test('a place goes on to the director as words that a map understands', async () => {
      const carer = await family()
      const director = await family()
      const id = await under.phones.sendThing(carer, 'location', '村口')
      await ear.messages(carer)
      const passed = await under.channel.send(director, { kind: 'forward', message: id })
      expect(passed).toMatchObject({ result: 'sent' })
      const [received] = await under.phones.received(director)
      expect(received).toMatchObject({
        kind: 'text',
        text: expect.stringMatching(/^村口\n32\.\d+, 116\.\d+$/),
      })
    })

    test('what WeChat turns down has failed, and trying again would not help', async () => {
      const carer = await family()
      await under.phones.fault('refuse')
      const result = await under.channel.send(carer, { kind: 'text', text: '您好' })
      expect(result).toMatchObject({ result: 'failed', again: false })
      expect(await under.phones.received(carer)).toEqual([])
    })

    test('a send that is never answered is uncertain within the time-out', async () => {
      const carer = await family()
      await under.phones.fault('hang')
      const before = performance.now()
      const result = await under.channel.send(carer, { kind: 'text', text: '您好' })
      expect(result).toMatchObject({ result: 'uncertain' })
      expect(performance.now() - before).toBeLessThan(sendTimeout + 400)
    })

    test('a send that arrives and then fails is uncertain, and was made only once', async () => {
      const carer = await family()
      await under.phones.fault('break')
      expect(await under.channel.send(carer, { kind: 'image', media: picture })).toMatchObject({
        result: 'uncertain',
      })
      expect(await under.phones.received(carer)).toHaveLength(1)
    })

    test('a provider that gives no id has sent all the same', async () => {
      const carer = await family()
      await under.phones.fault('no-id')
      expect(await under.channel.send(carer, { kind: 'text', text: '您好' })).toEqual({
        result: 'sent',
        id: null,
      })
    })

    test('a house that fails on one message hears the next', async () => {
      const mother = await family()
      const { message } = ear.listener
      ear.listener.message = async incoming => {
        ear.listener.message = message
        throw new Error(`cannot take ${incoming.id}`)
      }
      await under.phones.say(mother, '第一条')
      await under.phones.say(mother, '第二条')
      const [heard] = await ear.messages(mother)
      expect(heard?.text).toBe('第二条')
    })

    test('a stopping bot has handed over everything before it is gone, and sends no more', async () => {
      const mother = await family()
      const { message } = ear.listener
      ear.listener.message = async incoming => {
        await new Promise(resolve => setTimeout(resolve, 50))
        await message(incoming)
      }
      await under.phones.say(mother, '1')
      await under.phones.say(mother, '2')
      await ear.until(() => ear.from(mother).length >= 1)
      await under.channel.stop()
      expect(ear.from(mother)).toHaveLength(2)
      expect(under.channel.health().state).toBe('stopped')
      const result = await under.channel.send(mother, { kind: 'text', text: '您好' })
      expect(result).toMatchObject({ result: 'failed', again: true })
    })
  })
}
