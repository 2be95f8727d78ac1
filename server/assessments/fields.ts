import { z } from 'zod'
import { isDay } from '../../flows/engine/calendar.ts'
import { EXCLUSIONS, HOME } from '../paper/forms.ts'

/** The version of the form below; another set of questions needs another. */
export const ASSESSMENT_WORDING = 'assessment/1'

/** What a field may hold: words, a number, a day, or one of some answers (locales: `assess:<set>-<answer>`). */
export type Field = {
  name: string
  kind: 'line' | 'note' | 'count' | 'day' | 'choice'
  set?: keyof typeof ANSWERS
  /** Must stand on the form; what depends on other answers is in `missing`. */
  required?: true
  /** About the carer and the home: the same for each child looked after there. */
  shared?: true
}

/** In the order in which they are shown. Nothing is chosen beforehand, least of all the grade. */
export const ANSWERS = {
  can: ['yes', 'no'],
  safe: ['yes', 'no'],
  found: ['no', 'yes', 'unclear'],
  grade: ['good', 'fair', 'poor'],
} as const

const must = { required: true } as const
const home = { shared: true } as const
const choice = (name: string, set: Field['set']): Field => ({ name, kind: 'choice', set: set!, ...must })

/** 照护能力评估表 (DOMAIN.md 2.3), in the order in which one goes through a house. */
export const SECTIONS: readonly { id: string; fields: readonly Field[] }[] = [
  {
    id: 'carer',
    fields: [
      { name: 'carerAge', kind: 'count', ...must, ...home },
      { name: 'body', kind: 'note', ...must, ...home },
      { name: 'mind', kind: 'note', ...must, ...home },
      { ...choice('takesToHospital', 'can'), ...home },
      { name: 'whoElseTakes', kind: 'line', ...home },
      { name: 'children', kind: 'count', ...must, ...home },
      { ...choice('reads', 'can'), ...home },
      { ...choice('usesPhone', 'can'), ...home },
      { name: 'education', kind: 'line', ...home },
      { name: 'economy', kind: 'note', ...must, ...home },
    ],
  },
  {
    id: 'home',
    fields: [
      ...HOME.flatMap((part): Field[] => [
        { ...choice(`home-${part}`, 'safe'), ...home },
        { name: `home-${part}-note`, kind: 'line', ...home },
      ]),
      { name: 'schoolDistance', kind: 'line', ...must, ...home },
      { name: 'waterDistance', kind: 'line', ...must, ...home },
    ],
  },
  {
    id: 'exclusions',
    fields: [
      ...EXCLUSIONS.map((one): Field => ({ ...choice(`excluded-${one}`, 'found'), ...home })),
      { name: 'checkedHow', kind: 'note', ...must, ...home },
      { ...choice('violence', 'found'), ...home },
      { name: 'violenceNote', kind: 'note', ...home },
    ],
  },
  {
    id: 'child',
    fields: [
      { name: 'bond', kind: 'note', ...must },
      { name: 'askedOn', kind: 'day' },
      { name: 'askedHow', kind: 'line' },
      { name: 'view', kind: 'note' },
      { name: 'whyNot', kind: 'line' },
      { name: 'parentContact', kind: 'line', ...must },
    ],
  },
  {
    id: 'result',
    fields: [
      choice('grade', 'grade'),
      { name: 'reasons', kind: 'note' },
      { name: 'measures', kind: 'note' },
      { name: 'assessor1', kind: 'line', ...must, ...home },
      { name: 'assessor1Post', kind: 'line', ...home },
      { name: 'assessor2', kind: 'line', ...must, ...home },
      { name: 'assessor2Post', kind: 'line', ...home },
      { name: 'visitedOn', kind: 'day', ...must, ...home },
      { name: 'nextOn', kind: 'day' },
    ],
  },
]

export const FIELDS: readonly Field[] = SECTIONS.flatMap(section => section.fields)

/** What was typed, by field, exactly as typed. Absent is empty. */
export type Typed = Readonly<Record<string, string>>
export const Typed = z.record(z.string(), z.string())

const LONGEST = { line: 300, note: 2_000 }
/** What a browser may send of one field: longer than what may stay, so that it can be shown again. */
export const LONGEST_POSTED = 8_000

export type Problem = {
  field: string
  what:
    | 'missing'
    | 'too-long'
    | 'no-number'
    | 'no-day'
    | 'in-future'
    | 'too-late'
    | 'same-person'
    | 'no-answer'
}

const given = (typed: Typed, name: string): string => (typed[name] ?? '').trim()

/** What must stand on the form, and does not, in its order. */
export function missingIn(typed: Typed): string[] {
  const askedOrWhyNot = given(typed, 'whyNot') !== ''
  const besides = new Set([
    ...(askedOrWhyNot ? [] : ['askedOn', 'askedHow', 'view']),
    ...(given(typed, 'grade') === 'good' ? [] : ['measures']),
    ...(given(typed, 'takesToHospital') === 'no' ? ['whoElseTakes'] : []),
    ...(given(typed, 'violence') === 'yes' ? ['violenceNote'] : []),
  ])
  return FIELDS.filter(
    ({ name, required }) => (required || besides.has(name)) && given(typed, name) === '',
  ).map(({ name }) => name)
}

/** What keeps a form from being finished on a day (YYYY-MM-DD); `latest` is the last day for the next one. */
export function problemsIn(typed: Typed, today: string, latest: (visited: string) => string): Problem[] {
  const problems: Problem[] = missingIn(typed).map(field => ({ field, what: 'missing' }))
  for (const field of FIELDS) {
    const what = wrongWith(field, given(typed, field.name))
    if (what) problems.push({ field: field.name, what })
  }
  const [visited, next, asked] = ['visitedOn', 'nextOn', 'askedOn'].map(name => given(typed, name))
  for (const [field, day] of [
    ['visitedOn', visited!],
    ['askedOn', asked!],
  ] as const)
    if (isDay(day) && day > today) problems.push({ field, what: 'in-future' })
  if (isDay(visited!) && isDay(next!) && (next! <= visited! || next! > latest(visited!)))
    problems.push({ field: 'nextOn', what: 'too-late' })
  const second = given(typed, 'assessor2')
  if (second && second === given(typed, 'assessor1'))
    problems.push({ field: 'assessor2', what: 'same-person' })
  return problems
}

function wrongWith({ kind, set }: Field, value: string): Problem['what'] | null {
  if (value === '') return null
  switch (kind) {
    case 'count':
      return /^\d{1,3}$/.test(value) && Number(value) <= 130 ? null : 'no-number'
    case 'day':
      return isDay(value) ? null : 'no-day'
    case 'choice':
      return (ANSWERS[set!] as readonly string[]).includes(value) ? null : 'no-answer'
    default:
      return [...value].length <= LONGEST[kind] ? null : 'too-long'
  }
}
