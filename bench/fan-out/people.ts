import type pg from 'pg'
import { seal } from '../../server/privacy/seal.ts'
import { benchKeys } from '../keys.ts'

export const COUNTY = '341226'
export const ACCOUNT = 'bench'
const VILLAGES = 100

/** Of the county's office. */
export const OFFICER = '00000000-0000-4000-8000-000000000001'

/** So many families of one adult, bound to the account, in 100 villages, and an officer; of the families nothing is opened, so nothing is sealed. */
export async function loadFamilies(owner: pg.Client, families: number): Promise<void> {
  await owner.query(`insert into places (code, name) values ($1, 'bench')`, [COUNTY])
  await owner.query(
    `create temp table family as
     select n, gen_random_uuid() as person, gen_random_uuid() as household, gen_random_uuid() as child,
            '${COUNTY}101' || lpad((n % ${VILLAGES} + 200)::text, 3, '0') as place
     from generate_series(1, ${families}) n`,
  )
  await owner.query(
    `insert into people (id, place, sealed, device, consent, consent_at, created_at)
     select person, place, '\\x00', 'smartphone', 'agreed', '2026-01-01', '2026-01-01' from family`,
  )
  await owner.query(
    `insert into households (id, place, number, sealed) select household, place, n::text, '\\x00' from family`,
  )
  await owner.query(
    `insert into children (id, place, household_id, key_index, sealed, birth_date, state, created_at, changed_at)
     select child, place, household, uuid_send(child), '\\x00', '2016-05-01', 'listed', '2026-01-01', '2026-01-01' from family`,
  )
  await owner.query(
    `insert into relations (id, place, child_id, person_id, role, kin, since)
     select gen_random_uuid(), place, child, person, 'carer', '奶奶', '2026-01-01' from family`,
  )
  await owner.query(
    `insert into contacts (id, place, account, wechat_id, person_id, first_heard_at)
     select gen_random_uuid(), '${COUNTY}', '${ACCOUNT}', 'wxid_' || n, person, '2026-01-01' from family`,
  )
  await owner.query(
    `with officer as (
       insert into people (id, place, sealed, device, created_at) values ($1, $2, $3, 'smartphone', '2026-01-01') returning id)
     insert into staff (id, place, person_id, role, since) select id, $2, id, 'county', '2026-01-01' from officer`,
    [
      ...[OFFICER, COUNTY],
      seal(benchKeys, `people:${OFFICER}`, { name: 'bench', phone: null, idNumber: null }),
    ],
  )
  await owner.query('vacuum analyze')
}
