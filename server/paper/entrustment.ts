import { choices, words } from './blocks.ts'
import {
  childViewRows,
  day,
  exclusionRows,
  field,
  given,
  type Lacking,
  label,
  opening,
  type Say,
  sealRow,
  signatureRows,
  term,
  yesNo,
} from './common.ts'
import type { Declared, EntrustmentForm, Exclusion } from './forms.ts'
import { isBlank, missingInEntrustment } from './missing.ts'
import type { Row, Sheet } from './sheet.ts'

/** 委托照护确认书, on as many pages as it needs: two for most families. */
export function drawEntrustment(sheet: Sheet, say: Say, form: EntrustmentForm, lacking: Lacking[]): void {
  const title = say('paper-entrustment:title')
  opening(sheet, say, { title, form, missing: missingInEntrustment(form), lacking })
  sheet.put(words(say('paper-entrustment:preamble'), { size: 9.5 }), { after: 5 })
  sheet.table(say('paper:child'), childRows(say, form.child))
  const guardians = form.guardians.length > 0 ? form.guardians : [null]
  for (const guardian of guardians) sheet.table(say('paper:guardian'), guardianRows(say, guardian))
  sheet.table(say('paper:carer'), carerRows(say, form.carer))
  sheet.table(say('paper-entrustment:exclusions'), [
    ...exclusionRows(say, [
      { name: say('paper:guardian'), declared: form.exclusions.guardian },
      { name: say('paper:carer'), declared: form.exclusions.carer },
      { name: say('paper-entrustment:checkedBy'), declared: form.exclusions.director },
    ]),
    field(say('paper:checkedHow'), form.exclusions.checkedHow),
  ])
  sheet.table(say('paper:childView'), childViewRows(say, form.childView))
  sheet.table(say('paper-entrustment:duties'), dutyRows(say, form))
  sheet.table(say('paper-entrustment:arrangements'), arrangementRows(say, form))
  const { guardians: hands, carer, witness } = form.signatures
  sheet.table(
    say('paper:signatures'),
    signatureRows(say, [
      ...guardians.map((guardian, n) => ({
        party: say('paper:guardian'),
        signature: hands[n] ?? NOTHING,
        name: hands[n]?.name ?? guardian?.name ?? null,
      })),
      { party: say('paper:carer'), signature: carer, name: carer.name ?? form.carer.name },
      { party: say('paper:witness'), signature: witness, name: witness.name },
    ]),
  )
  const opinion = isBlank(form.villageOpinion)
    ? []
    : [field(say('paper-entrustment:opinion'), form.villageOpinion)]
  sheet.table(null, [
    ...opinion,
    sealRow([
      {
        above: say(opinion.length > 0 ? 'paper-entrustment:villageSeal' : 'paper-entrustment:village'),
        below: say('paper:sealed', { on: say('paper:blankDay') }),
      },
      {
        above: say('paper-entrustment:township', { number: form.filing.number ?? '' }),
        below: say('paper:sealed', { on: day(say, form.filing.on) }),
      },
    ]),
  ])
  sheet.space(5)
  sheet.put(words(say('paper:claim'), { size: 9 }))
}

const NOTHING = { name: null, confirmed: null, strokes: [], signedOn: null }

/**
 * What the carer may read, who signs this paper too: where the guardian declared or the director found anything but four
 * times no, it looks as if they had not been asked yet.
 */
export function forAllEyes(form: EntrustmentForm): EntrustmentForm {
  const { guardian, carer, director, checkedHow } = form.exclusions
  const clean = (all: Record<Exclusion, Declared>) => Object.values(all).every(one => one === 'no')
  const unasked = { offences: null, addiction: null, neglect: null, unsuitable: null }
  const found = clean(director)
  return {
    ...form,
    exclusions: {
      guardian: clean(guardian) ? guardian : unasked,
      carer,
      director: found ? director : unasked,
      checkedHow: found ? checkedHow : null,
    },
  }
}

function childRows(say: Say, child: EntrustmentForm['child']): Row[] {
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(child.name)],
        ...[label(say('paper:gender'), 36), given(child.gender, 44)],
        ...[label(say('paper:ethnicity'), 36), given(child.ethnicity, 76)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:birth')), given(day(say, child.birth), 112)],
        ...[label(say('paper:idNumber')), given(child.idNumber)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:school')), given(child.school)],
        ...[label(say('paper:grade'), 36), given(child.grade, 76)],
      ],
    },
    field(say('paper:livesAt'), child.livesAt),
    field(say('paper-entrustment:childHealth'), child.health),
  ]
}

