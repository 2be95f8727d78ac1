import { EXCLUSIONS, type Exclusion } from '../paper/forms.ts'

/** How a carer stands to the child, as far as it decides who must agree (DOMAIN.md 2.2). */
export const CARER_KINDS = ['grandparent', 'adult-sibling', 'other-relative', 'friend', 'neighbour'] as const
export type CarerKind = (typeof CARER_KINDS)[number]

/** Beyond both sides and the witness: the village's consent, a named supervising person, the township's designation. */
export type Need = 'village' | 'supervising' | 'designation'

/** To the four kinds of people to whom no child may be entrusted (未成年人保护法 22): does one apply? */
export type Declared = Readonly<Record<Exclusion, 'no' | 'yes' | 'unclear'>>

export type Party = 'parent' | 'carer' | 'director' | 'supervisor' | 'county' | 'house'
export type ChildView = 'willing' | 'unwilling' | 'cannot-say'

export type EndReason =
  | 'changed'
  | 'parent-refused'
  | 'carer-refused'
  | 'village-refused'
  | 'prohibited'
  | 'parents-back'
  | 'sixteen'
  | 'moved'
  | 'death'
  | 'wrong-entry'
  | 'expired'

/** What may be done; what it says lies with the act. */
export type Act =
  | { act: 'exclusions'; declared: Declared }
  | { act: 'child-view'; view: ChildView | 'not-asked' }
  | { act: 'agrees' }
  | { act: 'thinks' }
  | { act: 'refuses' }
  | { act: 'kind'; kind: CarerKind; needs: readonly Need[] }
  | { act: 'carer-adult' }
  | { act: 'village-agrees' }
  | { act: 'supervising' }
  | { act: 'designates' }
  | { act: 'witnesses' }
  | { act: 'prints' }
  | { act: 'signed' }
  | { act: 'files' }
  | { act: 'lifts' }
  | { act: 'ends'; reason: EndReason }
  /** What stands on the paper besides (paper-facts.ts); null: asked, and left out. */
  | { act: 'tells'; facts: Readonly<Record<string, string | null>> }
  /** The child is on the list again: it goes on as it stood. */
  | { act: 'resumes' }
  /** Something on the document is different by now: everybody agrees again. */
  | { act: 'document-changed' }

/** What has happened; each is a column of the row. */
export type Step =
  | 'parent_cleared'
  | 'parent_agreed'
  | 'carer_cleared'
  | 'carer_agreed'
  | 'child_heard'
  | 'carer_adult'
  | 'village_agreed'
  | 'supervising'
  | 'designated'
  | 'checked'
  | 'witnessed'
  | 'printed'
  | 'signed'
  | 'filed'
  | 'stopped'

/** How one entrustment stands. */
export type Standing = {
  done: ReadonlySet<Step>
  needs: readonly Need[]
  kind: CarerKind | null
  ended: EndReason | null
}

/** What an act changes: steps that are done now, steps that have to be done again, the child's view, an end. */
export type Change = {
  stamp: readonly Step[]
  clear: readonly Step[]
  view?: ChildView
  kind?: CarerKind
  needs?: readonly Need[]
  end?: EndReason
  resumes?: true
}

/** Why an act does not count. */
export type Refusal = 'ended' | 'stopped' | 'not-theirs' | 'too-late' | 'not-yet'

const DIRECTOR: readonly Party[] = ['director', 'supervisor']
const ABOVE: readonly Party[] = ['supervisor', 'county']
/** Whose act each is. A supervisor acts where the director may not, being family. */
const MAY: Readonly<Record<Act['act'], readonly Party[]>> = {
  exclusions: ['parent', 'carer', ...DIRECTOR],
  'child-view': ['parent', ...DIRECTOR],
  agrees: ['parent', 'carer'],
  thinks: ['parent', 'carer'],
  refuses: ['parent', 'carer', ...DIRECTOR],
  kind: DIRECTOR,
  'carer-adult': [...DIRECTOR, 'house'],
  'village-agrees': DIRECTOR,
  supervising: DIRECTOR,
  designates: ABOVE,
  witnesses: DIRECTOR,
  prints: [...DIRECTOR, 'county'],
  signed: [...DIRECTOR, 'county'],
  files: ABOVE,
  lifts: ABOVE,
  ends: [...DIRECTOR, 'county', 'house'],
  tells: ['parent', 'carer', ...DIRECTOR],
  resumes: ['house'],
  'document-changed': ['house'],
}

/** A confirmation and everything that stands on it. */
const CONFIRMATION: readonly Step[] = ['checked', 'witnessed', 'printed', 'signed', 'filed']
const AGREEMENTS: readonly Step[] = ['parent_agreed', 'carer_agreed']
const NOTHING: Change = { stamp: [], clear: [] }

/** What is still missing before the village can witness, in the order in which it is asked for. */
export type Missing =
  | 'parent'
  | 'carer'
  | 'kind'
  | 'child-view'
  | 'carer-adult'
  | 'village'
  | 'supervising'
  | 'designation'
  | 'check'

const NEEDED: Readonly<Record<Need, Step>> = {
  village: 'village_agreed',
  supervising: 'supervising',
  designation: 'designated',
}

