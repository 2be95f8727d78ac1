import { randomUUID } from 'node:crypto'
import { days } from '../../flows/engine/calendar.ts'
import { PRIVACY } from '../../flows/index.ts'
import { contactId } from '../conversation/receive.ts'
import { inScope, type Pool, type Tx } from '../db/scope.ts'
import { blindIndex, type Keys, seal } from '../privacy/seal.ts'
import { type DemoAdult, type DemoTownship, demoTownship } from './township.ts'

const SEED = 341_226

/** A phone of the simulator that already belongs to somebody. */
export type DemoPhone = { key: string; person: string; wechatId: string; name: string }

/** Families that have not joined yet, so that a newcomer can play the joining (their first household number digits). */
const NOT_YET_JOINED = new Set(['h02', 'h03'])

/**
 * Puts the invented township (or another county drawn like it) into an empty database; whoever has a smartphone has
 * joined, but for two households. Returns the phones, or null when there is somebody already.
 */
export async function loadDemo(
  parts: { pool: Pool; keys: Keys },
  account: string,
  phoneOf: (person: string) => string,
  today: string,
  now: number,
  town = demoTownship({ seed: SEED, today }),
): Promise<DemoPhone[] | null> {
  const { rowCount } = await parts.pool.query('select 1 from places limit 1')
  if (rowCount) return null
  const county = town.places.find(place => place.code.length === 6)!.code
  await parts.pool.query(
    `with duty as (
       insert into policies (county, key, value, source, valid_from) values ($3, 'duty', $4, '演示', $5) on conflict do nothing
     ) insert into places (code, name) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
    [
      town.places.map(place => place.code),
      town.places.map(place => place.name),
      county,
      { phone: town.dutyPhone },
      today,
    ],
  )
  const ids = new Map(
    [...town.adults, ...town.households, ...town.children].map(row => [row.key, randomUUID()]),
  )
  const id = (key: string) => ids.get(key)!
  return await inScope(parts.pool, { place: county }, async tx => {
    await insertPeople(tx, parts.keys, town, id, now)
    const joined = town.adults.filter(
      adult => adult.device === 'smartphone' && !NOT_YET_JOINED.has(adult.key.slice(0, 3)),
    )
    await bindAll(tx, town, joined, account, person => phoneOf(id(person)), id, now)
    const phones = town.adults.filter(adult => adult.device === 'smartphone')
    return phones.map(({ key, name }) => ({ key, person: id(key), wechatId: phoneOf(id(key)), name }))
  })
}

async function insertPeople(
  tx: Tx,
  keys: Keys,
  town: DemoTownship,
  id: (key: string) => string,
  now: number,
): Promise<void> {
  const at = new Date(now)
  const index = (kind: 'phone' | 'id-number', value: string | null) => value && blindIndex(keys, kind, value)
  await tx.query(
    `insert into people (id, place, sealed, phone_index, id_index, device, created_at)
     select *, $1::timestamptz from unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[])`,
    [
      at,
      town.adults.map(adult => id(adult.key)),
      town.adults.map(adult => adult.place),
      town.adults.map(({ key, name, phone, idNumber }) =>
        seal(keys, `people:${id(key)}`, { name, phone, idNumber }),
      ),
      town.adults.map(adult => index('phone', adult.phone)),
      town.adults.map(adult => index('id-number', adult.idNumber)),
      town.adults.map(adult => adult.device),
    ],
  )
  await tx.query(
    `insert into households (id, place, number, sealed) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])`,
    [
      town.households.map(home => id(home.key)),
      town.households.map(home => home.place),
      town.households.map(home => home.number),
      town.households.map(home => seal(keys, `households:${id(home.key)}`, { head: home.head })),
    ],
  )
  await tx.query(
    `insert into children (id, place, household_id, key_index, sealed, birth_date, gender, state, created_at, changed_at)
     select *, 'listed', $1::timestamptz, $1::timestamptz
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[], $7::date[], $8::text[])`,
    [
      at,
      town.children.map(child => id(child.key)),
      town.children.map(child => child.place),
      town.children.map(child => id(child.household)),
      town.children.map(child =>
        blindIndex(keys, 'child', child.idNumber ?? `${child.name}|${child.birthDate}|${child.place}`),
      ),
      town.children.map(child =>
        seal(keys, `children:${id(child.key)}`, {
          name: child.name,
          idNumber: child.idNumber,
          school: child.school,
        }),
      ),
      town.children.map(child => child.birthDate),
      town.children.map(child => child.gender),
    ],
  )
  const placeOf = new Map(town.children.map(child => [child.key, child.place]))
  await tx.query(
    `insert into relations (id, place, child_id, person_id, role, kin, lives_with, away_in, since)
     select gen_random_uuid(), r.*, $1::timestamptz
     from unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::text[]) r`,
    [
      at,
      town.relations.map(relation => placeOf.get(relation.child)),
      town.relations.map(relation => id(relation.child)),
      town.relations.map(relation => id(relation.adult)),
      town.relations.map(relation => relation.role),
      town.relations.map(relation => relation.kin),
      town.relations.map(relation => relation.livesWith),
      town.relations.map(relation => relation.awayIn),
    ],
  )
  await tx.query(
    `insert into staff (id, place, person_id, role, since)
     select gen_random_uuid(), s.*, $1::timestamptz from unnest($2::text[], $3::uuid[], $4::text[]) s`,
    [
      at,
      town.staff.map(one => one.place),
      town.staff.map(one => id(one.adult)),
      town.staff.map(one => one.role),
    ],
  )
}

/** As if everybody had sent their code and agreed. */
async function bindAll(
  tx: Tx,
  town: DemoTownship,
  joined: readonly DemoAdult[],
  account: string,
  phoneOf: (key: string) => string,
  id: (key: string) => string,
  now: number,
): Promise<void> {
  const staff = new Set(town.staff.map(one => one.adult))
  const phones = joined.map(adult => ({
    person: id(adult.key),
    wechatId: phoneOf(adult.key),
    staff: staff.has(adult.key),
  }))
  await tx.query(
    `with c as (
       insert into contacts (id, place, account, wechat_id, person_id, staff, first_heard_at)
       select c.id, left(p.place, 6), $2, c.wechat_id, c.person, c.staff, $1
       from unnest($3::uuid[], $4::text[], $5::uuid[], $6::boolean[]) as c(id, wechat_id, person, staff)
       join people p on p.id = c.person returning id, person_id
     ), children_of_theirs as (
       update children ch set consent = 'agreed' from relations r join c on c.person_id = r.person_id
       where r.child_id = ch.id and r.role in ('father', 'mother')
     ), consent as (
       update people p set consent = 'agreed', consent_wording = $7, consent_at = $1 from c where p.id = c.person_id
     )
     insert into bindings (id, place, no, person_id, contact_id, bound_at, told_director_at)
     select gen_random_uuid(), p.place, row_number() over (partition by left(p.place, 9) order by p.id), p.id, c.id, $1::timestamptz, $1::timestamptz
     from c join people p on p.id = c.person_id`,
    [
      new Date(now - days(30)),
      account,
      phones.map(phone => contactId(account, phone.wechatId)),
      phones.map(phone => phone.wechatId),
      phones.map(phone => phone.person),
      phones.map(phone => phone.staff),
      PRIVACY,
    ],
  )
}
