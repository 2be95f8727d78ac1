import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Channel, Outgoing, SendResult } from '../../bot/channel.ts'
import { inScope } from '../db/scope.ts'
import { openFile } from '../notices/files.ts'
import type { Parts } from '../parts.ts'
import { Asks } from './outbox.ts'
import { keptVoice } from './voices.ts'

const Card = z.strictObject({ url: z.string(), title: z.string(), description: z.string() })

/** What a letter holds. */
export const Body = z.union([
  z.strictObject({ text: z.string(), asks: Asks.optional(), link: Card.optional() }),
  z.strictObject({ voice: z.string() }),
  z.strictObject({ message: z.string(), line: z.string() }),
  z.strictObject({ file: z.string(), instead: z.string() }),
  z.strictObject({ location: z.string() }),
])
export type Body = z.infer<typeof Body>

/** The words, the kept voice note or file, or a picture fetched from WeChat this moment and not kept. */
export async function contentOf(
  { pool, keys, channel }: Parts & { channel: Channel },
  place: string,
  body: Body,
): Promise<Outgoing | (SendResult & { result: 'failed' })> {
  if ('text' in body)
    return body.link ? { kind: 'link', text: body.text, link: body.link } : { kind: 'text', text: body.text }
  if ('location' in body) return { kind: 'forward', message: body.location }
  if ('file' in body) {
    const file = await inScope(pool, { place }, tx => openFile(tx, keys, body.file))
    if (!file) return { result: 'failed', reason: 'no-file', again: false }
    const { kind, place: _, ...media } = file
    return kind === 'file' ? { kind, media, text: body.instead } : { kind, media }
  }
  if ('voice' in body) {
    const media = await inScope(pool, { place }, tx => keptVoice(tx, keys, body.voice))
    // The note may still be on its way from WeChat to us.
    return media ? { kind: 'voice', media } : { result: 'failed', reason: 'no-voice', again: true }
  }
  const media = await channel.fetch(body.message)
  if (!media) return { result: 'failed', reason: 'no-picture', again: false }
  const facts = {
    kind: 'image',
    mime: media.mime,
    bytes: media.bytes.length,
    sha256: createHash('sha256').update(media.bytes).digest('hex'),
  }
  await inScope(pool, { place }, tx =>
    tx.query('update request_messages set media = $2 where id = $1', [body.line, facts]),
  )
  return { kind: 'image', media }
}
