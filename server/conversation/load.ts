import { z } from 'zod'
import { ageOn } from '../../flows/engine/calendar.ts'
import {
  type Arrived,
  type ChildFacts,
  type Facts,
  Mind,
  newMind,
  type PersonFacts,
  THINGS,
} from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { openOnce } from '../privacy/opened.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import type { Address } from './outbox.ts'

/** One contact's oldest waiting message, with everything its turn may know except a looked-up code. */
export type Waiting = {
  seq: number
  key: string
  attempts: number
  receivedAt: number
  arrived: Arrived
  to: Address
  mind: Mind
  person: PersonFacts | null
  notice: Facts['notice']
  handedOver: boolean
  held: boolean
  wrongCodes: number
  lockedUntil: number | null
}

/**
 * Locks up to `limit` contacts that have something waiting, oldest first; others' locks are passed over. One alone
 * when the oldest needs a turn of its own: a staff member's, or one that failed before. `more`: what waits may not
 * end with these.
 */
export async function lockContacts(
  tx: Tx,
  place: string,
  limit: number,
): Promise<{ contacts: string[]; people: string[]; seqs: number[]; single: boolean; more: boolean }> {
  const { rows } = await tx.query(
    {
      name: 'lock-contacts',
      text: `select c.id, c.person_id, c.staff, w.seq, w.single, w.waiting
             from contacts c
             join (select contact_id, min(seq) as seq, bool_or(attempts > 0) as single, count(*) as waiting
                   from inbox where state = 'waiting' and place = $1 group by contact_id) w on w.contact_id = c.id
             order by w.seq limit $2 + 1
             for no key update of c skip locked`,
    },
    [place, limit],
  )
  const alone = (row: { staff: boolean; single: boolean }) => row.staff || row.single
  const next = rows.slice(0, limit) // one beyond tells whether there is more
  const taken = next.length > 0 && alone(next[0]) ? next.slice(0, 1) : next.filter(row => !alone(row))
  return {
    contacts: taken.map(row => row.id),
    people: taken.flatMap(row => row.person_id ?? []),
    seqs: taken.map(row => row.seq),
    single: taken[0]?.single ?? false,
    more: taken.length < rows.length || taken.some(row => row.waiting > 1),
  }
}

/** A message as it lies in the database: known, not yet opened. */
export type Sealed = Pick<Waiting, 'seq' | 'key'>

// biome-ignore lint/suspicious/noExplicitAny: rows of the statements below, whose columns the schema types
type Row = any

/** Messages and what is known about those who wrote them, still sealed. */
export type Found = {
  waiting: (Sealed & Row)[]
  /** By person. */
  children: Map<string, Row[]>
  /** By village. */
  directors: Map<string, Row[]>
  /** By person: the notice sent last of those that wait for 收到. */
  notices: Map<string, Row[]>
}

/**
 * Reads each locked contact's oldest waiting message and what its turn may know. Statements of their own after the
 * locks: their snapshots see what the last holder of the lock has committed.
 */
export async function readWaiting(
  tx: Tx,
  place: string,
  { contacts, people }: { contacts: readonly string[]; people: readonly string[] },
  now: number,
): Promise<Found> {
  const [waiting, children, directors, notices] = await Promise.all([
    tx.query({ name: 'waiting', text: WAITING }, [contacts, place]),
    tx.query({ name: 'children-of', text: CHILDREN }, [people]),
    tx.query({ name: 'directors-of', text: DIRECTORS }, [people, new Date(now)]),
    tx.query({ name: 'notices-of', text: NOTICES }, [people]),
  ])
  return {
    waiting: waiting.rows,
    children: Map.groupBy(children.rows, row => row.person_id),
    directors: Map.groupBy(directors.rows, row => row.place),
    notices: Map.groupBy(notices.rows, row => row.person_id),
  }
}

const WAITING = `
  select c.id, c.account, c.person_id, c.sealed, c.turn, c.wrong_codes, c.locked_until,
         i.seq, i.key, i.kind, i.sealed as body, i.received_at, i.attempts,
         p.sealed as person_sealed, p.place as person_place, p.consent, coalesce(p.language, c.language) as language, p.part_of_day,
         s.id as staff_id, s.role as staff_role, s.place as staff_place,
         exists (select 1 from requests r where r.contact_id = c.id and r.state <> 'closed') as handed_over,
         exists (select 1 from holds h where h.person_id = c.person_id and h.until_at is null) as held
  from contacts c
  join (select distinct on (contact_id) * from inbox
        where place = $2 and contact_id = any($1::uuid[]) and state = 'waiting' order by contact_id, seq) i on i.contact_id = c.id
  left join people p on p.id = c.person_id
  left join staff s on s.person_id = p.id and s.until is null
  order by i.seq`

/** A carer who is the person asked about needs no second look. */
const CHILDREN = `
  select r.person_id, r.role, r.kin, ch.id, ch.sealed, ch.birth_date,
         k.person_id as carer_id, k.kin as carer_kin, cp.sealed as carer_sealed
  from relations r
  join children ch on ch.id = r.child_id and ch.state <> 'left'
  left join lateral (
    select person_id, kin from relations
    where child_id = ch.id and role = 'carer' and until is null limit 1) k on true
  left join people cp on cp.id = k.person_id and cp.id <> r.person_id
  where r.person_id = any($1::uuid[]) and r.until is null
  order by ch.birth_date, ch.id`

