import { randomUUID } from 'node:crypto'
import type { NoticeFor } from '../../flows/index.ts'
import type { Language, Words } from '../../locales/index.ts'
import { type Address, addressesOf, type Ink, type Letter, PRIORITY, post } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import { seal } from '../privacy/seal.ts'
import { type Adult, peopleOf, type Standing } from './audience.ts'
import type { Link } from './prepared.ts'
import type { Whom } from './whom.ts'

type NoticeRow = {
  place: string
  /** The same key is given once, for ever. */
  key: string
  kind: 'director' | 'season' | 'holiday' | 'weather'
  /** A staff id; null when nobody wrote it. */
  author: string | null
  content: { text: string; picture?: string; file?: string; link?: Link } | { voice: string }
  audience?: NoticeFor | 'chosen' | undefined
  /** Whom it is for, of everybody below the place. */
  whom?: Whom
}

/** Writes a notice down, in the record too. Returns its id, or null when this key was given before. */
export async function insertNotice(
  tx: Tx,
  { keys, now }: Ink,
  acts: Act[],
  notice: NoticeRow,
): Promise<string | null> {
  const id = randomUUID()
  const { rowCount } = await tx.query(
    `insert into notices (id, place, key, kind, author_id, sealed, created_at, released_at, audience, whom)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) on conflict (key) do nothing`,
    [
      id,
      notice.place,
      notice.key,
      notice.kind,
      notice.author,
      seal(keys, `notices:${id}`, notice.content),
      new Date(now),
      notice.audience ?? 'all',
      notice.whom ?? {},
    ],
  )
  if (!rowCount) return null
  const { place, key, kind, author, audience = 'all', whom = {}, content } = notice
  acts.push({
    kind: 'notice-released',
    place,
    subjects: [],
    by: author === null ? null : { staff: author },
    rows: [
      {
        table: 'notices',
        id,
        is: { place, key, kind, author_id: author, audience, whom, released_at: now },
        sealed: { ...content },
      },
    ],
  })
  return id
}

type Release = {
  /** The notice. */
  id: string
  adults: readonly Adult[]
  standing: ReadonlyMap<string, Standing>
  /** What this adult reads, asking for 收到; a voice note goes before it. */
  text: (to: Address) => string
  voice: string | null
  /** ms; or for each when it suits them. */
  notBefore: number | ((to: Address) => number)
  /** The provider's id of a picture's message, forwarded without being kept; it goes before the words. */
  picture?: string | undefined
  /** A file that staff uploaded, with the words that stand for a paper where there are no files; it goes before the words. */
  file?: { id: string; instead: (to: Address) => string } | undefined
  /** A page to open; it goes before the words. */
  link?: Link | undefined
  /** Life is in danger: neither night nor pace nor budget holds it back. */
  danger?: boolean
  /** ms */
  expiresAt: number
}

/** The letter of a notice to a person; its reminder has a key of its own. */
export const letterKey = (notice: string, person: string) => `notice:${notice}:${person}`
export const reminderKey = (notice: string, person: string) => `notice-reminder:${notice}:${person}`

/**
 * Freezes the audience, one row per adult and household, and writes one letter per adult, however many households
 * the adult belongs to. Runs under the county's scope.
 */
export async function release(tx: Tx, ink: Ink, given: Release): Promise<void> {
  const reachable = peopleOf(given.adults).filter(person => given.standing.get(person) === 'reachable')
  const addresses = await addressesOf(tx, reachable)
  const letters = await post(
    tx,
    ink,
    [...addresses.values()].flatMap(to => lettersTo(given, to)),
  )
  const rows = given.adults.flatMap(({ household, person }) => {
    if (person === null) return []
    const letter = letters.get(letterKey(given.id, person)) ?? null
    const standing = given.standing.get(person) ?? 'unbound'
    const excluded = letter === null ? (standing === 'reachable' ? 'unbound' : standing) : null
    return [{ household, person, letter, excluded }]
  })
  await tx.query(
    `insert into deliveries (id, notice_id, place, household_id, person_id, outbox_id, excluded)
     select gen_random_uuid(), $1, h.place, h.id, a.person, a.letter, a.excluded
     from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) as a(household, person, letter, excluded)
     join households h on h.id = a.household`,
    [
      given.id,
      rows.map(row => row.household),
      rows.map(row => row.person),
      rows.map(row => row.letter),
      rows.map(row => row.excluded),
    ],
  )
}

function lettersTo(given: Release, to: Address): Letter[] {
  const { id, text, voice, picture, link, notBefore, expiresAt, danger = false } = given
  const key = letterKey(id, to.person!)
  const leaves = typeof notBefore === 'number' ? notBefore : notBefore(to)
  // Behind the alerts of single families, before everything else that is due.
  const priority = danger ? PRIORITY.reply : PRIORITY.notice
  const letter = { to, priority, routine: !danger, notBefore: leaves, expiresAt }
  const line: Letter = { ...letter, body: { text: text(to) }, key }
  const before: Letter[] = []
  if (voice) before.push({ ...letter, body: { voice }, key: `${key}:voice` })
  if (picture) before.push({ ...letter, body: { message: picture, line: id }, key: `${key}:picture` })
  if (given.file)
    before.push({
      ...letter,
      body: { file: given.file.id, instead: given.file.instead(to) },
      key: `${key}:file`,
    })
  if (link) before.push({ ...letter, body: cardOf(link), key: `${key}:link`, beside: true })
  return [...before, line]
}

/** A file on its way: what stands for a paper where there are no files says whom to ask. */
export const fileOf = (words: Words, id: string) => ({
  id,
  instead: (to: { language: Language }) => words(to.language, 'notice:fileInstead'),
})

/** The address goes with its title where there are no cards. */
const cardOf = ({ url, title }: Link): Letter['body'] => ({
  text: `${title}\n${url}`,
  link: { url, title, description: '' },
})
