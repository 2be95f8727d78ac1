import { z } from 'zod'
import { ageOn } from '../../flows/engine/calendar.ts'
import {
  type Arrived,
  type ChildFacts,
  type Facts,
  Mind,
  newMind,
  type PersonFacts,
} from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
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

const Child = z.object({
  id: z.string(),
  sealed: z.string(),
  birth: z.string().nullable(),
  role: z.enum(['father', 'mother', 'carer', 'backup-carer', 'witness']),
  kin: z.string(),
  carer: z.string().nullable(),
  carerSealed: z.string().nullable(),
  carerKin: z.string().nullable(),
})

/**
 * Locks up to `limit` contacts that have something waiting, oldest first; others' locks are passed over. One alone
 * when the oldest needs a turn of its own: a staff member's, or one that failed before.
 */
export async function lockContacts(
  tx: Tx,
  place: string,
  limit: number,
): Promise<{ contacts: string[]; single: boolean }> {
  const { rows } = await tx.query(
    {
      name: 'lock-contacts',
      text: `select c.id, c.staff, w.single
             from contacts c
             join (select distinct on (contact_id) contact_id, seq, attempts > 0 as single
                   from inbox where state = 'waiting' and place = $1 order by contact_id, seq) w on w.contact_id = c.id
             order by w.seq limit $2
             for no key update of c skip locked`,
    },
    [place, limit],
  )
  const alone = (row: { staff: boolean; single: boolean }) => row.staff || row.single
  const taken = rows.length > 0 && alone(rows[0]) ? rows.slice(0, 1) : rows.filter(row => !alone(row))
  return { contacts: taken.map(row => row.id), single: taken[0]?.single ?? false }
}

/** A message as it lies in the database: known, not yet opened. */
export type Sealed = Pick<Waiting, 'seq' | 'key'>

/**
 * Reads each locked contact's oldest waiting message and what its turn may know. A statement of its own after the
 * locks: its snapshot sees what the last holder of the lock has committed.
 */
export async function readWaiting(tx: Tx, place: string, contacts: readonly string[]): Promise<Sealed[]> {
  const { rows } = await tx.query(
    {
      name: 'read-waiting',
      text: `select c.id, c.account, c.person_id, c.sealed, c.turn, c.wrong_codes, c.locked_until,
            i.seq, i.key, i.kind, i.sealed as body, i.received_at, i.attempts,
            p.sealed as person_sealed, p.place as person_place, p.consent, p.language,
            s.id as staff_id, s.role as staff_role, s.place as staff_place,
            kids.list as children, d.id as director_id, d.sealed as director_sealed,
            n.notice_id, n.sent_at as notice_sent_at,
            exists (select 1 from requests r where r.contact_id = c.id and r.state <> 'closed') as handed_over,
            exists (select 1 from holds h where h.person_id = c.person_id and h.until_at is null) as held
     from contacts c
     join (select distinct on (contact_id) * from inbox
           where place = $2 and contact_id = any($1::uuid[]) and state = 'waiting' order by contact_id, seq) i on i.contact_id = c.id
     left join people p on p.id = c.person_id
     left join staff s on s.person_id = p.id and s.until is null
     left join lateral (
       select json_agg(json_build_object(
                'id', ch.id, 'sealed', encode(ch.sealed, 'base64'), 'birth', ch.birth_date, 'role', r.role,
                'kin', r.kin, 'carer', k.id, 'carerSealed', encode(k.sealed, 'base64'), 'carerKin', k.kin)
              order by ch.birth_date, ch.id) as list
       from relations r
       join children ch on ch.id = r.child_id and ch.state <> 'left'
       left join lateral (
         select cp.id, cp.sealed, cr.kin from relations cr join people cp on cp.id = cr.person_id
         where cr.child_id = ch.id and cr.role = 'carer' and cr.until is null limit 1) k on true
       where r.person_id = p.id and r.until is null) kids on true
     left join lateral (
       select dp.id, dp.sealed from staff ds join people dp on dp.id = ds.person_id
       where ds.place = p.place and ds.role = 'director' and ds.until is null order by ds.since limit 1) d on true
     left join lateral (
       select dl.notice_id, greatest(o.sent_at, r.sent_at) as sent_at
       from (
         -- Apart (offset 0): a comparison with a column may use an index under row-level security, one with || may not.
         select notice_id, outbox_id, 'notice-reminder:' || notice_id || ':' || person_id as reminder from deliveries
         where person_id = p.id and confirmed_at is null and outbox_id is not null offset 0) dl
       join outbox o on o.id = dl.outbox_id and o.sent_at is not null
       left join outbox r on r.dedupe_key = dl.reminder
       order by 2 desc limit 1) n on true
     order by i.seq`,
    },
    [contacts, place],
  )
  return rows
}

