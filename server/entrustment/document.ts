import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Tx } from '../db/scope.ts'
import { canonical } from '../evidence/canonical.ts'
import { ChildSealed, PersonSealed } from '../families/sealed.ts'
import { type Keys, unseal } from '../privacy/seal.ts'

/** The wording of what parents and carers agree to; a new text needs a new version (a test compares). */
export const DOCUMENT_WORDING = 'entrustment/1'

/** What is agreed to, as it stood when it was shown: who entrusts which child to whom, and for how long (YYYY-MM-DD). */
export const EntrustmentDocument = z.strictObject({
  wording: z.string(),
  place: z.string(),
  child: z.strictObject({ id: z.string(), name: z.string(), born: z.string().nullable() }),
  carer: z.strictObject({ id: z.string(), name: z.string(), kin: z.string() }),
  parents: z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.enum(['father', 'mother']) })),
  from: z.string(),
  until: z.string(),
})
export type EntrustmentDocument = z.infer<typeof EntrustmentDocument>

/** The identity numbers beside, for what only opening has to know. */
export type Facts = {
  document: EntrustmentDocument
  carerIdNumber: string | null
  childIdNumber: string | null
  childState: string
}

type Asked = { child: string; carer: string; from: string; until: string }

/** The document about a child and a carer as the records stand; null when one of them is not known here. */
export async function readDocument(tx: Tx, keys: Keys, asked: Asked): Promise<Facts | null> {
  const { rows } = await tx.query(
    `select c.place, c.sealed as child, c.birth_date, c.state, p.sealed as carer,
            coalesce((select kin from relations where child_id = c.id and person_id = p.id and role in ('carer', 'backup-carer')
                      order by until is null desc, role = 'carer' desc, since desc limit 1), '') as kin,
            (select coalesce(json_agg(json_build_object('id', m.id, 'role', r.role, 'sealed', encode(m.sealed, 'base64'))
                                      order by r.role, m.id), '[]')
             from relations r join people m on m.id = r.person_id
             where r.child_id = c.id and r.until is null and r.role in ('father', 'mother')) as parents
     from children c, people p where c.id = $1 and p.id = $2`,
    [asked.child, asked.carer],
  )
  const row = rows[0]
  if (!row) return null
  const child = ChildSealed.parse(unseal(keys, `children:${asked.child}`, row.child))
  const carer = PersonSealed.parse(unseal(keys, `people:${asked.carer}`, row.carer))
  const parents = row.parents as { id: string; role: 'father' | 'mother'; sealed: string }[]
  return {
    document: {
      wording: DOCUMENT_WORDING,
      place: row.place,
      child: { id: asked.child, name: child.name, born: row.birth_date },
      carer: { id: asked.carer, name: carer.name, kin: row.kin },
      parents: parents.map(({ id, role, sealed }) => {
        const opened = unseal(keys, `people:${id}`, Buffer.from(sealed, 'base64'))
        return { id, role, name: PersonSealed.parse(opened).name }
      }),
      from: asked.from,
      until: asked.until,
    },
    carerIdNumber: carer.idNumber,
    childIdNumber: child.idNumber,
    childState: row.state,
  }
}

/** SHA-256 of the document's canonical JSON, in hex. */
export const hashOf = (document: EntrustmentDocument): string =>
  createHash('sha256').update(canonical(document)).digest('hex')
