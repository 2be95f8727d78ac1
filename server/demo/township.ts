/**
 * The invented township of the demo: one county code, one township, three villages, 26 households with 40
 * children, their parents away, their carers, and the staff. The same seed and day give the same people.
 */
import { lots } from './draw.ts'
import { families } from './families.ts'
import { type DemoFamily, inventedHousehold } from './household.ts'
import { inventedPeople } from './people.ts'
import { county, surnames, township, villages } from './words.ts'

/** A division code of 6 (county), 9 (township) or 12 digits (village). */
export type DemoPlace = { code: string; name: string }
/** A phone is 1990 and seven drawn digits: never call or write to one. */
export type DemoAdult = {
  key: string
  name: string
  phone: string | null
  device: 'smartphone' | 'old-phone' | 'none'
  idNumber: string | null
  place: string
}
/** `school` is empty for a child under three. `idNumber` is null for the one in no household register. */
export type DemoChild = {
  key: string
  household: string
  name: string
  gender: '男' | '女'
  birthDate: string
  idNumber: string | null
  place: string
  boarding: boolean
  school: string
}
/** `number` is the ledger's 家庭编号; `head` a name. */
export type DemoHousehold = { key: string; number: string; place: string; head: string }
/** `child` and `adult` are keys; `kin` is seen from the child; `awayIn` province and city. */
export type DemoRelation = {
  child: string
  adult: string
  role: 'father' | 'mother' | 'carer'
  kin: string
  livesWith: boolean
  awayIn: string | null
}
export type DemoStaff = {
  key: string
  adult: string
  role: 'director' | 'supervisor' | 'county'
  place: string
}
export type DemoTownship = {
  places: DemoPlace[]
  adults: DemoAdult[]
  households: DemoHousehold[]
  children: DemoChild[]
  relations: DemoRelation[]
  staff: DemoStaff[]
  /** The number given out when no director's is known, day and night. */
  dutyPhone: string
}

/**
 * The township of a seed on a day ('YYYY-MM-DD'; ages are right for that day). Keys are stable: household
 * 'h01' with 'h01-mother', 'h01-carer', 'h01-child-1'; staff 'director-1'..'director-3', 'supervisor',
 * 'county-officer'. In h01 the parents are away and the grandmother has a smartphone; 'h05-carer' looks after
 * h06 as well; h14 has the child without an identity number; h15 has no carer.
 */
export function demoTownship({ seed, today }: { seed: number; today: string }): DemoTownship {
  const draw = lots(seed)
  const people = inventedPeople(draw, today)

  const posts = [
    ...villages.map((village, i) => ({
      key: `director-${i + 1}`,
      role: 'director' as const,
      place: village.code,
    })),
    { key: 'supervisor', role: 'supervisor' as const, place: township.code },
    { key: 'county-officer', role: 'county' as const, place: county.code },
  ]
  const staffAdults = posts.map(({ key, place }) =>
    people.adult({ key, name: people.name('women'), pool: 'women', age: draw.between(28, 52), place }),
  )

  const fathersSurnames = draw.shuffled(surnames)
  const drawn: DemoFamily[] = []
  for (const [i, plan] of families.entries()) {
    const key = `h${String(i + 1).padStart(2, '0')}`
    const number = families.slice(0, i + 1).filter(other => other.village === plan.village).length
    drawn.push(
      inventedHousehold(draw, people, today, {
        key,
        number,
        plan,
        surname: fathersSurnames[i]!,
        neighbour: drawn.at(-1),
      }),
    )
  }

  return {
    places: [county, township, ...villages].map(place => ({ ...place })),
    adults: [...staffAdults, ...drawn.flatMap(family => family.adults)],
    households: drawn.map(family => family.household),
    children: drawn.flatMap(family => family.children),
    relations: drawn.flatMap(family => family.relations),
    staff: posts.map(post => ({ ...post, adult: post.key })),
    dutyPhone: people.phone(),
  }
}