/** Or whoever stands in these days. */
// offset 0, here and below: under row-level security a comparison with a column may use an index, one with coalesce
// or || may not, and would read all people of the county.
const DIRECTORS = `
  select distinct on (o.place) o.place, o.role, d.id, d.sealed
  from (select s.place, s.since, coalesce(i.person_id, s.person_id) as person, coalesce(i.role, s.role) as role, l.id is not null and i.id is null as away
        from people p
        join staff s on s.place = p.place and s.role = 'director' and s.until is null
        left join leaves l on l.staff_id = s.id and l.ended_at is null and l.from_at <= $2 and l.until_at > $2
        left join staff i on i.id = l.stand_in_id and i.until is null
        where p.id = any($1::uuid[]) offset 0) o
  join people d on d.id = o.person
  order by o.place, o.away, o.since`

const NOTICES = `
  select distinct on (dl.person_id) dl.person_id, dl.notice_id,
         greatest(coalesce(o.sent_at, s.sent_at), r.sent_at) as sent_at
  from (select d.person_id, d.notice_id, d.round, d.outbox_id,
               'notice-reminder:' || d.notice_id || ':' || d.person_id as reminder
        from deliveries d
        where d.person_id = any($1::uuid[]) and d.confirmed_at is null and d.excluded is null offset 0) dl
  left join outbox o on o.id = dl.outbox_id
  left join lateral (
    select sent_at from notice_stretches s
    where dl.outbox_id is null and s.notice_id = dl.notice_id and s.round = dl.round and s.to_person >= dl.person_id
    order by s.to_person limit 1) s on true
  left join outbox r on r.dedupe_key = dl.reminder
  where o.sent_at is not null or s.sent_at is not null
  order by dl.person_id, sent_at desc`

/** Opens what `readWaiting` found. Throws when one of them cannot be opened. */
export function openWaiting(keys: Keys, found: Found, today: string): Waiting[] {
  return found.waiting.map(row => waitingOf(keys, row, found, today))
}

const personIn = (keys: Keys, id: string, sealed: Buffer): PersonSealed =>
  openOnce(keys, `people:${id}`, sealed, value => PersonSealed.parse(value))

function waitingOf(keys: Keys, row: Row, found: Found, today: string): Waiting {
  const notice = found.notices.get(row.person_id)?.[0]
  return {
    seq: row.seq,
    key: row.key,
    attempts: row.attempts,
    receivedAt: row.received_at.getTime(),
    arrived: arrivedOf(keys, row),
    to: {
      contact: row.id,
      account: row.account,
      person: row.person_id,
      language: (row.language ?? 'zh-CN') as Language,
      part: row.part_of_day,
    },
    mind: { ...(row.sealed ? mindIn(keys, row) : newMind()), turn: row.turn },
    person: row.person_id ? personOf(keys, row, found, today) : null,
    notice: notice ? { id: notice.notice_id, sentAt: notice.sent_at.getTime() } : null,
    handedOver: row.handed_over,
    held: row.held,
    wrongCodes: row.wrong_codes,
    lockedUntil: row.locked_until?.getTime() ?? null,
  }
}

const mindIn = (keys: Keys, row: Row): Mind =>
  openOnce(keys, `contacts:${row.id}`, row.sealed, value => Mind.parse(value))

function personOf(keys: Keys, row: Row, found: Found, today: string): PersonFacts {
  // A director is not sent to herself.
  const known = found.directors.get(row.person_place)?.find(one => one.id !== row.person_id)
  const director = known && personIn(keys, known.id, known.sealed)
  return {
    id: row.person_id,
    name: personIn(keys, row.person_id, row.person_sealed).name,
    place: row.person_place,
    consent: row.consent,
    children: (found.children.get(row.person_id) ?? []).map(child =>
      childOf(keys, child, today, row.person_sealed),
    ),
    director: director ? { name: director.name, phone: director.phone, post: known.role } : null,
    staff: row.staff_id ? { id: row.staff_id, role: row.staff_role, place: row.staff_place } : null,
  }
}

const childOf = (keys: Keys, row: Row, today: string, own: Buffer): ChildFacts => ({
  id: row.id,
  name: openOnce(keys, `children:${row.id}`, row.sealed, value => ChildSealed.parse(value)).name,
  age: row.birth_date && ageOn(row.birth_date, today),
  role: row.role,
  kin: row.kin,
  carer: row.carer_id
    ? {
        id: row.carer_id,
        name: personIn(keys, row.carer_id, row.carer_sealed ?? own).name,
        kin: row.carer_kin,
      }
    : null,
})

const Content = z.object({
  text: z.string(),
  message: z.string(),
  as: z.enum(THINGS).optional().catch(undefined),
  /** Only of a text that was cut. */
  length: z.number().optional(),
})

function arrivedOf(keys: Keys, row: Row): Arrived {
  const content = row.body ? unseal(keys, `inbox:${row.key}`, row.body) : { text: '', message: '' }
  if (row.kind === 'house') return content as Arrived // written by our own code, sealed
  const { text, message, as, length } = Content.parse(content)
  switch (row.kind) {
    case 'text':
      return length === undefined ? { type: 'text', text } : { type: 'text', text, cut: true }
    case 'voice':
      return { type: 'voice', key: row.key }
    case 'image':
    case 'location':
      return { type: row.kind, message }
    case 'by-hand': {
      const hand = content as { as?: string }
      return {
        type: 'by-hand',
        text,
        as: hand.as === 'voice' ? 'voice' : hand.as === 'text' ? 'text' : 'image',
      }
    }
    case 'recall':
      return { type: 'recall', message: text }
    case 'friend':
      return { type: 'friend' }
    default:
      return as ? { type: 'other', as } : { type: 'other' }
  }
}
