import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageOn, dayOf } from '../../flows/engine/calendar.ts'
import { type DemoTownship, demoTownship } from '../../server/demo/township.ts'

const today = '2026-11-21'
const town = demoTownship({ seed: 341226, today })

const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 32 })
const todays = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2036, 0, 1) }).map(dayOf)
const townships = fc
  .tuple(seeds, todays)
  .map(([seed, day]) => ({ day, town: demoTownship({ seed, today: day }) }))
const everyTownship = (law: (town: DemoTownship, day: string) => void) =>
  fc.assert(
    fc.property(townships, ({ town, day }) => law(town, day)),
    { numRuns: 60 },
  )

const numbersOf = (t: DemoTownship) =>
  [...t.adults, ...t.children].flatMap(one => (one.idNumber ? [one.idNumber] : []))
const birthOf = (idNumber: string) => idNumber.replace(/^.{6}(.{4})(..)(..).*$/, '$1-$2-$3')
const phonesOf = (t: DemoTownship) => [t.dutyPhone, ...t.adults.flatMap(adult => adult.phone ?? [])]
const carersOf = (t: DemoTownship, child: string) =>
  t.relations.filter(r => r.child === child && r.role === 'carer')

// Written out from GB 11643-1999 rather than taken from the generator.
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const lastCharacter = (body: string) =>
  '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(body[i]), 0) % 11]

describe('the invented township', () => {
  it('has one township with three villages, forty children in 26 households, and its staff', () => {
    expect(town.places.map(place => place.code.length)).toEqual([6, 9, 12, 12, 12])
    expect(town.places[0]).toEqual({ code: '341226', name: '颍上县' })
    expect(town.households).toHaveLength(26)
    expect(town.children).toHaveLength(40)
    expect(town.staff.map(one => one.role).sort()).toEqual([
      'county',
      'director',
      'director',
      'director',
      'supervisor',
    ])
    expect(new Set(town.staff.filter(one => one.role === 'director').map(one => one.place)).size).toBe(3)
    expect(town.dutyPhone).toMatch(/^1990\d{7}$/)
  })

  it('has a plain first family: parents away, grandmother and mother with smartphones', () => {
    const device = (key: string) => town.adults.find(adult => adult.key === key)?.device
    expect([device('h01-mother'), device('h01-carer')]).toEqual(['smartphone', 'smartphone'])
    expect(carersOf(town, 'h01-child-1')).toMatchObject([
      { adult: 'h01-carer', kin: '祖母', livesWith: true },
    ])
    expect(town.relations.find(r => r.child === 'h01-child-1' && r.role === 'mother')?.awayIn).toMatch(/市$/)
  })

  it('has a grandmother who looks after the children of two households', () => {
    const byCarer = new Map<string, Set<string>>()
    for (const r of town.relations.filter(r => r.role === 'carer')) {
      const household = town.children.find(child => child.key === r.child)!.household
      byCarer.set(r.adult, (byCarer.get(r.adult) ?? new Set()).add(household))
    }
    expect([...byCarer].filter(([, households]) => households.size > 1).map(([key]) => key)).toEqual([
      'h05-carer',
    ])
  })

  it('has one child in no register, and one family without a carer', () => {
    expect(town.children.filter(child => child.idNumber === null)).toHaveLength(1)
    const alone = town.children.filter(child => carersOf(town, child.key).length === 0)
    expect(new Set(alone.map(child => child.household))).toEqual(new Set(['h15']))
  })

  it('has carers with a smartphone, with an old phone and with none at all', () => {
    const carers = town.adults.filter(adult => adult.key.endsWith('-carer'))
    expect(new Set(carers.map(adult => adult.device))).toEqual(new Set(['smartphone', 'old-phone', 'none']))
    for (const adult of town.adults) expect(adult.phone === null).toBe(adult.device === 'none')
  })

  it('has siblings, boarders and parents in several provinces', () => {
    expect(town.children.length).toBeGreaterThan(new Set(town.children.map(child => child.household)).size)
    expect(town.children.some(child => child.boarding)).toBe(true)
    expect(new Set(town.relations.map(r => r.awayIn)).size).toBeGreaterThan(5)
  })

  it('shares no place with the sample ledger, so that both can be loaded', () => {
    const ledger = ['341226190', '341226290']
    expect(town.places.filter(place => ledger.some(code => place.code.startsWith(code)))).toEqual([])
    // The ledger's numbers begin with 341226, 341225 and 341204.
    expect(numbersOf(town).filter(number => !/^34122[12]/.test(number))).toEqual([])
  })
})

