import {
  type AssessmentForm,
  type Declared,
  type EntrustmentForm,
  EXCLUSIONS,
  type Exclusion,
  HOME,
  type SchoolNotice,
} from './forms.ts'

type Value = string | number | boolean | null | undefined
type Required = [key: string, value: Value | readonly Value[]][]

/** A line to write on: nothing given, or nothing but spaces. */
export const isBlank = (value: Value): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '')

const missing = (required: Required): string[] =>
  required.filter(([, value]) => (Array.isArray(value) ? value : [value]).some(isBlank)).map(([key]) => key)

const declared = (all: Record<Exclusion, Declared>): Declared[] => EXCLUSIONS.map(one => all[one])

/** Asked when, how and what; or why not. */
const asked = ({ askedOn, how, view, whyNot }: EntrustmentForm['childView']): Value[] =>
  isBlank(whyNot) ? [askedOn, how, view] : []

/**
 * What must stand on the confirmation before it is signed, and does not: texts (`paper-missing:…`) that name it. 缺 N 项 is
 * their number. The signatures, the seal and the filing number come by hand and are not among them.
 */
export function missingInEntrustment(form: EntrustmentForm): string[] {
  const { child, carer, exclusions } = form
  const guardian = form.guardians[0]
  return missing([
    ['paper-missing:number', form.number],
    ['paper-missing:village', form.place.village],
    ['paper-missing:childName', child.name],
    ['paper-missing:childGender', child.gender],
    ['paper-missing:childBirth', child.birth],
    ['paper-missing:childId', child.idNumber],
    ['paper-missing:childLivesAt', child.livesAt],
    ['paper-missing:guardianName', guardian?.name],
    ['paper-missing:guardianRole', guardian?.role],
    ['paper-missing:guardianId', guardian?.idNumber],
    ['paper-missing:guardianPhone', guardian?.phone],
    ['paper-missing:worksIn', guardian?.worksIn],
    ['paper-missing:awayFrom', guardian?.awayFrom],
    ['paper-missing:carerName', carer.name],
    ['paper-missing:carerKin', carer.kin],
    ['paper-missing:carerId', carer.idNumber],
    ['paper-missing:carerBirth', carer.birth],
    ['paper-missing:carerPhone', carer.phone],
    ['paper-missing:carerLivesAt', carer.livesAt],
    ['paper-missing:livesWith', carer.livesWith],
    ['paper-missing:carerHealth', carer.health],
    ['paper-missing:children', carer.children],
    ['paper-missing:exclusionsGuardian', declared(exclusions.guardian)],
    ['paper-missing:exclusionsCarer', declared(exclusions.carer)],
    ['paper-missing:exclusionsDirector', [...declared(exclusions.director), exclusions.checkedHow]],
    ['paper-missing:childView', asked(form.childView)],
    ['paper-missing:weeklyContact', form.weeklyContact],
    ['paper-missing:emergency', [form.emergency[0]?.name, form.emergency[0]?.phone]],
    ['paper-missing:term', [form.term.from, form.term.until]],
    ['paper-missing:schoolToldOn', form.schoolToldOn],
    ['paper-missing:witness', form.signatures.witness.name],
  ])
}

/** Who knows what is missing on a confirmation, and is asked for it. */
export type Whom = 'guardian' | 'carer' | 'director'
const KNOWN_BY: Readonly<Record<Whom, readonly string[]>> = {
  guardian: ['worksIn', 'awayFrom', 'weeklyContact', 'emergency', 'exclusionsGuardian'],
  carer: ['carerLivesAt', 'livesWith', 'carerHealth', 'exclusionsCarer'],
  director: [
    ...['childLivesAt', 'childId', 'childGender', 'childBirth', 'childView', 'guardianId', 'guardianPhone'],
    ...['carerId', 'carerBirth', 'carerPhone', 'carerKin', 'exclusionsDirector', 'schoolToldOn', 'witness'],
  ],
}

/** Whom to ask for something missing; null where the paper itself says. */
export const whomToAsk = (key: string): Whom | null => {
  const name = key.slice(key.indexOf(':') + 1)
  const [whom] = (Object.keys(KNOWN_BY) as Whom[]).filter(one => KNOWN_BY[one].includes(name))
  return whom ?? null
}

/** The same for the capacity assessment; its fields are those of the form, its signatures left to the hand. */
export function missingInAssessment(form: AssessmentForm): string[] {
  const { child, carer } = form
  return missing([
    ['paper-missing:village', form.place.village],
    ['paper-missing:childName', child.name],
    ['paper-missing:childBirth', child.birth],
    ['paper-missing:carerName', carer.name],
    ['paper-missing:carerKin', carer.kin],
    ['paper-missing:carerId', carer.idNumber],
    ['paper-missing:carerAge', form.carerAge],
    ['paper-missing:body', form.body],
    ['paper-missing:mind', form.mind],
    ['paper-missing:takesToHospital', form.takesToHospital],
    ['paper-missing:children', carer.children],
    ['paper-missing:readsAndPhones', [form.reads, form.usesPhone]],
    ['paper-missing:economy', form.economy],
    ['paper-missing:home', HOME.map(one => form.home[one].safe)],
    ['paper-missing:distances', [form.schoolDistance, form.waterDistance]],
    ['paper-missing:exclusions', [...declared(form.exclusions), form.checkedHow]],
    ['paper-missing:violence', form.violence],
    ['paper-missing:bond', form.bond],
    ['paper-missing:childView', asked(form.childView)],
    ['paper-missing:parentContact', form.parentContact],
    ['paper-missing:grade', form.grade],
    ['paper-missing:assessors', [form.assessors[0]?.name, form.assessors[1]?.name]],
    ['paper-missing:visitedOn', form.visitedOn],
    ['paper-missing:nextOn', form.nextOn],
    ...(form.grade === 'good' ? [] : ([['paper-missing:measures', form.measures]] satisfies Required)),
  ])
}

/** The same for the notice to school or village. */
export function missingInNotice(form: SchoolNotice): string[] {
  const guardian = form.guardians[0]
  return missing([
    ['paper-missing:addressee', form.addressee],
    ['paper-missing:childName', form.child.name],
    ['paper-missing:guardianName', guardian?.name],
    ['paper-missing:guardianPhone', guardian?.phone],
    ['paper-missing:worksIn', guardian?.worksIn],
    ['paper-missing:carerName', form.carer.name],
    ['paper-missing:carerKin', form.carer.kin],
    ['paper-missing:carerPhone', form.carer.phone],
    ['paper-missing:carerLivesAt', form.carer.livesAt],
  ])
}
