import { dayOf, timeOf } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, maskedPhone, PersonSealed } from '../families/sealed.ts'
import { EntrustmentForm } from '../paper/forms.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { birthIn, genderIn, maskedIdNumber } from '../roster/rules/id-number.ts'
import { type ActRow, actsOf, lastOf } from './acts.ts'
import { EntrustmentDocument } from './document.ts'
import { placeNames } from './place-names.ts'
import { type Entrustment, findEntrustment } from './rows.ts'

/**
 * What the paper 委托照护确认书 shows of an entrustment, whole numbers masked; null where this transaction's scope sees none.
 * Names, term and parties are those of the document that was agreed to, everything else as it is on record now.
 */
export async function readEntrustmentForm(tx: Tx, keys: Keys, id: string): Promise<EntrustmentForm | null> {
  const entrustment = await findEntrustment(tx, id)
  if (!entrustment) return null
  const document = EntrustmentDocument.parse(unseal(keys, `entrustments:${id}`, entrustment.sealed))
  const acts = await actsOf(tx, keys, id)
  const { rows } = await tx.query(
    `select c.sealed, c.gender, c.birth_date,
       (select count(distinct child_id)::int from relations where person_id = $2 and role = 'carer' and until is null) as looked_after,
       (select lives_with from relations where child_id = c.id and person_id = $2 and until is null order by role = 'carer' desc limit 1) as lives_with
     from children c where c.id = $1`,
    [entrustment.child, entrustment.carer],
  )
  const child = rows[0]
  const { details = {}, idNumber } = ChildSealed.parse(
    unseal(keys, `children:${entrustment.child}`, child.sealed),
  ) as { details?: Record<string, string>; idNumber: string | null }
  const people = await peopleOf(tx, keys, entrustment, document)
  const carer = people.get(entrustment.carer)
  const heard = lastOf(acts, 'child-view')
  return EntrustmentForm.parse({
    number: `${entrustment.place}-${String(entrustment.no).padStart(4, '0')}`,
    version: `${entrustment.wording}·${entrustment.version}`,
    hash: entrustment.hash,
    place: { ...(await placeNames(tx, entrustment.place)), team: details.team ?? null },
    status: statusOf(entrustment),
    child: {
      name: document.child.name,
      gender: child.gender,
      ethnicity: details.ethnicity ?? null,
      birth: document.child.born,
      idNumber: maskedIdNumber(idNumber),
      school: details.school ?? null,
      grade: details.grade ?? null,
      livesAt: details.livesAt ?? null,
      health: [details.health, details.illness].filter(Boolean).join(' ') || null,
    },
    guardians: document.parents.slice(0, 2).map(parent => ({
      role: parent.role,
      name: parent.name,
      idNumber: maskedIdNumber(people.get(parent.id)?.idNumber ?? null),
      phone: phoneOf(people.get(parent.id)?.phone),
      worksIn: people.get(parent.id)?.awayIn ?? null,
    })),
    carer: {
      name: document.carer.name,
      kin: document.carer.kin || null,
      gender: carer?.idNumber ? genderIn(carer.idNumber) : null,
      birth: carer?.idNumber ? birthIn(carer.idNumber) : null,
      idNumber: maskedIdNumber(carer?.idNumber ?? null),
      phone: phoneOf(carer?.phone),
      livesWith: child.lives_with,
      children: Math.min(child.looked_after, 99) || null,
    },
    exclusions: {
      guardian: declaredBy(acts, 'parent'),
      carer: declaredBy(acts, 'carer'),
      director: declaredBy(acts, 'director') ?? declaredBy(acts, 'supervisor'),
      checkedHow: textOf(
        lastOf(acts, 'exclusions', 'director') ?? lastOf(acts, 'exclusions', 'supervisor'),
        'way',
      ),
    },
    childView: {
      askedOn: heard && heard.given.view !== 'not-asked' ? dayOf(heard.at) : null,
      how: textOf(heard, 'asked'),
      view: textOf(heard, 'said') ?? (entrustment.childView && VIEW[entrustment.childView]),
      whyNot: textOf(heard, 'whyNot'),
    },
    term: { from: entrustment.fromDay, until: entrustment.untilDay },
    signatures: {
      guardians: document.parents.slice(0, 2).map(parent => ({
        name: parent.name,
        ...signedBy(agreement(acts, entrustment, 'parent', parent.id)),
      })),
      carer: { name: document.carer.name, ...signedBy(agreement(acts, entrustment, 'carer')) },
      witness: {
        name: await witnessOf(tx, keys, id),
        confirmed: confirmedBy(lastOf(acts, 'witnesses', undefined, entrustment.version)),
      },
    },
    villageOpinion: textOf(lastOf(acts, 'village-agrees'), 'opinion'),
    filing: {
      number: textOf(lastOf(acts, 'files', undefined, entrustment.version), 'number'),
      on: on(lastOf(acts, 'files', undefined, entrustment.version)),
    },
  })
}

