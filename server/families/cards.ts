import QRCode from 'qrcode'
import { dayOf } from '../../flows/engine/calendar.ts'
import { countyOf, inScope } from '../db/scope.ts'
import { AppError } from '../errors.ts'
import type { House } from '../house.ts'
import { policyOn } from '../policy.ts'
import { unseal } from '../privacy/seal.ts'
import { issueCodes } from './codes.ts'
import { ChildSealed, PersonSealed } from './sealed.ts'

/** A card a director hands out: one adult of one household. `expires` is ISO 8601. */
export type FamilyCard = {
  adult: string
  role: string
  kin: string
  household: string
  children: string[]
  code: string
  expires: string
}

/** New cards for every adult and household of a place who looks after a child or is a parent. Older unused ones end. */
export async function familyCards(
  { pool, keys, clock }: Pick<House, 'pool' | 'keys' | 'clock'>,
  place: string,
): Promise<FamilyCard[]> {
  const { rowCount } = await pool.query('select 1 from places where code = $1', [place])
  if (!rowCount) throw new AppError('E-PLACE', { code: place })
  const now = clock.now()
  return await inScope(pool, { place: countyOf(place) }, async tx => {
    const { rows } = await tx.query(
      `select p.id, p.sealed, p.place, h.id as household_id, h.number, min(r.role) as role, min(r.kin) as kin,
              jsonb_agg(jsonb_build_object('id', c.id, 'sealed', encode(c.sealed, 'base64')) order by c.birth_date, c.id) as children
       from relations r
       join people p on p.id = r.person_id
       join children c on c.id = r.child_id and c.state <> 'left'
       join households h on h.id = c.household_id
       where r.until is null and r.role <> 'witness' and starts_with(c.place, $1)
       group by p.id, h.id order by h.place, h.number, role`,
      [place],
    )
    const policy = await policyOn(tx, countyOf(place), dayOf(now))
    const issued = await issueCodes(
      tx,
      keys,
      policy,
      now,
      rows.map(row => ({ person: row.id, household: row.household_id, place: row.place })),
    )
    return rows.map((row, n) => ({
      adult: PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)).name,
      role: row.role,
      kin: row.kin,
      household: row.number,
      children: row.children.map(
        (child: { id: string; sealed: string }) =>
          ChildSealed.parse(unseal(keys, `children:${child.id}`, Buffer.from(child.sealed, 'base64'))).name,
      ),
      code: issued[n]!.code,
      expires: new Date(issued[n]!.expires).toISOString(),
    }))
  })
}

/** A page of cards to print and cut: large digits, and a QR that carries the same text. */
export async function cardSheet(cards: readonly FamilyCard[]): Promise<string> {
  const each = await Promise.all(
    cards.map(async card => {
      const qr = await QRCode.toString(card.code, { type: 'svg', margin: 1, width: 120 })
      return `<li>${qr}<div><p>${asText(card.adult)}</p><strong>${card.code}</strong><p>请发给微信小帮手<br>${card.expires.slice(0, 10)} 前有效</p></div></li>`
    }),
  )
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>绑定码</title><style>
body{font:16px sans-serif}ul{display:grid;grid-template-columns:1fr 1fr;gap:8px;padding:0}li{display:flex;gap:12px;border:1px dashed #888;padding:12px;break-inside:avoid;list-style:none}
strong{font-size:28px;letter-spacing:2px}p{margin:4px 0}</style><ul>${each.join('')}</ul></html>\n`
}

const asText = (text: string) => text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`)
