import { words } from './blocks.ts'
import { day, field, given, type Lacking, label, opening, type Say, signatureRows, term } from './common.ts'
import { guardianRows } from './entrustment.ts'
import type { SchoolNotice } from './forms.ts'
import { isBlank, missingInNotice } from './missing.ts'
import { BODY, type Row, type Sheet } from './sheet.ts'

/** The written notice of an entrustment to school or village, one page, with a receipt to tear off at its foot. */
export function drawNotice(sheet: Sheet, say: Say, form: SchoolNotice, lacking: Lacking[]): void {
  const title = say('paper-notice:title')
  const school = form.to === 'school'
  opening(sheet, say, { title, form, missing: missingInNotice(form), lacking })
  const addressee = isBlank(form.addressee)
    ? say(school ? 'paper-notice:blankSchool' : 'paper-notice:blankVillage')
    : form.addressee!
  sheet.space(4)
  sheet.put(words(say('paper-notice:to', { addressee }), { size: 11.5 }), { after: 4 })
  sheet.put(words(opened(say, form), { size: 11 }), { after: 8 })
  sheet.table(say('paper:child'), childRows(say, form))
  const guardians = form.guardians.length > 0 ? form.guardians : [null]
  for (const guardian of guardians) sheet.table(say('paper:guardian'), guardianRows(say, guardian))
  sheet.table(say('paper:carer'), carerRows(say, form))
  sheet.space(8)
  sheet.put(words(say(asked(form)), { size: 11 }), {
    after: 8,
  })
  sheet.table(
    say('paper:signatures'),
    signatureRows(
      say,
      guardians.map((guardian, n) => ({
        party: say('paper:guardian'),
        name: form.signatures.guardians[n]?.name ?? guardian?.name ?? null,
        signature: form.signatures.guardians[n] ?? {
          name: null,
          confirmed: null,
          strokes: [],
          signedOn: null,
        },
      })),
    ),
  )
  receipt(sheet, say, form, addressee)
}

/** What is told: that care begins, that it is another's by now, or that it is over. */
function opened(say: Say, { news }: SchoolNotice): string {
  if (news === null) return say('paper-notice:text')
  const on = day(say, news.on)
  return say(news.what === 'changed' ? 'paper-notice:textChanged' : 'paper-notice:textEnded', { on })
}

const asked = ({ news, to }: SchoolNotice): string =>
  news?.what === 'ended'
    ? 'paper-notice:askEnded'
    : to === 'school'
      ? 'paper-notice:askSchool'
      : 'paper-notice:askVillage'

function childRows(say: Say, { child }: SchoolNotice): Row[] {
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(child.name)],
        ...[label(say('paper:gender'), 36), given(child.gender, 44)],
        ...[label(say('paper:birth'), 60), given(day(say, child.birth), 112)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:school')), given(child.school)],
        ...[label(say('paper:grade'), 60), given(child.grade, 112)],
      ],
    },
  ]
}

function carerRows(say: Say, form: SchoolNotice): Row[] {
  const { carer, director } = form
  return [
    {
      cells: [
        ...[label(say('paper:name')), given(carer.name)],
        ...[label(say('paper:kinship'), 60), given(carer.kin, 112)],
      ],
    },
    {
      cells: [
        ...[label(say('paper:phone')), given(carer.phone)],
        ...[label(say('paper-notice:weekly'), 60), given(form.weeklyContact, 112)],
      ],
    },
    field(say('paper:livesAt'), carer.livesAt),
    field(say('paper-notice:term'), term(say, form.term)),
    {
      cells: [
        ...[label(say('paper-notice:director')), given(director.name)],
        ...[label(say('paper:phone'), 60), given(director.phone, 112)],
      ],
    },
  ]
}

/** To be torn off and given back: who took the notice, and when. */
function receipt(sheet: Sheet, say: Say, form: SchoolNotice, addressee: string): void {
  const child = isBlank(form.child.name) ? say('paper-notice:blankName') : form.child.name!
  sheet.space(14)
  sheet.keep(150)
  sheet.beside(({ doc }, y) => {
    doc.lineWidth(0.5).dash(4, { space: 3 })
    doc
      .moveTo(BODY.x, y)
      .lineTo(BODY.x + BODY.width, y)
      .stroke('black')
      .undash()
  })
  sheet.space(10)
  sheet.put(words(say('paper-notice:receipt'), { size: 14, align: 'center', bold: true }), { after: 6 })
  const number = form.number ?? say('paper-notice:blankName')
  sheet.put(words(say('paper-notice:received', { child, number }), { size: 11 }), { after: 22 })
  sheet.put(
    words(say('paper-notice:receivedBy', { addressee, on: say('paper:blankDay') }), {
      size: 11,
      align: 'right',
    }),
  )
}
