import { addDays } from '../../flows/engine/calendar.ts'
import { fresh, type Lots } from './draw.ts'
import { inventedNumber } from './invented-number.ts'
import type { DemoAdult } from './township.ts'
import { givenNames, surnames } from './words.ts'

export type Gender = '男' | '女'
export type Pool = keyof typeof givenNames
export type People = ReturnType<typeof inventedPeople>

// Registered in two other counties of the city, so that no number equals one of the sample ledger's.
const areas = ['341221', '341222'] as const

/** Draws people of whom no two share a name, an identity number or a phone; ages are in years on `today`. */
export function inventedPeople(draw: Lots, today: string) {
  const [names, numbers, phones] = [new Set<string>(), new Set<string>(), new Set<string>()]

  const name = (pool: Pool, surname?: string) =>
    fresh(names, () => (surname ?? draw.one(surnames)) + draw.one(givenNames[pool]))

  /** Within a village no two children are called the same, so that a director's list can be read. */
  const childsName = (pool: 'boys' | 'girls', surname: string, village: string) => {
    const given = fresh(names, () => `${village}${draw.one(givenNames[pool])}`)
    return surname + given.slice(village.length)
  }

  const phone = () => fresh(phones, () => `1990${String(draw.between(0, 9_999_999)).padStart(7, '0')}`)

  function born(age: number, gender: Gender) {
    let birthDate = today
    const idNumber = fresh(numbers, () => {
      birthDate = addDays(today, -Math.floor(age * 365.25) - draw.between(1, 360))
      return inventedNumber(draw.one(areas), birthDate, draw.one(gender === '男' ? [997, 999] : [996, 998]))
    })
    return { birthDate, idNumber }
  }

  type Wanted = {
    key: string
    name: string
    pool: Pool
    age: number
    place: string
    device?: DemoAdult['device']
  }
  function adult({ key, name, pool, age, place, device = 'smartphone' }: Wanted): DemoAdult {
    const gender = pool === 'men' || pool === 'elderMen' ? '男' : '女'
    const { idNumber } = born(age, gender)
    return { key, name, phone: device === 'none' ? null : phone(), device, idNumber, place }
  }

  return { name, childsName, phone, born, adult }
}
