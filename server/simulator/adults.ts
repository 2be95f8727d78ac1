import { z } from 'zod'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

export const Role = z.enum(['mother', 'father', 'carer', 'director', 'supervisor', 'county', 'stranger'])

/** Somebody of the roster or the staff, with whom they care for. `village` is the name of their place. */
export type Adult = {
  id: string
  name: string
  role: z.infer<typeof Role>
  kin: string
  place: string
  village: string
  children: string[]
  device: string
  bound: boolean
}

/** The most adults one look at the roster opens. */
const MOST = 2_000

const Child = z.object({ id: z.string(), sealed: z.string(), role: z.string(), kin: z.string() })

/** These adults, or all that have a part in a family or an office, ordered by place and household. */
export async function adultsOf(tx: Tx, keys: Keys, ids: readonly string[] | null): Promise<Adult[]> {
  const { rows } = await tx.query(
    `select p.id, p.sealed, p.place, p.device, l.name as village, s.role as office, kids.list as children,
            exists (select 1 from bindings b where b.person_id = p.id and b.ended_at is null) as bound
     from people p
     left join places l on l.code = p.place
     left join staff s on s.person_id = p.id and s.until is null
     left join lateral (
       select min(h.number) as household, jsonb_agg(jsonb_build_object(
                'id', c.id, 'sealed', encode(c.sealed, 'base64'), 'role', r.role, 'kin', r.kin)
              order by c.birth_date, c.id) as list
       from relations r
       join children c on c.id = r.child_id and c.state <> 'left'
       join households h on h.id = c.household_id
       where r.person_id = p.id and r.until is null and r.role <> 'witness') kids on true
     where ($1::uuid[] is null or p.id = any($1)) and (s.id is not null or kids.list is not null)
     order by length(p.place) desc, p.place, s.role nulls last, kids.household, p.id
     limit ${MOST}`,
    [ids],
  )
  return rows.map(row => {
    const children = z.array(Child).parse(row.children ?? [])
    const first = children.find(child => child.role === 'mother' || child.role === 'father') ?? children[0]
    return {
      id: row.id,
      name: PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)).name,
      role: roleOf(row.office, first?.role),
      kin: first?.kin ?? '',
      place: row.place,
      village: row.village ?? '',
      children: children.map(child => {
        const sealed = unseal(keys, `children:${child.id}`, Buffer.from(child.sealed, 'base64'))
        return ChildSealed.parse(sealed).name
      }),
      device: row.device,
      bound: row.bound,
    }
  })
}

function roleOf(office: string | null, relation: string | undefined): Adult['role'] {
  if (office) return Role.parse(office)
  return relation === 'mother' || relation === 'father' ? relation : 'carer'
}
