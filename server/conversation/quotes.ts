import { type Quoted, withoutQuote } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { openWords } from '../notices/words.ts'
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
    // offset 0: the key is made first. Under row-level security no index is asked with a key put together on the way.
    `select c.contact, o.dedupe_key, o.sealed, o.notice, o.words, o.language from unnest($1::uuid[]) as c(contact) cross join lateral (
       (select id, dedupe_key, sealed, null::uuid as notice, null::uuid as words, null as language, created_at from outbox
        where asks and contact_id = c.contact and sealed is not null order by id desc limit $2)
       union all
       select o.id, o.dedupe_key, o.sealed, d.notice_id, null, null, o.created_at
       from (select d.notice_id, d.outbox_id, 'notice-reminder:' || d.notice_id || ':' || d.person_id as reminder
             from contacts own join deliveries d on d.person_id = own.person_id
             where own.id = c.contact and d.confirmed_at is null and d.excluded is null offset 0) d
       join outbox o on o.id = d.outbox_id or o.dedupe_key = d.reminder
       where o.sealed is not null
       union all
       (select 0, '', w.sealed, d.notice_id, w.id, p.language, w.at from contacts own
        join people p on p.id = own.person_id
        join deliveries d on d.person_id = own.person_id and d.confirmed_at is null and d.excluded is null
        join notice_rounds r on r.notice_id = d.notice_id and r.round = d.round
        join notice_words w on w.notice_id = d.notice_id and w.wording in (0, r.wording)
        where own.id = c.contact and d.round > 0 order by w.at desc limit $2)) o
     order by o.created_at desc, o.id desc`,
    [contacts, LOOKED_THROUGH],
  )
  const found = waiting.map(({ to }, n) => quotedAmong(keys, rows, to.contact, quotes[n] ?? null))
  const unknown = waiting.filter((_, n) => quotes[n] !== null && found[n] === null).map(one => one.to.contact)
  if (unknown.length === 0) return found
  const confirmed = await confirmedLately(tx, unknown)
  return found.map((one, n) => one ?? quotedAmong(keys, confirmed, waiting[n]!.to.contact, quotes[n] ?? null))
}

// biome-ignore lint/suspicious/noExplicitAny: rows of the statements here
type Row = any

function quotedAmong(
  keys: Keys,
  rows: readonly Row[],
  contact: string,
  quoted: string | null,
): Quoted | null {
  for (const row of quoted === null ? [] : rows) {
    if (row.contact !== contact) continue
    const body = row.words
      ? noticeBody(keys, row)
      : (unseal(keys, `outbox:${row.dedupe_key}`, row.sealed) as Body)
    if (typeof body.text !== 'string' || !isQuoted(quoted!, body.text)) continue
    return row.notice ? { type: 'notice', id: row.notice } : { type: 'question', ...Asks.parse(body.asks) }
  }
  return null
}

/** Who quotes a notice once more that they have confirmed says nothing about the next one. */
async function confirmedLately(tx: Tx, contacts: readonly string[]): Promise<Row[]> {
  const { rows } = await tx.query(
    `select c.id as contact, w.id as words, w.sealed, w.notice_id as notice, p.language
     from (select * from notice_words order by at desc limit $2) w
     join notice_rounds r on r.notice_id = w.notice_id and w.wording in (0, r.wording)
     join contacts c on c.id = any($1) join people p on p.id = c.person_id
     join deliveries d on d.notice_id = r.notice_id and d.round = r.round and d.person_id = c.person_id
     where d.confirmed_at is not null order by w.at desc`,
    [contacts, LOOKED_THROUGH],
  )
  return rows
}

type Body = { text?: unknown; asks?: unknown }

const noticeBody = (keys: Keys, row: { words: string; sealed: Buffer; language: Language }): Body => ({
  text: openWords(keys, { id: row.words, sealed: row.sealed }).texts[row.language],
})

/** Whether `quoted`, a name and words, quotes `text`; spaces and line ends are the puppets' own. */
function isQuoted(quoted: string, text: string): boolean {
  const [seen, sent] = [quoted, text].map(words => words.replace(/\s+/gu, '')) as [string, string]
  if (seen.endsWith(sent)) return true
  const words = seen.slice(seen.search(/[：:]/u) + 1).replace(/(?:…|\.{3})$/u, '')
  return words.length >= SHORTEST && sent.startsWith(words)
}
