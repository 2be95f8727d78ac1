import type { ChildFacts, CodeFacts, PersonFacts } from '../../../flows/index.ts'

/** An id that reads well in a failing test: `…0007`. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const XIAOYUE = id(1)
export const XIAOJUN = id(2)
export const GRANDMOTHER = id(11)
export const FATHER = id(12)
export const DIRECTOR = id(13)
export const SUPERVISOR = id(14)
export const VILLAGE = '341226101201'
export const TOWNSHIP = '341226101'
export const COUNTY = { name: '和安县', dutyPhone: '0558-7000110', keeps: { chatDays: 180, voiceDays: 7 } }

const director = { name: '王秀英', phone: '13800000013', post: 'director' as const }
const grandmotherAsCarer = { id: GRANDMOTHER, name: '张桂兰', kin: '祖母' }

const twoChildren = (
  of: Pick<ChildFacts, 'role' | 'kin' | 'carer'>,
  ages: [number | null, number | null],
) => [
  { id: XIAOYUE, name: '李晓悦', age: ages[0], ...of },
  { id: XIAOJUN, name: '李晓军', age: ages[1], ...of },
]

/** She looks after two children, six and ten years old unless said otherwise. */
export const grandmother = (ages: [number | null, number | null] = [6, 10]): PersonFacts => ({
  id: GRANDMOTHER,
  name: '张桂兰',
  place: VILLAGE,
  consent: 'agreed',
  children: twoChildren({ role: 'carer', kin: '祖母', carer: grandmotherAsCarer }, ages),
  director,
  staff: null,
})

/** The same children's father, who works away. */
export const father = (ages: [number | null, number | null] = [6, 10]): PersonFacts => ({
  id: FATHER,
  name: '李建国',
  place: VILLAGE,
  consent: 'agreed',
  children: twoChildren({ role: 'father', kin: '父亲', carer: grandmotherAsCarer }, ages),
  director,
  staff: null,
})

/** A father for whose children no carer is on record. */
export const fatherWithoutCarer = (): PersonFacts => ({
  ...father(),
  children: twoChildren({ role: 'father', kin: '父亲', carer: null }, [6, 10]),
})

export const villageDirector = (): PersonFacts => ({
  id: DIRECTOR,
  name: '王秀英',
  place: VILLAGE,
  consent: 'unasked',
  children: [],
  director,
  staff: { id: id(33), role: 'director', place: VILLAGE },
})

/** A director who looks after a grandchild of her own. */
export const directorWhoCares = (): PersonFacts => ({
  ...villageDirector(),
  children: grandmother().children,
})

export const townshipSupervisor = (): PersonFacts => ({
  id: SUPERVISOR,
  name: '赵明',
  place: TOWNSHIP,
  consent: 'unasked',
  children: [],
  director: null,
  staff: { id: id(34), role: 'supervisor', place: TOWNSHIP },
})

/** What the grandmother's card stands for. */
export const grandmothersCard = (digits: string, consent: PersonFacts['consent'] = 'unasked'): CodeFacts => ({
  state: 'valid',
  digits,
  person: GRANDMOTHER,
  consent,
  masked: ['李*悦', '李*军'],
  staff: null,
  kin: '祖母',
})

/** What a director's own code stands for. */
export const directorsCard = (digits: string): CodeFacts => ({
  state: 'valid',
  digits,
  person: DIRECTOR,
  consent: 'unasked',
  masked: ['王*英'],
  staff: 'director',
  kin: '',
})
