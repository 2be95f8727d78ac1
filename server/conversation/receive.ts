import { createHash } from 'node:crypto'
import type { Incoming } from '../../bot/channel.ts'
import type { Clock } from '../clock.ts'
import { onceInScope, type Pool } from '../db/scope.ts'
import type { Keys } from '../privacy/seal.ts'
import { seal } from '../privacy/seal.ts'

/** Longest text kept (RELIABILITY C6); the rest is cut, its length and hash stay. */
const LONGEST_TEXT = 8_000
const MOST_AT_ONCE = 500

export type Receiver = {
  /** Resolves when the message is durable (or was before). Rejects only while the database cannot be reached. */
  receive(incoming: Incoming): Promise<void>
}

type Waiting = { incoming: Incoming; place: string; done(): void; failed(error: unknown): void }

/**
 * Receipt: one INSERT into the inbox, and nothing can be lost after it. Messages that arrive while an insert is
 * under way go together in the next one, in order of arrival, so a burst costs few commits.
 */
export function openReceiver(parts: {
  pool: Pool
  keys: Keys
  clock: Clock
  /** The county an account belongs to. */
  placeOf(account: string): string
  received(place: string): void
}): Receiver {
  let waiting: Waiting[] = []
  let busy = false

  async function drain() {
    while (waiting.length > 0) {
      const place = waiting[0]!.place
      const batch = waiting.filter(one => one.place === place).slice(0, MOST_AT_ONCE)
      const taken = new Set(batch)
      waiting = waiting.filter(one => !taken.has(one))
      try {
        await insert(
          parts,
          place,
          batch.map(one => one.incoming),
        )
        for (const one of batch) one.done()
        parts.received(place)
      } catch (error) {
        for (const one of batch) one.failed(error)
      }
    }
    busy = false
  }

  return {
    receive: incoming =>
      new Promise((done, failed) => {
        waiting.push({ incoming, place: parts.placeOf(incoming.account), done, failed })
        if (busy) return
        busy = true
        // What else has come in this moment goes along.
        setImmediate(() => void drain())
      }),
  }
}

/** A contact's id follows from account and WeChat id, so receiving needs no look-up. */
export function contactId(account: string, wechatId: string): string {
  const hex = createHash('sha256').update(`${account}\n${wechatId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Messages of an account no county has claimed yet (nothing is loaded) still find a place, and the danger answers. */
export const NOWHERE = '000000'

/** The contact a message belongs to. Whoever wrote before there was a county begins anew with the county. */
export const contactOf = (
  place: string,
  { account, contact }: Pick<Incoming, 'account' | 'contact'>,
): string => contactId(place === NOWHERE ? `${NOWHERE}:${account}` : account, contact)

export const inboxKey = (incoming: Pick<Incoming, 'account' | 'id'>): string =>
  `wechat:${incoming.account}:${incoming.id}`

const KINDS = new Set(['text', 'voice', 'image', 'location', 'recall', 'friend'])

/** What the account's owner typed on its own phone is a kind of its own; it is nobody's question to the bot. */
const kindOf = ({ kind, self }: Incoming): string => (self ? 'by-hand' : KINDS.has(kind) ? kind : 'other')

async function insert(
  parts: { pool: Pool; keys: Keys; clock: Clock },
  place: string,
  batch: Incoming[],
): Promise<void> {
  const now = new Date(parts.clock.now())
  const rows = batch.map(incoming => ({
    incoming,
    key: inboxKey(incoming),
    contact: contactOf(place, incoming),
  }))
  await onceInScope(
    parts.pool,
    { place },
    {
      name: 'receive',
      text: `with met as (
         insert into contacts (id, place, account, wechat_id, first_heard_at)
         select distinct on (id) id, $1, account, wechat_id, $2::timestamptz
         from unnest($3::uuid[], $4::text[], $5::text[]) as c(id, account, wechat_id)
         where not exists (select 1 from contacts known where known.id = c.id)
         on conflict do nothing
       )
       insert into inbox (key, place, contact_id, kind, sealed, received_at, provider_at)
       select key, $1, contact, kind, sealed, $2, provider_at
       from unnest($6::text[], $3::uuid[], $7::text[], $8::bytea[], $9::timestamptz[])
         with ordinality as m(key, contact, kind, sealed, provider_at, n)
       order by n
       on conflict (key) do nothing`,
    },
    [
      place,
      now,
      rows.map(row => row.contact),
      rows.map(row => row.incoming.account),
      rows.map(row => row.incoming.contact),
      rows.map(row => row.key),
      rows.map(row => kindOf(row.incoming)),
      rows.map(row => seal(parts.keys, `inbox:${row.key}`, contentOf(row.incoming))),
      rows.map(row => (row.incoming.sentAt === null ? null : new Date(row.incoming.sentAt))),
    ],
  )
}

/** What is kept of a message: its words, made storable and bounded, and the provider's id. Never a picture. */
function contentOf(incoming: Incoming): Record<string, unknown> {
  const words = incoming.text.replaceAll('\u0000', '').toWellFormed()
  const kept = [...words.slice(0, LONGEST_TEXT * 2)].slice(0, LONGEST_TEXT).join('')
  const cut =
    kept.length < words.length
      ? { length: words.length, sha256: createHash('sha256').update(words).digest('hex') }
      : {}
  return {
    message: incoming.id,
    text: kept,
    ...cut,
    ...(KINDS.has(incoming.kind) && !incoming.self ? {} : { as: incoming.kind }),
  }
}