describe('laws of every invented township', () => {
  it('the same seed and day give the same township', () => {
    fc.assert(
      fc.property(seeds, todays, (seed, day) => {
        expect(demoTownship({ seed, today: day })).toEqual(demoTownship({ seed, today: day }))
      }),
      { numRuns: 20 },
    )
  })

  it('another seed gives other people', () => {
    expect(demoTownship({ seed: 1, today })).not.toEqual(demoTownship({ seed: 2, today }))
  })

  it('every identity number is well formed, held by nobody alive, and by one person only', () => {
    everyTownship(t => {
      const numbers = numbersOf(t)
      expect(new Set(numbers).size).toBe(numbers.length)
      for (const number of numbers) {
        expect(number).toMatch(/^\d{14}99[6-9][\dX]$/)
        expect(number[17]).toBe(lastCharacter(number))
      }
    })
  })

  it("a child's identity number says its birth date and gender", () => {
    everyTownship(t => {
      for (const child of t.children.filter(child => child.idNumber !== null)) {
        expect(birthOf(child.idNumber!)).toBe(child.birthDate)
        expect(Number(child.idNumber![16]) % 2 === 1 ? '男' : '女').toBe(child.gender)
      }
    })
  })

  it('no two adults share a phone, and nobody could be rung by mistake', () => {
    everyTownship(t => {
      expect(new Set(phonesOf(t)).size).toBe(phonesOf(t).length)
      for (const phone of phonesOf(t)) expect(phone).toMatch(/^1990\d{7}$/)
    })
  })

  it('no two people share a name or a key', () => {
    everyTownship(t => {
      for (const list of [t.adults, t.children]) {
        expect(new Set(list.map(one => one.key)).size).toBe(list.length)
      }
      const names = [...t.adults, ...t.children].map(one => one.name)
      expect(new Set(names).size).toBe(names.length)
      expect(new Set(t.households.map(one => one.number)).size).toBe(t.households.length)
    })
  })

  it('every key and place that is named exists', () => {
    everyTownship(t => {
      const [adults, children] = [new Set(t.adults.map(a => a.key)), new Set(t.children.map(c => c.key))]
      const places = new Set(t.places.map(place => place.code))
      for (const r of t.relations) expect(adults.has(r.adult) && children.has(r.child)).toBe(true)
      for (const s of t.staff) expect(adults.has(s.adult)).toBe(true)
      for (const one of [...t.adults, ...t.children, ...t.households, ...t.staff])
        expect(places.has(one.place)).toBe(true)
      for (const child of t.children)
        expect(t.households.find(h => h.key === child.household)?.place).toBe(child.place)
    })
  })

  it('children are under sixteen, parents grown up when they were born, grandparents a generation older', () => {
    everyTownship((t, day) => {
      const birth = (key: string) => birthOf(t.adults.find(adult => adult.key === key)!.idNumber!)
      for (const child of t.children) {
        expect(ageOn(child.birthDate, day)).toBeGreaterThanOrEqual(2)
        expect(ageOn(child.birthDate, day)).toBeLessThan(16)
        for (const r of t.relations.filter(r => r.child === child.key)) {
          const grand = /祖/.test(r.kin)
          expect(ageOn(birth(r.adult), child.birthDate)).toBeGreaterThanOrEqual(grand ? 38 : 20)
          expect(ageOn(birth(r.adult), day)).toBeLessThan(80)
        }
      }
    })
  })

  it('a child bears the name of the family, and brothers and sisters are not born within the same ten months', () => {
    everyTownship(t => {
      for (const household of t.households) {
        const own = t.children.filter(child => child.household === household.key)
        expect(new Set(own.map(child => child.name[0])).size).toBe(1)
        const births = own.map(child => Date.parse(child.birthDate)).sort((a, b) => a - b)
        for (const [i, at] of births.entries())
          if (i > 0) expect(at - births[i - 1]!).toBeGreaterThan(300 * 86_400_000)
        const father = t.adults.find(adult => adult.key === `${household.key}-father`)
        if (father) expect(father.name[0]).toBe(own[0]!.name[0])
      }
    })
  })
})