const ROLES = [
  ['father', 'paper:father'],
  ['mother', 'paper:mother'],
  ['other', 'paper:otherGuardian'],
] as const

/** The rows of a guardian; all blank for none. */
export function guardianRows(say: Say, guardian: EntrustmentForm['guardians'][number] | null): Row[] {
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(guardian?.name ?? null)],
        label(say('paper:isWho'), 50),
        {
          width: 196,
          block: choices(ROLES.map(([role, key]) => ({ text: say(key), ticked: guardian?.role === role }))),
        },
      ],
    },
    {
      cells: [
        ...[label(say('paper:idNumber')), given(guardian?.idNumber ?? null)],
        ...[label(say('paper:phone'), 50), given(guardian?.phone ?? null, 146)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:worksIn')), given(guardian?.worksIn ?? null)],
        ...[label(say('paper:employer'), 50), given(guardian?.employer ?? null, 146)],
      ],
    },
    field(
      say('paper:away'),
      term(say, { from: guardian?.awayFrom ?? null, until: guardian?.awayUntil ?? null }),
    ),
  ]
}

function carerRows(say: Say, carer: EntrustmentForm['carer']): Row[] {
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(carer.name)],
        ...[label(say('paper:gender'), 36), given(carer.gender, 36)],
        ...[label(say('paper:kinship'), 60), given(carer.kin, 94)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:birth')), given(day(say, carer.birth), 112)],
        ...[label(say('paper:idNumber')), given(carer.idNumber)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:phone')), given(carer.phone)],
        ...[label(say('paper:education')), given(carer.education, 104)],
      ],
    },
    field(say('paper:livesAt'), carer.livesAt),
    {
      cells: [
        label(say('paper:together')),
        { block: yesNo(carer.livesWith, [say('paper:livesTogether'), say('paper:livesApart')]) },
        label(say('paper:children'), 84),
        given(carer.children === null ? null : say('paper:childrenCount', { count: carer.children }), 82),
      ],
    },
    field(say('paper:health'), carer.health),
  ]
}

function dutyRows(say: Say, { duties }: EntrustmentForm): Row[] {
  const all: [string, string, string | null][] = [
    ['paper-entrustment:living', 'paper-entrustment:livingText', duties.living],
    ['paper-entrustment:safety', 'paper-entrustment:safetyText', duties.safety],
    ['paper-entrustment:schooling', 'paper-entrustment:schoolingText', duties.schooling],
    ['paper-entrustment:medical', 'paper-entrustment:medicalText', duties.medical],
    ['paper-entrustment:contact', 'paper-entrustment:contactText', duties.contact],
  ]
  return all.map(([name, standard, besides]) => ({
    cells: [
      label(say(name), 40),
      {
        block: words(
          isBlank(besides)
            ? say(standard)
            : `${say(standard)}\n${say('paper-entrustment:besides', { words: besides })}`,
          { size: 9.5 },
        ),
      },
    ],
  }))
}

function arrangementRows(say: Say, form: EntrustmentForm): Row[] {
  const { emergency } = form
  const ending = say('paper-entrustment:endingText')
  return [
    field(say('paper-entrustment:weekly'), form.weeklyContact),
    ...[0, 1].map(n => ({
      cells: [
        label(say('paper-entrustment:emergency', { n: n + 1 })),
        given(emergency[n]?.name ?? null),
        ...[label(say('paper:kin'), 36), given(emergency[n]?.kin ?? null, 76)],
        ...[label(say('paper:phone'), 36), given(emergency[n]?.phone ?? null, 110)],
      ],
    })),
    field(say('paper-entrustment:costs'), form.costs),
    field(say('paper-entrustment:term'), term(say, form.term)),
    {
      cells: [
        label(say('paper-entrustment:ending')),
        {
          block: words(
            isBlank(form.ending)
              ? ending
              : `${ending}\n${say('paper-entrustment:besides', { words: form.ending })}`,
            { size: 9.5 },
          ),
        },
      ],
    },
    {
      cells: [
        ...[label(say('paper-entrustment:schoolTold')), given(day(say, form.schoolToldOn))],
        ...[label(say('paper-entrustment:villageTold')), given(day(say, form.villageToldOn))],
      ],
    },
    field(say('paper-entrustment:attachments'), form.attachments.join(say('paper:semicolon'))),
  ]
}
