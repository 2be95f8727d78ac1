import { z } from 'zod'
import type { Incoming } from '../../bot/channel.ts'
import { dayOf, minutes } from '../../flows/engine/calendar.ts'
import { startLadders } from '../care/check-ins.ts'
import { inScope, type Tx } from '../db/scope.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { contactOf } from './receive.ts'

/** An echo comes with the sending; the same words typed by hand later are a person's (ms). */
const ECHO_WITHIN = minutes(10)

const Said = z.looseObject({
  text: z.string().optional(),
  voice: z.string().optional(),
  link: z.unknown().optional(),
})
const sameWords = (a: string, b: string) => a.replace(/\s+/gu, ' ').trim() === b.replace(/\s+/gu, ' ').trim()

/**
 * Whether what the account says to a contact is our own letter coming back: known by its id or, where a gateway gives
 * none, or the sending is still under way, by its words. A letter nobody was sure of has certainly left and is not sent
 * again. Otherwise somebody typed it on the account's own phone.
 */
export async function isEcho(parts: Parts, place: string, incoming: Incoming): Promise<boolean> {
  const now = parts.clock.now()
  return await inScope(parts.pool, { place }, async tx => {
    const known = await tx.query(
      `update outbox set state = case state when 'sent' then 'echoed' else state end
       where account = $1 and provider_id = $2 returning id`,
      [incoming.account, incoming.id],
    )
    if (known.rowCount) return true
    const { rows } = await tx.query(
      `select id, kind, dedupe_key, sealed, state, subject from outbox
       where contact_id = $1 and sealed is not null and created_at > $2::timestamptz - interval '1 day'
         and (state = 'claimed' or (state in ('queued', 'uncertain') and attempts > 0)
              or (state in ('sent', 'echoed') and sent_at > $2)) order by id for update`,
      [contactOf(place, incoming), new Date(now - ECHO_WITHIN)],
    )
    const ours = rows.find(row => {
      if (row.kind !== 'text') return incoming.kind === (row.kind === 'voice' ? 'voice' : 'image')
      const { text, link } = Said.parse(unseal(parts.keys, `outbox:${row.dedupe_key}`, row.sealed))
      if (link && incoming.kind === 'link') return true
      return incoming.kind === 'text' && sameWords(text ?? '', incoming.text)
    })
    if (!ours) return false
    if (ours.state === 'queued' || ours.state === 'uncertain')
      await hasLeft(tx, place, ours, incoming.id, now)
    return true
  })
}

async function hasLeft(
  tx: Tx,
  place: string,
  letter: { id: number; subject: string | null },
  provider: string,
  now: number,
): Promise<void> {
  await tx.query(`update outbox set state = 'echoed', provider_id = $2, sent_at = $3 where id = $1`, [
    letter.id,
    provider,
    new Date(now),
  ])
  if (letter.subject)
    await startLadders(tx, await policyOn(tx, place, dayOf(now)), [{ checkIn: letter.subject, at: now }])
}
