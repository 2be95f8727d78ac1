import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Puppet } from 'wechaty-puppet'
import type { Incoming } from '../../bot/channel.ts'
import { inOrder } from '../../bot/in-order.ts'
import { intake } from '../../bot/intake.ts'
import { silentLog } from '../support/gateway-listener.ts'

/** An intake on a puppet that answers with these payloads, or not at all. */
function taking(payloads: Record<string, object>, account: () => string | null = () => 'bot') {
  const taken: Incoming[] = []
  const unreadable: string[] = []
  const accepted: string[] = []
  const answer = async (id: string) => {
    if (!payloads[id]) throw new Error(`no ${id}`)
    return payloads[id]
  }
  const puppet = {
    messagePayload: answer,
    friendshipPayload: answer,
    friendshipAccept: async (id: string) => void accepted.push(id),
  } as unknown as Puppet
  const order = inOrder<Incoming>(50, async incoming => void taken.push(incoming))
  const messages = intake({
    puppet: () => puppet,
    account,
    announce: order.announce,
    unreadable: id => void unreadable.push(id),
    clock: Date,
    log: silentLog,
    tries: [10, 20, 40],
  })
  return { ...messages, taken, unreadable, accepted }
}

const text = (id: string) => ({
  id,
  type: 7,
  text: id,
  timestamp: Date.now(),
  talkerId: 'mother',
  listenerId: 'bot',
})

test('a message wechaty could not read is read again until it can', async () => {
  const payloads: Record<string, object> = {}
  const { announced, taken } = taking(payloads)
  announced('m1')
  await sleep(20)
  payloads.m1 = text('m1')
  await sleep(60)
  expect(taken).toMatchObject([{ id: 'm1', contact: 'mother' }])
})

test('a message that can never be read is reported, not forgotten, and holds up nothing', async () => {
  const { announced, taken, unreadable } = taking({ m2: text('m2') })
  announced('m1')
  announced('m2')
  await sleep(120)
  expect(taken.map(one => one.id)).toEqual(['m2'])
  expect(unreadable).toEqual(['m1'])
})

test('a message heard before the login waits for it', async () => {
  let account: string | null = null
  const { announced, taken } = taking({ m1: text('m1') }, () => account)
  announced('m1')
  await sleep(20)
  expect(taken).toEqual([])
  account = 'bot'
  await sleep(60)
  expect(taken).toMatchObject([{ account: 'bot', id: 'm1' }])
})

test('a stopping bot reports what it could not read any more', async () => {
  const { announced, finish, unreadable } = taking({})
  announced('m1')
  await finish(15)
  await sleep(0)
  expect(unreadable).toEqual(['m1'])
})

test('somebody accepted on the owner’s phone is greeted as well, once', async () => {
  const friend = { contactId: 'mother', timestamp: Date.now(), type: 1 }
  const { friendship, taken, accepted } = taking({ f1: { id: 'f1', ...friend }, f2: { id: 'f2', ...friend } })
  await friendship('f1')
  await friendship('f2')
  expect(taken).toMatchObject([{ kind: 'friend', contact: 'mother', id: 'friend:f1' }])
  expect(accepted).toEqual([])
})
