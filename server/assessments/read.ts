import type { z } from 'zod'
import type { Tx } from '../db/scope.ts'
import { type AssessmentForm, type Declared, EXCLUSIONS, HOME } from '../paper/forms.ts'
import { type Keys, unseal } from '../privacy/seal.ts'
import { birthIn, maskedIdNumber } from '../roster/rules/id-number.ts'
import { Typed } from './fields.ts'
import { type Pair, pairOf } from './pair.ts'

/** A finished assessment as its page and its paper need it; the paper's number, version and hash are the paper's own. */
export type Assessment = {
  id: string
  pair: Pair
  grade: 'good' | 'fair' | 'poor'
  excluded: boolean
  visitedOn: string
  nextOn: string
  recordedAt: number
  typed: Typed
  form: Omit<z.input<typeof AssessmentForm>, 'number' | 'version' | 'hash' | 'url' | 'place'>
}

/** The assessment of that id as the transaction's scope sees it; null when there is none. */
export async function readAssessment(tx: Tx, keys: Keys, id: string): Promise<Assessment | null> {
  const { rows } = await tx.query(
    `select child_id, carer_id, grade, excluded, visited_on, next_on, recorded_at, sealed
     from capacity_assessments where id = $1`,
    [id],
  )
  const [row] = rows
  const pair = row && (await pairOf(tx, keys, row.child_id, row.carer_id))
  if (!pair) return null
  const typed = Typed.parse(unseal(keys, `capacity_assessments:${id}`, row.sealed))
  return {
    id,
    pair,
    grade: row.grade,
    excluded: row.excluded,
    visitedOn: row.visited_on,
    nextOn: row.next_on,
    recordedAt: row.recorded_at.getTime(),
    typed,
    form: formOf(pair, typed, row.grade),
  }
}

function formOf(pair: Pair, typed: Typed, grade: Assessment['grade']): Assessment['form'] {
  const text = (name: string): string | null => typed[name] ?? null
  const yes = (name: string): boolean | null => (typed[name] ? typed[name] === 'yes' : null)
  const number = (name: string): number | null => (typed[name] ? Number(typed[name]) : null)
  const found = (name: string) => text(name) as Declared
  const detail = (name: string): string | null => (pair.details[name] ? String(pair.details[name]) : null)
  return {
    child: {
      name: pair.child.name,
      gender: pair.child.gender,
      ethnicity: detail('ethnicity'),
      birth: pair.child.birth,
      idNumber: maskedIdNumber(pair.child.idNumber),
      school: detail('school'),
      grade: detail('grade'),
      livesAt: detail('livesAt'),
      health: detail('health'),
    },
    carer: {
      name: pair.carer.name,
      kin: pair.carer.kin,
      idNumber: maskedIdNumber(pair.carer.idNumber),
      birth: pair.carer.idNumber && birthIn(pair.carer.idNumber),
      phone: pair.carer.phone,
      livesWith: pair.livesWith,
      education: text('education'),
      children: number('children'),
    },
    carerAge: number('carerAge'),
    body: text('body'),
    mind: text('mind'),
    takesToHospital: yes('takesToHospital'),
    whoElseTakes: text('whoElseTakes'),
    reads: yes('reads'),
    usesPhone: yes('usesPhone'),
    economy: text('economy'),
    home: Object.fromEntries(
      HOME.map(part => [part, { safe: yes(`home-${part}`), note: text(`home-${part}-note`) }]),
    ),
    schoolDistance: text('schoolDistance'),
    waterDistance: text('waterDistance'),
    exclusions: Object.fromEntries(EXCLUSIONS.map(one => [one, found(`excluded-${one}`)])),
    checkedHow: text('checkedHow'),
    violence: found('violence'),
    violenceNote: text('violenceNote'),
    bond: text('bond'),
    childView: {
      askedOn: text('askedOn'),
      how: text('askedHow'),
      view: text('view'),
      whyNot: text('whyNot'),
    },
    parentContact: text('parentContact'),
    grade,
    reasons: text('reasons'),
    measures: text('measures'),
    assessors: [1, 2].map(n => ({ name: text(`assessor${n}`), post: text(`assessor${n}Post`) })),
    visitedOn: text('visitedOn'),
    nextOn: text('nextOn'),
  }
}
