import { dayOf, timeOf } from '../../flows/engine/calendar.ts'
import type { Tx } from '../db/scope.ts'
import { ChildSealed, maskedPhone, PersonSealed } from '../families/sealed.ts'
import type { Say } from '../paper/common.ts'
import { EntrustmentForm } from '../paper/forms.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { birthIn, genderIn, maskedIdNumber } from '../roster/rules/id-number.ts'
import { type ActRow, actsOf, lastOf } from './acts.ts'
import { EntrustmentDocument } from './document.ts'
import { factOf, type PaperFact } from './paper-facts.ts'
import { placeNames } from './place-names.ts'
import { type Entrustment, findEntrustment } from './rows.ts'
import { monthIn } from './said-when.ts'

/**
 * What the paper 委托照护确认书 shows of an entrustment, whole numbers masked; null where this transaction's scope sees none.
 * `say`: what was chosen from a list, in the language of the paper; what was said stays as it was said.
 * Names, term and parties are those of the document that was agreed to, everything else as it is on record now.
 */
export async function readEntrustmentForm(
  tx: Tx,
  keys: Keys,
  id: string,
  say: Say,
): Promise<EntrustmentForm | null> {
  const entrustment = await findEntrustment(tx, id)
  if (!entrustment) return null
  const document = EntrustmentDocument.parse(unseal(keys, `entrustments:${id}`, entrustment.sealed))
  const acts = await actsOf(tx, keys, id)
  const { rows } = await tx.query(
    `select c.sealed, c.gender, c.birth_date,
       (select count(distinct child_id)::int from relations where person_id = $2 and role = 'carer' and until is null) as looked_after,
       (select handed_on from notices_to_hand where entrustment_id = $3 and why <> 'ended') as told_on,
       (select lives_with from relations where child_id = c.id and person_id = $2 and until is null order by role = 'carer' desc limit 1) as lives_with
     from children c where c.id = $1`,
    [entrustment.child, entrustment.carer, id],
  )
  const child = rows[0]
  const { details = {}, idNumber } = ChildSealed.parse(
    unseal(keys, `children:${entrustment.child}`, child.sealed),
  ) as { details?: Record<string, string>; idNumber: string | null }
  const people = await peopleOf(tx, keys, entrustment, document)
  const carer = people.get(entrustment.carer)
  const parents = byConfirmation(document, acts, entrustment)
  const fact = (name: string) => factOf(acts, name)?.value ?? null
  const together = fact('together')
  const livesWith = together === null ? child.lives_with : together === 'yes'
  const home = fact('livesAt') ?? (livesWith ? (details.livesAt ?? null) : null)
  const health = fact('health')
  const heard = lastOf(acts, 'child-view')
  return EntrustmentForm.parse({
    number: `${entrustment.place}-${String(entrustment.no).padStart(4, '0')}`,
    version: `${entrustment.wording}·${entrustment.version}`,
    hash: entrustment.hash,
    place: { ...(await placeNames(tx, entrustment.place)), team: details.team ?? null },
    status: statusOf(entrustment),
    child: {
      name: document.child.name,
      gender: child.gender ?? fact('childGender'),
      ethnicity: details.ethnicity ?? null,
      birth: document.child.born,
      idNumber: maskedIdNumber(idNumber) ?? fact('childId'),
      school: details.school ?? null,
      grade: details.grade ?? null,
      livesAt: fact('childLivesAt') ?? details.livesAt ?? (livesWith ? home : null),
      health: [details.health, details.illness].filter(Boolean).join(' ') || null,
    },
    guardians: parents.map((parent, n) => {
      // What staff wrote down is about the parent who confirms.
      const own = (name: string) =>
        factOf(n === 0 ? acts : acts.filter(one => one.person !== null), name, parent.id)
      const worksIn = own('worksIn')
      return {
        role: parent.role,
        name: parent.name,
        idNumber: maskedIdNumber(people.get(parent.id)?.idNumber ?? null) ?? own('guardianId')?.value ?? null,
        phone: phoneOf(people.get(parent.id)?.phone ?? own('guardianPhone')?.value),
        worksIn: worksIn ? worksIn.value : (people.get(parent.id)?.awayIn ?? null),
        awayFrom: whenOf(say, 'awayFrom', own('awayFrom')),
        awayUntil: whenOf(say, 'awayUntil', own('awayUntil')),
      }
    }),
    carer: {
      name: document.carer.name,
      kin: document.carer.kin || null,
      gender: carer?.idNumber ? genderIn(carer.idNumber) : fact('carerGender'),
      birth: carer?.idNumber ? birthIn(carer.idNumber) : fact('carerBirth'),
      idNumber: maskedIdNumber(carer?.idNumber ?? null) ?? fact('carerId'),
      phone: phoneOf(carer?.phone ?? fact('carerPhone')),
      livesAt: home,
      livesWith,
      health: health && (HEALTH[health] ? say(HEALTH[health]) : health),
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
      how: textOf(heard, 'asked') ?? (heard?.party === 'parent' ? say('paper:askedByParent') : null),
      view: textOf(heard, 'said') ?? (entrustment.childView && say(VIEW[entrustment.childView])),
      whyNot: textOf(heard, 'whyNot'),
    },
    weeklyContact: fact('weekly'),
    emergency: ['second', 'second2'].flatMap(name => {
      const said = fact(name)
      return said === null ? [] : [whomToCall(said)]
    }),
    schoolToldOn: fact('schoolToldOn') ?? child.told_on,
    villageToldOn: fact('villageToldOn') ?? child.told_on,
    term: { from: entrustment.fromDay, until: entrustment.untilDay },
    signatures: {
      guardians: parents.map(parent => ({
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

const VIEW = {
  willing: 'paper:willing',
  unwilling: 'paper:unwilling',
  'cannot-say': 'paper:cannotSay',
} as const
const HEALTH: Readonly<Record<string, string>> = {
  good: 'paper:health-good',
  medicine: 'paper:health-medicine',
  poor: 'paper:health-poor',
}

/** Whoever confirmed comes first, of two. */
function byConfirmation(
  { parents }: EntrustmentDocument,
  acts: readonly ActRow[],
  entrustment: Entrustment,
): EntrustmentDocument['parents'] {
  const confirmed = agreement(acts, entrustment, 'parent')?.person
  return [...parents].sort((a, b) => Number(b.id === confirmed) - Number(a.id === confirmed)).slice(0, 2)
}

/** A month, or what was said and on which day. */
function whenOf(say: Say, what: 'awayFrom' | 'awayUntil', fact: PaperFact | null): string | null {
  if (fact?.value == null) return null
  return monthIn(fact.value, what, fact.at) ?? say('paper:saidOn', { words: fact.value, on: dayOf(fact.at) })
}

/** 大姑 13800001111: the number, and what stands around it. */
function whomToCall(said: string): EntrustmentForm['emergency'][number] {
  const phone = /(?:1\d{10}|0\d{2,3}-?\d{7,8}|(?<!\d)\d{7,8}(?!\d))/.exec(said.normalize('NFKC'))?.[0] ?? null
  const name = said
    .normalize('NFKC')
    .replace(phone ?? '', '')
    .replace(/电话|手机|[\s,，、:：。;；]+/gu, ' ')
    .trim()
  return { name: name || null, kin: null, phone }
}

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