const VIEW = { willing: '愿意', unwilling: '不愿意', 'cannot-say': '年龄小或说不清' } as const

const STATUS = { confirmed: 'confirmed', printed: 'printed', signed: 'signed', filed: 'filed' } as const
function statusOf({ state }: Entrustment): EntrustmentForm['status'] {
  if (state === 'changed') return 'changed'
  if (state === 'ended' || state === 'refused') return 'ended'
  return Object.hasOwn(STATUS, state) ? STATUS[state as keyof typeof STATUS] : 'draft'
}

const declaredBy = (acts: readonly ActRow[], party: ActRow['party']) =>
  lastOf(acts, 'exclusions', party)?.given.declared

const textOf = (act: ActRow | undefined, name: string): string | null =>
  typeof act?.given[name] === 'string' && act.given[name] !== '' ? act.given[name] : null

const on = (act: ActRow | undefined): string | null => (act ? dayOf(act.at) : null)

/** The yes to the document as it is now. */
const agreement = (
  acts: readonly ActRow[],
  { version }: Entrustment,
  party: 'parent' | 'carer',
  person?: string,
) =>
  lastOf(
    acts.filter(act => person === undefined || act.person === person),
    'agrees',
    party,
    version,
  )

const confirmedBy = (act: ActRow | undefined) =>
  act && act.how !== 'house' ? { at: `${dayOf(act.at)} ${timeOf(act.at)}`, how: act.how } : null

/** The confirmation, and the name written by hand on the page, if there is one. */
const signedBy = (act: ActRow | undefined) => ({
  confirmed: confirmedBy(act),
  strokes: act?.given.strokes ?? [],
})

const phoneOf = (phone: string | null | undefined): string | null => (phone ? maskedPhone(phone) : null)

/** Whoever witnessed it, as far as the scope sees them. */
async function witnessOf(tx: Tx, keys: Keys, id: string): Promise<string | null> {
  const { rows } = await tx.query(
    `select p.id, p.sealed from entrustments e join staff s on s.id = e.witnessed_by
     join people p on p.id = s.person_id where e.id = $1`,
    [id],
  )
  return rows[0] ? PersonSealed.parse(unseal(keys, `people:${rows[0].id}`, rows[0].sealed)).name : null
}

async function peopleOf(
  tx: Tx,
  keys: Keys,
  { child, carer }: Entrustment,
  { parents }: EntrustmentDocument,
): Promise<Map<string, PersonSealed & { awayIn: string | null }>> {
  const { rows } = await tx.query(
    `select p.id, p.sealed, (select away_in from relations where child_id = $2 and person_id = p.id and until is null limit 1) as away_in
     from people p where p.id = any($1)`,
    [[carer, ...parents.map(parent => parent.id)], child],
  )
  return new Map(
    rows.map(row => [
      row.id,
      { ...PersonSealed.parse(unseal(keys, `people:${row.id}`, row.sealed)), awayIn: row.away_in },
    ]),
  )
}
