import { z } from 'zod'
import { isDay } from '../../flows/engine/calendar.ts'
import type { EntrustmentPolicy } from './carer-kinds.ts'
import { type Act, CARER_KINDS, type Standing } from './chain.ts'
import { factsIn, wrongOnPaper } from './paper-form.ts'

/** What a director at the carer's home can say on one small form each (DOMAIN.md 2.4c), and later about the paper. */
export const WITNESS_FORMS = [
  'kind',
  'child-view',
  'carer-adult',
  'village-agrees',
  'supervising',
  'designates',
  'exclusions',
  'tells',
  'witnesses',
  'prints',
  'signed',
  'files',
] as const
export type WitnessForm = (typeof WITNESS_FORMS)[number]

/** What was typed on one of them, by field, exactly as typed. */
export type Typed = Readonly<Record<string, string>>

const text = z.string().trim().min(1).max(500)
const note = z.string().trim().max(2_000).default('')
const found = z.enum(['no', 'yes', 'unclear'])
const yesNo = z.enum(['yes', 'no'])

/** The fields of each form. A field that is missing or wrong is named by its path. */
const FIELDS = {
  kind: z.object({ kind: z.enum(CARER_KINDS) }),
  'child-view': z
    .object({ view: z.enum(['willing', 'unwilling', 'cannot-say', 'not-asked']) })
    .and(
      z.union([
        z.object({ view: z.literal('not-asked'), whyNot: text }),
        z.object({ view: z.enum(['willing', 'unwilling', 'cannot-say']), asked: text, said: note }),
      ]),
    ),
  'carer-adult': z.object({ seen: z.literal('yes') }),
  'village-agrees': z.object({ opinion: text }),
  supervising: z.object({ name: text }),
  designates: z.object({}),
  exclusions: z.object({
    offences: found,
    addiction: found,
    neglect: found,
    unsuitable: found,
    way: text,
  }),
  tells: z.record(z.string(), z.string()),
  witnesses: z.object({
    visitedOn: z.string().refine(isDay),
    sawCarer: z.literal('yes'),
    sawChild: yesNo,
    identity: z.literal('yes'),
    homeSafe: yesNo,
    calledParents: yesNo,
    help: note,
  }),
  prints: z.object({}),
  signed: z.object({ signatures: z.literal('yes'), seal: z.literal('yes') }),
  files: z.object({ number: text }),
} as const satisfies Record<WitnessForm, z.ZodType>

/** The fields of a form that are missing or wrong; none: it can be carried out. */
export function wrongIn(form: WitnessForm, typed: Typed, today: string): string[] {
  if (form === 'tells') return wrongOnPaper(typed, today)
  const read = FIELDS[form].safeParse(typed)
  const fields = read.success ? [] : read.error.issues.flatMap(issue => namesIn(issue, typed))
  const late = form === 'witnesses' && isDay(typed.visitedOn ?? '') && typed.visitedOn! > today
  return [...new Set([...fields, ...(late ? ['visitedOn'] : [])])]
}

/** A choice between two kinds of answer names what its own kind is missing. */
function namesIn(issue: z.core.$ZodIssue, typed: Typed): string[] {
  if (issue.code !== 'invalid_union') return [String(issue.path[0] ?? 'view')]
  return typed.view === 'not-asked' ? ['whyNot'] : ['asked']
}

/** The act that a form without faults is, and what is kept with it. */
export function actIn(
  form: WitnessForm,
  typed: Typed,
  policy: EntrustmentPolicy,
): { act: Act; more: Record<string, unknown> } {
  switch (form) {
    case 'kind': {
      const { kind } = FIELDS.kind.parse(typed)
      return { act: { act: 'kind', kind, needs: policy.needs[kind] ?? [] }, more: {} }
    }
    case 'child-view': {
      const { view, ...more } = FIELDS['child-view'].parse(typed)
      return { act: { act: 'child-view', view }, more }
    }
    case 'exclusions': {
      const { way, ...declared } = FIELDS.exclusions.parse(typed)
      return { act: { act: 'exclusions', declared }, more: { way } }
    }
    case 'tells':
      return { act: { act: 'tells', facts: factsIn(typed) }, more: {} }
    case 'carer-adult':
      return { act: { act: 'carer-adult' }, more: {} }
    default:
      return { act: { act: form }, more: FIELDS[form].parse(typed) }
  }
}

/** The forms that are open now, in the order in which one goes through them; empty when nothing can be done here. */
export function openForms({ done, needs, kind, ended }: Standing): WitnessForm[] {
  if (ended !== null) return []
  if (done.has('signed')) return done.has('filed') ? [] : ['files']
  if (done.has('printed')) return ['signed']
  if (done.has('witnessed')) return ['prints']
  return [
    ...(kind === null ? (['kind'] as const) : []),
    ...(done.has('child_heard') ? [] : (['child-view'] as const)),
    ...(done.has('carer_adult') ? [] : (['carer-adult'] as const)),
    ...(needs.includes('village') && !done.has('village_agreed') ? (['village-agrees'] as const) : []),
    ...(needs.includes('supervising') && !done.has('supervising') ? (['supervising'] as const) : []),
    ...(needs.includes('designation') && !done.has('designated') ? (['designates'] as const) : []),
    ...(done.has('checked') || done.has('stopped') ? [] : (['exclusions'] as const)),
  ]
}