export function missing({ done, needs, kind }: Standing): Missing[] {
  const without = (step: Step, what: Missing): Missing[] => (done.has(step) ? [] : [what])
  return [
    ...without('parent_agreed', 'parent'),
    ...without('carer_agreed', 'carer'),
    ...(kind === null ? (['kind'] as const) : []),
    ...without('child_heard', 'child-view'),
    ...without('carer_adult', 'carer-adult'),
    ...needs.flatMap(need => without(NEEDED[need], need)),
    ...without('checked', 'check'),
  ]
}

/** What an act of a party does to an entrustment that stands so, or why it does nothing. Decides nothing about who may see it. */
export function decide(standing: Standing, act: Act, by: Party): Change | Refusal {
  const { done, ended } = standing
  if (act.act === 'resumes') return resumed(standing, by)
  if (ended !== null) return 'ended'
  if (!MAY[act.act].includes(by)) return 'not-theirs'
  switch (act.act) {
    case 'exclusions':
      return declared(standing, act.declared, by)
    case 'child-view':
      return act.view === 'not-asked' ? NOTHING : { stamp: ['child_heard'], clear: [], view: act.view }
    case 'agrees':
      if (done.has('witnessed')) return 'too-late'
      return agreed(standing, by)
    case 'thinks':
      return done.has('witnessed') ? 'too-late' : NOTHING
    case 'refuses':
      // In force it is ended by people, with somebody else to look after the child.
      return done.has('witnessed') ? 'too-late' : { ...NOTHING, end: refusalOf(by) }
    case 'kind':
      if (done.has('witnessed')) return 'too-late'
      return { stamp: [], clear: stepsNotNeeded(act.needs), kind: act.kind, needs: act.needs }
    case 'carer-adult':
      return { stamp: ['carer_adult'], clear: [] }
    case 'village-agrees':
      return { stamp: ['village_agreed'], clear: [] }
    case 'supervising':
      return { stamp: ['supervising'], clear: [] }
    case 'designates':
      return { stamp: ['designated'], clear: [] }
    case 'witnesses':
      if (done.has('stopped')) return 'stopped'
      if (done.has('witnessed')) return 'too-late'
      return missing(standing).length > 0 ? 'not-yet' : { stamp: ['witnessed'], clear: [] }
    case 'prints':
      return after(standing, 'witnessed', 'printed')
    case 'signed':
      return after(standing, 'printed', 'signed')
    case 'files':
      return after(standing, 'signed', 'filed')
    case 'lifts':
      return done.has('stopped') ? { stamp: [], clear: ['stopped'] } : 'not-yet'
    case 'ends':
      return { ...NOTHING, end: act.reason }
    case 'tells':
      // What is filed stays as it was filed.
      return done.has('filed') ? 'too-late' : NOTHING
    case 'document-changed':
      return { stamp: [], clear: [...AGREEMENTS, ...CONFIRMATION] }
  }
}

/** Ends that came of a child's leaving the list, which may be undone. */
const WITH_THE_LIST: readonly EndReason[] = ['parents-back', 'sixteen', 'moved', 'death', 'wrong-entry']

function resumed({ ended }: Standing, by: Party): Change | Refusal {
  if (!MAY.resumes.includes(by)) return 'not-theirs'
  if (ended === null) return 'not-yet'
  return WITH_THE_LIST.includes(ended) ? { ...NOTHING, resumes: true } : 'ended'
}

/** A named exclusion stops everything that stands on the declarations; who only is not sure leaves it to the director’s check. */
function declared({ done }: Standing, given: Declared, by: Party): Change {
  const answers = EXCLUSIONS.map(exclusion => given[exclusion])
  if (answers.includes('yes'))
    return {
      stamp: ['stopped', ...own(by)],
      clear: CONFIRMATION,
    }
  if (by === 'parent' || by === 'carer') return { stamp: own(by), clear: [] }
  if (answers.includes('unclear') || done.has('stopped')) return NOTHING
  return { stamp: ['checked'], clear: [] }
}

/** That a side has been asked, whatever it said: the way on looks the same from outside. */
const own = (by: Party): Step[] =>
  by === 'parent' ? ['parent_cleared'] : by === 'carer' ? ['carer_cleared'] : []

function agreed({ done }: Standing, by: Party): Change | Refusal {
  const side = by === 'parent' ? 'parent' : 'carer'
  return done.has(`${side}_cleared`) ? { stamp: [`${side}_agreed`], clear: [] } : 'not-yet'
}

const refusalOf = (by: Party): EndReason =>
  by === 'parent' ? 'parent-refused' : by === 'carer' ? 'carer-refused' : 'village-refused'

const stepsNotNeeded = (needs: readonly Need[]): Step[] =>
  (Object.keys(NEEDED) as Need[]).filter(need => !needs.includes(need)).map(need => NEEDED[need])

function after({ done }: Standing, before: Step, step: Step): Change | Refusal {
  if (done.has('stopped')) return 'stopped'
  if (!done.has(before)) return 'not-yet'
  return done.has(step) ? 'too-late' : { stamp: [step], clear: [] }
}
