import { ageOn } from '../../flows/engine/calendar.ts'
import type { Lots } from './draw.ts'
import type { CarerPlan, FamilyPlan } from './families.ts'
import type { Gender, People, Pool } from './people.ts'
import type { DemoAdult, DemoChild, DemoHousehold, DemoRelation } from './township.ts'
import { surnames, township, villages, workplaces } from './words.ts'

/** One household with everybody in it, and what a family sharing its carer must know. */
export type DemoFamily = {
  household: DemoHousehold
  adults: DemoAdult[]
  children: DemoChild[]
  relations: DemoRelation[]
  surname: string
  eldest: number
  carer: Carer | null
}
type Carer = { adult: DemoAdult; kin: CarerPlan['kin']; age: number }

/** `number` counts the village's households from 1; `neighbour` is the family before. */
export type Lot = {
  key: string
  number: number
  plan: FamilyPlan
  surname: string
  neighbour: DemoFamily | undefined
}

const carers: Record<CarerPlan['kin'], { pool: Pool; surname: 'father' | 'mother' | 'own' }> = {
  祖母: { pool: 'elderWomen', surname: 'own' },
  祖父: { pool: 'elderMen', surname: 'father' },
  外祖母: { pool: 'elderWomen', surname: 'own' },
  外祖父: { pool: 'elderMen', surname: 'mother' },
  姑母: { pool: 'women', surname: 'father' },
  舅父: { pool: 'men', surname: 'mother' },
}

/** Draws the household that a plan asks for. */
export function inventedHousehold(draw: Lots, people: People, today: string, lot: Lot): DemoFamily {
  const { key, plan } = lot
  const village = villages[plan.village]!
  const place = village.code
  const cousins = plan.carer === 'shared' ? lot.neighbour : undefined
  const surname = cousins?.surname ?? lot.surname
  const ages = childrensAges(draw, plan.children, cousins?.eldest ?? 15)
  const eldest = ages[0]!

  // The fathers of cousins are brothers: neither may be too old to be their mother's son.
  const oldest = cousins?.carer ? cousins.carer.age - 20 : 99
  const mothersSurname = draw.one(surnames.filter(name => name !== surname))
  const city = draw.one(workplaces)
  const parent = (role: 'father' | 'mother') => {
    const [kin, pool, name] =
      role === 'father' ? (['父亲', 'men', surname] as const) : (['母亲', 'women', mothersSurname] as const)
    const age = Math.min(eldest + draw.between(21, 32), oldest)
    const adult = people.adult({ key: `${key}-${role}`, name: people.name(pool, name), pool, age, place })
    return { adult, age, role, kin, awayIn: draw.chance(60) ? city : draw.one(workplaces) }
  }
  const parents = (['father', 'mother'] as const)
    .filter(role => plan.parents !== (role === 'father' ? 'mother-only' : 'father-only'))
    .map(parent)

  function ownCarer({ kin, device }: CarerPlan): Carer {
    const { pool, surname: whose } = carers[kin]
    const age =
      Math.max(...parents.map(one => one.age)) + (pool.startsWith('elder') ? draw.between(21, 27) : 0)
    const name = people.name(pool, { father: surname, mother: mothersSurname, own: undefined }[whose])
    return { adult: people.adult({ key: `${key}-carer`, name, pool, age, place, device }), kin, age }
  }
  const own = plan.carer && plan.carer !== 'shared' ? ownCarer(plan.carer) : null
  const carer = own ?? cousins?.carer ?? null

  const children = ages.map((age, i) => {
    const gender: Gender = draw.chance(54) ? '男' : '女' // 54.5 % boys: DOMAIN.md section 8
    const { birthDate, idNumber } = people.born(age, gender)
    return {
      key: `${key}-child-${i + 1}`,
      household: key,
      name: people.childsName(gender === '男' ? 'boys' : 'girls', surname, place),
      gender,
      birthDate,
      idNumber: plan.unregistered && i === ages.length - 1 ? null : idNumber,
      place,
      boarding: age >= 12 && draw.chance(50),
      school: schoolOf(birthDate, today, village.name),
    }
  })
  const relations = children.flatMap((child): DemoRelation[] => [
    ...parents.map(({ adult, role, kin, awayIn }) => ({
      child: child.key,
      adult: adult.key,
      role,
      kin,
      livesWith: false,
      awayIn,
    })),
    ...(carer
      ? [
          {
            child: child.key,
            adult: carer.adult.key,
            role: 'carer' as const,
            kin: carer.kin,
            livesWith: true,
            awayIn: null,
          },
        ]
      : []),
  ])
  const head = own?.kin === '祖父' || own?.kin === '祖母' ? own.adult.name : parents[0]!.adult.name
  return {
    household: { key, number: `${place.slice(6)}-${String(lot.number).padStart(3, '0')}`, place, head },
    adults: [...parents.map(one => one.adult), ...(own ? [own.adult] : [])],
    children,
    relations,
    surname,
    eldest,
    carer,
  }
}

/** Ages, the eldest first, two or three years apart, from 2 to `most`. */
function childrensAges(draw: Lots, count: number, most: number): number[] {
  const ages = [draw.between(2, most - 3 * (count - 1))]
  while (ages.length < count) ages.unshift(ages[0]! + draw.between(2, 3))
  return ages
}

// By the age at the start of the school year, 1 September.
function schoolOf(birthDate: string, today: string, village: string): string {
  const year = Number(today.slice(0, 4)) - (today.slice(5) < '09-01' ? 1 : 0)
  const age = ageOn(birthDate, `${year}-08-31`)
  if (age < 3) return ''
  if (age < 6) return `${village}幼儿园`
  if (age < 12) return `${township.name}中心小学`
  return age < 15 ? `${township.name}初级中学` : `${township.name}高级中学`
}
