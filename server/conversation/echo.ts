import { z } from 'zod'
import type { Incoming } from '../../bot/channel.ts'
import { dayOf, minutes } from '../../flows/engine/calendar.ts'
import type { Language } from '../../locales/index.ts'
import { startLadders } from '../care/check-ins.ts'
import { inScope, type Tx } from '../db/scope.ts'
import { openWords } from '../notices/words.ts'
import type { Parts } from '../parts.ts'
import { policyOn } from '../policy.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
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
    if (!ours) return await isOfNotice(tx, parts.keys, contactOf(place, incoming), incoming, now)
    if (ours.state === 'queued' || ours.state === 'uncertain')
      await hasLeft(tx, place, ours, incoming.id, now)
    return true
  })
}

const COMES_BACK_AS = { voice: 'voice', picture: 'image', file: 'file', link: 'link' } as const

/** A notice's letter lies in no outbox: known by its words, while it is in hand or has just left. */
async function isOfNotice(
  tx: Tx,
  keys: Keys,
  contact: string,
  incoming: Incoming,
  now: number,
): Promise<boolean> {
  const { rows } = await tx.query(
    `select w.id, w.sealed, p.language from contacts c
     join people p on p.id = c.person_id
     join deliveries d on d.person_id = c.person_id and d.confirmed_at is null and d.excluded is null and d.round > 0
     join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
     join notice_words w on w.notice_id = d.notice_id and w.wording in (0, r.wording)
     where c.id = $1 and d.outbox_id is null
       and (exists (select 1 from account_hands h where h.account = c.account and h.notice_id = d.notice_id and h.round = d.round)
         or (select s.sent_at from notice_stretches s where s.notice_id = d.notice_id and s.round = d.round
               and s.to_person >= d.person_id order by s.to_person limit 1) > $2)`,
    [contact, new Date(now - ECHO_WITHIN)],
  )
  return rows.some(row => {
    const { texts, before } = openWords(keys, row)
    return (
      before.some(({ as }) => COMES_BACK_AS[as] === incoming.kind) ||
      (incoming.kind === 'text' && sameWords(texts[row.language as Language], incoming.text))
    )
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
