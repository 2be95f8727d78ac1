import { dayOf } from '../../flows/engine/calendar.ts'
import { issueLink, lastDigits, type Side } from '../../server/confirm-page/links.ts'
import { inScope, type Pool, type Tx } from '../../server/db/scope.ts'
import { openEntrustment } from '../../server/entrustment/open.ts'
import { lockEntrustments } from '../../server/entrustment/rows.ts'
import { PersonSealed } from '../../server/families/sealed.ts'
import { policyOn } from '../../server/policy.ts'
import { type Keys, unseal } from '../../server/privacy/seal.ts'

type House = { pool: Pool; keys: Keys; clock: { now(): number } }
/** A parent or carer whom WeChat reaches. */
export type Party = { person: string; contact: string; wechat: string; name: string; digits: string }
export type Opened = { id: string; no: number; place: string; child: string; parent: Party; carer: Party }

const COUNTY = '341226'

/** Entrustments of the demo's families, and links to their pages, without the chat. */
export function confirming({ pool, keys, clock }: House) {
  const county = <T>(work: (tx: Tx) => Promise<T>) => inScope(pool, { place: COUNTY }, work)

  const partyOf = (row: Record<string, unknown>, which: 'parent' | 'carer'): Party => {
    const person = row[which] as string
    const sealed = unseal(keys, `people:${person}`, row[`${which}_sealed`] as Buffer)
    const { name, phone } = PersonSealed.parse(sealed)
    return {
      person,
      contact: row[`${which}_contact`] as string,
      wechat: row[`${which}_wechat`] as string,
      name,
      digits: lastDigits(phone)!,
    }
  }

  return {
    county,

    /** Opens so many, each of another child whose parent and carer both have WeChat. */
    async open(many = 1): Promise<Opened[]> {
      return await county(async tx => {
        const { rows } = await tx.query(
          `select distinct on (c.id) c.id as child, c.place, p.id as parent, p.sealed as parent_sealed, pc.id as parent_contact,
                  pc.wechat_id as parent_wechat, k.id as carer, k.sealed as carer_sealed, kc.id as carer_contact,
                  kc.wechat_id as carer_wechat
           from children c
           join relations rp on rp.child_id = c.id and rp.role in ('father', 'mother') and rp.until is null
           join people p on p.id = rp.person_id join contacts pc on pc.person_id = p.id
           join relations rk on rk.child_id = c.id and rk.role = 'carer' and rk.until is null
           join people k on k.id = rk.person_id join contacts kc on kc.person_id = k.id
           where c.state <> 'left' and k.id <> p.id
             and not exists (select 1 from entrustments e where e.child_id = c.id)
             and not exists (select 1 from relations q where q.child_id = c.id and q.person_id = k.id and q.role in ('father', 'mother'))
             and not exists (select 1 from staff s where s.person_id in (p.id, k.id))
           order by c.id, rp.role limit $1`,
          [many],
        )
        const policy = await policyOn(tx, COUNTY, dayOf(clock.now()))
        const opened: Opened[] = []
        for (const row of rows) {
          const it = await openEntrustment(
            tx,
            { keys, now: clock.now(), policy },
            { child: row.child, carer: row.carer, staff: null },
          )
          if (!('id' in it)) throw new Error(`not opened: ${JSON.stringify(it)}`)
          opened.push({
            ...it,
            place: row.place,
            child: row.child,
            parent: partyOf(row, 'parent'),
            carer: partyOf(row, 'carer'),
          })
        }
        return opened
      })
    },

    /** The path of a new link; null when there is none for them. */
    async link(of: Opened, party: Side, staff: string | null = null): Promise<string | null> {
      return await county(async tx => {
        const policy = await policyOn(tx, COUNTY, dayOf(clock.now()))
        const { hash } = (await lockEntrustments(tx, [of.id])).get(of.id)!
        const { person, contact } = of[party]
        const token = await issueLink(
          tx,
          { now: clock.now(), policy, county: COUNTY },
          { entrustment: of.id, person, contact, party, hash, staff },
        )
        return token && `/confirm/${token.text}`
      })
    },
  }
}
