import { randomUUID } from 'node:crypto'
import type { Channel, Incoming, Media } from '../../bot/channel.ts'
import { dayOf, days } from '../../flows/engine/calendar.ts'
import { inScope, type Tx } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { type Keys, seal, unseal } from '../privacy/seal.ts'
import { contactOf, inboxKey } from './receive.ts'

/** Fetches a voice note and keeps it until a person has heard it, as many days as the county decides at most; the message itself is safe in the inbox already. */
export async function keepVoice(
  parts: Parts & { channel: Channel },
  place: string,
  incoming: Incoming,
): Promise<void> {
  const media = await parts.channel.fetch(incoming.id)
  if (!media) return
  const id = randomUUID()
  const now = parts.clock.now()
  await inScope(parts.pool, { place }, async tx => {
    const { retention } = await policyOn(tx, place, dayOf(now))
    await tx.query(
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
        new Date(now + days(retention.voiceDays)),
      ],
    )
  })
}

export const forgetOldVoices = (tx: Tx, now: number) =>
  tx.query('delete from voices where keep_until <= $1', [new Date(now)])

/** The voice note of a message; null when it is not there, or not yet. */
export async function keptVoice(tx: Tx, keys: Keys, inboxKey: string): Promise<Media | null> {
  const { rows } = await tx.query('select id, sealed, mime from voices where inbox_key = $1', [inboxKey])
  if (!rows[0]) return null
  const { base64 } = unseal(keys, `voices:${rows[0].id}`, rows[0].sealed) as { base64: string }
  return { bytes: Buffer.from(base64, 'base64'), mime: rows[0].mime, name: 'voice' }
}
