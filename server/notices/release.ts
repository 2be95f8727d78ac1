import { randomUUID } from 'node:crypto'
import { type NoticeFor, PartOfDay } from '../../flows/index.ts'
import type { Language, Words } from '../../locales/index.ts'
import { type Address, addressesOf, type Ink, PRIORITY } from '../conversation/outbox.ts'
import { plannedFor } from '../db/planned.ts'
import type { Tx } from '../db/scope.ts'
import type { Act } from '../evidence/append.ts'
import { seal } from '../privacy/seal.ts'
import {
  type Adult,
  type Audience,
  audienceQuery,
  peopleOf,
  type Query,
  type Standing,
  standingSql,
} from './audience.ts'
import type { Link } from './prepared.ts'
import type { Whom } from './whom.ts'
import { inEveryLanguage, keepWords, type NoticeWords } from './words.ts'

type NoticeRow = {
  place: string
  /** The same key is given once, for ever. */
  key: string
  kind: 'director' | 'season' | 'holiday' | 'weather'
  /** A staff id; null when nobody wrote it. */
  author: string | null
  content: { text: string; picture?: string } | { voice: string }
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

/** What a notice says to everybody, and when. */
export type Said = {
  /** The notice. */
  id: string
  /** What people read, asking for 收到; rendered once for each language. A voice note goes before it. */
  text: (to: Address) => string
  voice: string | null
  /** ms; or for whom each part of the day suits, when. */
  notBefore: number | ((to: Address) => number)
  /** The provider's id of a picture's message, forwarded without being kept; it goes before the words. */
  picture?: string | undefined
  /** A file that staff uploaded, with the words that stand for a paper where there are no files; it goes before the words. */
  file?: { id: string; instead: (to: { language: Language }) => string } | undefined
  /** A page to open; it goes before the words. */
  link?: Link | undefined
  /** Life is in danger: neither night nor pace nor budget holds it back. */
  danger?: boolean
  /** ms */
  expiresAt: number
}

/** People who have been read already, one by one, and where they stand. */
export type Named = {
  adults: readonly Adult[]
  standing: ReadonlyMap<string, Standing>
  audience?: never
  /** Words and hours are everybody's own, not only by language and part of the day: whoever shares both shares a round. */
  personal?: boolean
}

export type Release = Said & (Named | { audience: Audience; personal?: never })

/**
 * Freezes the audience, one row per adult and household, and opens the rounds in which the bot accounts go through it:
 * one for each account and hour. An adult of several households is written to once. Runs under the county's scope.
 */
export async function release(tx: Tx, ink: Ink, given: Release): Promise<void> {
  const { id, danger = false } = given
  const own = given.personal ? await ownWordings(tx, given) : null
  const before = beforeOf(given)
  const wordings = own?.texts ?? [inEveryLanguage(({ language }) => given.text(anybody({ language })))]
  for (const [wording, texts] of wordings.entries())
    await keepWords(tx, ink, id, { version: 1, wording, author: null, words: { texts, before } })
  const { text, values } = freezing(given.audience ? found(given.audience) : named(given, own), [
    ...[id, ...hoursOf(given)],
    // Behind the alerts of single families, before everything else that is due.
    ...[typeof given.notBefore !== 'number', danger ? PRIORITY.reply : PRIORITY.notice],
    ...[!danger, before.length + 1, new Date(given.expiresAt)],
  ])
  await plannedFor(tx, text, values)
}

/** Whom to freeze: household and its village, person, wording, an hour of their own; `excluded` is why a person `p` gets nothing. */
type Source = Query & { excluded: string }

/** Everybody who meets the criteria: they never leave the database. A person decided, so a hold does not keep it back. */
function found(audience: Audience): Source {
  const { text, values } = audienceQuery(audience)
  return {
    text: `select household, place, person, 0::smallint as wording, null::timestamptz as own from (${text}) f where person is not null`,
    values,
    excluded: `nullif(${standingSql('false')}, 'reachable')`,
  }
}

function named({ adults, standing }: Named, own: Own | null): Source {
  const known = adults.filter(({ person }) => person !== null)
  return {
    text: `select a.*, h.place from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::timestamptz[])
             as a(household, person, standing, wording, own) join households h on h.id = a.household`,
    values: [
      known.map(({ household }) => household),
      known.map(({ person }) => person),
      known.map(({ person }) => standing.get(person!) ?? 'unbound'),
      known.map(({ person }) => own?.of.get(person!)?.wording ?? 0),
      known.map(({ person }) => own?.of.get(person!)?.at ?? null),
    ],
    excluded: `case when a.standing <> 'reachable' then a.standing when c.id is null then 'unbound' end`,
  }
}

/** Writes in the order in which the rounds go, so that each index grows at its end. */
function freezing({ text, values, excluded }: Source, more: unknown[]): Query {
  const $ = (n: number) => `$${values.length + n}`
  return {
    values: [...values, ...more],
    text: `
      with hours as (select * from unnest(${$(2)}::text[], ${$(3)}::timestamptz[]) as h(part, not_before)),
      audience as materialized (
        select distinct on (a.person, a.household) a.household, a.place, a.person, c.account, a.wording, hours.part,
               coalesce(a.own, hours.not_before) as not_before, ${excluded} as excluded
        from (${text}) a
        join people p on p.id = a.person
        left join contacts c on c.person_id = a.person
        join hours on hours.part = case when ${$(4)}::boolean then coalesce(p.part_of_day, '') else '' end
        order by a.person, a.household),
      rounds as (
        insert into notice_rounds (notice_id, round, place, account, wording, part, priority, routine, letters, not_before,
                                   expires_at, people)
        select ${$(1)}::uuid, row_number() over (order by account, not_before, wording, part),
               left(current_setting('xiangban.scope'), 6), account, wording, nullif(part, ''), ${$(5)}::smallint,
               ${$(6)}::boolean, ${$(7)}::smallint, not_before, ${$(8)}::timestamptz, count(distinct person)
        from audience where excluded is null group by account, wording, part, not_before
        returning round, account, wording, coalesce(part, '') as part, not_before)
      insert into deliveries (notice_id, round, place, household_id, person_id, excluded)
      select ${$(1)}::uuid, coalesce(r.round, 0), a.place, a.household, a.person, a.excluded
      from audience a left join rounds r on a.excluded is null and r.account = a.account and r.part = a.part
                                        and r.wording = a.wording and r.not_before = a.not_before`,
  }
}

const anybody = (to: { language: Language; part?: PartOfDay | null }): Address => ({
  ...{ contact: '', account: '', person: null },
  ...to,
})

type Own = { of: Map<string, { wording: number; at: Date }>; texts: NoticeWords['texts'][] }

/** What everybody reads, and when it leaves for them; the texts are kept once each. */
async function ownWordings(tx: Tx, { adults, standing, text, notBefore }: Release & Named): Promise<Own> {
  const people = peopleOf(adults).filter(person => standing.get(person) === 'reachable')
  const addresses = await addressesOf(tx, people)
  const numbers = new Map<string, number>()
  const texts: Own['texts'] = []
  const of: Own['of'] = new Map()
  for (const [person, to] of addresses) {
    const words = text(to)
    const wording = numbers.get(words) ?? texts.length
    if (wording === texts.length) texts.push(inEveryLanguage(({ language }) => text({ ...to, language })))
    numbers.set(words, wording)
    of.set(person, { wording, at: new Date(typeof notBefore === 'number' ? notBefore : notBefore(to)) })
  }
  return { of, texts }
}

/** When it leaves for whom: parts of the day ('' for everybody else) and instants, for the statement above. */
function hoursOf({ notBefore, personal }: Release): [string[], Date[]] {
  if (typeof notBefore === 'number') return [[''], [new Date(notBefore)]]
  const parts = [null, ...PartOfDay.options]
  const at = (part: PartOfDay | null) => (personal ? 0 : notBefore(anybody({ language: 'zh-CN', part })))
  return [parts.map(part => part ?? ''), parts.map(part => new Date(at(part)))]
}

function beforeOf({ id, voice, picture, file, link }: Release): NoticeWords['before'] {
  const before: NoticeWords['before'] = []
  if (voice) before.push({ as: 'voice', bodies: inEveryLanguage(() => ({ voice })) })
  if (picture) before.push({ as: 'picture', bodies: inEveryLanguage(() => ({ message: picture, line: id })) })
  if (file)
    before.push({ as: 'file', bodies: inEveryLanguage(to => ({ file: file.id, instead: file.instead(to) })) })
  if (link) before.push({ as: 'link', bodies: inEveryLanguage(() => cardOf(link)) })
  return before
}

/** A file on its way: what stands for a paper where there are no files says whom to ask. */
export const fileOf = (words: Words, id: string) => ({
  id,
  instead: (to: { language: Language }) => words(to.language, 'notice:fileInstead'),
})

/** The address goes with its title where there are no cards. */
const cardOf = ({ url, title }: Link) => ({
  text: `${title}\n${url}`,
  link: { url, title, description: '' },
})
