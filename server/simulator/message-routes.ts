import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Media } from '../../bot/channel.ts'
import { THINGS } from '../../bot/puppets/simulator/history.ts'
import { textsOf } from '../../locales/index.ts'
import { AppError } from '../errors.ts'
import { handled } from './handled.ts'
import { after, byBot, Message, messageOf, Sent, Since, sentOf } from './messages.ts'
import type { SimulatorParts } from './parts.ts'
import { quoting } from './quoting.ts'
import { samplePicture, sampleVoice } from './samples.ts'

/** The largest picture or voice note, in bytes; in the request it is a third larger. */
const largest = 1024 * 1024
/** WeChat takes far less; the bot keeps 8,000 characters (RELIABILITY C6) and this is room to try that. */
const longestText = 100_000

const ContactId = z.string().min(1).max(100)
const MessageId = z.string().min(1).max(100)
const Data = z.base64().min(1).optional()
const Send = z.discriminatedUnion('kind', [
  z.strictObject({
    contact: ContactId,
    kind: z.literal('image'),
    data: Data,
    mime: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']).optional(),
  }),
  z.strictObject({
    contact: ContactId,
    kind: z.literal('voice'),
    data: Data,
    mime: z
      .enum(['audio/silk', 'audio/amr', 'audio/mpeg', 'audio/ogg', 'audio/webm', 'audio/mp4', 'audio/wav'])
      .optional(),
  }),
  z.strictObject({ contact: ContactId, kind: z.literal('recall'), message: MessageId }),
  z.strictObject({ contact: ContactId, kind: z.literal('by-hand'), text: z.string().min(1).max(2_000) }),
  z.strictObject({ contact: ContactId, kind: z.literal('friend'), text: z.string().max(200).optional() }),
  z.strictObject({ contact: ContactId, kind: z.enum(THINGS), text: z.string().max(200).optional() }),
])
type Sending = z.infer<typeof Send>

const Asked = z.strictObject({ contact: ContactId.optional(), since: Since.optional() })
const Answered = z.object({ id: z.string(), sent: z.array(Sent) })

/** What passes between the phones and the bot. */
export const messageRoutes =
  (parts: SimulatorParts): FastifyPluginAsyncZod =>
  async app => {
    const { puppet } = parts
    const words = textsOf('zh-CN').simulator!

    function known(contact: string) {
      const person = puppet.contacts().find(one => one.id === contact)
      if (!person) throw new AppError('E-NOT-FOUND')
      return person
    }

    /** A message that still lies in this chat. */
    function lying(contact: string, message: string) {
      const found = puppet
        .messages({ contact })
        .find(one => one.id === message && one.kind !== 'recall' && one.kind !== 'friend')
      if (!found || found.recalled) throw new AppError('E-NOT-FOUND')
      return found
    }

    /** Does it, waits for what it causes, and tells what the bot sent to this contact. */
    async function answered(contact: string, act: () => string) {
      const before = puppet.messages().at(-1)?.seq ?? 0
      const id = act()
      await handled(parts, id)
      return { id, sent: puppet.messages({ contact, since: before }).filter(byBot).map(sentOf) }
    }

    app.post(
      '/simulator/say',
      {
        // A character may be written as \uXXXX, six bytes.
        bodyLimit: 6 * longestText + 1024,
        schema: {
          body: z.strictObject({
            contact: ContactId,
            text: z.string().min(1).max(longestText),
            /** The message of this chat that the text answers, as WeChat's quoting does. */
            quotes: MessageId.optional(),
          }),
          response: { 200: Answered },
        },
      },
      ({ body: { contact, text, quotes } }) => {
        const { name } = known(contact)
        const said = quotes === undefined ? text : quoting(text, lying(contact, quotes), name, words)
        return answered(contact, () => puppet.say(contact, said))
      },
    )

    app.post(
      '/simulator/send',
      { bodyLimit: Math.ceil((largest * 4) / 3) + 1024, schema: { body: Send, response: { 200: Answered } } },
      ({ body }) => {
        known(body.contact)
        switch (body.kind) {
          case 'recall':
            if (lying(body.contact, body.message).from !== 'contact') throw new AppError('E-NOT-FOUND')
            return answered(body.contact, () => puppet.recall(body.contact, body.message))
          case 'by-hand':
            return answered(body.contact, () => puppet.ownerSays(body.contact, body.text))
          case 'friend':
            return answered(body.contact, () => puppet.befriend(body.contact, body.text ?? ''))
          case 'image':
          case 'voice': {
            const { contact, kind } = body
            const media = mediaOf(body)
            return answered(contact, () => puppet.send(contact, { ...media, kind }))
          }
          default: {
            const { contact, kind } = body
            const text = kind === 'location' ? (body.text ?? words.samplePlace!) : ''
            return answered(contact, () => puppet.sendThing(contact, kind, text))
          }
        }
      },
    )

    app.get(
      '/simulator/sent',
      { schema: { querystring: Asked, response: { 200: z.array(Sent) } } },
      async ({ query }) => asked(query).filter(byBot).map(sentOf),
    )

    app.get(
      '/simulator/messages',
      { schema: { querystring: Asked, response: { 200: z.array(Message) } } },
      async ({ query }) => asked(query).map(messageOf),
    )

    function asked({ contact, since }: z.infer<typeof Asked>) {
      if (contact !== undefined) known(contact)
      return puppet.messages(contact === undefined ? {} : { contact }).filter(after(since))
    }

    app.get(
      '/simulator/media/:id',
      { schema: { params: z.strictObject({ id: z.string().min(1).max(100) }) } },
      async ({ params: { id } }, reply) => {
        const media = puppet.media(id)
        if (!media) throw new AppError('E-NOT-FOUND')
        // What somebody sent is shown as a picture or played, never run.
        const shown = /^(image\/(jpeg|png|gif|webp)|audio\/[\w.-]+)$/.test(media.mime)
        return reply
          .type(shown ? media.mime : 'application/octet-stream')
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'private, max-age=3600')
          .send(Buffer.from(media.bytes))
      },
    )
  }

function mediaOf({ kind, data, mime }: Extract<Sending, { kind: 'image' | 'voice' }>): Media {
  if (data === undefined) return kind === 'image' ? samplePicture() : sampleVoice()
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > largest) throw new AppError('E-TOO-LARGE')
  const type = mime ?? (kind === 'image' ? 'image/jpeg' : 'audio/webm')
  return { bytes, mime: type, name: `${kind}.${type.slice(type.indexOf('/') + 1)}` }
}
