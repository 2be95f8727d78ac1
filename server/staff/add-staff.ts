import { randomUUID } from 'node:crypto'
import { dayOf } from '../../flows/engine/calendar.ts'
import { countyOf, inScope, type Tx } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import { type Act, appendEvidence } from '../evidence/append.ts'
import { issueCodes } from '../families/codes.ts'
import type { House } from '../house.ts'
import { type Policy, policyOn } from '../policy.ts'
import { blindIndex, type Keys, seal } from '../privacy/seal.ts'
import { officersOf } from './staff.ts'

const DIGITS = { director: 12, supervisor: 9, county: 6 } as const

/**
 * Enters a member of staff and gives the code that binds their WeChat. The same name, role and place again is the
 * same person with a new code.
 */
export async function addStaff(
  { pool, keys, clock }: Pick<House, 'pool' | 'keys' | 'clock'>,
  { role, name, place, phone }: Entry,
): Promise<{ id: string; code: string; expires: number }> {
  if (place.length !== DIGITS[role]) throw new AppError('E-NO-STAFF-PLACE', { role, digits: DIGITS[role] })
  const { rowCount } = await pool.query('select 1 from places where code = $1', [place])
  if (!rowCount) throw new AppError('E-PLACE', { code: place })
  const now = clock.now()
  return await inScope(pool, { place: countyOf(place) }, async tx => {
    const policy = await policyOn(tx, countyOf(place), dayOf(now))
    const { entered, ...added } = await enterStaff(tx, { keys, now }, policy, { role, name, place, phone })
    await appendEvidence(tx, { keys, now }, [{ ...entered, by: null }])
    return added
  })
}

type Entry = { role: keyof typeof DIGITS; name: string; place: string; phone: string | null }

/** The same in the transaction of whatever causes it, with what of it goes into the record. */
export async function enterStaff(
  tx: Tx,
  { keys, now }: { keys: Keys; now: number },
  policy: Policy,
  { role, name, place, phone }: Entry,
): Promise<{ id: string; code: string; expires: number; entered: Omit<Act, 'by'> }> {
  const known = (await officersOf(tx, keys, place, now)).find(
    one => one.place === place && one.role === role && one.name === name,
  )
  const person = known?.person ?? randomUUID()
  const id = known?.id ?? randomUUID()
  if (!known) {
    const sealed = seal(keys, `people:${person}`, { name, phone, idNumber: null })
    await tx.query(
      `insert into people (id, place, sealed, phone_index, device, created_at) values ($1, $2, $3, $4, 'smartphone', $5)`,
      [person, place, sealed, phone && blindIndex(keys, 'phone', phone), new Date(now)],
    )
    await tx.query('insert into staff (id, place, person_id, role, since) values ($1, $2, $3, $4, $5)', [
      id,
      place,
      person,
      role,
      new Date(now),
    ])
  }
  const [issued] = await issueCodes(tx, keys, policy, now, [{ person, household: null, place }])
  const entered: Omit<Act, 'by'> = {
    kind: 'staff-added',
    place,
    subjects: [id, person],
    what: { code: known ? 'again' : 'first' },
    rows: [{ table: 'staff', id, is: { place, person_id: person, role, ...(!known && { since: now }) } }],
  }
  return { id, code: issued!.code, expires: issued!.expires, entered }
}
