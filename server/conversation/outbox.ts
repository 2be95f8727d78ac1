import { z } from 'zod'
import type { Link } from '../../bot/channel.ts'
import type { PartOfDay } from '../../flows/index.ts'
import type { Language, Words } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { type Keys, seal } from '../privacy/seal.ts'

/** Danger goes before replies, replies before questions, questions before notices. */
export const PRIORITY = { danger: 0, reply: 1, prompt: 2, notice: 3 } as const

/** A place in WeChat to write to. */
export type Address = {
  contact: string
  account: string
  person: string | null
  language: Language
  /** When something routine suits this person; none: at any time. */
  part?: PartOfDay | null
}

/** A question of the house as it stood when it was put: ids only. */
export const Asks = z.object({
  flow: z.string(),
  step: z.string(),
  about: z.record(z.string(), z.unknown()),
})
export type Asks = z.infer<typeof Asks>

/** One message to one contact, not yet sent. */
export type Letter = {
  to: Address
  /** `asks`: the question of the house that these words put; `link`: the card they stand for where there are cards. */
  body:
    | { text: string; asks?: Asks; link?: Link }
    | { voice: string }
    | { message: string; line: string }
    /** A file that staff uploaded; the words stand for a paper where there are no files. */
    | { file: string; instead: string }
    | { location: string }
  priority: (typeof PRIORITY)[keyof typeof PRIORITY]
  /** Counts in the weekly budget and keeps quiet hours. */
  routine?: boolean
  /** Comes with a line of text, which alone counts in the budget. */
  beside?: boolean
  /** The same key is sent once, for ever. */
  key: string
  /** ms; now unless said. */
  notBefore?: number
  /** ms; worthless after. */
  expiresAt?: number | null
  /** A check-in whose ladder counts from the sending. */
  subject?: string | null
}

export type Ink = { keys: Keys; words: Words; now: number }

/** Puts letters into the outbox, in order, in the transaction of whatever caused them. Returns ids by key. */
export async function post(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  letters: readonly Letter[],
): Promise<Map<string, number>> {
  if (letters.length === 0) return new Map()
  const kindOf = ({ body, beside = false }: Letter) =>
    'text' in body && !beside ? 'text' : 'voice' in body ? 'voice' : 'forward'
  const { rows } = await tx.query(
    {
      name: 'post',
      text: `insert into outbox (place, account, contact_id, person_id, kind, priority, routine, sealed, dedupe_key, subject,
                         not_before, expires_at, created_at, asks)
     select left(current_setting('xiangban.scope'), 6), l.account, l.contact, l.person, l.kind, l.priority, l.routine, l.sealed, l.key, l.subject,
            l.not_before, l.expires_at, $1, l.asks
     from unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::smallint[], $7::boolean[], $8::bytea[],
                 $9::text[], $10::uuid[], $11::timestamptz[], $12::timestamptz[], $13::boolean[])
       with ordinality as l(account, contact, person, kind, priority, routine, sealed, key, subject, not_before, expires_at, asks, n)
     order by l.n
     on conflict (dedupe_key) do nothing
     returning id, dedupe_key`,
    },
    [
      new Date(ink.now),
      letters.map(letter => letter.to.account),
      letters.map(letter => letter.to.contact),
      letters.map(letter => letter.to.person),
      letters.map(kindOf),
      letters.map(letter => letter.priority),
      letters.map(letter => letter.routine ?? false),
      letters.map(letter => seal(ink.keys, `outbox:${letter.key}`, letter.body)),
      letters.map(letter => letter.key),
      letters.map(letter => letter.subject ?? null),
      letters.map(letter => new Date(letter.notBefore ?? ink.now)),
      letters.map(letter => (letter.expiresAt == null ? null : new Date(letter.expiresAt))),
      letters.map(letter => 'asks' in letter.body),
    ],
  )
  return new Map(rows.map(row => [row.dedupe_key, row.id]))
}

/** Where these people can be written to; whoever is not bound is not in the answer. */
export async function addressesOf(tx: Tx, people: readonly string[]): Promise<Map<string, Address>> {
  const { rows } = await tx.query(
    `select c.id, c.account, c.person_id, p.language, p.part_of_day as part from contacts c join people p on p.id = c.person_id
     where c.person_id = any($1)`,
    [people],
  )
  return new Map(
    rows.map(row => [
      row.person_id,
      {
        contact: row.id,
        account: row.account,
        person: row.person_id,
        language: row.language,
        part: row.part,
      },
    ]),
  )
}

/** The same words to several people, each in their language. Returns whom it could not reach. */
export async function tell(
  tx: Tx,
  ink: Ink,
  people: readonly string[],
  text: { key: string; values: Record<string, unknown> },
  how: Omit<Letter, 'to' | 'body' | 'key'> & { key: string },
): Promise<{ unreached: string[] }> {
  const addresses = await addressesOf(tx, people)
  const letters = [...addresses.values()].map(to => ({
    ...how,
    to,
    key: `${how.key}:${to.person}`,
    body: { text: ink.words(to.language, text.key, text.values) },
  }))
  await post(tx, ink, letters)
  return { unreached: people.filter(person => !addresses.has(person)) }
}

/** An automatic question or a wake-up for a contact: it takes its place in the inbox like anything else. */
export async function prompt(
  tx: Tx,
  ink: Pick<Ink, 'keys' | 'now'>,
  prompts: readonly { contact: string; key: string; arrived: unknown }[],
): Promise<void> {
  if (prompts.length === 0) return
  await tx.query(
    `insert into inbox (key, place, contact_id, kind, sealed, received_at)
     select m.key, c.place, m.contact, 'house', m.sealed, $1
     from unnest($2::text[], $3::uuid[], $4::bytea[]) with ordinality as m(key, contact, sealed, n)
     join contacts c on c.id = m.contact
     order by m.n
     on conflict (key) do nothing`,
    [
      new Date(ink.now),
      prompts.map(one => one.key),
      prompts.map(one => one.contact),
      prompts.map(one => seal(ink.keys, `inbox:${one.key}`, one.arrived)),
    ],
  )
}
