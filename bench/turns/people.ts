import { randomUUID } from 'node:crypto'
import { PRIVACY } from '../../flows/index.ts'
import { contactId } from '../../server/conversation/receive.ts'
import { inScope, type Pool } from '../../server/db/scope.ts'
import { lots } from '../../server/demo/draw.ts'
import { givenNames, surnames } from '../../server/demo/words.ts'
import { blindIndex, type Keys, seal } from '../../server/privacy/seal.ts'
import { PEOPLE } from './dialogue.ts'

export const COUNTY = '341226'
export const ACCOUNT = 'bench'
/** 100 villages of 20 families: about the size of a county's smaller half. */
const VILLAGES = 100

export const wechatIdOf = (person: number): string => `wxid_bench${String(person).padStart(6, '0')}`
export const contactOf = (person: number): string => contactId(ACCOUNT, wechatIdOf(person))

/** As long as WeChat's own. */
export const messageId = (n: number): string => `7${String(n).padStart(18, '0')}`

const villageOf = (person: number) =>
  `${COUNTY}1${String((person % VILLAGES) % 10).padStart(2, '0')}2${String(person % VILLAGES).padStart(2, '0')}`

/**
 * A county of {@link PEOPLE} carers with one child each, who have joined by WeChat and agreed, and a director in
 * every village. All are invented. One statement per table.
 */
export async function loadPeople(pool: Pool, keys: Keys, now: number): Promise<void> {
  const draw = lots(2_000)
  const at = new Date(now)
  const name = (given: keyof typeof givenNames) => draw.one(surnames) + draw.one(givenNames[given])
  const secret = (n: number) => ({
    phone: `1990${String(n).padStart(7, '0')}`,
    idNumber: `34122219650101${String(n).padStart(4, '0')}`,
  })
  const carers = Array.from({ length: PEOPLE }, (_, n) => ({
    id: randomUUID(),
    place: villageOf(n),
    name: name('elderWomen'),
    n,
  }))
  const directors = Array.from({ length: VILLAGES }, (_, n) => ({
    id: randomUUID(),
    place: villageOf(n),
    name: name('women'),
    n: PEOPLE + n,
  }))
  const children = carers.map(carer => ({
    id: randomUUID(),
    household: randomUUID(),
    carer,
    name: name('girls'),
  }))
  const adults = [...carers, ...directors]
  await pool.query(`insert into places (code, name) select * from unnest($1::text[], $2::text[])`, [
    [COUNTY, ...directors.map(director => director.place)],
    ['颍上县', ...directors.map((_, n) => `第${n + 1}村`)],
  ])
  await pool.query(
    // Here everybody speaks many times a minute.
    `insert into policies (county, key, value, source, valid_from)
     values ($1, 'duty', $2, 'bench', '2020-01-01'), ($1, 'flood', $3, 'bench', '2020-01-01')`,
    [COUNTY, { phone: '0558-1234567' }, { perMinute: 1_000_000, perDay: 1_000_000 }],
  )
  await inScope(pool, { place: COUNTY }, async tx => {
    await tx.query(
      `insert into people (id, place, sealed, phone_index, device, consent, consent_wording, consent_at, created_at)
       select p.*, 'smartphone', 'agreed', $2, $1, $1
       from unnest($3::uuid[], $4::text[], $5::bytea[], $6::bytea[]) as p`,
      [
        at,
        PRIVACY,
        adults.map(adult => adult.id),
        adults.map(adult => adult.place),
        adults.map(adult => seal(keys, `people:${adult.id}`, { name: adult.name, ...secret(adult.n) })),
        adults.map(adult => blindIndex(keys, 'phone', secret(adult.n).phone)),
      ],
    )
    await tx.query(
      `insert into staff (id, place, person_id, role, since)
       select gen_random_uuid(), place, person, 'director', $1 from unnest($2::text[], $3::uuid[]) as s(place, person)`,
      [at, directors.map(director => director.place), directors.map(director => director.id)],
    )
    await tx.query(
      `insert into households (id, place, number, sealed)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])`,
      [
        children.map(child => child.household),
        children.map(child => child.carer.place),
        children.map(child => String(child.carer.n)),
        children.map(child => seal(keys, `households:${child.household}`, { head: child.carer.name })),
      ],
    )
    await tx.query(
      `insert into children (id, place, household_id, key_index, sealed, birth_date, gender, state, created_at, changed_at)
       select c.*, '2016-05-01', '女', 'listed', $1, $1
       from unnest($2::uuid[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[]) as c`,
      [
        at,
        children.map(child => child.id),
        children.map(child => child.carer.place),
        children.map(child => child.household),
        children.map(child => blindIndex(keys, 'child', child.id)),
        children.map(child =>
          seal(keys, `children:${child.id}`, {
            name: child.name,
            idNumber: '341222201605010999',
            school: '云溪镇中心小学',
          }),
        ),
      ],
    )
    await tx.query(
      `insert into relations (id, place, child_id, person_id, role, kin, lives_with, since)
       select gen_random_uuid(), place, child, person, 'carer', '祖母', true, $1
       from unnest($2::text[], $3::uuid[], $4::uuid[]) as r(place, child, person)`,
      [
        at,
        children.map(child => child.carer.place),
        children.map(child => child.id),
        children.map(child => child.carer.id),
      ],
    )
    await tx.query(
      `insert into contacts (id, place, account, wechat_id, person_id, first_heard_at)
       select id, $2, $3, wechat_id, person, $1 from unnest($4::uuid[], $5::text[], $6::uuid[]) as c(id, wechat_id, person)`,
      [
        at,
        COUNTY,
        ACCOUNT,
        carers.map(carer => contactOf(carer.n)),
        carers.map(carer => wechatIdOf(carer.n)),
        carers.map(carer => carer.id),
      ],
    )
  })
}
