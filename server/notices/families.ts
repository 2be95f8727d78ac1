import { calledBy } from '../../flows/index.ts'
import type { Language } from '../../locales/index.ts'
import type { Ink } from '../conversation/outbox.ts'
import type { Tx } from '../db/scope.ts'
import { PersonSealed } from '../families/sealed.ts'
import { unseal } from '../privacy/seal.ts'
import { childrenOf, type Receipt } from './receipts.ts'

/** How staff read about the family of a receipt: 晓悦、晓军家; the village; the relative who confirmed. */
export type Family = { family: string; village: string; who: string }

/** The families of receipts, by household, read under the scope of whoever looks. */
export async function familiesOf(
  tx: Tx,
  { keys, words }: Ink,
  language: Language,
  receipts: readonly Receipt[],
): Promise<Map<string, Family>> {
  const households = receipts.map(({ household }) => household)
  const children = await childrenOf(tx, keys, households)
  const { rows } = await tx.query(
    `select h.household, coalesce(p.name, h.place) as village,
       (select r.kin from children c join relations r on r.child_id = c.id
        where c.household_id = h.household and r.person_id = h.by order by r.until desc nulls first, c.birth_date limit 1) as kin
     from unnest($1::uuid[], $2::text[], $3::uuid[]) as h(household, place, by) left join places p on p.code = h.place`,
    [households, receipts.map(({ place }) => place), receipts.map(({ by }) => by)],
  )
  return new Map(
    rows.map(row => [
      row.household,
      {
        family: words(language, 'staff:family', {
          children: (children.get(row.household) ?? []).map(calledBy).join('、'),
        }),
        village: row.village,
        who: row.kin || words(language, 'notice:somebody'),
      },
    ]),
  )
}

const NEAREST = ['carer', 'mother', 'father', 'backup-carer']

/** The telephones of each household's adults, the carer first, two at most: 奶奶 138…. */
export async function phonesOf(
  tx: Tx,
  { keys, words }: Ink,
  language: Language,
  households: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await tx.query(
    `select distinct on (c.household_id, p.id) c.household_id, p.id, p.sealed, r.kin, r.role from children c
     join relations r on r.child_id = c.id and r.until is null and r.role = any($2)
     join people p on p.id = r.person_id where c.household_id = any($1) order by c.household_id, p.id, r.role`,
    [households, NEAREST],
  )
  const of = new Map<string, string[]>()
  for (const row of rows.sort((a, b) => NEAREST.indexOf(a.role) - NEAREST.indexOf(b.role))) {
    const { phone } = PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed))
    const kin = row.kin || words(language, 'notice:somebody')
    const adult = phone
      ? words(language, 'staff:adult', { kin, phone })
      : words(language, 'staff:adultWithoutPhone', { kin })
    of.set(row.household_id, [...(of.get(row.household_id) ?? []), adult].slice(0, 2))
  }
  return of
}
