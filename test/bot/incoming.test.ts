import { expect, test } from 'vitest'
import { believableTime, readFriendship, readMessage } from '../../bot/incoming.ts'

const now = Date.parse('2026-11-21T08:00:00Z')
const text = { id: 'm1', type: 7, text: '1', timestamp: now, talkerId: 'mother', listenerId: 'bot' }
const read = (parts: object) => readMessage({ ...text, ...parts }, 'bot', now)

test('a mother’s text is read with who, what and when', () => {
  expect(read({})).toEqual({
    account: 'bot',
    contact: 'mother',
    id: 'm1',
    kind: 'text',
    text: '1',
    sentAt: now,
    self: false,
  })
})

test('the owner’s own words belong to the family they went to', () => {
  expect(read({ talkerId: 'bot', listenerId: 'mother' })).toMatchObject({ contact: 'mother', self: true })
})

test('group messages are nobody’s answer', () => {
  expect(read({ roomId: 'room' })).toEqual({ ignored: 'group' })
  expect(read({ talkerId: '123@chatroom' })).toEqual({ ignored: 'group' })
})

test('WeChat’s own mailboxes, public accounts and notes to oneself are not people', () => {
  for (const talkerId of ['weixin', 'fmessage', 'gh_051c89260e5d']) {
    expect(read({ talkerId })).toEqual({ ignored: 'not a person' })
  }
  expect(read({ talkerId: 'bot', listenerId: 'filehelper' })).toEqual({ ignored: 'not a person' })
  expect(read({ talkerId: 'bot', listenerId: 'bot' })).toEqual({ ignored: 'not a person' })
})

test('the kind comes from the event, never from the words', () => {
  expect(read({ text: '"小华" 撤回了一条消息' })).toMatchObject({ kind: 'text' })
  expect(read({ type: 13, text: ' m0 ' })).toMatchObject({ kind: 'recall', text: 'm0' })
  const kinds = [1, 2, 3, 6, 8, 9, 14, 15, 4, 5, 11, 12, 0, 10, 16, 99]
  const seen = kinds.map(type => {
    const message = read({ type, text: '<xml/>' })
    return 'kind' in message && message.text === '' ? message.kind : null
  })
  expect(seen.slice(0, 8)).toEqual([
    'file',
    'voice',
    'card',
    'image',
    'location',
    'mini-program',
    'link',
    'video',
  ])
  expect(seen.slice(8, 12)).toEqual(['merged', 'sticker', 'transfer', 'red-packet'])
  expect(new Set(seen.slice(12))).toEqual(new Set(['other']))
})

test('older puppets’ names for sender and receiver are understood', () => {
  const { talkerId, listenerId, ...rest } = text
  expect(readMessage({ ...rest, fromId: 'mother', toId: 'bot' }, 'bot', now)).toMatchObject({
    contact: 'mother',
  })
})

test('a payload that makes no sense is ignored, whatever it is', () => {
  for (const payload of [
    null,
    7,
    'x',
    {},
    { ...text, id: '' },
    { ...text, talkerId: '' },
    { ...text, id: 5 },
  ]) {
    expect(readMessage(payload, 'bot', now)).toEqual({ ignored: 'malformed' })
  }
  expect(read({ text: 5, type: 'x', timestamp: 'soon' })).toMatchObject({
    kind: 'other',
    text: '',
    sentAt: null,
  })
})

test('times in seconds and in milliseconds are the same time, and impossible ones are none', () => {
  expect(believableTime(now, now)).toBe(now)
  expect(believableTime(now / 1000, now)).toBe(now)
  expect(believableTime(now + 180_000, now)).toBe(now + 180_000)
  for (const nonsense of [
    0,
    -1,
    1,
    86_400,
    Number.NaN,
    Infinity,
    now * 1000,
    now + 3 * 86_400_000,
    '2026',
    null,
  ]) {
    expect(believableTime(nonsense, now)).toBeNull()
  }
})

test('a friend request is told from its confirmation and from everything else', () => {
  const friendship = { id: 'f1', contactId: 'mother', hello: '您好', timestamp: now }
  expect(readFriendship({ ...friendship, type: 2 })).toMatchObject({ state: 'asked', greeting: '您好' })
  expect(readFriendship({ ...friendship, type: 1, hello: undefined })).toMatchObject({
    state: 'confirmed',
    greeting: '',
  })
  expect(readFriendship({ ...friendship, type: 3 })).toBeNull()
  expect(readFriendship({ type: 2 })).toBeNull()
})
