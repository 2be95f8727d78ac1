import { type Quoted, withoutQuote } from '../../flows/index.ts'
import type { Tx } from '../db/scope.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Waiting } from './load.ts'
import { Asks } from './outbox.ts'

/** So many of our latest questions to a contact are looked through. */
const LOOKED_THROUGH = 40
/** A quote that WeChat has shortened is known by so many characters. */
const SHORTEST = 12

/**
 * What each text quotes of what we sent, null where it quotes nothing that is known. WeChat hands over the quoted
 * words and no id, so the words are compared, the latest first. Costs no statement while nobody quotes.
 */
export async function lookUpQuotes(
  tx: Tx,
  keys: Keys,
  waiting: readonly Waiting[],
): Promise<(Quoted | null)[]> {
  const quotes = waiting.map(({ arrived }) =>
    arrived.type === 'text' ? withoutQuote(arrived.text).quoted : null,
  )
  const contacts = waiting.filter((_, n) => quotes[n] !== null).map(one => one.to.contact)
  if (contacts.length === 0) return []
  const { rows } = await tx.query(
    `select c.contact, o.dedupe_key, o.sealed, o.notice from unnest($1::uuid[]) as c(contact) cross join lateral (
       (select id, dedupe_key, sealed, null::uuid as notice from outbox
        where asks and contact_id = c.contact and sealed is not null order by id desc limit $2)
       union all
       select o.id, o.dedupe_key, o.sealed, d.notice_id from contacts own
       join deliveries d on d.person_id = own.person_id and d.confirmed_at is null and d.outbox_id is not null
       join outbox o on o.id = d.outbox_id
                     or o.dedupe_key = 'notice-reminder:' || d.notice_id || ':' || d.person_id
       where own.id = c.contact and o.sealed is not null) o
     order by o.id desc`,
    [contacts, LOOKED_THROUGH],
  )
  return waiting.map(({ to }, n) => {
    const quoted = quotes[n]
    if (!quoted) return null
    for (const row of rows) {
      if (row.contact !== to.contact) continue
      const body = unseal(keys, `outbox:${row.dedupe_key}`, row.sealed) as { text?: unknown; asks?: unknown }
      if (typeof body.text !== 'string' || !isQuoted(quoted, body.text)) continue
      return row.notice ? { type: 'notice', id: row.notice } : { type: 'question', ...Asks.parse(body.asks) }
    }
    return null
  })
}

/** Whether `quoted`, a name and words, quotes `text`; spaces and line ends are the puppets' own. */
function isQuoted(quoted: string, text: string): boolean {
  const [seen, sent] = [quoted, text].map(words => words.replace(/\s+/gu, '')) as [string, string]
  if (seen.endsWith(sent)) return true
  const words = seen.slice(seen.search(/[：:]/u) + 1).replace(/(?:…|\.{3})$/u, '')
  return words.length >= SHORTEST && sent.startsWith(words)
}
