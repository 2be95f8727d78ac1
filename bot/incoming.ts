import { z } from 'zod'
import type { Incoming } from './channel.ts'

/** wechaty-puppet's message types by number, which is also what travels on a gateway's wire. The rest is `other`. */
const kinds: Record<number, Incoming['kind']> = {
  1: 'file',
  2: 'voice',
  3: 'card',
  4: 'merged',
  5: 'sticker',
  6: 'image',
  7: 'text',
  8: 'location',
  9: 'mini-program',
  11: 'transfer',
  12: 'red-packet',
  13: 'recall',
  14: 'link',
  15: 'video',
}

/** WeChat's own mailboxes: nobody reads an answer there, and some answer by themselves. */
const notPeople =
  /^(gh_.*|filehelper|fmessage|weixin|newsapp|medianote|floatbottle|qqmail|tmessage|notifymessage)$/u

const Id = z.string().nullish()
const Message = z.object({
  id: z.string().min(1),
  type: z.number().catch(0),
  text: z.string().catch(''),
  timestamp: z.unknown().optional(),
  talkerId: Id,
  listenerId: Id,
  roomId: Id,
  // The names older puppets still use.
  fromId: Id,
  toId: Id,
})

/** Why a message is not for us. */
type NotForUs = { ignored: 'group' | 'not a person' | 'malformed' }

/** What a puppet's message payload says, seen from `account` at `now` (ms since 1970). Trusts nothing in it. */
export function readMessage(payload: unknown, account: string, now: number): Incoming | NotForUs {
  const read = Message.safeParse(payload)
  if (!read.success) return { ignored: 'malformed' }
  const message = read.data
  const talker = message.talkerId || message.fromId
  const listener = message.listenerId || message.toId
  if (message.roomId || [talker, listener].some(id => id?.endsWith('@chatroom'))) return { ignored: 'group' }
  const self = talker === account
  const contact = self ? listener : talker
  if (!contact) return { ignored: 'malformed' }
  if (contact === account || notPeople.test(contact)) return { ignored: 'not a person' }
  const kind = kinds[message.type] ?? 'other'
  return {
    account,
    contact,
    id: message.id,
    kind,
    text: kind === 'text' ? message.text : kind === 'recall' ? message.text.trim() : '',
    sentAt: believableTime(message.timestamp, now),
    self,
  }
}

const Friendship = z.object({
  contactId: z.string().min(1),
  hello: z.string().catch(''),
  timestamp: z.unknown().optional(),
  type: z.number(),
})

/** A friendship payload: `asked` wants to be accepted, `confirmed` is a friend already; null for the rest. */
export function readFriendship(payload: unknown) {
  const read = Friendship.safeParse(payload)
  if (!read.success) return null
  const { contactId: contact, hello: greeting, timestamp, type } = read.data
  // wechaty-puppet's types: 1 confirm, 2 receive; 3 (verify) is the answer to our own request, which we never make.
  if (type !== 1 && type !== 2) return null
  return { contact, greeting, timestamp, state: type === 2 ? ('asked' as const) : ('confirmed' as const) }
}

/** WeChat's first day, 21 January 2011. */
const firstDay = 1_295_539_200_000
const day = 86_400_000

/** A provider's time as ms since 1970. Puppets give seconds or milliseconds; what no chat could have is null. */
export function believableTime(timestamp: unknown, now: number): number | null {
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return null
  const ms = Math.round(timestamp < 1e11 ? timestamp * 1000 : timestamp)
  return ms >= firstDay && ms <= now + day ? ms : null
}
