import { type DemoTownship, demoTownship } from '../../server/demo/township.ts'

const VILLAGES = 20
const NUMBERS = '一二三四五六七'
/** The invented township has three. */
const IN_A_TOWNSHIP = 3

/**
 * A county of twenty villages made of invented townships (server/demo/township.ts), each drawn from a seed of its own:
 * about 170 households. Keys begin with the township's number: `3-h01-carer`, `3-director-2`; the county's officer is
 * `1-county-officer`.
 */
export function seasonCounty(today: string): DemoTownship {
  const townships = Array.from({ length: Math.ceil(VILLAGES / IN_A_TOWNSHIP) }, (_, n) =>
    renamed(demoTownship({ seed: n + 1, today }), n + 1),
  )
  const villages = townships.flatMap(town => town.places.filter(({ code }) => code.length === 12))
  const left = new Set(villages.slice(VILLAGES).map(({ code }) => code))
  const [first, ...others] = townships as [DemoTownship, ...DemoTownship[]]
  const all = <K extends 'adults' | 'households' | 'children' | 'relations'>(of: K) =>
    townships.flatMap(town => town[of] as DemoTownship[K][number][])
  const children = all('children').filter(({ place }) => !left.has(place))
  const kept = new Set(children.map(({ key }) => key))
  const outside = ({ code }: { code: string }) => code.length > 6 && !left.has(code)
  return {
    places: [first.places[0]!, ...townships.flatMap(town => town.places.filter(outside))],
    adults: all('adults').filter(({ place }) => !left.has(place)),
    households: all('households').filter(({ place }) => !left.has(place)),
    children,
    relations: all('relations').filter(({ child }) => kept.has(child)),
    staff: [
      ...first.staff,
      ...others.flatMap(town => town.staff.filter(({ role }) => role !== 'county')),
    ].filter(({ place }) => !left.has(place)),
    dutyPhone: first.dutyPhone,
  }
}

/** The same township with places, keys and numbers of its own. */
function renamed(town: DemoTownship, n: number): DemoTownship {
  const code = (place: string) => place.replace(/^(.{6})19/, (_, county) => `${county}${n}9`)
  const key = (name: string) => `${n}-${name}`
  const placed = <T extends { place: string }>(one: T): T => ({ ...one, place: code(one.place) })
  return {
    places: town.places.map(place => ({
      code: code(place.code),
      name: place.code.length === 6 ? place.name : `${NUMBERS[n - 1]}${place.name}`,
    })),
    adults: town.adults.map(one => placed({ ...one, key: key(one.key) })),
    households: town.households.map(one => placed({ ...one, key: key(one.key) })),
    children: town.children.map(one => placed({ ...one, key: key(one.key), household: key(one.household) })),
    relations: town.relations.map(one => ({ ...one, child: key(one.child), adult: key(one.adult) })),
    staff: town.staff.map(one => placed({ ...one, key: key(one.key), adult: key(one.adult) })),
    dutyPhone: town.dutyPhone,
  }
}
