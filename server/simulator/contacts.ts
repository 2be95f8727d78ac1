import { z } from 'zod'
import { simulatorAccount } from '../../bot/puppets/simulator/simulator.ts'
import { inScope, type Tx } from '../db/scope.ts'
import { type Adult, adultsOf, Role } from './adults.ts'
import type { SimulatorParts } from './parts.ts'

/** Somebody with a phone. `bound` says whether the bot knows whose it is; `card` lies beside it until then. */
export const Contact = z.object({
  id: z.string(),
  /** Whose of the roster; null for a stranger. */
  person: z.string().nullable(),
  name: z.string(),
  role: Role,
  kin: z.string(),
  place: z.string(),
  village: z.string(),
  children: z.array(z.string()),
  bound: z.boolean(),
  card: z.object({ code: z.string(), expires: z.string() }).optional(),
})
export type Contact = z.infer<typeof Contact>

/** The WeChat id of the phone the simulator gives a person of the roster: the same after every restart. */
export const phoneOf = (person: string): string => `phone-${person}`

const personOf = (contact: string): string | null =>
  contact.startsWith('phone-') ? contact.slice('phone-'.length) : null

/** Codes handed out for phones since the start, by contact. */
export type Cards = Map<string, { code: string; expires: string }>

/** Everybody with a phone, in the order they got it. */
export async function contactsOf(parts: SimulatorParts, cards: Cards): Promise<Contact[]> {
  const phones = parts.puppet.contacts()
  return inScope(parts.pool, { place: parts.county }, async tx => {
    const holders = await holdersOf(tx)
    const ids = phones.map(phone => holders.get(phone.id) ?? personOf(phone.id)).filter(id => id !== null)
    const adults = new Map((await adultsOf(tx, parts.keys, ids)).map(adult => [adult.id, adult]))
    return phones.map(phone => {
      const holder = holders.get(phone.id)
      const adult = adults.get(holder ?? personOf(phone.id) ?? '')
      const card = holder ? undefined : cards.get(phone.id)
      return {
        id: phone.id,
        person: adult?.id ?? null,
        name: adult?.name ?? phone.name,
        role: adult?.role ?? 'stranger',
        kin: adult?.kin ?? '',
        place: adult?.place ?? '',
        village: adult?.village ?? '',
        children: adult?.children ?? [],
        bound: holder !== undefined,
        ...(card && { card }),
      }
    })
  })
}

/** Which person each phone is bound to now. */
async function holdersOf(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select c.wechat_id, b.person_id from bindings b join contacts c on c.id = b.contact_id
     where b.ended_at is null and c.account = $1`,
    [simulatorAccount],
  )
  return new Map(rows.map(row => [row.wechat_id, row.person_id]))
}

/** Adults without a phone whose name, village or child's name holds `search`; at most `most`. */
export async function withoutPhone(parts: SimulatorParts, search: string, most: number): Promise<Adult[]> {
  const phones = new Set(parts.puppet.contacts().map(phone => phone.id))
  const adults = await inScope(parts.pool, { place: parts.county }, tx => adultsOf(tx, parts.keys, null))
  return adults
    .filter(adult => !adult.bound && !phones.has(phoneOf(adult.id)))
    .filter(adult => [adult.name, adult.village, ...adult.children].some(text => text.includes(search)))
    .slice(0, most)
}

/** Gives an adult a phone, or null when nobody has this id. */
export async function givePhone(parts: SimulatorParts, person: string): Promise<string | null> {
  const [adult] = await inScope(parts.pool, { place: parts.county }, tx => adultsOf(tx, parts.keys, [person]))
  if (!adult) return null
  const id = phoneOf(adult.id)
  parts.puppet.addContact({ id, name: adult.name })
  return id
}

/**
 * Sees to it that phones are there: one for everybody who is bound (the history may be lost), and for a parent, the
 * carer, the director and the supervisor of the first family that has all of them, who come first on a fresh start.
 */
export async function firstPhones(parts: SimulatorParts): Promise<void> {
  await inScope(parts.pool, { place: parts.county }, async tx => {
    const known = new Set(parts.puppet.contacts().map(phone => phone.id))
    const phones = new Map([...(await holdersOf(tx))].map(([phone, person]) => [person, phone]))
    const family = await firstFamily(tx)
    const adults = await adultsOf(tx, parts.keys, [...family, ...phones.keys()])
    const first = family.flatMap(id => adults.find(adult => adult.id === id) ?? [])
    for (const { id, name } of new Set([...(known.size === 0 ? first : []), ...adults])) {
      const phone = phones.get(id) ?? (known.size === 0 ? phoneOf(id) : null)
      if (phone !== null && !known.has(phone)) parts.puppet.addContact({ id: phone, name })
    }
  })
}

/** A parent and the carer of one family, both with a smartphone, and the staff responsible for them. */
async function firstFamily(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query(
    `select parent.id as parent, carer.id as carer, director.person_id as director,
            supervisor.person_id as supervisor
     from households h
     join children c on c.household_id = h.id and c.state <> 'left'
     join relations rp on rp.child_id = c.id and rp.until is null and rp.role in ('mother', 'father')
     join people parent on parent.id = rp.person_id and parent.device = 'smartphone'
     join relations rc on rc.child_id = c.id and rc.until is null and rc.role = 'carer'
     join people carer on carer.id = rc.person_id and carer.device = 'smartphone'
     join staff director on director.place = h.place and director.role = 'director' and director.until is null
     left join staff supervisor on supervisor.place = left(h.place, 9) and supervisor.role = 'supervisor'
       and supervisor.until is null
     order by h.place, h.number, rp.role desc limit 1`,
  )
  return rows.flatMap(row => [row.parent, row.carer, row.director, row.supervisor]).filter(id => id !== null)
}