/** Opens what `readWaiting` found. Throws when one of them cannot be opened. */
export function openWaiting(keys: Keys, rows: readonly Sealed[], today: string): Waiting[] {
  // A director, or a carer who writes, is met many times in a batch.
  const people = new Map<string, PersonSealed>()
  const open: OpenPerson = (id, sealed) => {
    const known = people.get(id) ?? PersonSealed.parse(unseal(keys, `people:${id}`, sealed()))
    people.set(id, known)
    return known
  }
  return rows.map(row => waitingOf(keys, row, today, open))
}

type OpenPerson = (id: string, sealed: () => Buffer) => PersonSealed

// biome-ignore lint/suspicious/noExplicitAny: a row of the query above, whose columns the schema types
function waitingOf(keys: Keys, row: any, today: string, open: OpenPerson): Waiting {
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
    },
    mind: row.sealed
      ? { ...Mind.parse(unseal(keys, `contacts:${row.id}`, row.sealed)), turn: row.turn }
      : { ...newMind(), turn: row.turn },
    person: row.person_id ? personOf(keys, row, today, open) : null,
    notice: row.notice_id ? { id: row.notice_id, sentAt: row.notice_sent_at.getTime() } : null,
    handedOver: row.handed_over,
    held: row.held,
    wrongCodes: row.wrong_codes,
    lockedUntil: row.locked_until?.getTime() ?? null,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function personOf(keys: Keys, row: any, today: string, open: OpenPerson): PersonFacts {
  const director = row.director_id ? open(row.director_id, () => row.director_sealed) : null
  return {
    id: row.person_id,
    name: open(row.person_id, () => row.person_sealed).name,
    place: row.person_place,
    consent: row.consent,
    children: z
      .array(Child)
      .parse(row.children ?? [])
      .map(child => childOf(keys, child, today, open)),
    director: director && { name: director.name, phone: director.phone },
    staff: row.staff_id ? { id: row.staff_id, role: row.staff_role, place: row.staff_place } : null,
  }
}

function childOf(keys: Keys, child: z.infer<typeof Child>, today: string, open: OpenPerson): ChildFacts {
  const bytes = (base64: string) => Buffer.from(base64, 'base64')
  return {
    id: child.id,
    name: ChildSealed.parse(unseal(keys, `children:${child.id}`, bytes(child.sealed))).name,
    age: child.birth && ageOn(child.birth, today),
    role: child.role,
    kin: child.kin,
    carer: child.carer
      ? {
          id: child.carer,
          name: open(child.carer, () => bytes(child.carerSealed!)).name,
          kin: child.carerKin ?? '',
        }
      : null,
  } as ChildFacts
}

const Content = z.object({ text: z.string(), message: z.string() })

// biome-ignore lint/suspicious/noExplicitAny: as above
function arrivedOf(keys: Keys, row: any): Arrived {
  const content = row.body ? unseal(keys, `inbox:${row.key}`, row.body) : { text: '', message: '' }
  if (row.kind === 'house') return content as Arrived // written by our own code, sealed
  const { text, message } = Content.parse(content)
  switch (row.kind) {
    case 'text':
      return { type: 'text', text }
    case 'voice':
      return { type: 'voice', key: row.key }
    case 'image':
      return { type: 'image', message }
    case 'friend':
    case 'recall':
      return { type: row.kind }
    default:
      return { type: 'other' }
  }
}
