import { randomUUID } from 'node:crypto'
import { PRIVACY } from '../../../flows/index.ts'
import { contactId } from '../../../server/conversation/receive.ts'
import { inScope, type Pool } from '../../../server/db/scope.ts'
import { type Keys, seal } from '../../../server/privacy/seal.ts'

export const COUNTY = '341227'
export const ACCOUNTS = ['bot-a', 'bot-b'] as const

/** An adult of one or two households; `wechatId` null: not bound, or no smartphone. */
export type Adult = { person: string; households: string[]; account: string; wechatId: string | null }

/**
 * So many adults, written to by two accounts: every fourth household has two of them, every tenth shares its carer with the
 * one before, one in twelve has no WeChat. All can be spoken with. The first
 * is the director as well.
 */
export async function loadAdults(pool: Pool, keys: Keys, most: number, now: number) {
  const adults: Adult[] = []
  const staff = randomUUID()
  const homes: { id: string; adults: Adult[] }[] = []
  while (adults.length < most) {
    const id = randomUUID()
    const shared = homes.length % 10 === 9 ? homes.at(-1)!.adults[0]! : null
    const fresh = (shared ? 0 : 1) + (homes.length % 4 === 3 ? 1 : 0)
    const own = Array.from({ length: fresh }, (_, n) => {
      const no = adults.length + n
      const person = randomUUID()
      const account = ACCOUNTS[no % 2]!
      return { person, households: [], account, wechatId: no % 12 === 11 ? null : `wxid_${person}` }
    })
    adults.push(...own)
    const together: Adult[] = shared ? [shared, ...own] : own
    for (const adult of together) adult.households.push(id)
    homes.push({ id, adults: together })
  }
  const at = new Date(now)
  const village = `${COUNTY}101201`
  const kin = homes.map(home => ({ ...home, child: randomUUID() }))
  const bound = adults.filter(adult => adult.wechatId !== null)
  const sealed = (table: string, ids: readonly string[], name: string) =>
    ids.map(id => seal(keys, `${table}:${id}`, { name }))
  const people = adults.map(adult => adult.person)
  const children = kin.map(home => home.child)
  await pool.query(`insert into places (code, name) values ($1, '试县'), ($2, '柳树村')`, [COUNTY, village])
  await pool.query(
    `insert into policies (county, key, value, source, valid_from) values ($1, 'flood', $2, 'drill', '2020-01-01')`,
    [COUNTY, { perMinute: 1_000_000, perDay: 1_000_000 }],
  )
  await inScope(pool, { place: COUNTY }, async tx => {
    await tx.query(
      `insert into people (id, place, sealed, device, consent, consent_wording, consent_at, created_at)
       select p.id, $1, p.sealed, case when p.n % 24 = 12 then 'none' else 'smartphone' end, 'agreed', $2, $3, $3
       from unnest($4::uuid[], $5::bytea[]) with ordinality as p(id, sealed, n)`,
      [village, PRIVACY, at, people, sealed('people', people, '王桂兰')],
    )
    await tx.query(
      `insert into households (id, place, number, sealed)
       select h.id, $1, h.n::text, '\\x00' from unnest($2::uuid[]) with ordinality as h(id, n)`,
      [village, kin.map(home => home.id)],
    )
    await tx.query(
      `insert into children (id, place, household_id, key_index, sealed, birth_date, state, consent, created_at, changed_at)
       select c.id, $1, c.home, uuid_send(c.id), c.sealed, '2016-05-01', 'listed', 'agreed', $2, $2
       from unnest($3::uuid[], $4::uuid[], $5::bytea[]) as c(id, home, sealed)`,
      [village, at, children, kin.map(home => home.id), sealed('children', children, '李晓悦')],
    )
    await tx.query(
      `insert into staff (id, place, person_id, role, since) values ($1, $2, $3, 'director', $4)`,
      [staff, village, people[0], at],
    )
    const pairs = kin.flatMap(home => home.adults.map((adult, n) => ({ child: home.child, adult, n })))
    await tx.query(
      `insert into relations (id, place, child_id, person_id, role, since)
       select gen_random_uuid(), $1, r.child, r.person, r.role, $2 from unnest($3::uuid[], $4::uuid[], $5::text[]) as r(child, person, role)`,
      [
        ...[village, at, pairs.map(pair => pair.child), pairs.map(pair => pair.adult.person)],
        pairs.map(pair => (pair.n === 0 ? 'carer' : 'mother')),
      ],
    )
    await tx.query(
      `insert into contacts (id, place, account, wechat_id, person_id, first_heard_at)
       select c.*, $1 from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[]) as c`,
      [
        ...[at, bound.map(({ account, wechatId }) => contactId(account, wechatId!)), bound.map(() => COUNTY)],
        ...[
          bound.map(adult => adult.account),
          bound.map(adult => adult.wechatId),
          bound.map(adult => adult.person),
        ],
      ],
    )
  })
  return { adults, staff }
}
