import { randomUUID } from 'node:crypto'
import type { Channel, Incoming } from '../../bot/channel.ts'
import { days } from '../../flows/engine/calendar.ts'
import { inScope, type Tx } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { seal } from '../privacy/seal.ts'
import { contactOf, inboxKey } from './receive.ts'

/** A voice note is kept until a person has heard it, seven days at most. */
const KEEP = days(7)

/** Fetches and keeps a voice note; the message itself is safe in the inbox already. */
export async function keepVoice(
  parts: Parts & { channel: Channel },
  place: string,
  incoming: Incoming,
): Promise<void> {
  const media = await parts.channel.fetch(incoming.id)
  if (!media) return
  const id = randomUUID()
  const now = parts.clock.now()
  await inScope(parts.pool, { place }, tx =>
    tx.query(
      `insert into voices (id, place, inbox_key, contact_id, sealed, mime, bytes, received_at, keep_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (inbox_key) do nothing`,
      [
        id,
        place,
        inboxKey(incoming),
        contactOf(place, incoming),
        seal(parts.keys, `voices:${id}`, { base64: Buffer.from(media.bytes).toString('base64') }),
        media.mime,
        media.bytes.length,
        new Date(now),
        new Date(now + KEEP),
      ],
    ),
  )
}

export const forgetOldVoices = (tx: Tx, now: number) =>
  tx.query('delete from voices where keep_until <= $1', [new Date(now)])
