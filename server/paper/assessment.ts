import { choices, stacked, words } from './blocks.ts'
import {
  childViewRows,
  day,
  declared,
  exclusionRows,
  field,
  given,
  type Lacking,
  label,
  opening,
  type Say,
  signatureRows,
  yesNo,
} from './common.ts'
import { type AssessmentForm, HOME } from './forms.ts'
import { isBlank, missingInAssessment } from './missing.ts'
import type { Row, Sheet } from './sheet.ts'

/** From this age on the paper says the carer is old (DOMAIN.md 2.3). */
const OLD = 70

/** 照护能力评估表, filled in at the carer's home. */
export function drawAssessment(sheet: Sheet, say: Say, form: AssessmentForm, lacking: Lacking[]): void {
  const title = say('paper-assessment:title')
  opening(sheet, say, { title, form, missing: missingInAssessment(form), lacking })
  sheet.table(say('paper:child'), [
    {
      cells: [
        ...[label(say('paper:name')), given(form.child.name)],
        ...[label(say('paper:gender'), 36), given(form.child.gender, 44)],
        ...[label(say('paper:birth'), 60), given(day(say, form.child.birth), 112)],
      ],
    },
  ])
  sheet.table(say('paper:carer'), carerRows(say, form))
  sheet.table(say('paper-assessment:ability'), abilityRows(say, form))
  sheet.table(say('paper-assessment:home'), homeRows(say, form))
  sheet.table(say('paper-assessment:conduct'), [
    ...exclusionRows(say, [{ name: say('paper-assessment:found'), declared: form.exclusions }]),
    field(say('paper:checkedHow'), form.checkedHow),
    {
      cells: [
        label(say('paper-assessment:violence')),
        { width: 120, block: declared(say, form.violence) },
        given(form.violenceNote),
      ],
    },
  ])
  sheet.table(say('paper:childView'), [
    field(say('paper-assessment:bond'), form.bond),
    ...childViewRows(say, form.childView),
    field(say('paper-assessment:parentContact'), form.parentContact),
  ])
  sheet.table(say('paper-assessment:result'), resultRows(say, form))
  sheet.table(
    say('paper:signatures'),
    signatureRows(
      say,
      [0, 1].map(n => ({
        party: say('paper-assessment:assessor', { n: n + 1 }),
        name: [form.assessors[n]?.name, form.assessors[n]?.post].filter(one => !isBlank(one)).join('\n'),
        signature: form.assessors[n]?.signature ?? {
          name: null,
          confirmed: null,
          strokes: [],
          signedOn: null,
        },
      })),
      { recorded: false },
    ),
  )
}

function carerRows(say: Say, { carer, carerAge }: AssessmentForm): Row[] {
  const age =
    carerAge === null
      ? null
      : say(carerAge >= OLD ? 'paper-assessment:old' : 'paper-assessment:age', { age: carerAge })
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(carer.name)],
        ...[label(say('paper:gender'), 36), given(carer.gender, 36)],
        ...[label(say('paper:kinship'), 60), given(carer.kin, 104)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:idNumber')), given(carer.idNumber)],
        ...[label(say('paper-assessment:ageLabel'), 60), given(age, 104)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:phone')), given(carer.phone)],
        ...[label(say('paper:education'), 60), given(carer.education, 104)],
      ],
    },
    field(say('paper:livesAt'), carer.livesAt),
  ]
}

function abilityRows(say: Say, form: AssessmentForm): Row[] {
  const can = [say('paper-assessment:can'), say('paper-assessment:cannot')] as [string, string]
  const { children } = form.carer
  return [
    field(say('paper-assessment:body'), form.body),
    field(say('paper-assessment:mind'), form.mind),
    {
      cells: [
        label(say('paper-assessment:hospital')),
        { width: 90, block: yesNo(form.takesToHospital, can) },
        ...[label(say('paper-assessment:whoElse'), 84), given(form.whoElseTakes)],
      ],
    },
    {
      cells: [
        ...[label(say('paper-assessment:reads')), { width: 90, block: yesNo(form.reads, can) }],
        ...[label(say('paper-assessment:usesPhone'), 84), { block: yesNo(form.usesPhone, can) }],
        label(say('paper-assessment:children'), 60),
        given(children === null ? null : say('paper:childrenCount', { count: children }), 56),
      ],
    },
    field(say('paper-assessment:economy'), form.economy),
  ]
}

const HOME_NAMES: Record<(typeof HOME)[number], string> = {
  water: 'paper-assessment:water',
  electricity: 'paper-assessment:electricity',
  fire: 'paper-assessment:fire',
  ventilation: 'paper-assessment:ventilation',
  pesticide: 'paper-assessment:pesticide',
  road: 'paper-assessment:road',
}

function homeRows(say: Say, form: AssessmentForm): Row[] {
  const safe = [say('paper-assessment:safe'), say('paper-assessment:unsafe')] as [string, string]
  return [
    ...HOME.map(one => ({
      cells: [
        label(say(HOME_NAMES[one]), 130),
        { width: 110, block: yesNo(form.home[one].safe, safe) },
        given(form.home[one].note),
      ],
    })),
    {
      cells: [
        ...[label(say('paper-assessment:schoolDistance')), given(form.schoolDistance)],
        ...[label(say('paper-assessment:waterDistance')), given(form.waterDistance)],
      ],
    },
  ]
}

const GRADES = [
  ['good', 'paper-assessment:good', 'paper-assessment:goodMeans'],
  ['fair', 'paper-assessment:fair', 'paper-assessment:fairMeans'],
  ['poor', 'paper-assessment:poor', 'paper-assessment:poorMeans'],
] as const

function resultRows(say: Say, form: AssessmentForm): Row[] {
  const meanings = GRADES.map(([, name, means]) =>
    say('paper-assessment:means', { grade: say(name), meaning: say(means) }),
  )
  return [
    {
      cells: [
        label(say('paper-assessment:grade')),
        {
          block: stacked([
            choices(GRADES.map(([grade, name]) => ({ text: say(name), ticked: form.grade === grade }))),
            words(meanings.join('\n'), { size: 8, grey: true }),
          ]),
        },
      ],
    },
    field(say('paper-assessment:reasons'), form.reasons, 34),
    field(say('paper-assessment:measures'), form.measures, 34),
    {
      cells: [
        ...[label(say('paper-assessment:visitedOn')), given(day(say, form.visitedOn))],
        ...[label(say('paper-assessment:nextOn')), given(day(say, form.nextOn))],
      ],
    },
  ]
}
